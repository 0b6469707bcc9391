// Streams in the exact world: what a send puts into one, and what a receive takes.

#include <algorithm>

#include "model/exact_world.h"

namespace ioracle {

// Bytes of the message that a receive would take now; 0 where none has arrived.
std::uint64_t ExactWorld::next_message(const StreamState& stream) {
  const auto next = std::ranges::upper_bound(stream.chunks, stream.taken, {}, &StreamChunk::end);
  return next == stream.chunks.end() ? 0 : next->end - 1 - stream.taken;
}

void ExactWorld::append(Stream stream, OperationId id) {
  StreamState& target = streams_[index_of(stream)];
  OperationState& operation = state(id);
  operation.information = known_->operation(id).capacity;
  const std::uint64_t places = operation.information + (known_->carries_messages(stream) ? 1 : 0);
  target.chunks.push_back({id, target.appended, target.appended + places});
  target.appended += places;
  operation.sent_until = target.appended;
}

void ExactWorld::take(Stream stream, OperationId id) {
  StreamState& source = streams_[index_of(stream)];
  OperationState& operation = state(id);
  const std::uint64_t capacity = known_->operation(id).capacity;
  operation.taken_from = source.taken;
  if (known_->carries_messages(stream)) {
    const std::uint64_t message = next_message(source);
    operation.information = std::min(capacity, message);
    source.taken += message + 1;
  } else {
    operation.information = std::min(capacity, source.arrived - source.taken);
    source.taken += operation.information;
  }
}

}  // namespace ioracle
