#pragma once
// Operations: what is exactly known of each from the call that started it, and what fifos hold.

#include <cstdint>

#include "model/constants.h"
#include "model/object.h"
#include "model/status.h"

namespace ioracle {

// How an operation's class decides what its end reaches (mechanisms: S, A, D).
enum class RequestClass : std::uint8_t {
  synchronous,  // S: the caller waits
  attached,     // A: belongs to the thread that issued it
  detached,     // D: belongs to the file object: port, context, no event, no routine
};

enum class OperationKind : std::uint8_t {
  receive,
  send,
  accept,
  connect,
  disconnect,
  read,
  write,
  provided,  // by a service provider, which tells its end
  pipe_listen,
  pipe_read,
  pipe_write,
  lock,
  control,  // DeviceIoControl, WaitCommEvent, WSAIoctl
};

// Its byte count is that of the bytes it was given.
constexpr bool sends(OperationKind kind) {
  return kind == OperationKind::send || kind == OperationKind::connect ||
         kind == OperationKind::write || kind == OperationKind::pipe_write;
}
// It may take bytes from a stream.
constexpr bool receives(OperationKind kind) {
  return kind == OperationKind::receive || kind == OperationKind::accept ||
         kind == OperationKind::pipe_read;
}
// It takes a socket for itself.
constexpr bool engages(OperationKind kind) {
  return kind == OperationKind::accept || kind == OperationKind::connect ||
         kind == OperationKind::disconnect;
}
// It is one on a regular file.
constexpr bool is_on_file(OperationKind kind) {
  return kind == OperationKind::read || kind == OperationKind::write;
}

// It is one on an end of a pipe.
constexpr bool is_on_pipe(OperationKind kind) {
  return kind == OperationKind::pipe_listen || kind == OperationKind::pipe_read ||
         kind == OperationKind::pipe_write;
}
// Its routine is told an error of Win32, not one of Winsock.
constexpr bool is_told_by_win32(OperationKind kind) { return is_on_file(kind) || is_on_pipe(kind); }
// It clears the signal of its handle even where an event is given.
constexpr bool clears_handle(OperationKind kind) {
  return is_on_pipe(kind) || kind == OperationKind::control;
}

struct Operation {
  OperationKind kind{};
  RequestClass request_class = RequestClass::attached;
  Item item = no_item;
  std::uint32_t file = 0;        // into files
  std::uint32_t overlapped = 0;  // into overlappeds, where has_overlapped
  bool has_overlapped = false;
  std::uint32_t thread = 0;  // that issued it
  std::uint64_t call_id = 0;
  std::uint64_t returned_seq = 0;       // the event at which its call returned; 0: not yet
  Register event = no_register;         // set at completion
  bool event_is_handle_signal = false;  // no event was given: the handle itself signals
  Register left_event = no_register;    // that hEvent names beside a routine: nothing changes it
  Name routine;
  bool context = false;  // a packet is queued where the handle has a port
  // That it takes from or appends to. An AcceptEx takes from that of its connection, which is known
  // once the completion was seen.
  Stream stream = no_stream;
  std::uint32_t target = 0;  // AcceptEx: the accepting socket, into sockets
  // That ConnectEx makes, that DisconnectEx ends; that of an end of a pipe.
  std::uint32_t connection = no_connection;
  std::uint32_t side = 0;                  // DisconnectEx, pipes: of that connection
  std::uint32_t listener = no_connection;  // ConnectEx: into sockets; nobody listens
  Item brings = no_item;                   // ConnectEx: its connection
  bool reuses = false;                     // DisconnectEx: TF_REUSE_SOCKET
  bool target_linked = false;              // AcceptEx: the acceptor had a connection at the call
  bool by_message = false;                 // pipes: a read of one message
  bool nowait = false;                     // pipes: PIPE_NOWAIT, it never pends
  // TransactNamedPipe: the write of its request. It ends nowhere, and nobody is told of it.
  OperationId writes_first = no_operation;
  bool lacks_room = false;     // AcceptEx: an area for an address is too short
  bool addressed = false;      // sends of datagrams: the call says to whom
  bool waits_for_all = false;  // receives: MSG_WAITALL
  bool pushes = false;         // receives: MSG_PUSH_IMMEDIATE
  bool peeks = false;          // receives: MSG_PEEK
  bool urgent = false;         // MSG_OOB, of bytes that do not travel in line
  bool pended = false;         // its call was seen to leave it pending
  // A misuse: the program has written to a buffer while it was in flight. What that held in the
  // end is open, and so is what a send made of it.
  bool touched = false;
  bool told = false;   // a wait for its event was satisfied: its memory is the program's again
  Name sender_place;   // receives: where the sender's address goes
  Name sender_length;  // and its length, which held this before
  Value sender_length_before;
  // WSARecvMsg: where the flags of the message go, and the length of its control data, with what
  // they held before; the control data there will be, and whether they find too little room.
  Name flags_place;
  Value flags_before;
  Name control_length;
  Value control_length_before;
  bool tells_message = false;
  std::uint32_t control_bytes = 0;
  bool cuts_control = false;
  std::uint64_t capacity = 0;      // bytes of all buffers
  std::int64_t timeout_ms = 0;     // the caller waits no longer; 0: for ever
  Instant linked = no_instant;     // it pended
  Instant cancelled = no_instant;  // CancelIoEx got hold of it
  Instant ended = no_instant;
  std::uint32_t transfer = 0;  // into file transfers, where is_on_file; locks: into ranges
  // Requests to a device: with what it ends them, and since when. What it gives out are the runs.
  Status answer = Status::pending;
  Instant answered = no_instant;
  bool answers_at_once = false;
  bool ignores_cancel = false;
  bool waits_for_comm = false;     // WaitCommEvent
  bool words_told = false;         // events of the trace write its status block
  std::uint32_t request = 0;       // into provider requests, where `provided`
  std::uint64_t first_buffer = 0;  // into Known's operation_buffers
  std::uint32_t buffer_count = 0;
  std::uint64_t first_run = 0;  // sends and answers of devices: into Known's payload runs
  std::uint32_t run_count = 0;
};

// What WSARecvMsg tells of a message in WSAMSG.dwFlags: what of it found too little room.
constexpr std::int64_t message_flags(const Operation& operation, bool cut) {
  return (cut ? constant::msg_trunc : 0) | (operation.cuts_control ? constant::msg_ctrunc : 0);
}

// An end that tells of a datagram which came back tells WSARecvMsg where that had gone (ci-009).
constexpr bool tells_destination(const Operation& operation, Status status) {
  return operation.tells_message &&
         (status == Status::port_unreachable || status == Status::hop_limit_exceeded);
}

// Does the return of the call that started an operation tell how that ended?
constexpr bool is_shown_by_its_call(const Operation& operation, bool pended) {
  return !pended || operation.request_class == RequestClass::synchronous;
}

// What a fifo holds: an operation, a posted packet, a user APC, or a connection.
struct ItemInfo {
  OperationId operation = no_operation;
  std::int64_t bytes = 0;
  std::int64_t key = 0;
  Value pointer;
  std::uint32_t connection = 0;
  Name routine;           // of a user APC
  std::int64_t data = 0;  // that it is called with
};

}  // namespace ioracle
