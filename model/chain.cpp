#include "model/chain.h"

namespace ioracle {

void apply_to_chain(const Effect& effect, Chain& chain) {
  if (effect.kind == Effect::Kind::found) ++chain.found;
  if (effect.kind == Effect::Kind::advance) chain.position = effect.item + 1;
}

void go_to(const Known& known, MicroStep next, Chain& chain) {
  chain.step = next;
  // A dequeuer goes on with the status block of the operation whose packet it took (C5).
  const bool dequeuer = chain.kind == Chain::Kind::call && chain.item != no_item &&
                        known.call(chain.call).operation == no_operation;
  if (dequeuer && next == MicroStep::information) {
    chain.operation = known.item(chain.item).operation;
    chain.deferred = true;
  }
}

}  // namespace ioracle
