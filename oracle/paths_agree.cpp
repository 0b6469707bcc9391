// Does what an alternative shows agree with what the trace recorded?

#include "model/constants.h"
#include "oracle/describe.h"
#include "oracle/paths.h"

namespace ioracle {

Value PathFinder::shown_value(const Argument& recorded) const {
  if (recorded.value.kind != ValueKind::untouched || event_->kind == EventKind::enter) {
    return recorded.value;
  }
  const Argument* given = known_->call(call_->chain.call).event.find(recorded.parameter);
  return given && given->preset.recorded() ? given->preset : recorded.value;
}

std::optional<std::uint64_t> PathFinder::shown_count(Parameter parameter) const {
  const Argument* shown = event_->find(parameter);
  if (!shown) return std::nullopt;
  const Value value = shown_value(*shown);
  if (value.kind != ValueKind::integer) return std::nullopt;
  return static_cast<std::uint64_t>(value.number);
}

// What the result and the last error say of a status.
Predicate PathFinder::status_predicate(Predicate::Kind column) const {
  Predicate predicate;
  const Returns returns = info(event_->function).returns;
  if (!event_->result.recorded()) return predicate;
  const bool good = returns == Returns::socket_error ? event_->result.is(0) : !event_->result.is(0);
  if (good) {
    predicate.kind = Predicate::Kind::success;
  } else if (event_->last_error) {
    predicate.kind = column;
    predicate.value = *event_->last_error;
  } else {
    predicate.kind = Predicate::Kind::failure;
  }
  return predicate;
}

// What the error that a completion routine is called with says of the status of its operation.
Predicate PathFinder::routine_predicate(OperationId id) const {
  Predicate predicate;
  const auto code = shown_count(Parameter::dwError);
  if (!code) return predicate;
  const bool on_file = is_told_by_win32(known_->operation(id).kind);
  const auto column = on_file ? Predicate::Kind::win32_error : Predicate::Kind::winsock_error;
  predicate.kind = *code == 0 ? Predicate::Kind::success : column;
  predicate.value = *code;
  if (const auto flags = shown_count(Parameter::dwFlags)) {
    predicate.flags = static_cast<std::int64_t>(*flags);
  }
  return predicate;
}

bool PathFinder::agrees(const Shows& shows, const Chain& chain) {
  const bool raises = shows.result == Shown::access_violation;
  if (raises != (event_->kind == EventKind::exception)) return false;
  if (raises) return true;
  const Value& result = event_->result;
  if (result.recorded()) {
    const bool invalid = result.kind == ValueKind::raw && result.number == -1;
    switch (shows.result) {
      case Shown::integer:
        if (!result.is(shows.number) && !(invalid && shows.number == -1)) return false;
        break;
      case Shown::null:
        if (result.kind != ValueKind::null && !result.is(0)) return false;
        break;
      case Shown::transferred:
        if (!agrees_count(result, chain)) return false;
        break;
      case Shown::new_handle:
        // Of a call that is judged later the handle is known already.
        if (result.kind != ValueKind::name ||
            (known_->call(chain.call).running &&
             known_->find(result.name).kind != ObjectKind::none)) {
          return false;
        }
        break;
      case Shown::by_status: {
        const bool socket_error = info(event_->function).returns == Returns::socket_error;
        if (!result.is(0) && !result.is(socket_error ? constant::socket_error : 1)) return false;
        break;
      }
      case Shown::same_handle:
        if (result != known_->call(chain.call).value(Parameter::ExistingCompletionPort)) {
          return false;
        }
        break;
      default:
        break;
    }
  }
  if (!agrees_error(shows, chain)) return false;
  for (std::uint8_t index = 0; index < shows.output_count; ++index) {
    if (!agrees(shows.outputs[index], chain)) return false;
  }
  return true;
}

// The count that a transfer shows: what it took, or all that it was to send.
bool PathFinder::agrees_count(const Value& value, const Chain& chain) {
  if (value.kind != ValueKind::integer) return false;
  const Operation& operation = known_->operation(chain.operation);
  const auto count = static_cast<std::uint64_t>(value.number);
  if (sends(operation.kind) ? count != operation.capacity : count > operation.capacity)
    return false;
  path_.information = count;
  return true;
}

// How many bytes the event shows in buffers.
std::optional<std::uint64_t> PathFinder::shown_bytes() const {
  const Argument* bytes = event_->find(data_of(event_->function));
  if (!bytes) return std::nullopt;
  std::uint64_t count = 0;
  for (std::uint32_t buffer = 0; buffer < bytes->count; ++buffer) {
    const BufferValue& value = event_->buffers[bytes->first + buffer];
    for (std::uint32_t run = 0; run < value.run_count; ++run) {
      count += event_->runs[value.first_run + run].length;
    }
  }
  return count;
}

// A receive that ends in its call moved bytes exactly where the alternative takes some; a transfer
// of a file as many as the alternative moves.
bool PathFinder::moves_what_it_shows(const Alternatives& offered, const Alternative& alternative,
                                     const Chain& chain) {
  if (!path_.information || chain.operation == no_operation ||
      alternative.shows.result == Shown::by_status) {
    return true;
  }
  bool ends = false;
  bool takes = false;
  for (const Effect& effect : offered.effects(alternative)) {
    ends = ends || effect.kind == Effect::Kind::end;
    takes = takes || effect.kind == Effect::Kind::take;
    if (effect.kind == Effect::Kind::move && effect.amount != *path_.information) {
      rejected_.push_back({alternative.info, alternative.shows, chain});
      return false;
    }
  }
  const Operation& operation = known_->operation(chain.operation);
  const bool reads =
      operation.kind == OperationKind::receive || operation.kind == OperationKind::pipe_read;
  if (!ends || !reads) return true;
  const bool messages = operation.stream != no_stream && known_->carries_messages(operation.stream);
  // A receive without room moves nothing, whether it finds data or the end.
  return messages || operation.capacity == 0 || takes == (*path_.information > 0);
}

// Is it a query of a receive that may have taken a part of a message?
bool PathFinder::asks_for_parts() const {
  const Value asked = known_->call(call_->chain.call).value(Parameter::lpOverlapped);
  const OverlappedObject* overlapped = known_->overlapped(asked);
  if (!overlapped || overlapped->last == no_operation) return false;
  const Stream stream = known_->operation(overlapped->last).stream;
  return stream != no_stream && known_->keeps_rest(stream);
}

// What a query that shows this has read: of two that fit, the first is a success.
Predicate PathFinder::loaded_predicate(const Chain& chain, bool first_outcome) const {
  const auto column =
      is_winsock(event_->function) ? Predicate::Kind::winsock_error : Predicate::Kind::win32_error;
  Predicate loaded = status_predicate(column);
  if (!event_->result.recorded() && first_outcome) {
    loaded.kind = Predicate::Kind::success;
  } else if (!event_->result.recorded()) {
    loaded.kind = event_->last_error ? column : Predicate::Kind::failure;
    loaded.value = event_->last_error.value_or(0);
  }
  const auto flags = shown_count(Parameter::lpdwFlags);
  if (flags && loaded.kind == Predicate::Kind::success && asks_for_parts()) {
    loaded.flags = static_cast<std::int64_t>(*flags);
  }
  loaded.pending_counts = chain.step == MicroStep::wait;
  return loaded;
}

std::optional<std::uint64_t> PathFinder::shown_transferred() const {
  const auto winsock = shown_count(Parameter::lpcbTransfer);
  return winsock ? winsock : shown_count(Parameter::lpNumberOfBytesTransferred);
}

PathFinder::ShownPacket PathFinder::shown_packet(const Chain& chain) const {
  ShownPacket packet;
  const Argument* list = event_->find(Parameter::lpCompletionPortEntries);
  if (!list) return packet;
  packet.told = true;
  packet.missing = chain.taken.size() >= list->count;
  if (packet.missing) return packet;
  const std::size_t first =
      list->first + chain.taken.size() * values_per_element(Type::packets, true);
  packet.key = event_->values[first];
  packet.pointer = event_->values[first + 1];
  packet.status = event_->values[first + 2];
  packet.bytes = event_->values[first + 3];
  return packet;
}

bool PathFinder::agrees_packet(const ShownPacket& shown, const ItemInfo& packet) const {
  if (shown.missing) return false;
  const auto agrees = [](const Value& value, std::int64_t expected) {
    return !value.recorded() || value.is(expected);
  };
  if (packet.operation != no_operation) {
    return agrees(shown.key, known_->file(known_->operation(packet.operation)).key);
  }
  return agrees(shown.key, packet.key) && agrees(shown.status, 0) &&
         agrees(shown.bytes, packet.bytes);
}

bool PathFinder::agrees_apc(const ItemInfo& item) const {
  const Argument* data = event_->find(Parameter::dwData);
  return (!event_->routine || event_->routine == item.routine) &&
         (!data || !data->value.recorded() || data->value.is(item.data));
}

bool PathFinder::agrees_error(const Shows& shows, const Chain& chain) const {
  if (!event_->last_error) return true;
  const std::uint32_t recorded = *event_->last_error;
  const auto before = known_->call(chain.call).event.last_error;
  switch (shows.error) {
    case Shown::integer:
      return recorded == shows.error_code;
    case Shown::on_success:
      return recorded == 0 || !before || recorded == *before;
    case Shown::unchanged:
      return !before || recorded == *before;
    case Shown::win32_by_status:
      return !event_->result.is(1) || !before || recorded == *before;
    case Shown::winsock_by_status: {
      // What succeeds after all shows what succeeds at once (WSARecv.ret.zero).
      const bool socket_error = info(event_->function).returns == Returns::socket_error;
      const bool good = event_->result.is(socket_error ? 0 : 1);
      return !good || recorded == 0 || !before || recorded == *before;
    }
    default:
      return true;
  }
}

bool PathFinder::agrees(const ShownValue& output, const Chain& chain) {
  const Argument* recorded = event_->find(output.parameter);
  if (recorded && output.shown == Shown::packets) return recorded->count == chain.taken.size();
  if (recorded && output.shown == Shown::untouched && recorded->count > 0) return false;
  if (!recorded || !recorded->value.recorded()) return true;
  const Value value = shown_value(*recorded);
  const auto alike = [&](const Value& shown) {
    return known_->call(chain.call).shows_alike(output.parameter, shown, value);
  };
  switch (output.shown) {
    case Shown::integer:
      return alike(Value::integer(output.number));
    case Shown::another:
      return known_->call(chain.call).shows_another(output.parameter, value, output.number);
    case Shown::received_flags:  // of those that fit, the status tells which
      return (asks_for_parts() && value.is(constant::msg_partial)) || alike(Value::integer(0));
    case Shown::untouched:
      return alike(Value::untouched());
    case Shown::null:
      return value.kind == ValueKind::null;
    case Shown::transferred:
      return agrees_count(value, chain);
    case Shown::sender:  // whose address it is, its message tells
      return value.kind == ValueKind::name;
    case Shown::address:
      return value == Value::of(Name{static_cast<std::uint32_t>(output.number)});
    case Shown::packet_bytes:
    case Shown::packet_key: {
      const ItemInfo& packet = known_->item(chain.item);
      const bool posted = packet.operation == no_operation;
      if (output.shown == Shown::packet_bytes) {
        return posted ? value.is(packet.bytes) : value.kind == ValueKind::integer;
      }
      return value.is(posted ? packet.key : known_->file(known_->operation(packet.operation)).key);
    }
    case Shown::packet_pointer:
      return value == known_->item(chain.item).pointer;
    case Shown::packet_count:
      return value.is(static_cast<std::int64_t>(chain.taken.size()));
    case Shown::loaded_information:
      return value.kind == ValueKind::integer;
    default:
      return true;
  }
}

}  // namespace ioracle
