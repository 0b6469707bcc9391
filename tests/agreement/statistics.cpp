#include "tests/agreement/statistics.h"

#include <algorithm>
#include <map>

#include "model/status.h"

namespace ioracle {
namespace {

// The OVERLAPPED whose end an event tells of; no name: none.
Name told(const Event& event, const std::map<std::uint64_t, const Event*>& calls) {
  const Argument* pointer = nullptr;
  if (event.kind == EventKind::enter || event.function == Function::GetQueuedCompletionStatus) {
    pointer = event.find(Parameter::lpOverlapped);
  } else if ((event.function == Function::WSAGetOverlappedResult ||
              event.function == Function::GetOverlappedResult) &&
             event.last_error != error::io_incomplete) {
    const auto call = calls.find(event.id);
    if (call != calls.end()) pointer = call->second->find(Parameter::lpOverlapped);
  }
  return pointer && pointer->value.kind == ValueKind::name ? pointer->value.name : Name{};
}

}  // namespace

TraceShape shape_of(std::span<const Event> events) {
  TraceShape shape;
  std::map<std::uint64_t, const Event*> calls;
  std::set<Name> running;      // threads
  std::set<Name> outstanding;  // OVERLAPPEDs
  for (const Event& event : events) {
    if (event.kind == EventKind::call) {
      calls[event.id] = &event;
      running.insert(event.thread);
      const Argument* pointer = event.find(Parameter::lpOverlapped);
      if (starts_operation(event.function) && pointer && pointer->value.kind == ValueKind::name) {
        outstanding.insert(pointer->value.name);
      }
    } else if (event.kind == EventKind::returned || event.kind == EventKind::exception) {
      // Inside a routine the call around it still runs.
      if (event.within == 0) running.erase(event.thread);
      const auto call = calls.find(event.id);
      const bool ended = call != calls.end() && starts_operation(call->second->function) &&
                         event.last_error != error::io_pending;
      if (ended) {
        const Argument* pointer = call->second->find(Parameter::lpOverlapped);
        if (pointer) outstanding.erase(pointer->value.name);
      }
    }
    if (event.kind == EventKind::returned || event.kind == EventKind::enter) {
      outstanding.erase(told(event, calls));
    }
    shape.running_most = std::max(shape.running_most, static_cast<std::uint32_t>(running.size()));
    shape.outstanding_most =
        std::max(shape.outstanding_most, static_cast<std::uint32_t>(outstanding.size()));
  }
  return shape;
}

void Statistics::add(const TraceShape& shape) {
  ++traces;
  overlapping += shape.overlaps() ? 1 : 0;
  crowded += shape.crowded() ? 1 : 0;
  both += shape.overlaps() && shape.crowded() ? 1 : 0;
}

std::string Statistics::text() const {
  const auto part = [](const char* name, std::uint64_t count) {
    return std::string(name) + " " + std::to_string(count);
  };
  return part("traces", traces) + ", " + part("accepted", accepted) + ", " +
         part("rejected", rejected) + ", " + part("oracle-gave-up", oracle_gave_up) + ", " +
         part("reference-gave-up", reference_gave_up) + ", " +
         part("wrongly-accepted", wrongly_accepted) + ", " +
         part("wrongly-rejected", wrongly_rejected) + ", " + part("overlapping", overlapping) +
         ", " + part("three-outstanding", crowded) + ", " + part("both", both) + ", " +
         part("clauses", clauses.size());
}

std::string Statistics::clause_names() const {
  std::string names;
  for (const ClauseId clause : clauses) {
    if (!names.empty()) names += ' ';
    names += lookup(clause).id;
  }
  return names;
}

}  // namespace ioracle
