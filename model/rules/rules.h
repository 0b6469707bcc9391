#pragma once
// The rules by function. Each adds what its function's next micro-step may be;
// model/rules/offer.cpp chooses among them. One file per function or tight family.

#include "model/chain.h"
#include "model/constants.h"

namespace ioracle::rules {

using enum MicroStep;

// One call in progress, as rules see it.
struct Subject {
  const Known& known;
  const Chain& chain;
  const Call& call;
  Alternatives& allowed;
};

void startup(const Subject& subject);        // WSAStartup, WSACleanup
void create_socket(const Subject& subject);  // socket, WSASocketW
void bind(const Subject& subject);
void listen(const Subject& subject);
void connect(const Subject& subject);
void accept(const Subject& subject);
void accept_ex(const Subject& subject);
void connect_ex(const Subject& subject);
void disconnect_ex(const Subject& subject);
void socket_name(const Subject& subject);  // getsockname, getpeername
// setsockopt with SO_UPDATE_ACCEPT_CONTEXT or SO_UPDATE_CONNECT_CONTEXT.
bool updates_context(const Call& call);
void update_context(const Subject& subject);
void accepted_addresses(const Subject& subject);  // GetAcceptExSockaddrs
void shutdown(const Subject& subject);
void socket_option(const Subject& subject);  // setsockopt, getsockopt
void io_control(const Subject& subject);     // ioctlsocket
void close_socket(const Subject& subject);
void receive(const Subject& subject);           // recv, WSARecv, recvfrom, WSARecvFrom
void send(const Subject& subject);              // send, WSASend, sendto, WSASendTo
void result(const Subject& subject);            // WSAGetOverlappedResult, GetOverlappedResult(Ex)
void start_provided(const Subject& subject);    // WSPRecv, WSPSend, WSPRdmaRead and others
void complete_request(const Subject& subject);  // WPUCompleteOverlappedRequest
void provided_result(const Subject& subject);   // WSPGetOverlappedResult
void create_event(const Subject& subject);      // WSACreateEvent, CreateEventW
void change_event(const Subject& subject);      // SetEvent, ResetEvent and their WSA forms
void close_handle(const Subject& subject);      // WSACloseEvent, CloseHandle
void pulse_event(const Subject& subject);
void wait_for_objects(const Subject& subject);    // what waits for objects or time, and Sleep(Ex)
void queue_apc(const Subject& subject);           // QueueUserAPC, QueueUserAPC2
void create_port(const Subject& subject);         // CreateIoCompletionPort
void post_packet(const Subject& subject);         // PostQueuedCompletionStatus
void dequeue_packet(const Subject& subject);      // GetQueuedCompletionStatus
void dequeue_packets(const Subject& subject);     // GetQueuedCompletionStatusEx
void notification_modes(const Subject& subject);  // SetFileCompletionNotificationModes
void create_file(const Subject& subject);         // CreateFileW
void transfer_file(const Subject& subject);       // ReadFile(Ex), WriteFile(Ex)
void flush_file(const Subject& subject);          // FlushFileBuffers
void lock_file(const Subject& subject);           // LockFileEx
void unlock_file(const Subject& subject);         // UnlockFileEx
void cancel(const Subject& subject);              // CancelIo, CancelIoEx
void cancel_synchronous(const Subject& subject);  // CancelSynchronousIo
void peek_pipe(const Subject& subject);           // PeekNamedPipe
void flush_pipe(const Subject& subject);          // FlushFileBuffers on a pipe
void create_pipe(const Subject& subject);         // CreateNamedPipeW
void open_pipe(const Subject& subject);           // CreateFileW on the name of a pipe
void close_pipe(const Subject& subject);          // CloseHandle on an end of a pipe
void control_device(const Subject& subject);      // DeviceIoControl, WaitCommEvent
void control_socket(const Subject& subject);      // WSAIoctl
void connect_pipe(const Subject& subject);        // ConnectNamedPipe
void disconnect_pipe(const Subject& subject);     // DisconnectNamedPipe
void wait_for_pipe(const Subject& subject);       // WaitNamedPipeW
void set_pipe_state(const Subject& subject);      // SetNamedPipeHandleState
void transact_pipe(const Subject& subject);       // TransactNamedPipe
void transfer_pipe(const Subject& subject);       // ReadFile(Ex), WriteFile(Ex) on a pipe

void pending_receive(const Known& known, const Operation& operation, Alternatives& allowed);
void pending_send(const Known& known, const Operation& operation, Alternatives& allowed);
void pending_accept(const Known& known, const Chain& chain, Alternatives& allowed);
void pending_connect(const Known& known, const Operation& operation, Alternatives& allowed);
void pending_disconnect(const Known& known, const Operation& operation, Alternatives& allowed);
void pending_file_transfer(const Known& known, const Operation& operation, Alternatives& allowed);
void pending_pipe_listen(const Known& known, const Operation& operation, Alternatives& allowed);
void pending_pipe_read(const Known& known, const Operation& operation, Alternatives& allowed);
void pending_pipe_write(const Known& known, const Operation& operation, Alternatives& allowed);
void pending_lock(const Known& known, const Operation& operation, Alternatives& allowed);
void pending_control(const Known& known, const Operation& operation, Alternatives& allowed);
void pending_socket_control(const Known& known, const Operation& operation, Alternatives& allowed);
void pending_provided(const Known& known, const Chain& chain, Alternatives& allowed);
void delivery(const Known& known, const Chain& chain, Alternatives& allowed);

// How every operation starts: Internal becomes STATUS_PENDING, the event is reset; then the driver
// tries.
void start_operation(const Known& known, const Chain& chain, Alternatives& allowed);

// The one path from the end of an operation to its notification, for every object and for
// operations that end in their call as for those that pended (C2, C4). It begins at
// first_after_end; `last` is what follows the notification.
void completion(const Known& known, const Chain& chain, MicroStep last, Alternatives& allowed);

// A call that waits for its own operation: what it shows when that has ended.
void await_operation(const Subject& subject, const AlternativeInfo& info);

// Waiting for routines: the micro-steps deliver, running and drain of an alertable wait. `drained`
// is where the wait goes when no routine is left; its shows are set by `then`.
void deliver_routines(const Known& known, const Chain& chain, Alternatives& allowed);
// The micro-step drain of an alertable wait that routines end: the next routine, or `all_ran`,
// whose outcome the caller tells.
Alternatives::Builder end_routines(const Known& known, const Chain& chain, Alternatives& allowed,
                                   const AlternativeInfo& all_ran);

// What a handle shows to a wait.
struct Waited {
  enum class Kind : std::uint8_t {
    nothing,  // no object that can be waited for
    state,    // an event, or the signal of a handle for I/O
    instant,  // a thread: signaled once it has ended
    queue,    // a port: signaled while packets are queued
  };
  Kind kind = Kind::nothing;
  Register state = no_register;
  Instant instant = no_instant;
  Fifo queue = no_fifo;
  Instant closed = no_instant;
  bool consumed = false;  // an auto-reset event: the wait takes its signal

  Atom signaled() const;
  Atom unsignaled() const;
};

Waited waited_for(const Known& known, const Value& handle);

// Fails with a last error: FALSE, SOCKET_ERROR, NULL or INVALID_HANDLE_VALUE by the function's
// return type.
Alternatives::Builder fails(const Subject& subject, const AlternativeInfo& info,
                            std::uint32_t code);

// Does this call stay within what the rule of its function specifies?
bool is_specified(const Known& known, const Event& call);
bool is_specified_provider_call(const Known& known, const Event& call);
bool is_specified_file_call(const Known& known, const Event& call);
bool is_specified_pipe_call(const Known& known, const Event& call);
bool is_specified_device_call(const Known& known, const Event& call);
bool is_specified_socket_control(const Known& known, const Event& call);
bool is_specified_lock(const Known& known, const Event& call);
bool is_specified_cancel(const Known& known, const Event& call);
bool is_pipe_path(const Known& known, const Value& path);

// The refusals of a handle that is not an open socket. Returns the socket, or nullptr when the
// handle names none. What follows must ask that the socket is open.
const SocketObject* find_socket(const Subject& subject);

// Adds to an alternative that Winsock is started and the socket open.
void require_open(Alternatives::Builder& builder, const Known& known, const SocketObject& socket);
// The check that starts every dequeue: `open` where the port is open. Returns the port, or nullptr
// when the handle names none.
const PortObject* check_port(const Subject& subject, const AlternativeInfo& open);

// After its packet was taken: does the dequeuer write the status block of the operation? The chain
// goes on behind this packet, to `next`.
void leave_or_write_block(const Subject& subject, Item item, MicroStep next);

// The check that starts every call on a socket: offers the refusals, and `next` where none applies.
// Returns the socket, or nullptr when the handle names none.
const SocketObject* check_socket(const Subject& subject, MicroStep next);

}  // namespace ioracle::rules
