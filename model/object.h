#pragma once
// The objects of a run: what is exactly known of each, and which cells hold what is hidden.

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "model/alternative.h"
#include "model/status.h"
#include "model/value.h"

namespace ioracle {

enum class ObjectKind : std::uint8_t {
  none,
  socket,
  event,
  port,
  overlapped,
  thread,
  file,
  pipe,
  device
};

struct ObjectReference {
  ObjectKind kind = ObjectKind::none;
  std::uint32_t index = 0;
};

constexpr auto no_connection = std::numeric_limits<std::uint32_t>::max();

// What the writes to one stream of a pipe tell of what lies in it.
struct PutIntoPipe {
  OperationId last = no_operation;      // the latest write that returned and put something there
  std::vector<std::uint64_t> messages;  // bytes of each message, in the order of the calls
  bool in_order = true;                 // and surely that of the messages: no two overlapped
  bool read = false;                    // some read was called
};

// What carries bytes between two sides: a connection, or what brings messages to a datagram socket
// (side 1) from anyone.
struct Connection {
  Stream stream[2] = {no_stream, no_stream};  // 0: from the connecting to the accepting side
  Instant closed[2] = {no_instant, no_instant};
  Instant reset[2] = {no_instant, no_instant};    // that side has learned of a reset
  Instant aborted[2] = {no_instant, no_instant};  // that side has sent one
  Name connector;
  bool messages = false;  // bytes travel in messages, each taken by one receive
  // Of a circuit whose provider is message-oriented: none of them is lost. What is too long for a
  // receive it takes in parts where the provider has MSG_PARTIAL, else it is left whole.
  bool reliable = false;
  bool in_parts = false;
  // Into connections: what carries bytes beside it that are sent and received with MSG_OOB.
  std::uint32_t urgent = no_connection;
  // Of a pipe: what is sent is there at once, and what is left of a message stays. Side 1 is the
  // end that CreateNamedPipeW made. Before a client comes nobody is on side 0.
  bool is_pipe = false;
  std::uint32_t pipe = 0;             // into pipes
  Item listens = no_item;             // in its listening instances
  Item instance = no_item;            // in its instances
  Instant connected = no_instant;     // a client came
  Instant disconnected = no_instant;  // DisconnectNamedPipe ended it
  // Pipes, urgent bytes: reads that wait for each stream, oldest first.
  Fifo reads[2] = {no_fifo, no_fifo};
  std::uint64_t room[2] = {0, 0};    // bytes of each stream that are kept without a reader
  std::uint64_t issued[2] = {0, 0};  // bytes of all writes to each stream that may find room
  // What was put into each stream, as far as calls and returns tell.
  PutIntoPipe put[2];
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
  bool packet_information = false;      // IP_PKTINFO: WSARecvMsg tells where a datagram went
};

// Something that comes from the network or from another thread to one request of a socket, which it
// ends, or to the next one.
struct Interruption {
  enum class Kind : std::uint8_t { port_unreachable, time_to_live_expired, blocking_call_canceled };
  Kind kind{};
  Instant came = no_instant;
  Instant told = no_instant;  // a request has ended by it
};

// What the environment declares of a socket, its provider and its network.
struct Faults {
  bool network_down = false;
  bool callback_in_progress = false;  // the provider is processing one
  bool requests_exhausted = false;    // too many overlapped requests are outstanding
  bool no_wait_for_all = false;       // the provider lacks MSG_WAITALL
  bool no_out_of_band = false;        // and the domain out-of-band data
  bool send_only = false;             // the socket is unidirectional
  bool message_oriented = false;      // XP1_MESSAGE_ORIENTED
  bool pseudo_stream = false;         // XP1_PSEUDO_STREAM: receives ignore where messages end
  bool partial_message = false;       // XP1_PARTIAL_MESSAGE: the provider has MSG_PARTIAL
  bool holds_unpushed_data = false;   // what the peer sends carries no PUSH
  bool by_keep_alive = false;         // how the connection was dropped; else by a time-out
  Instant dropped = no_instant;
  std::vector<Interruption> interruptions;
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
  bool datagram = false;                  // SOCK_DGRAM: `connection` brings what is sent to it
  std::uint32_t peer = no_connection;     // datagram: into sockets, that connect named
  std::uint32_t connection = 0;           // into connections; valid once linked
  bool linked = false;                    // a connect or accept gave it a connection
  std::uint8_t side = 0;                  // 0: it connected, 1: it was accepted
  Register nonblocking = no_register;     // FIONBIO
  bool was_set_nonblocking = false;       // by the latest FIONBIO that returned
  SocketOptions options;
  std::uint64_t bytes_to_send = 0;  // of all sends that were issued
  // What the environment declares of its provider.
  bool provider_is_typical = false;
  bool provider_words_told = false;
  Faults faults;
};

// What a request to a service provider adds to its operation. Everything in it follows from visible
// events: calls of the switch, the upcall of the provider, and single writes to words.
struct ProviderRequest {
  bool typical = false;                 // by a provider that declares the typical sequence its own
  bool returned = false;                // from the function that started it
  bool over = false;                    // that function did not leave it pending
  bool begun = false;                   // Internal was set to WSS_OPERATION_IN_PROGRESS
  bool stored = false;                  // InternalHigh was stored after the upcall
  bool changed = false;                 // and Internal changed then
  std::uint64_t upcall_id = 0;          // of WPUCompleteOverlappedRequest; 0: not called
  std::uint32_t error = 0;              // that the upcall told
  std::uint64_t bytes = 0;              // that the upcall told
  std::optional<std::uint32_t> offset;  // as the provider stored it since the start
  std::optional<std::uint32_t> offset_high;  // likewise
  Instant announced = no_instant;            // the upcall took effect
  Instant reported = no_instant;             // Internal changed, where writes are told
};

// Some bytes of a regular file, from `begin` up to `end`; where nothing was written lie zeros.
struct FileExtent {
  enum class Source : std::uint8_t {
    written,  // by `write`, whose byte `from` is the first of them
    open,     // writes overlapped in time: nobody can tell
  };
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  Source source = Source::written;
  OperationId write = no_operation;
  std::uint64_t from = 0;
};

// A regular file: bytes at offsets. Its size follows from which writes have ended; its bytes are
// told as far as the visible events alone decide them.
struct DiskFile {
  Name path;
  std::uint32_t handles = 0;            // that are open
  std::uint64_t size = 0;               // bytes, as the writes before `first_write` left it
  std::vector<OperationId> writes;      // in the order of their calls
  std::size_t first_write = 0;          // into `writes`: the first not yet counted in `size`
  std::vector<FileExtent> extents;      // in order, without overlap
  std::vector<OperationId> unfinished;  // reads and writes that were not seen to end
  bool open = false;  // a write went nobody can tell where: so are its size and its bytes
};

// What a handle to a regular file adds to its file object.
struct FileHandle {
  std::uint32_t file = 0;                    // into files
  std::uint32_t disk = 0;                    // into disk files
  bool reads = false;                        // it was opened with GENERIC_READ
  bool writes = false;                       // it was opened with GENERIC_WRITE
  bool shared = false;                       // others may open the file too, for anything
  bool open = true;                          // not seen to be closed
  std::optional<std::uint64_t> pointer = 0;  // of a synchronous handle; empty: nobody can tell
};

// What a read or write of a regular file adds to its operation.
struct FileTransfer {
  std::uint32_t disk = 0;
  std::optional<std::uint64_t> offset;  // of its first byte; empty: nobody can tell
  bool writes = false;
  bool finished = false;            // it was seen to end, or to have started nothing
  bool failed = false;              // and did not move anything
  bool contested = false;           // another one wrote some of the same bytes meanwhile
  bool open = false;                // the file was so when it was called
  std::uint64_t size = 0;           // of the file, as the writes before `first_write` left it
  std::size_t first_write = 0;      // of DiskFile::writes
  std::vector<FileExtent> extents;  // reads: what lay there
};

// A range of a file that a file object has asked to hold, alone or with others.
struct LockRange {
  std::uint32_t file = 0;  // into files
  std::uint32_t disk = 0;  // into disk files
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  bool exclusive = false;
  bool empty = false;           // no bytes were asked for: it lies over the one at its place
  Register held = no_register;  // 1: it does
};

// What the instances of a pipe share: its name.
struct PipeObject {
  Name path;
  Fifo listening = no_fifo;  // connections that wait for a client, in the order in which they began
  Fifo instances = no_fifo;  // ends that CreateNamedPipeW made and nobody has closed
  std::uint32_t open = 0;    // of these, as seen: not seen to be closed
  std::int64_t access = 0;   // PIPE_ACCESS_INBOUND, ..._OUTBOUND, as the first instance says
  std::int64_t most = 0;     // instances
  bool messages = false;     // PIPE_TYPE_MESSAGE
  std::vector<std::uint32_t> connections;  // of its instances, into connections
};

// What a handle to one end of a pipe adds to its file object.
struct PipeEnd {
  std::uint32_t file = 0;        // into files
  std::uint32_t connection = 0;  // the latest, into connections
  std::uint32_t side = 0;        // 1: made by CreateNamedPipeW
  bool reads = false;            // it was opened for reading
  bool writes = false;           // it was opened for writing
  bool by_message = false;       // PIPE_READMODE_MESSAGE
  bool nowait = false;           // PIPE_NOWAIT
  bool disconnected = false;     // its connection was seen to be ended by DisconnectNamedPipe
};

// A handle to a device whose behaviour the environment declares. What it was last declared to do it
// does with the requests that begin from then on.
struct DeviceHandle {
  std::uint32_t file = 0;  // into files
  Name path;
  bool declared = false;
  Status answer = Status::pending;  // STATUS_PENDING: it answers later
  bool ignores_cancel = false;
  std::vector<Run> output;  // that it gives out
  std::string literals;     // bytes of those runs that are no pattern
};

struct EventObject {
  Name name;
  bool manual_reset = true;
  Register state = no_register;
  Instant closed = no_instant;
  bool set_by_program = false;  // some call asked for it
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
  // A misuse: the program has written to it, or given it away, while that was in flight. What its
  // words hold is open.
  bool touched = false;
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
  // The latest operations that it issued and may have waited for in the system, oldest first.
  std::vector<OperationId> synchronous;
};

}  // namespace ioracle
