// Streams in the exact world: what a send puts into one, and what a receive takes.

#include <algorithm>

#include "model/address.h"
#include "model/exact_world.h"

namespace ioracle {

// Bytes of the message that a receive would take now; 0 where none has arrived.
std::uint64_t ExactWorld::next_message(const StreamState& stream) {
  return message_at(stream.chunks, stream.taken);
}

void ExactWorld::append(Stream stream, OperationId id) {
  StreamState& target = streams_[index_of(stream)];
  OperationState& operation = state(id);
  operation.information = known_->operation(id).capacity;
  const std::uint64_t places = operation.information + (known_->carries_messages(stream) ? 1 : 0);
  target.chunks.push_back({id, target.appended, target.appended + places});
  target.appended += places;
  operation.sent_until = target.appended;
  // Nothing lies between the ends of a pipe.
  if (known_->is_of_pipe(stream)) target.arrived = target.appended;
}

void ExactWorld::take(Stream stream, OperationId id) {
  StreamState& source = streams_[index_of(stream)];
  OperationState& operation = state(id);
  const std::uint64_t capacity = known_->operation(id).capacity;
  operation.taken_from = source.taken;
  if (!known_->carries_messages(stream)) {
    operation.information = std::min(capacity, source.arrived - source.taken);
    if (!known_->operation(id).peeks) source.taken += operation.information;
  } else if (known_->is_of_pipe(stream) && !known_->operation(id).by_message) {
    const BytesTaken bytes = take_bytes(source.chunks, source.taken, capacity);
    operation.information = bytes.count;
    source.taken = bytes.until;
  } else {
    const std::uint64_t message = next_message(source);
    operation.information = std::min(capacity, message);
    // What is left of a message is the next one.
    const bool fits = message <= capacity;
    if (fits || !known_->keeps_whole(stream)) {
      source.taken += fits || !known_->keeps_rest(stream) ? message + 1 : capacity;
    }
  }
}

// The socket that sent the message which a receive took; no name: it took none.
Name ExactWorld::sender(OperationId id) const {
  const Operation& operation = known_->operation(id);
  const Status status = state(id).status;
  const bool took = status != Status::pending && !is_error(status);
  if (!took || operation.stream == no_stream || !known_->tells_sender(operation.stream)) {
    return {};
  }
  return sender_at(*known_, streams_[index_of(operation.stream)].chunks, state(id).taken_from);
}

// What lies where WSARecvMsg stores the flags of the message, or the length of its control data.
// Nothing: the memory is for something else.
std::optional<Value> ExactWorld::message_value(OperationId id, Name place, bool took) const {
  const Operation& operation = known_->operation(id);
  if (place == operation.flags_place) {
    if (!took) return operation.flags_before;
    const auto& chunks = streams_[index_of(operation.stream)].chunks;
    const bool cut = message_at(chunks, state(id).taken_from) > operation.capacity;
    return Value::integer(message_flags(operation, cut));
  }
  if (place != operation.control_length) return std::nullopt;
  if (!took) return operation.control_length_before;
  return operation.cuts_control ? Value::absent() : Value::integer(operation.control_bytes);
}

// What lies where a receive stores the address of the sender, its length, and what else it tells of
// a message. False: the memory is for something else.
bool ExactWorld::show_sender(OperationId id, Event& observe) const {
  const Operation& operation = known_->operation(id);
  if (const auto told = message_value(id, observe.object, static_cast<bool>(sender(id)))) {
    observe.result = *told;
    return true;
  }
  const bool length = observe.object == operation.sender_length;
  if (!length && observe.object != operation.sender_place) return false;
  if (tells_destination(operation, state(id).status)) return true;
  const Name from = sender(id);
  if (length) {
    observe.result = from ? Value::integer(address::length_bytes) : operation.sender_length_before;
  } else {
    observe.result = from ? Value::of(from) : Value::untouched();
  }
  return true;
}

// Bytes that were sent up to the end of an operation and not taken yet.
std::uint64_t ExactWorld::untaken(Stream stream, OperationId id) const {
  const StreamState& source = streams_[index_of(stream)];
  return bytes_between(*known_, stream, source.chunks, source.taken, state(id).sent_until);
}

}  // namespace ioracle
