#include "model/known.h"

#include <algorithm>

#include "model/constants.h"
#include "model/status.h"

namespace ioracle {

bool sweeps(Function function) {
  return function == Function::CancelIoEx || function == Function::CancelIo ||
         function == Function::CancelSynchronousIo;
}

void Known::bind(Name name, ObjectReference object) {
  if (objects_.size() <= name.index) objects_.resize(name.index + 1);
  objects_[name.index] = object;
}

ObjectReference Known::find(Name name) const {
  return name.index < objects_.size() ? objects_[name.index] : ObjectReference{};
}

ObjectReference Known::find(const Value& value) const {
  return value.kind == ValueKind::name ? find(value.name) : ObjectReference{};
}

const SocketObject* Known::socket(const Value& value) const {
  const ObjectReference object = find(value);
  return object.kind == ObjectKind::socket ? &sockets_[object.index] : nullptr;
}

const FileObject* Known::file(const Value& value) const {
  const ObjectReference object = find(value);
  if (object.kind == ObjectKind::file) return &files_[file_handles_[object.index].file];
  if (object.kind == ObjectKind::pipe) return &files_[pipe_ends_[object.index].file];
  if (object.kind == ObjectKind::device) return &files_[devices_[object.index].file];
  return object.kind == ObjectKind::socket ? &files_[sockets_[object.index].file] : nullptr;
}

const EventObject* Known::event(const Value& value) const {
  const ObjectReference object = find(value);
  return object.kind == ObjectKind::event ? &events_[object.index] : nullptr;
}

const PortObject* Known::port(const Value& value) const {
  const ObjectReference object = find(value);
  return object.kind == ObjectKind::port ? &ports_[object.index] : nullptr;
}

const ThreadObject* Known::thread(const Value& value) const {
  const ObjectReference object = find(value);
  return object.kind == ObjectKind::thread ? &threads_[object.index] : nullptr;
}

const OverlappedObject* Known::overlapped(const Value& value) const {
  const ObjectReference object = find(value);
  return object.kind == ObjectKind::overlapped ? &overlappeds_[object.index] : nullptr;
}

std::uint32_t Known::thread_index(Name name) {
  if (const ObjectReference object = find(name); object.kind == ObjectKind::thread) {
    return object.index;
  }
  start_thread(name);
  return find(name).index;
}

void Known::start_thread(Name name) {
  if (find(name).kind == ObjectKind::thread) return;
  ThreadObject thread;
  thread.name = name;
  thread.apcs = new_fifo();
  thread.exited = new_instant();
  thread.closed = new_instant();
  bind(name, {ObjectKind::thread, static_cast<std::uint32_t>(threads_.size())});
  threads_.push_back(std::move(thread));
}

std::span<const OperationId> Known::outstanding(const FileObject& file) const {
  return outstanding_[static_cast<std::size_t>(&file - files_.data())];
}

OperationId Known::last_user(Name buffer) const {
  return buffer.index < last_users_.size() ? last_users_[buffer.index] : no_operation;
}

std::uint32_t Known::overlapped_index(Name name, const OverlappedWords& words) {
  if (const ObjectReference object = find(name); object.kind == ObjectKind::overlapped) {
    return object.index;
  }
  OverlappedObject overlapped;
  overlapped.name = name;
  overlapped.internal = new_register(words.internal.value_or(0));
  overlapped.internal_high = new_register(words.internal_high.value_or(0));
  const auto index = static_cast<std::uint32_t>(overlappeds_.size());
  bind(name, {ObjectKind::overlapped, index});
  overlappeds_.push_back(overlapped);
  return index;
}

std::uint32_t Known::add_file(Name name, ObjectKind kind, std::uint32_t subject, bool overlapped) {
  FileObject file;
  file.name = name;
  file.kind = kind;
  file.subject = subject;
  file.overlapped = overlapped;
  file.closed = new_instant();
  file.associated = new_instant();
  file.signal = new_register(1);  // a file object starts signaled
  bind(name, {kind, subject});
  files_.push_back(file);
  outstanding_.emplace_back();
  return static_cast<std::uint32_t>(files_.size() - 1);
}

void Known::add_event(Name name, bool manual_reset, bool signaled) {
  EventObject event;
  event.name = name;
  event.manual_reset = manual_reset;
  event.state = new_register(signaled ? 1 : 0);
  event.closed = new_instant();
  bind(name, {ObjectKind::event, static_cast<std::uint32_t>(events_.size())});
  events_.push_back(event);
}

std::uint32_t Known::begin_call(const Event& recorded) {
  std::uint32_t slot = 0;
  if (free_calls_.empty()) {
    slot = static_cast<std::uint32_t>(calls_.size());
    calls_.emplace_back();
  } else {
    slot = free_calls_.back();
    free_calls_.pop_back();
  }
  Call& call = calls_[slot];
  call.event = recorded;
  call.operation = no_operation;
  call.item = no_item;
  call.flushed = no_operation;
  call.replaced = no_connection;
  call.running = true;
  call.open_ended = false;
  call.thread = thread_index(recorded.thread);
  threads_[call.thread].calls.push_back(slot);

  if (const Value overlapped = call.value(Parameter::lpOverlapped);
      overlapped.kind == ValueKind::name &&
      call.event.function != Function::PostQueuedCompletionStatus) {
    overlapped_index(overlapped.name, recorded.words);
  }
  if (sweeps(recorded.function)) ++sweeps_;
  note_set(call);
  switch (recorded.function) {
    case Function::CreateIoCompletionPort:
      // From here on notifications may find the port that it names.
      if (const FileObject* named = file(call.value(Parameter::FileHandle));
          named && !named->port_known && port(call.value(Parameter::ExistingCompletionPort))) {
        FileObject& file = files_[file_index(*named)];
        file.port = find(call.value(Parameter::ExistingCompletionPort)).index;
        file.port_named = true;
        file.key = call.integer(Parameter::CompletionKey);
        ++structure_;
      }
      break;
    case Function::recv:
    case Function::recvfrom:
    case Function::WSARecv:
    case Function::WSARecvFrom:
    case Function::WSARecvMsg:
      begin_transfer(call, OperationKind::receive);
      break;
    case Function::send:
    case Function::sendto:
    case Function::WSASend:
    case Function::WSASendMsg:
    case Function::WSASendTo:
      begin_transfer(call, OperationKind::send);
      break;
    case Function::ReadFile:
    case Function::ReadFileEx:
      begin_file_transfer(call, OperationKind::read);
      break;
    case Function::WriteFile:
    case Function::WriteFileEx:
      begin_file_transfer(call, OperationKind::write);
      break;
    case Function::DeviceIoControl:
    case Function::WaitCommEvent:
      begin_control(call);
      break;
    case Function::LockFileEx:
      begin_lock(call);
      break;
    case Function::WSAIoctl:
      begin_socket_control(call);
      break;
    case Function::WSPRecv:
    case Function::WSPSend:
    case Function::WSPRdmaRead:
    case Function::WSPRdmaWrite:
    case Function::WSPIoctl:
      begin_provided(call);
      break;
    case Function::WPUCompleteOverlappedRequest:
      begin_upcall(call);
      break;
    case Function::SetFileCompletionNotificationModes:
      begin_modes(call);
      break;
    case Function::QueueUserAPC:
    case Function::QueueUserAPC2: {
      const bool first = recorded.function == Function::QueueUserAPC;
      ItemInfo apc;
      apc.routine = call.value(first ? Parameter::pfnAPC : Parameter::ApcRoutine).name;
      apc.data = call.integer(first ? Parameter::dwData : Parameter::Data);
      call.item = new_item(apc);
      break;
    }
    case Function::WSAStartup:
      ++startups_;
      break;
    case Function::connect:
      begin_connect(call);
      break;
    case Function::AcceptEx:
      begin_accept_ex(call);
      break;
    case Function::ConnectEx:
      begin_connect_ex(call);
      break;
    case Function::DisconnectEx:
      begin_disconnect_ex(call);
      break;
    case Function::PostQueuedCompletionStatus: {
      ItemInfo packet;
      packet.bytes = call.integer(Parameter::dwNumberOfBytesTransferred);
      packet.key = call.integer(Parameter::dwCompletionKey);
      packet.pointer = call.value(Parameter::lpOverlapped);
      call.item = new_item(packet);
      break;
    }
    default:
      begin_pipe_call(call);
      break;
  }
  if (recorded.within != 0) note_nested_blocking(call);
  return slot;
}

// Only an operation that returned pending is left to be cancelled.
void Known::end_request(const Call& call, const Event& returned) {
  const std::uint32_t code = returned.last_error.value_or(error::io_pending);
  if (call.operation == no_operation || code == error::io_pending) return;
  std::erase(outstanding_[operations_[index_of(call.operation)].file], call.operation);
}

void Known::free_call(std::uint32_t slot) {
  if (sweeps(calls_[slot].event.function)) --sweeps_;
  free_calls_.push_back(slot);
}

void Known::end_call(std::uint32_t slot, const Event& returned, const ConnectionNews& news) {
  Call& call = calls_[slot];
  call.running = false;
  std::erase(threads_[call.thread].calls, slot);
  const Value& result = returned.result;
  if (news.operation != no_operation) end_connection(news);
  if (call.operation != no_operation) {
    note_return(operations_[index_of(call.operation)], call.event.function, returned);
  }
  end_wait(call, returned);
  switch (call.event.function) {
    case Function::connect:
      if (!result.is(0)) leave_connection(call);
      if (result.is(0)) connect_datagrams(call);
      break;
    case Function::WSAGetOverlappedResult:
    case Function::GetOverlappedResult:
    case Function::GetOverlappedResultEx:
      end_query(call, returned);
      break;
    case Function::GetQueuedCompletionStatus:
    case Function::GetQueuedCompletionStatusEx:
      end_dequeue(call, returned);
      break;
    case Function::WSAIoctl:
      if (result.is(0)) end_option(call);
      end_request(call, returned);
      break;
    case Function::ConnectEx:
      if (news.operation == call.operation && !news.succeeded) leave_connection(call);
      [[fallthrough]];
    case Function::AcceptEx:
    case Function::DisconnectEx:
    case Function::recv:
    case Function::recvfrom:
    case Function::send:
    case Function::sendto:
    case Function::WSARecv:
    case Function::WSARecvFrom:
    case Function::WSARecvMsg:
    case Function::WSASend:
    case Function::WSASendMsg:
    case Function::WSASendTo:
      end_request(call, returned);
      break;
    case Function::ReadFile:
    case Function::ReadFileEx:
    case Function::WriteFile:
    case Function::WriteFileEx:
      if (call.operation != no_operation) end_file_transfer(call, returned);
      break;
    case Function::LockFileEx:
    case Function::DeviceIoControl:
    case Function::WaitCommEvent:
      if (call.operation != no_operation) end_control(call, returned);
      break;
    case Function::WSPRecv:
    case Function::WSPSend:
    case Function::WSPRdmaRead:
    case Function::WSPRdmaWrite:
    case Function::WSPIoctl:
      if (call.operation != no_operation) end_provided(call, returned);
      break;
    case Function::CreateFileW:
      if (result.kind == ValueKind::name && news.connection != no_connection) {
        add_pipe_end(call, result.name, news.connection, 0);
      } else if (result.kind == ValueKind::name &&
                 is_device_path(call.value(Parameter::lpFileName))) {
        add_device(call, result.name);
      } else if (result.kind == ValueKind::name) {
        end_create_file(call, result.name);
      }
      break;
    case Function::CloseHandle:
      if (const ObjectReference closed = find(call.value(Parameter::hObject));
          closed.kind == ObjectKind::file && !result.is(0)) {
        file_handles_[closed.index].open = false;
        --disks_[file_handles_[closed.index].disk].handles;
      }
      end_pipe_call(call, returned);
      break;
    case Function::socket:
      if (result.kind == ValueKind::name) {
        add_socket(result.name, true, call.integer(Parameter::type) == constant::sock_dgram);
      }
      break;
    case Function::WSASocketW:
      if (result.kind == ValueKind::name) {
        add_socket(result.name,
                   (call.integer(Parameter::dwFlags) & constant::wsa_flag_overlapped) != 0,
                   call.integer(Parameter::type) == constant::sock_dgram);
      }
      break;
    case Function::accept:
      if (result.kind == ValueKind::name) end_accept(call, result.name, news.connection);
      break;
    case Function::WSACreateEvent:
      if (result.kind == ValueKind::name) add_event(result.name, true, false);
      break;
    case Function::CreateEventW:
      if (result.kind == ValueKind::name) {
        add_event(result.name, call.integer(Parameter::bManualReset) != 0,
                  call.integer(Parameter::bInitialState) != 0);
      }
      break;
    case Function::CreateIoCompletionPort:
      if (result.kind == ValueKind::name && find(result.name).kind != ObjectKind::port) {
        PortObject port;
        port.name = result.name;
        port.packets = new_fifo();
        port.closed = new_instant();
        bind(result.name, {ObjectKind::port, static_cast<std::uint32_t>(ports_.size())});
        ports_.push_back(port);
      }
      if (result.kind == ValueKind::name) {
        ++structure_;
        if (const FileObject* associated = file(call.value(Parameter::FileHandle))) {
          FileObject& file = files_[static_cast<std::size_t>(associated - files_.data())];
          file.port = find(result.name).index;
          file.port_named = file.port_known = true;
          file.key = call.integer(Parameter::CompletionKey);
        }
      }
      break;
    case Function::ioctlsocket:
    case Function::setsockopt:
      if (!result.is(constant::socket_error)) end_option(call);
      break;
    default:
      end_pipe_call(call, returned);
      break;
  }
}

}  // namespace ioracle
