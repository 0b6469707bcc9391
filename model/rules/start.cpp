// The start of an operation, the same for every starter (S1, S2): it happens even if the call then
// fails.

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo stores_pending("operation.stores_pending", Fairness::owed,
                                     {"OVL.internal.pending"_clause, "sock-013"_clause});
const AlternativeInfo clears_event("operation.clears_event", Fairness::owed,
                                   {"WSAGOR.pend.event-reset"_clause, "sock-016"_clause,
                                    "sock-014"_clause, "ReadFile.event.reset"_clause,
                                    "WriteFile.event.reset"_clause, "GOREx.pend.event-reset"_clause,
                                    "w32-281"_clause});

const AlternativeInfo clears_event_and_handle("operation.clears_event_and_handle", Fairness::owed,
                                              {"w32-110"_clause, "w32-111"_clause, "w32-077"_clause,
                                               "w32-013"_clause, "w32-084"_clause,
                                               "GOREx.pend.event-reset"_clause, "w32-277"_clause,
                                               "w32-280"_clause});

}  // namespace

void start_operation(const Known& known, const Chain& chain, Alternatives& allowed) {
  // The call named its handle before that was made: it started nothing.
  if (chain.operation == no_operation) return;
  const Operation& operation = known.operation(chain.operation);
  if (chain.step == MicroStep::clear) {
    const bool both = clears_handle(operation.kind) && !operation.event_is_handle_signal;
    auto builder = allowed.offer(both ? clears_event_and_handle : clears_event);
    builder.then(write(operation.event, 0)).next(attempt);
    if (both) builder.then(write(known.file(operation).signal, 0));
    return;
  }
  auto builder = allowed.offer(stores_pending);
  if (operation.has_overlapped) {
    builder.then(write(known.overlapped(operation.overlapped).internal, constant::status_pending));
  }
  builder.next(MicroStep::clear);
}

}  // namespace ioracle::rules
