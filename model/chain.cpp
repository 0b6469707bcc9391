#include "model/chain.h"

namespace ioracle {

void apply_to_chain(const Effect& effect, Chain& chain) {
  if (effect.kind == Effect::Kind::found) ++chain.found;
  if (effect.kind == Effect::Kind::advance) chain.position = effect.item + 1;
}

void go_to(const Known& known, MicroStep next, Chain& chain) {
  chain.step = next;
  if (chain.kind != Chain::Kind::call) return;
  Item packet = chain.item;
  if (known.call(chain.call).event.function == Function::GetQueuedCompletionStatusEx) {
    if (next == MicroStep::attempt) {
      chain.taken.push_back(chain.item);
      chain.item = no_item;
    } else if (next == MicroStep::information) {
      packet = chain.taken[chain.position - 1];
    }
  }
  // A dequeuer goes on with the status block of the operation whose packet it took (C5).
  const bool dequeuer = packet != no_item && known.call(chain.call).operation == no_operation;
  if (dequeuer && next == MicroStep::information) {
    chain.operation = known.item(packet).operation;
    chain.deferred = true;
  }
}

}  // namespace ioracle
