// accept makes a socket known whose connection the trace does not name: where several fit, each has
// a judge of its own.

#include <algorithm>

#include "oracle/judge.h"

namespace ioracle {

// The connection that a return made known: of accept, or of an AcceptEx that it shows to have
// succeeded.
Item Judge::shown_connection(std::size_t world, OperationId accepted) const {
  return accepted == no_operation ? reached_[world].item : worlds_[world].accepted(accepted);
}

void Judge::keep_worlds_of(Item item, OperationId accepted) {
  std::size_t kept = 0;
  for (std::size_t index = 0; index < worlds_.size(); ++index) {
    if (shown_connection(index, accepted) != item) continue;
    if (kept != index) worlds_[kept] = std::move(worlds_[index]);
    ++kept;
  }
  worlds_.erase(worlds_.begin() + static_cast<std::ptrdiff_t>(kept), worlds_.end());
}

void Judge::finish_accept(const Event& event, std::uint32_t slot, Position now) {
  const OperationId accepted = known_.shows_accepted(known_.call(slot), event);
  std::vector<Item> items;
  for (std::size_t world = 0; world < worlds_.size(); ++world) {
    const Item item = shown_connection(world, accepted);
    if (std::ranges::find(items, item) == items.end()) items.push_back(item);
  }
  const auto conclude = [&](Judge& judge, Item item) {
    judge.keep_worlds_of(item, accepted);
    judge.known_.end_call(slot, event, item == no_item ? 0 : known_.item(item).connection);
    judge.free(slot, now);
  };
  for (std::size_t other = 1; other < items.size(); ++other) {
    forks_.push_back(std::make_unique<Judge>(*this));
    conclude(*forks_.back(), items[other]);
  }
  const Item first = items.front();
  conclude(*this, first);
}

// Connections that calls still running may have queued at the listener.
std::vector<Item> Judge::running_connects(const Event& event, std::uint32_t slot) const {
  std::vector<Item> items;
  const OperationId accepted = known_.shows_accepted(known_.call(slot), event);
  if (accepted != no_operation) {
    for (const OrderWorld& world : worlds_) {
      for (const Item item : world.connections_for(accepted)) {
        if (std::ranges::find(items, item) == items.end()) items.push_back(item);
      }
    }
  } else if (event.result.kind != ValueKind::name) {
    return items;
  }
  const SocketObject* listener = accepted == no_operation
                                     ? known_.socket(known_.call(slot).value(Parameter::s))
                                     : &known_.socket(known_.operation(accepted));
  for (const std::uint32_t other : active_) {
    const Call& call = known_.call(other);
    if (call.event.function == Function::connect && call.item != no_item &&
        known_.socket(call.value(Parameter::name)) == listener) {
      items.push_back(call.item);
    }
  }
  return items;
}

}  // namespace ioracle
