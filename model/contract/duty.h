#pragma once
// The memory contract: what a program owes to the system while an operation is in flight, one Duty
// for each way to break it. Two kinds of marks come of them, and stand beside the verdict on a
// trace:
//   misuse   a must of the caller was broken
//   hazard   legal, but what comes of it Windows leaves open

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/clause.h"
#include "model/event.h"

namespace ioracle::contract {

enum class MarkKind : std::uint8_t { misuse, hazard };

std::string_view name_of(MarkKind kind);

// Duties are objects with static storage: all() finds each of them, in the order of their names.
class Duty {
 public:
  // `wrong` tells what happened; in it {object}, {function} and {operation} stand for what a mark
  // is about, the function that the event calls, and the call that started the operation. `advice`
  // tells how to write the call correctly. Both are sentences without a full stop.
  Duty(std::string_view name, MarkKind kind, std::initializer_list<ClauseId> clauses,
       std::string_view wrong, std::string_view advice);
  Duty(const Duty&) = delete;
  Duty& operator=(const Duty&) = delete;

  std::string_view name() const { return name_; }
  MarkKind kind() const { return kind_; }
  std::span<const ClauseId> clauses() const { return clauses_; }
  std::string_view wrong() const { return wrong_; }
  std::string_view advice() const { return advice_; }
  std::uint32_t number() const { return number_; }  // differs from duty to duty, and by the build

  static std::vector<const Duty*> all();

 private:
  std::string_view name_;
  MarkKind kind_;
  std::vector<ClauseId> clauses_;
  std::string_view wrong_;
  std::string_view advice_;
  std::uint32_t number_;
};

struct Mark {
  const Duty* duty = nullptr;
  std::uint64_t event_seq = 0;
  std::uint64_t event_line = 0;  // of the file; 0: none
  Name thread;
  EventKind event = EventKind::call;
  Function function{};  // that the event calls, where it is a call or a return
  Name object;          // the OVERLAPPED, memory or handle that it is about; may be none
  // The operation that it is about; 0: none.
  std::uint64_t operation_id = 0;   // of the call that started it
  std::uint64_t operation_seq = 0;  // of the event of that call
  Function operation{};
  // How often the same duty was broken with the same object; the rest tells of the first time.
  std::uint64_t times = 1;
};

// What happened, in a sentence.
std::string sentence(const Mark& mark, const Names& names);

}  // namespace ioracle::contract
