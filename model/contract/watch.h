#pragma once
// What the checks of duties share. Each family of duties has a file, which looks at events before
// the books take them in.

#include <unordered_map>
#include <vector>

#include "model/contract/books.h"
#include "model/contract/contract.h"
#include "model/contract/duty.h"

namespace ioracle::contract {

// The marks of a trace, and those that are held back.
class Marks : public Endings {
 public:
  // `operation` may be nullptr: the mark is about none.
  void add(const Duty& duty, const Event& event, Name object, const InFlight* operation);
  // `deciders`: serials of calls under way; if one of them ends the operation, there is no mark.
  // Without any it is added at once.
  void hold_back(const Mark& mark, std::uint64_t operation, std::vector<std::uint64_t> deciders);
  void ended(const InFlight& operation, std::uint64_t told_by) override;
  void returned(std::uint64_t call);
  void add(const Mark& mark);
  std::vector<Mark> list() const;

 private:
  struct HeldBack {
    Mark mark;
    std::uint64_t operation = 0;
    std::vector<std::uint64_t> deciders;
  };
  std::vector<Mark> marks_;
  std::unordered_map<std::uint64_t, std::size_t> places_;  // by duty and object, into marks_
  std::unordered_map<const Duty*, std::pair<std::size_t, std::size_t>> counts_;  // and the last
  std::vector<HeldBack> held_back_;
};

struct Watch {
  Books& books;
  Marks& marks;
  const Event& event;

  // The object belongs to the operation, which is in flight as far as the event's thread can know.
  void broken(const Duty& duty, Name object, const InFlight& operation) const;
  void broken(const Duty& duty, Name object) const { marks.add(duty, event, object, nullptr); }
};

Mark mark_of(const Duty& duty, const Event& event, Name object, const InFlight* operation);

// Calls, before they are in the books but for being under way.
void check_reuse(const Watch& watch, const CallFacts& call);
void check_kept(const Watch& watch, const CallFacts& call);
void check_start(const Watch& watch, const CallFacts& call);
void check_events(const Watch& watch, const CallFacts& call);
void check_waits(const Watch& watch, const CallFacts& call);
void check_null(const Watch& watch, const CallFacts& call);
void check_query(const Watch& watch, const CallFacts& call);
void check_event_of_query(const Watch& watch, const CallFacts& call, const Thing& overlapped);
void check_cancel(const Watch& watch, const CallFacts& call);
void check_use_after_cancel(const Watch& watch, const CallFacts& call);
void check_nested(const Watch& watch, const CallFacts& call);
void check_ask(const Watch& watch, const CallFacts& call);
void check_cleanup(const Watch& watch);
// Returns, likewise.
void check_returned_wait(const Watch& watch, const CallFacts& call);
void check_returned_close(const Watch& watch, const CallFacts& call);
// Other events.
void check_memory(const Watch& watch);
void check_observed(const Watch& watch);
void check_thread_exit(const Watch& watch);

// May a call of Winsock without an OVERLAPPED block?
bool may_block(Books& books, const CallFacts& call);

// A wait that returned because of what it waited for: which of its handles did it, by the index
// that it returned, or all of them. Empty: none.
std::vector<Name> satisfied(const CallFacts& call, const Event& returned);

}  // namespace ioracle::contract
