// What the exact world shows at visible events, and whether that agrees with a recorded one.

#include <algorithm>

#include "model/exact_world.h"

namespace ioracle {
namespace {

Value untouched_or(const std::optional<Value>& value) { return value.value_or(Value::absent()); }

}  // namespace

Status ExactWorld::item_status(const Chain& chain) const {
  // The connection that a ConnectEx brings tells nothing.
  const bool brings =
      chain.operation != no_operation && known_->operation(chain.operation).brings == chain.item;
  if (chain.item != no_item && !brings) {
    const OperationId dequeued = known_->item(chain.item).operation;
    return dequeued == no_operation ? Status::success : state(dequeued).status;
  }
  return chain.operation == no_operation ? chain.loaded_status : state(chain.operation).status;
}

// The value that is shown, or nothing where any is right.
std::optional<Value> ExactWorld::resolve(const Slot& slot, Shown shown, std::int64_t number) const {
  const Chain& chain = slot.chain;
  const Call& call = known_->call(chain.call);
  const ItemInfo packet = chain.item == no_item ? ItemInfo{} : known_->item(chain.item);
  switch (shown) {
    case Shown::integer:
      return Value::integer(number);
    case Shown::untouched:
      return Value::untouched();
    case Shown::null:
      return Value::null();
    case Shown::transferred:
      return Value::integer(static_cast<std::int64_t>(state(chain.operation).information));
    case Shown::loaded_information:
      return Value::integer(static_cast<std::int64_t>(chain.loaded_information));
    case Shown::packet_bytes:
      return packet.operation == no_operation
                 ? Value::integer(packet.bytes)
                 : Value::integer(static_cast<std::int64_t>(state(packet.operation).information));
    case Shown::packet_key:
      return packet.operation == no_operation
                 ? Value::integer(packet.key)
                 : Value::integer(known_->file(known_->operation(packet.operation)).key);
    case Shown::packet_pointer:
      return packet.pointer;
    case Shown::packet_count:
      return Value::integer(static_cast<std::int64_t>(chain.taken.size()));
    case Shown::by_status: {
      const bool good = succeeded(item_status(chain));
      if (info(call.event.function).returns == Returns::socket_error) {
        return Value::integer(good ? 0 : -1);
      }
      return Value::integer(good ? 1 : 0);
    }
    case Shown::received_flags:
      return Value::integer(receive_flags(chain.loaded_status));
    case Shown::sender:
      return Value::of(sender(chain.operation));
    case Shown::address:
      return Value::of(Name{static_cast<std::uint32_t>(number)});
    case Shown::same_handle:
      return call.value(Parameter::ExistingCompletionPort);
    default:
      return std::nullopt;
  }
}

bool ExactWorld::agrees_error(const Slot& slot, std::uint32_t recorded) const {
  const std::optional<std::uint32_t> before = known_->call(slot.chain.call).event.last_error;
  const Status status = item_status(slot.chain);
  switch (slot.shows.error) {
    case Shown::integer:
      return recorded == slot.shows.error_code;
    case Shown::on_success:
      return recorded == 0 || !before || recorded == *before;
    case Shown::unchanged:
      return !before || recorded == *before;
    case Shown::win32_by_status:
      return succeeded(status) ? !before || recorded == *before : recorded == win32_error(status);
    case Shown::winsock_by_status:
      return succeeded(status) ? recorded == 0 || !before || recorded == *before
                               : recorded == winsock_error(status);
    default:
      return true;
  }
}

void ExactWorld::show_return(Name thread, Event& returned) const {
  const Slot& slot = at(active_slot(thread));
  const Call& call = known_->call(slot.chain.call);
  returned.kind = EventKind::returned;
  returned.thread = thread;
  returned.id = call.event.id;
  returned.function = call.event.function;
  returned.within = call.event.within;
  returned.result = untouched_or(resolve(slot, slot.shows.result, slot.shows.number));
  if (slot.shows.result == Shown::access_violation) {
    returned.kind = EventKind::exception;
    return;
  }
  const std::uint32_t before = call.event.last_error.value_or(0);
  const Status status = item_status(slot.chain);
  switch (slot.shows.error) {
    case Shown::integer:
      returned.last_error = slot.shows.error_code;
      break;
    case Shown::on_success:
      returned.last_error = 0;
      break;
    case Shown::win32_by_status:
      returned.last_error = succeeded(status) ? before : win32_error(status);
      break;
    case Shown::winsock_by_status:
      returned.last_error = succeeded(status) ? before : winsock_error(status);
      break;
    default:
      returned.last_error = before;
      break;
  }
  for (std::uint8_t index = 0; index < slot.shows.output_count; ++index) {
    const ShownValue& output = slot.shows.outputs[index];
    if (output.shown == Shown::received_bytes) {
      show_received(slot.chain.operation, output.parameter, returned);
      continue;
    }
    if (output.shown == Shown::packets) {
      show_packets(slot.chain, output.parameter, returned);
      continue;
    }
    std::optional<Value> value = resolve(slot, output.shown, output.number);
    if (output.shown == Shown::another) {  // any would do
      const bool code = output.parameter == Parameter::lpErrno;
      value = Value::integer(code ? std::int64_t{error::wsaenobufs} : 0);
    }
    if (!value || call.is_null(output.parameter)) {
      const bool written = output.parameter == Parameter::lpOverlapped ||
                           call.event.function == Function::GetQueuedCompletionStatus;
      if (!value || !written) continue;
    }
    returned.arguments.push_back({output.parameter, *value, {}, 0, 0});
  }
}

// The data of a receive that ended in its call, cut to its buffers.
void ExactWorld::show_received(OperationId id, Parameter parameter, Event& returned) const {
  if (state(id).information == 0) return;
  Argument buffers{parameter, {}, {}, 0, 0};
  buffers.first = static_cast<std::uint32_t>(returned.buffers.size());
  std::vector<Run> runs;
  if (!received(id, runs, returned.literals)) return;
  std::size_t run = 0;
  std::uint32_t used = 0;
  for (BufferValue buffer : known_->buffers(known_->operation(id))) {
    if (run == runs.size()) break;
    buffer.first_run = static_cast<std::uint32_t>(returned.runs.size());
    buffer.run_count = 0;
    buffer.bytes_recorded = true;
    for (std::uint32_t room = buffer.length; room > 0 && run < runs.size();) {
      Run part = runs[run];
      part.offset += used;
      part.length = std::min(part.length - used, room);
      room -= part.length;
      used += part.length;
      if (used == runs[run].length) {
        ++run;
        used = 0;
      }
      returned.runs.push_back(part);
      ++buffer.run_count;
    }
    returned.buffers.push_back(buffer);
    ++buffers.count;
  }
  returned.arguments.push_back(buffers);
}

void ExactWorld::show_packets(const Chain& chain, Parameter parameter, Event& returned) const {
  Argument list{parameter, {}, {}, static_cast<std::uint32_t>(returned.values.size()), 0};
  for (const Item item : chain.taken) {
    const ItemInfo& packet = known_->item(item);
    const bool posted = packet.operation == no_operation;
    OperationState ended;
    if (!posted) ended = state(packet.operation);
    returned.values.push_back(Value::integer(
        posted ? packet.key : known_->file(known_->operation(packet.operation)).key));
    returned.values.push_back(packet.pointer);
    returned.values.push_back(Value::integer(posted ? 0 : static_cast<std::int64_t>(ended.status)));
    returned.values.push_back(
        Value::integer(posted ? packet.bytes : static_cast<std::int64_t>(ended.information)));
    ++list.count;
  }
  returned.arguments.push_back(list);
}

bool ExactWorld::agrees_packets(const Chain& chain, const Event& recorded,
                                const Argument& argument) const {
  Event shown;
  show_packets(chain, argument.parameter, shown);
  if (argument.count != shown.arguments.front().count) return false;
  const auto told = std::span(recorded.values).subspan(argument.first, shown.values.size());
  return std::ranges::equal(told, shown.values, [](const Value& left, const Value& right) {
    return !left.recorded() || left == right;
  });
}

bool ExactWorld::agrees(Name thread, const Event& recorded) const {
  const Slot& slot = at(active_slot(thread));
  const bool raises = slot.shows.result == Shown::access_violation;
  if (raises != (recorded.kind == EventKind::exception)) return false;
  if (raises) return true;
  if (recorded.result.recorded()) {
    if (slot.shows.result == Shown::new_handle) {
      if (recorded.result.kind != ValueKind::name ||
          known_->find(recorded.result.name).kind != ObjectKind::none) {
        return false;
      }
    } else if (const auto result = resolve(slot, slot.shows.result, slot.shows.number);
               result && *result != recorded.result &&
               !(result->is(-1) && recorded.result.kind == ValueKind::raw &&
                 recorded.result.number == -1)) {
      return false;
    }
  }
  if (recorded.last_error && !agrees_error(slot, *recorded.last_error)) return false;
  for (const Argument& argument : recorded.arguments) {
    for (std::uint8_t index = 0; index < slot.shows.output_count; ++index) {
      const ShownValue& output = slot.shows.outputs[index];
      if (output.parameter != argument.parameter) continue;
      if (output.shown == Shown::received_bytes) {
        if (!agrees_buffers(slot, recorded, argument)) return false;
        continue;
      }
      if (output.shown == Shown::packets || argument.count > 0) {
        const bool told = output.shown == Shown::packets || output.shown == Shown::any;
        if (!told || !agrees_packets(slot.chain, recorded, argument)) return false;
        continue;
      }
      if (!argument.value.recorded()) continue;
      if (output.shown == Shown::another &&
          !known_->call(slot.chain.call)
               .shows_another(argument.parameter, argument.value, output.number)) {
        return false;
      }
      const auto value = resolve(slot, output.shown, output.number);
      if (value &&
          !known_->call(slot.chain.call).shows_alike(argument.parameter, *value, argument.value)) {
        return false;
      }
    }
  }
  return true;
}

bool ExactWorld::agrees_buffers(const Slot& slot, const Event& recorded,
                                const Argument& argument) const {
  if (slot.chain.operation == no_operation) return argument.count == 0;
  std::vector<Run> shown;
  for (std::uint32_t index = 0; index < argument.count; ++index) {
    const BufferValue& buffer = recorded.buffers[argument.first + index];
    for (std::uint32_t run = 0; run < buffer.run_count; ++run) {
      shown.push_back(recorded.runs[buffer.first_run + run]);
    }
  }
  std::vector<Run> runs;
  std::string literals;
  if (!received(slot.chain.operation, runs, literals)) return true;
  return same_bytes(shown, recorded.literals, runs, literals, known_->names());
}

void ExactWorld::show_enter(Name thread, Event& enter) const {
  const Chain& chain = *active(thread);
  const ItemInfo& item = known_->item(chain.item);
  enter.kind = EventKind::enter;
  enter.thread = thread;
  enter.within = known_->call(chain.call).event.id;
  const auto add = [&](Parameter parameter, const Value& value) {
    enter.arguments.push_back({parameter, value, {}, 0, 0});
  };
  if (item.operation == no_operation) {  // a user APC
    enter.routine = item.routine;
    add(Parameter::dwData, Value::integer(item.data));
    return;
  }
  const OperationState& result = state(item.operation);
  enter.routine = known_->operation(item.operation).routine;
  const bool on_file = is_told_by_win32(known_->operation(item.operation).kind);
  add(Parameter::dwError,
      Value::integer(on_file ? win32_error(result.status) : winsock_error(result.status)));
  add(Parameter::cbTransferred, Value::integer(static_cast<std::int64_t>(result.information)));
  add(Parameter::lpOverlapped, item.pointer);
  if (!on_file) add(Parameter::dwFlags, Value::integer(receive_flags(result.status)));
}

bool ExactWorld::agrees_enter(Name thread, const Event& recorded) const {
  Event shown;
  show_enter(thread, shown);
  if (recorded.routine && recorded.routine != shown.routine) return false;
  return std::ranges::all_of(recorded.arguments, [&](const Argument& argument) {
    const Argument* expected = shown.find(argument.parameter);
    return !argument.value.recorded() || !expected || expected->value == argument.value;
  });
}

bool ExactWorld::received(OperationId id, std::vector<Run>& runs, std::string& literals) const {
  const Operation& operation = known_->operation(id);
  if (operation.kind == OperationKind::read || operation.kind == OperationKind::control) {
    return copy_read(*known_, id, state(id).information, runs, literals);
  }
  if (operation.kind == OperationKind::provided) return false;
  if (operation.stream == no_stream) return true;
  return copy_payload(*known_, streams_[index_of(operation.stream)].chunks, state(id).taken_from,
                      state(id).information, runs, literals);
}

void ExactWorld::show_observe(Event& observe) const {
  const ObjectReference object = known_->find(observe.object);
  if (object.kind == ObjectKind::overlapped) {
    const OverlappedObject& overlapped = known_->overlapped(object.index);
    if (overlapped.touched) return;
    observe.words.internal = registers_[index_of(overlapped.internal)];
    observe.words.internal_high = registers_[index_of(overlapped.internal_high)];
    return;
  }
  if (const EventObject* event = known_->event(Value::of(observe.object))) {
    observe.result = Value::integer(static_cast<std::int64_t>(registers_[index_of(event->state)]));
    return;
  }
  const OperationId id = known_->last_user(observe.object);
  if (id == no_operation || known_->operation(id).touched || show_sender(id, observe)) return;
  std::vector<Run> runs;
  if (!received(id, runs, observe.literals)) return;
  std::uint64_t skip = 0;
  for (const BufferValue& buffer : known_->buffers(known_->operation(id))) {
    if (buffer.memory != observe.object) {
      skip += buffer.length;
      continue;
    }
    BufferValue seen = buffer;
    seen.first_run = static_cast<std::uint32_t>(observe.runs.size());
    seen.run_count = 0;
    seen.bytes_recorded = true;
    std::uint64_t room = buffer.length;
    for (Run run : runs) {
      if (skip >= run.length) {
        skip -= run.length;
        continue;
      }
      run.offset += skip;
      run.length = static_cast<std::uint32_t>(std::min<std::uint64_t>(run.length - skip, room));
      skip = 0;
      room -= run.length;
      if (run.length == 0) break;
      observe.runs.push_back(run);
      ++seen.run_count;
    }
    seen.offset = observe.buffers.empty() ? 0 : observe.buffers.front().offset;
    observe.buffers.assign(1, seen);
    return;
  }
}

bool ExactWorld::agrees_observe(const Event& recorded) const {
  Event shown;
  shown.kind = EventKind::observe;
  shown.object = recorded.object;
  shown.action = recorded.action;
  show_observe(shown);
  const auto differs = [](const auto& left, const auto& right) {
    return left.has_value() && right.has_value() && *left != *right;
  };
  if (differs(recorded.words.internal, shown.words.internal) ||
      differs(recorded.words.internal_high, shown.words.internal_high)) {
    return false;
  }
  if (recorded.result.recorded() && shown.result.recorded() && recorded.result != shown.result) {
    return false;
  }
  if (recorded.buffers.empty() || shown.buffers.empty()) return true;
  const BufferValue& left = recorded.buffers.front();
  const BufferValue& right = shown.buffers.front();
  if (!left.bytes_recorded) return true;
  if (left.rest_touched) return false;
  return same_bytes(std::span(recorded.runs).subspan(left.first_run, left.run_count),
                    recorded.literals,
                    std::span(shown.runs).subspan(right.first_run, right.run_count), shown.literals,
                    known_->names());
}

}  // namespace ioracle
