#pragma once
// The ways in which a call can have come to what its return (or the entry of a routine) shows:
// filter the alternatives of each micro-step by what the trace shows and by what is known of hidden
// history.

#include <cstdint>
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
  const std::vector<Explanation>& find(const OrderWorld& world, const RunningCall& call,
                                       const Event& event, Position now, const Others& others);
  // The ways in which a call can have gone on that never returned: to its end, or until it blocked.
  const std::vector<Explanation>& find_unfinished(const OrderWorld& world, const RunningCall& call,
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

  // Alternatives that would show what the event shows, but cannot have happened.
  const std::vector<const AlternativeInfo*>& refuted() const { return refuted_; }

  // What would have taken an item from a fifo that holds none that fits.
  const std::vector<const AlternativeInfo*>& unmet() const { return unmet_; }

 private:
  void search(bool tells_refuted);
  void follow(const Chain& chain, const Explanation& sofar, std::size_t depth);
  void take_alternative(const Alternatives& offered, const Alternative& alternative,
                        const std::vector<std::size_t>& rivals, const Chain& chain,
                        const Explanation& sofar, std::size_t depth);
  void with_item(const Alternatives& offered, const Alternative& alternative, PathStep path,
                 Chain chain, const Explanation& sofar, std::size_t depth);
  bool possible(const Alternatives& offered, const Alternative& alternative,
                const Chain& chain) const;
  bool agrees(const Shows& shows, const Chain& chain, Explanation& explanation) const;
  bool agrees(const ShownValue& output, const Chain& chain, Explanation& explanation) const;
  bool agrees_count(const Value& value, const Chain& chain, Explanation& explanation) const;
  bool agrees_error(const Shows& shows, const Chain& chain) const;
  // Is the entry that of this user APC?
  bool agrees_apc(const ItemInfo& item) const;
  Predicate status_predicate(Predicate::Kind column) const;
  Predicate routine_predicate(OperationId id) const;
  void resolve(OperationId id, const Predicate& predicate, std::optional<std::uint64_t> information,
               const Explanation& sofar, std::vector<Explanation>& resolved);
  std::optional<std::uint64_t> shown_count(Parameter parameter) const;
  std::optional<std::uint64_t> shown_transferred() const;  // by a query
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
  std::vector<Explanation> found_;
  std::vector<Rejected> rejected_;
  std::vector<RejectedEnding> rejected_endings_;
  std::vector<const AlternativeInfo*> unmet_;
  std::vector<const AlternativeInfo*> refuted_;
};

}  // namespace ioracle
