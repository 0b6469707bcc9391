#pragma once
// What is exactly known at a place of a run or a trace: objects, calls in progress, operations. It
// follows from the visible events alone (calls with their arguments, returns, thread starts), never
// from hidden history, so that rules may ask it with a plain `if`. What is hidden lives in cells,
// and a world holds them.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/alternative.h"
#include "model/event.h"
#include "model/profile.h"

namespace ioracle {

enum class ObjectKind : std::uint8_t { none, socket, event, port, overlapped, thread };

struct ObjectReference {
  ObjectKind kind = ObjectKind::none;
  std::uint32_t index = 0;
};

constexpr auto no_connection = std::numeric_limits<std::uint32_t>::max();

struct Connection {
  Stream stream[2] = {no_stream, no_stream};  // 0: from the connecting to the accepting side
  Instant closed[2] = {no_instant, no_instant};
  Instant reset[2] = {no_instant, no_instant};    // that side has learned of a reset
  Instant aborted[2] = {no_instant, no_instant};  // that side has sent one
  Name connector;
};

// What every handle for I/O has behind it, whatever its kind: operations are issued on it, end with
// its close, signal it, and notify its port.
struct FileObject {
  Name name;
  ObjectKind kind = ObjectKind::none;
  std::uint32_t subject = 0;  // into the table of its kind
  bool overlapped = true;     // opened for overlapped I/O
  Instant closed = no_instant;
  Instant associated = no_instant;  // with `port`
  Register signal = no_register;    // the handle's own signal (E_F)
  std::uint32_t port = 0;           // into ports; valid once port_named
  bool port_named = false;          // an association with it has begun
  bool port_known = false;          // and was seen to end
  std::int64_t key = 0;
  // Notification modes; no_instant until a call asks for them.
  Instant skip_port = no_instant;    // no packet for what succeeds in its call
  Instant skip_signal = no_instant;  // completions leave the handle's own signal alone
};

// The options that rules ask about or getsockopt tells; an accepted socket takes over those of its
// listener.
struct SocketOptions {
  std::int32_t linger_s = -1;           // SO_LINGER: l_linger where l_onoff; -1: off
  std::int32_t send_buffer = -1;        // SO_SNDBUF in bytes; -1: not set
  std::int32_t receive_buffer = -1;     // SO_RCVBUF in bytes; -1: not set
  std::int32_t send_timeout_ms = 0;     // SO_SNDTIMEO; 0: none
  std::int32_t receive_timeout_ms = 0;  // SO_RCVTIMEO; 0: none
  std::int32_t error = 0;               // SO_ERROR
  bool out_of_band_inline = false;      // SO_OOBINLINE
};

struct SocketObject {
  std::uint32_t file = 0;  // into files
  Instant bound = no_instant;
  Instant listening = no_instant;
  Instant connected = no_instant;  // `always_happened` for a socket that accept made
  Instant receive_shut = no_instant;
  Instant send_shut = no_instant;
  Instant reset = no_instant;  // this side has learned of a reset
  Fifo receives = no_fifo;     // posted receives, oldest first
  Fifo sends = no_fifo;        // pended sends, oldest first
  Fifo backlog = no_fifo;      // listener: connections not yet accepted
  Fifo accepts = no_fifo;      // listener: AcceptEx requests without a connection, oldest first
  // 1: an AcceptEx, ConnectEx or DisconnectEx has taken the socket for itself.
  Register engaged = no_register;
  // The properties of its connection are known to the socket: after connect and accept at once,
  // after AcceptEx and ConnectEx with SO_UPDATE_..._CONTEXT.
  Instant context = no_instant;
  OperationId connecting = no_operation;  // a ConnectEx of which no end was seen
  OperationId accepting = no_operation;   // the latest AcceptEx that was given this socket
  bool reused = false;                    // DisconnectEx with TF_REUSE_SOCKET freed it
  std::uint32_t connection = 0;           // into connections; valid once linked
  bool linked = false;                    // a connect or accept gave it a connection
  std::uint8_t side = 0;                  // 0: it connected, 1: it was accepted
  Register nonblocking = no_register;     // FIONBIO
  bool was_set_nonblocking = false;       // by the latest FIONBIO that returned
  SocketOptions options;
  std::uint64_t bytes_to_send = 0;  // of all sends that were issued
};

struct EventObject {
  Name name;
  bool manual_reset = true;
  Register state = no_register;
  Instant closed = no_instant;
};

struct PortObject {
  Name name;
  Fifo packets = no_fifo;
  Instant closed = no_instant;
};

struct OverlappedObject {
  Name name;
  Register internal = no_register;
  Register internal_high = no_register;
  OperationId last = no_operation;  // the latest operation started with it
};

// Does a thread belong to a port? It does after it took a packet there; after a dequeue that timed
// out nobody has seen.
enum class Association : std::uint8_t { none, open, sure };

struct ThreadObject {
  Name name;
  Fifo apcs = no_fifo;
  Instant exited = no_instant;
  Instant closed = no_instant;  // its handle
  std::uint32_t port = 0;       // into ports, by its last dequeue
  Association association = Association::none;
  std::vector<std::uint32_t>
      calls;  // running calls of this thread, outermost first: slots of Known
};

// How an operation's class decides what its end reaches (mechanisms: S, A, D).
enum class RequestClass : std::uint8_t {
  synchronous,  // S: the caller waits
  attached,     // A: belongs to the thread that issued it
  detached,     // D: belongs to the file object: port, context, no event, no routine
};

enum class OperationKind : std::uint8_t { receive, send, accept, connect, disconnect };

// Its byte count is that of the bytes it was given to send.
constexpr bool sends(OperationKind kind) {
  return kind == OperationKind::send || kind == OperationKind::connect;
}
// It may take bytes from a stream.
constexpr bool receives(OperationKind kind) {
  return kind == OperationKind::receive || kind == OperationKind::accept;
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
  Name routine;
  bool context = false;  // a packet is queued where the handle has a port
  // That it takes from or appends to. An AcceptEx takes from that of its connection, which is known
  // once the completion was seen.
  Stream stream = no_stream;
  std::uint32_t target = 0;                  // AcceptEx: the accepting socket, into sockets
  std::uint32_t connection = no_connection;  // that ConnectEx makes, that DisconnectEx ends
  std::uint32_t side = 0;                    // DisconnectEx: of that connection
  std::uint32_t listener = no_connection;    // ConnectEx: into sockets; nobody listens
  Item brings = no_item;                     // ConnectEx: its connection
  bool reuses = false;                       // DisconnectEx: TF_REUSE_SOCKET
  bool lacks_room = false;                   // AcceptEx: an area for an address is too short
  std::uint64_t capacity = 0;                // bytes of all buffers
  std::int64_t timeout_ms = 0;               // the caller waits no longer; 0: for ever
  Instant linked = no_instant;               // it pended
  Instant cancelled = no_instant;            // CancelIoEx got hold of it
  Instant ended = no_instant;
  std::uint32_t first_buffer = 0;  // into Known's operation_buffers
  std::uint32_t buffer_count = 0;
  std::uint32_t first_run = 0;  // sends: into Known's payload runs
  std::uint32_t run_count = 0;
};

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

struct Call {
  Event event;  // as recorded at the call
  std::uint32_t thread = 0;
  OperationId operation = no_operation;  // that it starts
  Item item = no_item;                   // that it posts or brings
  // A connect beside a ConnectEx: the connection that this one is to make.
  std::uint32_t replaced = no_connection;
  bool running = false;

  std::int64_t integer(Parameter parameter) const;  // 0 where not given
  std::int64_t preset(Parameter parameter) const;   // what a variable held; 0 where not recorded
  Value value(Parameter parameter) const;
  bool is_null(Parameter parameter) const;  // NULL, or not given
  // An output that was left alone and one that took the value it had before cannot be told apart.
  bool shows_alike(Parameter parameter, const Value& left, const Value& right) const;
};

// What hidden history says of the connection that a return shows: which one accept took; how an
// AcceptEx, ConnectEx or DisconnectEx ended.
struct ConnectionNews {
  std::uint32_t connection = no_connection;  // that accept or AcceptEx took
  OperationId operation = no_operation;      // as Known::shown_connection says
  bool succeeded = false;

  bool operator==(const ConnectionNews&) const = default;
};

// Does the return of the call that started an operation tell how that ended?
constexpr bool is_shown_by_its_call(const Operation& operation, bool pended) {
  return !pended || operation.request_class == RequestClass::synchronous;
}

// The parameter that holds the data of a transfer.
Parameter data_of(Function function);
// Does the function look for operations to cancel?
bool sweeps(Function function);

class Known {
 public:
  Known(Profile profile, Names& names)
      : profile_(profile), names_(&names), started_(new_register(0)) {}

  Profile profile() const { return profile_; }
  const Names& names() const { return *names_; }

  // Visible events. begin_call returns the slot of the call; end_call applies what its return
  // shows, and free_call gives the slot back.
  void start_thread(Name thread);
  std::uint32_t begin_call(const Event& call);
  // The notification of an operation reached the program: it is no longer outstanding.
  void deliver(OperationId operation);
  void end_call(std::uint32_t slot, const Event& returned, const ConnectionNews& news);
  // The operation of whose end the return tells and that makes or ends a connection, or
  // no_operation. `taken`: the packet that the call took, where that is known.
  OperationId shown_connection(const Call& call, const Event& returned, Item taken) const;

  void free_call(std::uint32_t slot);

  ObjectReference find(Name name) const;
  ObjectReference find(const Value& value) const;

  const Call& call(std::uint32_t slot) const { return calls_[slot]; }
  const SocketObject* socket(const Value& value) const;  // nullptr: names no socket
  const SocketObject& socket(const Operation& operation) const {
    return sockets_[files_[operation.file].subject];
  }
  // The socket at the address that ConnectEx was given, or nullptr.
  const SocketObject* listener(const Operation& operation) const {
    return operation.listener < sockets_.size() ? &sockets_[operation.listener] : nullptr;
  }
  // The socket whose connection an operation makes: of AcceptEx, the accepting one.
  const SocketObject& connected_socket(const Operation& operation) const {
    return operation.kind == OperationKind::accept ? sockets_[operation.target] : socket(operation);
  }
  const FileObject* file(const Value& value) const;  // nullptr: names nothing that does I/O
  const FileObject& file(std::uint32_t index) const { return files_[index]; }
  std::uint32_t file_index(const FileObject& file) const {
    return static_cast<std::uint32_t>(&file - files_.data());
  }
  const FileObject& file(const SocketObject& socket) const { return files_[socket.file]; }
  const FileObject& file(const Operation& operation) const { return files_[operation.file]; }
  const EventObject* event(const Value& value) const;
  const PortObject* port(const Value& value) const;
  const PortObject& port(std::uint32_t index) const { return ports_[index]; }
  const OverlappedObject* overlapped(const Value& value) const;
  const OverlappedObject& overlapped(std::uint32_t index) const { return overlappeds_[index]; }
  const ThreadObject& thread(std::uint32_t index) const { return threads_[index]; }
  const ThreadObject* thread(const Value& value) const;  // nullptr: names no thread
  std::span<const ThreadObject> threads() const { return threads_; }
  std::uint32_t thread_index(Name name);
  // WSAStartup less WSACleanup: as seen returned, and as it is (a call may overlap them).
  std::uint32_t startups() const { return startups_; }
  Register started() const { return started_; }
  // Operations on a file that pended and were not yet seen to end, oldest first.
  std::span<const OperationId> outstanding(const FileObject& file) const;
  const Operation& operation(OperationId id) const { return operations_[index_of(id)]; }
  // The operation whose `cancelled` this is; no_operation: another instant.
  OperationId cancelled_by(Instant instant) const;
  // The file that is associated with a port at this instant; nullptr: another instant.
  const FileObject* associated_by(Instant instant) const;
  // Is it a word of an OVERLAPPED that whoever dequeues its packet writes (C5)?
  bool is_deferred_word(Register cell) const;
  // Changes whenever rules may offer more to calls in progress: a port or a connection is known.
  std::uint32_t structure() const { return structure_; }
  std::size_t operation_count() const { return operations_.size(); }
  const ItemInfo& item(Item item) const { return items_[index_of(item)]; }
  const Connection& connection(std::uint32_t index) const { return connections_[index]; }
  std::size_t connection_count() const { return connections_.size(); }
  std::span<const BufferValue> buffers(const Operation& operation) const;
  std::span<const Run> payload(const Operation& operation) const;
  std::string_view literals() const { return literals_; }
  // The operation that last used a buffer region, for reading it; no_operation: none.
  OperationId last_user(Name buffer) const;

  // Cells so far, and the first value of each register.
  std::uint32_t instant_count() const { return instants_; }
  std::span<const std::uint64_t> initial_registers() const { return registers_; }
  std::uint32_t fifo_count() const { return fifos_; }
  std::uint32_t stream_count() const { return streams_; }
  std::size_t item_count() const { return items_.size(); }

 private:
  Instant new_instant() { return Instant{instants_++}; }
  Fifo new_fifo() { return Fifo{fifos_++}; }
  Register new_register(std::uint64_t value);
  Item new_item(const ItemInfo& info);
  void bind(Name name, ObjectReference object);
  std::uint32_t add_file(Name name, ObjectKind kind, std::uint32_t subject, bool overlapped);
  void add_socket(Name name, bool overlapped);
  std::uint32_t overlapped_index(Name name, const OverlappedWords& words);
  void begin_transfer(Call& call, OperationKind kind);
  // Issues what `operation` begins to describe on a file; its bytes are in the parameter `data`.
  void begin_operation(Call& call, Operation operation, std::uint32_t file_index,
                       std::optional<Parameter> data);
  void begin_connect(Call& call);
  void leave_connection(const Call& call);
  void begin_accept_ex(Call& call);
  void begin_connect_ex(Call& call);
  void begin_disconnect_ex(Call& call);
  void link_accepted(OperationId id, std::uint32_t connection);
  // The end of an operation was seen: what a connection made or ended changes in its socket.
  void end_connection(const ConnectionNews& news);
  void begin_modes(const Call& call);
  void end_dequeue(const Call& call, const Event& returned);
  void end_query(const Call& call, const Event& returned);
  void end_option(const Call& call);
  void add_event(Name name, bool manual_reset, bool signaled);

  Profile profile_;
  Names* names_;
  std::uint32_t instants_ = 1;  // the first is `always_happened`
  std::uint32_t fifos_ = 0;
  std::uint32_t streams_ = 0;
  std::vector<std::uint64_t> registers_;
  std::vector<ObjectReference> objects_;  // by Name
  std::vector<FileObject> files_;
  std::vector<SocketObject> sockets_;
  std::vector<EventObject> events_;
  std::vector<PortObject> ports_;
  std::vector<OverlappedObject> overlappeds_;
  std::vector<ThreadObject> threads_;
  std::vector<Connection> connections_;
  std::vector<Operation> operations_;
  std::vector<ItemInfo> items_;
  std::vector<Call> calls_;
  std::vector<std::uint32_t> free_calls_;
  std::vector<BufferValue> operation_buffers_;
  std::vector<Run> payload_;
  std::string literals_;
  std::vector<OperationId> last_users_;                // by Name of the buffer
  std::vector<std::vector<OperationId>> outstanding_;  // by file
  std::uint32_t startups_ = 0;
  Register started_;
  std::uint32_t structure_ = 0;
  std::uint32_t sweeps_ =
      0;  // CancelIo(Ex) calls not yet freed: they may have found what is delivered now
};

}  // namespace ioracle
