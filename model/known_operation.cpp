// Operations, as the calls that start them make them known.

#include <algorithm>

#include "model/constants.h"
#include "model/known.h"
#include "model/status.h"

namespace ioracle {

Parameter data_of(Function function) {
  switch (function) {
    case Function::ReadFile:
    case Function::ReadFileEx:
    case Function::WriteFile:
    case Function::WriteFileEx:
    case Function::PeekNamedPipe:
      return Parameter::lpBuffer;
    case Function::DeviceIoControl:
    case Function::TransactNamedPipe:
      return Parameter::lpOutBuffer;
    case Function::recv:
    case Function::recvfrom:
    case Function::send:
    case Function::sendto:
      return Parameter::buf;
    default:
      return Parameter::lpBuffers;
  }
}

std::span<const BufferValue> Known::buffers(const Operation& operation) const {
  return operation_buffers_.rows(operation.first_buffer, operation.buffer_count);
}

std::span<const Run> Known::payload(const Operation& operation) const {
  return payload_.rows(operation.first_run, operation.run_count);
}

Fifo Known::queue(const Operation& operation) const {
  switch (operation.kind) {
    case OperationKind::receive:
      if (operation.urgent) {
        return connections_[index_of(operation.stream) / 2].reads[index_of(operation.stream) % 2];
      }
      return socket(operation).receives;
    case OperationKind::send:
      return socket(operation).sends;
    case OperationKind::pipe_read:
      return connections_[operation.connection].reads[index_of(operation.stream) % 2];
    default:
      return no_fifo;
  }
}

namespace {

// Of IP_PKTINFO over IPv4: a WSACMSGHDR and an IN_PKTINFO, as 64-bit programs have them.
constexpr std::uint32_t packet_information_bytes = 24;

// What a WSARecvMsg gives out beside the data and the sender.
void note_message(const Event& call, const SocketObject& socket, Operation& operation) {
  const auto name_of_place = [&](Parameter parameter) {
    const Argument* place = call.find(parameter);
    return place && place->value.kind == ValueKind::name ? place->value.name : Name{};
  };
  const Argument* const control = call.find(Parameter::Control);
  const bool given = control && control->count > 0;
  const std::uint32_t room = given ? call.buffers[control->first].length : 0;
  operation.tells_message = true;
  operation.control_bytes = socket.options.packet_information ? packet_information_bytes : 0;
  operation.cuts_control = room < operation.control_bytes;
  operation.control_length = name_of_place(Parameter::Control_len);
  operation.control_length_before = Value::integer(room);
  operation.flags_place = name_of_place(Parameter::dwFlags);
  if (operation.flags_place) operation.flags_before = call.find(Parameter::dwFlags)->preset;
}

}  // namespace

void Known::begin_transfer(Call& call, OperationKind kind) {
  const ObjectReference target = find(call.value(socket_parameter(call.event.function)));
  if (target.kind != ObjectKind::socket) return;
  SocketObject& socket = sockets_[target.index];
  Operation operation;
  operation.kind = kind;
  operation.timeout_ms = kind == OperationKind::send ? socket.options.send_timeout_ms
                                                     : socket.options.receive_timeout_ms;
  const auto parameters = address_parameters(call.event.function);
  const Value named = parameters ? call.value(parameters->address) : Value::absent();
  if (kind == OperationKind::receive && named.kind == ValueKind::name) {
    operation.sender_place = named.name;
    const Argument* length = call.event.find(parameters->length);
    if (length && length->value.kind == ValueKind::name) {
      operation.sender_length = length->value.name;
      operation.sender_length_before = length->preset;
    }
  }
  if (call.event.function == Function::WSARecvMsg) note_message(call.event, socket, operation);
  const bool out_of_band = (flags_of(call.event) & constant::msg_oob) != 0;
  const std::int64_t flags = kind == OperationKind::receive ? flags_of(call.event) : 0;
  operation.waits_for_all = (flags & constant::msg_waitall) != 0;
  operation.peeks = (flags & constant::msg_peek) != 0;
  operation.pushes = (flags & constant::msg_push_immediate) != 0;
  if (socket.datagram) {
    operation.addressed = kind == OperationKind::send && named.kind == ValueKind::name;
    // WSASendTo.dest.override
    std::uint32_t receiver = kind == OperationKind::send ? socket.peer : target.index;
    if (operation.addressed) {
      const ObjectReference other = find(named);
      receiver = other.kind == ObjectKind::socket ? other.index : no_connection;
    }
    // A connected socket takes nothing from others (WSARecv.dgram.silent-discard).
    const bool told = receiver != no_connection && sockets_[receiver].datagram;
    const bool taken =
        told && (kind == OperationKind::receive || sockets_[receiver].peer == no_connection ||
                 sockets_[receiver].peer == target.index);
    // Nobody takes from the socket's own other side.
    operation.stream = taken ? connections_[sockets_[receiver].connection].stream[0]
                             : connections_[socket.connection].stream[1];
  } else if (socket.linked) {
    const bool in_line = kind == OperationKind::send ? takes_urgent_in_line(socket)
                                                     : socket.options.out_of_band_inline;
    operation.urgent = out_of_band && !in_line;
    const std::uint32_t carrier =
        operation.urgent ? urgent_beside(socket.connection) : socket.connection;
    operation.stream =
        connections_[carrier].stream[(kind == OperationKind::send) == (socket.side == 0) ? 0 : 1];
  }
  begin_operation(call, operation, socket.file, data_of(call.event.function));
  if (kind == OperationKind::send) socket.bytes_to_send += operations_.back().capacity;
}

// The channel of an operation is fixed at issue: CHAN.table.*, mechanisms C2, CIOCP.dup.
void Known::begin_operation(Call& call, Operation operation, std::uint32_t file_index,
                            std::optional<Parameter> data) {
  const FileObject& file = files_[file_index];
  operation.file = file_index;
  operation.thread = call.thread;
  operation.call_id = call.event.id;
  const auto id = OperationId{static_cast<std::uint32_t>(operations_.size())};
  operation.linked = new_instant(id);
  operation.cancelled = new_instant(id);
  operation.ended = new_instant(id);
  const Value pointer = call.value(Parameter::lpOverlapped);
  const Value routine = call.value(Parameter::lpCompletionRoutine);
  operation.has_overlapped = pointer.kind == ValueKind::name;
  const bool asynchronous = file.overlapped && operation.has_overlapped;
  if (operation.has_overlapped) operation.overlapped = find(pointer).index;
  if (asynchronous && routine.kind == ValueKind::name) {
    operation.routine = routine.name;  // ignored on a nonoverlapped socket: WSARecv.p.cr-ignored
    const EventObject* left = this->event(call.event.words.event);
    if (left) operation.left_event = left->state;
  } else if (const EventObject* event = this->event(call.event.words.event);
             operation.has_overlapped && event) {
    operation.event = event->state;
  }
  if (operation.event == no_register) {
    operation.event = file.signal;
    operation.event_is_handle_signal = true;
  }
  if (asynchronous) {
    // GQCS.hevent-bit
    operation.context = operation.event_is_handle_signal || !call.event.words.event_tagged;
    const bool detached = file.port_known && operation.event_is_handle_signal &&
                          !operation.routine && operation.context &&
                          profile_ != Profile::windows_xp;
    operation.request_class = detached ? RequestClass::detached : RequestClass::attached;
  } else {
    operation.request_class = RequestClass::synchronous;
  }
  std::vector<BufferValue> buffers;
  std::vector<Run> payload;
  const bool sends = ioracle::sends(operation.kind);
  const Argument* given = data ? call.event.find(*data) : nullptr;
  for (std::uint32_t place = 0; given && place < given->count; ++place) {
    const BufferValue& buffer = call.event.buffers[given->first + place];
    operation.capacity += buffer.length;
    for (std::uint32_t index = 0; index < buffer.run_count && sends; ++index) {
      Run run = call.event.runs[buffer.first_run + index];
      if (!run.pattern) {  // literal bytes move into this store
        run.offset = literals_.add(std::span(call.event.literals).subspan(run.offset, run.length));
      }
      payload.push_back(run);
    }
    buffers.push_back(buffer);
    if (!sends) note_user(buffer.memory, id);
  }
  note_user(operation.sender_place, id);
  note_user(operation.sender_length, id);
  note_user(operation.flags_place, id);
  note_user(operation.control_length, id);
  operation.first_buffer = operation_buffers_.add(buffers);
  operation.buffer_count = static_cast<std::uint32_t>(buffers.size());
  operation.first_run = payload_.add(payload);
  operation.run_count = static_cast<std::uint32_t>(payload.size());
  ItemInfo item;
  item.operation = id;
  item.pointer = pointer;
  operation.item = new_item(item);
  if (operation.has_overlapped) {
    overlappeds_[operation.overlapped].last = id;
    overlappeds_[operation.overlapped].touched = false;
  }
  call.operation = id;
  note_synchronous(operation, id);
  outstanding_[operation.file].push_back(id);
  operations_.push_back(operation);
}

// Blocking calls of Winsock wait in the program, where CancelSynchronousIo does not reach (S4).
void Known::note_synchronous(const Operation& operation, OperationId id) {
  const bool waits_in_system = is_on_pipe(operation.kind) ||
                               operation.kind == OperationKind::lock ||
                               operation.kind == OperationKind::control;
  if (operation.request_class != RequestClass::synchronous || !waits_in_system) return;
  constexpr std::size_t kept_most = 4;
  std::vector<OperationId>& own = threads_[operation.thread].synchronous;
  if (own.size() == kept_most) own.erase(own.begin());
  own.push_back(id);
}

void Known::note_user(Name memory, OperationId id) {
  if (!memory) return;
  if (last_users_.size() <= memory.index) last_users_.resize(memory.index + 1, no_operation);
  last_users_[memory.index] = id;
}

// What was not recorded may have been that it pends.
void Known::note_return(Operation& operation, Function function, const Event& returned) {
  const Value& result = returned.result;
  const bool by_zero = info(function).returns == Returns::socket_error;
  const bool queues = function == Function::ReadFileEx || function == Function::WriteFileEx;
  const bool done = result.recorded() && result.is(0) == by_zero && !queues;
  const bool failed = returned.last_error && *returned.last_error != error::io_pending;
  operation.returned_seq = returned.seq;
  operation.pended = !done && (queues || !failed);
}

namespace {

bool overlap(const BufferValue& buffer, const Event& memory) {
  if (buffer.memory != memory.object) return false;
  if (memory.action != "write" || memory.buffers.empty()) return true;
  const BufferValue& written = memory.buffers.front();
  return written.offset < buffer.offset + buffer.length &&
         buffer.offset < written.offset + written.length;
}

}  // namespace

// Memory that is gone holds anything by then. Programs that are right come here seldom: it need not
// be fast.
void Known::touch(const Event& memory) {
  const bool gone = memory.action == "free" || memory.action == "scope_end";
  if (!gone && memory.action != "write") return;
  for (const std::vector<OperationId>& all : outstanding_) {
    for (const OperationId id : all) {
      Operation& operation = operations_[index_of(id)];
      if (operation.told || (!operation.pended && operation.returned_seq != 0)) continue;
      if (operation.has_overlapped && overlappeds_[operation.overlapped].name == memory.object) {
        overlappeds_[operation.overlapped].touched = true;
      }
      const auto meant = [&](const BufferValue& buffer) { return overlap(buffer, memory); };
      if (!std::ranges::any_of(buffers(operation), meant)) continue;
      operation.touched = true;
      if (sends(operation.kind)) operation.run_count = 0;
    }
  }
}

void Known::deliver(OperationId id) {
  if (id == no_operation) return;
  // Writes that pended are performed whole (inferred.file.write-runs-to-its-end).
  if (is_on_file(operations_[index_of(id)].kind)) finish_file_transfer(id, true);
  if (sweeps_ > 0) return;
  std::erase(outstanding_[operations_[index_of(id)].file], id);
}

void Known::begin_modes(const Call& call) {
  const FileObject* asked = file(call.value(Parameter::FileHandle));
  if (!asked) return;
  FileObject& file = files_[static_cast<std::size_t>(asked - files_.data())];
  const std::int64_t flags = call.integer(Parameter::Flags);
  if ((flags & constant::file_skip_completion_port_on_success) != 0 &&
      file.skip_port == no_instant) {
    file.skip_port = new_instant();
  }
  if ((flags & constant::file_skip_set_event_on_handle) != 0 && file.skip_signal == no_instant) {
    file.skip_signal = new_instant();
  }
}

void Known::end_query(const Call& call, const Event& returned) {
  // What was not recorded may have been that it goes on.
  if (!returned.result.recorded()) return;
  const std::uint32_t code = returned.last_error.value_or(error::io_incomplete);
  const bool open = code == error::io_incomplete || code == error::wait_timeout ||
                    code == error::wait_io_completion;
  if (returned.result.is(0) && open) return;
  const OverlappedObject* queried = overlapped(call.value(Parameter::lpOverlapped));
  if (!queried || queried->last == no_operation) return;
  // What began beside the query may not have begun when that read the status.
  const std::uint64_t issued = operation(queried->last).returned_seq;
  if (issued != 0 && issued < call.event.seq) deliver(queried->last);
}

void Known::end_dequeue(const Call& call, const Event& returned) {
  bool took = false;
  const auto take = [&](const Value& pointer) {
    took = true;
    if (const OverlappedObject* delivered = overlapped(pointer)) deliver(delivered->last);
  };
  if (call.event.function == Function::GetQueuedCompletionStatus) {
    const Argument* packet = returned.find(Parameter::lpOverlapped);
    if (packet) take(packet->value);
    const bool succeeded = returned.result.recorded() && !returned.result.is(0);
    took = succeeded || (packet && packet->value.kind != ValueKind::null);
  } else if (const Argument* packets = returned.find(Parameter::lpCompletionPortEntries)) {
    const std::uint32_t step = values_per_element(Type::packets, true);
    for (std::uint32_t index = 0; index < packets->count; ++index) {
      take(returned.values[packets->first + step * index + 1]);
    }
  }
  const ObjectReference asked = find(call.value(Parameter::CompletionPort));
  if (asked.kind != ObjectKind::port) return;
  // A wait that routines ended associates nobody (w32-222).
  if (!took && returned.last_error == error::wait_io_completion) return;
  ThreadObject& thread = threads_[call.thread];
  if (!took && thread.association == Association::sure && thread.port == asked.index) return;
  thread.port = asked.index;
  thread.association = took ? Association::sure : Association::open;
}

}  // namespace ioracle
