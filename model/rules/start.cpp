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
                                    "WriteFile.event.reset"_clause});

}  // namespace

void start_operation(const Known& known, const Chain& chain, Alternatives& allowed) {
  const Operation& operation = known.operation(chain.operation);
  if (chain.step == MicroStep::clear) {
    allowed.offer(clears_event).then(write(operation.event, 0)).next(attempt);
    return;
  }
  auto builder = allowed.offer(stores_pending);
  if (operation.has_overlapped) {
    builder.then(write(known.overlapped(operation.overlapped).internal, constant::status_pending));
  }
  builder.next(MicroStep::clear);
}

}  // namespace ioracle::rules
