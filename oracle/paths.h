#pragma once
// The ways in which a call can have come to what its return (or the entry of a routine) shows:
// filter the alternatives of each micro-step by what the trace shows and by what is known of hidden
// history.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/event.h"
#include "oracle/order_world.h"

namespace ioracle {

// A call in progress, as the oracle follows it.
struct RunningCall {
  Chain chain;
  Position since = 0;  // of its latest visible event: the call itself, or a routine's exit
  Position called = 0;
  Footprint footprint;          // what it may still change
  std::uint32_t structure = 0;  // of Known, plus 1, when the footprint was taken; 0: never
};

// True when two alternatives differ only in what they ask of hidden history.
bool interchangeable(const Alternatives& offered, const Alternative& left,
                     const Alternative& right);

class PathFinder {
 public:
  PathFinder(const Known& known, std::uint64_t tick_ns) : known_(&known), tick_ns_(tick_ns) {}
  void rebind(const Known& known) { known_ = &known; }

  // Ends where the event is reached: at the return, or where a routine is entered. Empty: no way.
  // Until the next search.
  std::span<const Explanation> find(const OrderWorld& world, const RunningCall& call,
                                    const Event& event, Position now, const Others& others);
  // The ways in which a call can have gone on that never returned: to its end, or until it blocked.
  std::span<const Explanation> find_unfinished(const OrderWorld& world, const RunningCall& call,
                                               const Event& event, Position now,
                                               const Others& others);

  // Which alternatives of the last search could have happened but show something else.
  struct Rejected {
    const AlternativeInfo* info = nullptr;
    Shows shows;
    Chain chain;
  };
  const std::vector<Rejected>& rejected() const { return rejected_; }

  // Ways in which an operation can have ended that do not fit what the event says of it.
  struct RejectedEnding {
    const AlternativeInfo* info = nullptr;
    OperationId operation = no_operation;
    Status status = Status::success;
    std::optional<std::uint64_t> information;
  };
  const std::vector<RejectedEnding>& rejected_endings() const { return rejected_endings_; }
  // Adds to them how else the operation can have ended than by `except`.
  void note_other_endings(OperationId id, const AlternativeInfo* except = nullptr);

  // Ways that find() left out, since another of its ways leaves the same behind and asks less.
  std::span<const Explanation> needless() const {
    return {found_.data() + found_count_, needless_count_};
  }

  // Alternatives that would show what the event shows, but cannot have happened.
  const std::vector<const AlternativeInfo*>& refuted() const { return refuted_; }

  // What would have taken an item from a fifo that holds none that fits.
  const std::vector<const AlternativeInfo*>& unmet() const { return unmet_; }

 private:
  // The search goes deeper by adding to path_; what was added in a scope goes when the scope ends.
  class Scope {
   public:
    explicit Scope(Explanation& path)
        : path_(path),
          steps_(path.steps.size()),
          atoms_(path.atoms.size()),
          effects_(path.effects.size()),
          endings_(path.endings.size()),
          counts_(path.counts.size()),
          information_(path.information) {}
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    ~Scope();

   private:
    Explanation& path_;
    std::size_t steps_, atoms_, effects_, endings_, counts_;
    std::optional<std::uint64_t> information_;
  };
  // One way in which an operation can have ended that fits what is shown of it.
  struct Resolution {
    std::optional<Ending> ending;        // not known yet
    std::optional<std::uint64_t> count;  // known, but for its count
  };
  void search(bool tells_refuted);
  void found(const Chain& chain);
  void drop_needless();
  void follow(const Chain& chain, std::size_t depth);
  bool has_another_item(Fifo fifo) const;
  void note_refuted(const Alternatives& offered, const Alternative& alternative,
                    const Chain& chain);
  void take_alternative(const Alternatives& offered, const Alternative& alternative,
                        const std::vector<std::size_t>& rivals, const Chain& chain,
                        std::size_t depth);
  void with_item(const Alternatives& offered, const Alternative& alternative, const PathStep& taken,
                 const Chain& chain, std::size_t depth);
  // Carries out the effects from `place` on, and follows the chain from there.
  void carry_out(const Alternatives& offered, const Alternative& alternative, std::size_t place,
                 const PathStep& taken, const Chain& chain, std::size_t depth);
  void load(const Alternatives& offered, const Alternative& alternative, std::size_t place,
            const PathStep& taken, const Chain& chain, std::size_t depth);
  bool writes_on_path(Register cell) const;
  bool resets_path(Instant instant) const;
  bool possible(const Alternatives& offered, const Alternative& alternative,
                const Chain& chain) const;
  std::optional<std::uint64_t> shown_bytes() const;
  bool moves_what_it_shows(const Alternatives& offered, const Alternative& alternative,
                           const Chain& chain);
  bool agrees(const Shows& shows, const Chain& chain);
  bool agrees(const ShownValue& output, const Chain& chain);
  bool agrees_count(const Value& value, const Chain& chain);
  bool agrees_error(const Shows& shows, const Chain& chain) const;
  // Is the entry that of this user APC?
  bool agrees_apc(const ItemInfo& item) const;
  Predicate status_predicate(Predicate::Kind column) const;
  Predicate routine_predicate(OperationId id) const;
  // What it needs of hidden history is added to path_.
  std::vector<Resolution> resolve(OperationId id, const Predicate& predicate,
                                  std::optional<std::uint64_t> information);
  void take(OperationId id, const Resolution& resolution);
  std::optional<std::vector<Resolution>> resolve_item(const Alternative& alternative, Item item,
                                                      const Chain& chain);
  bool asks_for_parts() const;
  Predicate loaded_predicate(const Chain& chain, bool first_outcome) const;
  // What the event shows of an output: one that took the value which it had before may be recorded
  // as left alone.
  Value shown_value(const Argument& recorded) const;
  std::optional<std::uint64_t> shown_count(Parameter parameter) const;
  std::optional<std::uint64_t> shown_transferred() const;  // by a query
  // Is it a packet that an alternative takes, of a call that may take several?
  static bool takes_one_of_several(const Alternative& alternative) {
    return alternative.next == MicroStep::attempt;
  }
  // The packet that the event shows in the place in which the chain takes its next one.
  struct ShownPacket {
    bool told = false;     // the event tells its packets
    bool missing = false;  // and this is one too many
    Value key;
    Value pointer;
    Value status;
    Value bytes;
  };
  ShownPacket shown_packet(const Chain& chain) const;
  bool agrees_packet(const ShownPacket& shown, const ItemInfo& packet) const;

  const Known* known_;
  std::uint64_t tick_ns_;
  const OrderWorld* world_ = nullptr;
  const RunningCall* call_ = nullptr;
  const Event* event_ = nullptr;
  Position now_ = 0;
  const Others* others_ = &nobody;
  bool unfinished_ = false;
  bool tells_refuted_ = false;
  std::vector<Alternatives> levels_;
  Explanation path_;                // what the search has taken so far
  std::vector<Explanation> found_;  // the first found_count_ of them; the others keep their room
  std::size_t found_count_ = 0;
  std::size_t needless_count_ = 0;  // behind them
  std::vector<Rejected> rejected_;
  std::vector<RejectedEnding> rejected_endings_;
  std::vector<const AlternativeInfo*> unmet_;
  std::vector<const AlternativeInfo*> refuted_;
};

}  // namespace ioracle
