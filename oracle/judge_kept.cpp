// Memory follows what is outstanding, not the length of the trace.

#include <algorithm>

#include "model/kept.h"
#include "oracle/judge.h"

namespace ioracle {
namespace {

void keep(const Chain& chain, Kept& kept) {
  kept.keep(chain.operation);
  kept.keep(chain.item);
  for (const Item item : chain.taken) kept.keep(item);
}

}  // namespace

// Calls that began lately hold back everything: there is little to be won. `deferred_` ones, too:
// what they did is not known at all.
Horizon Judge::horizon(Position now) {
  Horizon horizon(now, options_.thrift.rows);
  for (const std::uint32_t other : active_) {
    RunningCall& call = running_[other];
    if (call.since + options_.thrift.lately >= now) {
      horizon.hold_all(call.since);
    } else {
      horizon.add(call.since, footprint(call));
    }
  }
  for (const Deferred& other : deferred_) horizon.hold_all(other.position - 1);
  return horizon;
}

// What calls in progress, events still to be explained, objects and histories do not speak of is
// given back, whenever it may be as much as all the rest. A certificate tells the whole history.
void Judge::give_back() {
  if (options_.certificate || worlds_.empty()) return;
  if (worlds_.front().order().size() < give_back_at_) return;
  Kept kept;
  for (const std::uint32_t slot : active_) {
    keep(running_[slot].chain, kept);
    kept.keep(known_.call(slot).operation);
    kept.keep(known_.call(slot).item);
    kept.keep(known_.call(slot).flushed);
  }
  for (const Deferred& deferred : deferred_) {
    kept.keep(deferred.item);
    kept.keep(deferred.told);
    kept.keep(deferred.user);
  }
  for (const Chain& chain : reached_) keep(chain, kept);
  for (const OrderWorld& world : worlds_) world.keep_of_history(kept);
  known_.keep_of_objects(kept);
  while (kept.has_fresh()) {
    known_.keep_what_follows(kept);
    for (const OrderWorld& world : worlds_) world.keep_what_follows(kept);
  }
  known_.release(kept);
  std::size_t left = 0;
  for (OrderWorld& world : worlds_) {
    world.release(kept);
    left = std::max(left, world.order().size());
  }
  give_back_at_ = std::max(options_.thrift.instants, 2 * left);
}

}  // namespace ioracle
