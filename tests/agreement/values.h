#pragma once
// Every value that an event could show instead of what it shows, from a closed vocabulary: results,
// error codes that rules name, counts of bytes up to one more than fits, statuses, states of
// events, OVERLAPPEDs and keys of packets.

#include <span>
#include <vector>

#include "model/event.h"

namespace ioracle {

// What values may come from: OVERLAPPEDs, keys and capacities in the calls before.
struct Vocabulary {
  std::vector<Value> overlappeds;
  std::vector<std::int64_t> keys;
  std::int64_t count_most = 0;  // bytes; one more than the largest that fits

  void learn(const Event& call);
};

// Events like `event`, each with other values. `call` is the call that it returns from; nullptr for
// what is no return. The first is the event itself.
std::vector<Event> every_value(const Event& event, const Event* call, const Vocabulary& vocabulary);

}  // namespace ioracle
