#pragma once
// Judges one event after the other against all histories kept. What it cannot explain yet, because
// a call of another thread is still running whose effects may already show, it leaves unchanged for
// a later try.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "oracle/horizon.h"
#include "oracle/oracle.h"
#include "oracle/order_world.h"
#include "oracle/paths.h"
#include "oracle/plan.h"

namespace ioracle {

inline constexpr std::size_t histories_most = 64;  // that are kept

enum class Progress : std::uint8_t {
  done,     // the event is explained
  stuck,    // not yet: nothing was changed
  stopped,  // the verdict is settled
};

class Judge {
 public:
  Judge(const Oracle::Options& options, Names& names);
  Judge(const Judge& other);
  Judge& operator=(const Judge&) = delete;

  // `position` is the event's place in the trace, from 1 on.
  Progress take(const Event& event, Position position);
  // Events that could not be explained when they came. True: none is left.
  bool try_deferred();
  bool try_one_deferred();
  bool asks_nothing(const RunningCall& call) const;
  bool must_wait(const Event& event, std::uint32_t slot, std::size_t before, Position now) const;
  // No more is to come: what is open is decided without the calls that did not return.
  void lose_patience() { patient_ = false; }
  // Lets the calls that never returned go on, each as far as it can, whatever it would have shown.
  bool let_go(Position position);
  // After an event that can mean several structures (which connection an accept took): judges of
  // the others.
  std::vector<std::unique_ptr<Judge>> take_forks() {
    std::erase_if(forks_, [](const auto& fork) { return fork->worlds_.empty(); });
    return std::move(forks_);
  }

  // What the first deferred event makes of the verdict when nothing can help it.
  void give_up_deferred();
  // Is there a history for all that was taken? Takes from `budget` what it tries. `plan`: where the
  // history found goes; nullptr: nobody asks.
  bool has_history(Position position, std::uint64_t& budget, Plan* plan) const;
  const Verdict& verdict() const { return verdict_; }
  // No history is left with this event, though each step to it had one: what it rests on.
  void blame(const Event& event, Position now);
  // The budget is used up: neither a history nor a contradiction was found.
  void run_out();

 private:
  // Returns, routines and observations that show effects of calls that had not returned yet.
  struct Deferred {
    Event event;
    Position position;
    std::uint32_t slot;   // of the call; no_node: an observation
    Item item = no_item;  // that it must have taken, where that is known
    // AcceptEx whose connection that is; without an item: an operation whose end it did not show.
    OperationId told = no_operation;
    OperationId user = no_operation;  // whose bytes an observation reads
  };

  void note_rejected(const Event& event);
  void note_failed(const Explanation& explanation, const Event& event);
  void note_endings(const Event& event);
  void note_observed(const Event& event, Position now);
  void note_state(const Event& seen, Register state);
  OperationId last_signaling(Register event) const;
  bool may_be(std::span<const Atom> atoms, Position now, bool surely) const;
  void note_word(const AlternativeInfo& rule);
  void note_missing_words() { note_word(owed_words()); }
  void note_owed(std::span<const Chain> blocked, Position now);
  std::string observed(const Event& event) const;
  Progress advance(const Event& event, RunningCall& call, Position now);
  bool must_hear_others(const Event& event, const RunningCall& call, Position now,
                        const Others& beside);
  void go_on(std::uint32_t slot, Position position);
  void finish_call(const Event& event, std::uint32_t slot, Position now);
  ConnectionNews news_of(std::size_t world, const Event& event, std::uint32_t slot) const;
  ConnectionNews news_later(const Event& event, std::uint32_t slot) const;
  OperationId shown_accept(const Event& event, std::uint32_t slot) const;
  void keep_worlds(const std::function<bool(std::size_t)>& wanted);
  bool opens_pipe(const Event& event, std::uint32_t slot) const;
  std::vector<Item> listening(std::uint32_t slot) const;
  std::vector<Item> running_connects(const Event& event, std::uint32_t slot) const;
  Progress take_event(const Event& event, Position now);
  Progress finish(const Event& event, Position now);
  Progress enter(const Event& event, Position now);
  Progress observe(const Event& event, Position now);
  bool awaits_observed(const Event& event, OperationId user, Position now,
                       const Others& beside) const;
  bool ends_by_others(OperationId id, Position now, const Others& beside) const;
  Progress settle(const Event& event, Position now);
  Progress write_word(const Event& event, Position now);
  Progress enter_now(const Event& event, std::uint32_t slot, Position now);
  Progress contradicted();
  Progress leave_routine(const Event& event, Position now);
  void leave_routine_now(std::uint32_t slot, Position now);
  // Is one of the first `before` deferred events of that call?
  bool is_deferred(std::uint32_t slot, std::size_t before) const;
  void begin(const Event& event, Position now);
  Progress finish_later(const Event& event, std::uint32_t slot, Position now);
  Progress defer(const Deferred& event, const ConnectionNews& news);
  bool shows_as_deferred(const Deferred& one, std::size_t world) const;
  bool read_word(OrderWorld& world, Register cell, std::uint64_t value, Position now,
                 const Others& beside, Decisions& decisions);
  bool agrees_bytes(OrderWorld& world, OperationId id, const Event& event,
                    std::span<const Run> shown, std::uint64_t skip, std::uint64_t room) const;
  bool agrees_buffers(OrderWorld& world, OperationId id, const Event& event) const;
  bool agrees_sender(OrderWorld& world, OperationId id, const Event& event, Position now,
                     const Others& beside, Decisions& decisions);
  bool agrees_observed(OrderWorld& world, const Event& event, OperationId id, Position now,
                       const Others& beside, Decisions& decisions);
  using Attempt = std::function<bool(OrderWorld&, Decisions&)>;
  bool try_all(OrderWorld& world, std::vector<OrderWorld>& results, const Attempt& attempt);
  Progress stop(VerdictKind kind, const Event& event, std::string reason);
  void give_up(const Event& event);
  Progress observe_now(const Event& event, OperationId user, Position now);
  const Footprint& footprint(RunningCall& call);
  Horizon horizon(Position now);
  void free(std::uint32_t slot, Position now);
  void give_back();
  void grow(Position now);
  std::uint32_t top(Name thread) const;
  Chain blocked_chain(const OrderWorld& world, const RunningCall& call, Position now) const;
  std::vector<Chain> blocked(const OrderWorld& world, Position now) const;
  const Others& others(Name thread, std::uint32_t slot, Position now);

  Oracle::Options options_;
  Names* names_;
  Known known_;
  PathFinder finder_;
  Verdict verdict_;
  std::vector<OrderWorld> worlds_;  // one per history that differs in more than order
  std::vector<Chain> reached_;      // by world: where the call that was judged last stands
  std::vector<std::unique_ptr<Judge>> forks_;
  Others others_;                      // of the event that is judged
  std::vector<RunningCall> running_;   // by slot of Known
  std::vector<std::uint32_t> active_;  // slots of running calls
  std::vector<Deferred> deferred_;
  std::vector<ClauseId> clauses_;  // of the last event that could not be explained
  std::vector<std::string> allowed_;
  // Once the order has as many nodes, what nobody speaks of any more is given back.
  std::size_t give_back_at_;
  bool patient_ = true;  // waits for calls that run to return before it decides without them
};

}  // namespace ioracle
