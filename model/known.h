#pragma once
// What is exactly known at a place of a run or a trace: objects, calls in progress, operations. It
// follows from the visible events alone (calls with their arguments, returns, thread starts), never
// from hidden history, so that rules may ask it with a plain `if`. What is hidden lives in cells,
// and a world holds them.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/event.h"
#include "model/operation.h"
#include "model/paged.h"
#include "model/profile.h"

namespace ioracle {

struct Kept;

struct Call {
  Event event;  // as recorded at the call
  std::uint32_t thread = 0;
  OperationId operation = no_operation;  // that it starts
  Item item = no_item;                   // that it posts or brings
  // FlushFileBuffers on a pipe: the write that must have been read.
  OperationId flushed = no_operation;
  // A connect beside a ConnectEx: the connection that this one is to make.
  std::uint32_t replaced = no_connection;
  bool running = false;
  // It may block, inside a routine that has interrupted a blocking call, or is that one: whatever
  // comes of both is open (WSARecv.apc.nested-blocking).
  bool open_ended = false;

  std::int64_t integer(Parameter parameter) const;  // 0 where not given
  std::int64_t preset(Parameter parameter) const;   // what a variable held; 0 where not recorded
  Value value(Parameter parameter) const;
  bool is_null(Parameter parameter) const;  // NULL, or not given
  // An output that was left alone and one that took the value it had before cannot be told apart.
  bool shows_alike(Parameter parameter, const Value& left, const Value& right) const;
  // Is it an integer, but not this one?
  bool shows_another(Parameter parameter, const Value& shown, std::int64_t than) const;
};

// What hidden history says of the connection that a return shows: which one accept took; how an
// AcceptEx, ConnectEx or DisconnectEx ended.
struct ConnectionNews {
  std::uint32_t connection = no_connection;  // that accept or AcceptEx took
  OperationId operation = no_operation;      // as Known::shown_connection says
  bool succeeded = false;

  bool operator==(const ConnectionNews&) const = default;
};

// The parameter that holds the data of a transfer.
Parameter data_of(Function function);
// Does an OVERLAPPED with these words ask for the end of the file? (WriteFile.append)
bool appends(const OverlappedWords& words);
// Does the function look for operations to cancel?
bool sweeps(Function function);

class Known {
 public:
  Known(Profile profile, Names& names)
      : profile_(profile), names_(&names), started_(new_register(0)) {
    new_instant();  // `always_happened`
  }

  Profile profile() const { return profile_; }
  const Names& names() const { return *names_; }

  // Visible events. begin_call returns the slot of the call; end_call applies what its return
  // shows, and free_call gives the slot back.
  void start_thread(Name thread);
  std::uint32_t begin_call(const Event& call);
  // The notification of an operation reached the program: it is no longer outstanding.
  void deliver(OperationId operation);
  void end_call(std::uint32_t slot, const Event& returned, const ConnectionNews& news);
  // What an event `environment` declares of a socket or a device (docs/formats.md), and what an
  // event `memory` makes unknown. Others are not asked about.
  void declare(const Event& environment);
  // The instant that happens by the latest declaration; no_instant: it only declares.
  Instant declared() const { return declared_; }
  // One write to a word of an OVERLAPPED, as an event `word` tells it.
  void write_word(const Event& word);
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
  // Where those of its kind wait in order until they end, or no_fifo.
  Fifo queue(const Operation& operation) const;
  const FileObject* file(const Value& value) const;  // nullptr: names nothing that does I/O
  const FileObject& file(std::uint32_t index) const { return files_[index]; }
  std::uint32_t file_index(const FileObject& file) const {
    return static_cast<std::uint32_t>(&file - files_.data());
  }
  const FileObject& file(const SocketObject& socket) const { return files_[socket.file]; }
  const FileObject& file(const Operation& operation) const { return files_[operation.file]; }
  const FileHandle* file_handle(const Value& value) const;  // nullptr: names no regular file
  const FileHandle& file_handle(const FileObject& file) const {
    return file_handles_[file.subject];
  }
  const PipeEnd* pipe_end(const Value& value) const;     // nullptr: names no end of a pipe
  const DeviceHandle* device(const Value& value) const;  // nullptr: names no device
  bool is_device_path(const Value& path) const;          // one that CreateFileW opens as a device
  // The reads at the other end of a pipe that may wait, as far as was seen.
  struct Readers {
    std::size_t count = 0;
    std::uint64_t capacity = 0;  // bytes of their buffers
  };
  Readers waiting_readers(const PipeEnd& writer) const;
  const PipeObject& pipe(std::uint32_t index) const { return pipes_[index]; }
  const PipeObject* find_pipe(Name path) const;  // nullptr: not made in this run
  const Connection& pipe_connection(const Operation& operation) const {
    return connections_[operation.connection];
  }
  // Is a call running that writes to this end?
  bool has_writer(const PipeEnd& end) const;
  // Is another call running on this handle?
  bool is_in_call(const Value& handle, Parameter parameter, Function function) const;
  const DiskFile& disk(std::uint32_t index) const { return disks_[index]; }
  const DiskFile* find_disk(Name path) const;  // nullptr: not opened in this run
  bool is_shared(const DiskFile& disk) const;  // every open handle lets others open it
  const FileTransfer& transfer(const Operation& operation) const {
    return transfers_[operation.transfer];
  }
  std::span<const LockRange> locks() const { return locks_; }
  const LockRange& lock(const Operation& operation) const { return locks_[operation.transfer]; }
  // Those that an UnlockFileEx may mean, exclusive ones first.
  std::vector<const LockRange*> locks_of(const Event& unlock) const;
  LockRange wanted_lock(const Event& call) const;
  // Does a lock wait for this range, as far as was seen?
  bool may_be_granted(const LockRange& range) const;
  // Was the range asked for before to be shared? How often it is held is not counted.
  bool may_hold_shared(const LockRange& wanted) const;
  const ProviderRequest& request(const Operation& operation) const {
    return requests_[operation.request];
  }
  // Bytes that a device gave out, as far as there is room; what they are as a mask of events.
  std::uint64_t answered_bytes(const Operation& operation) const;
  std::uint32_t answered_mask(const Operation& operation) const;
  // Is it a WSAIoctl that makes its socket nonblocking?
  bool sets_nonblocking(const Call& call) const;
  // Does the count of an operation mean anything? Of WaitCommEvent its page says no; on Windows it
  // is that of the mask (GOREx.bytes.waitcomm, w32-372).
  bool tells_count(OperationId id) const;
  // The request to a service provider that was last started with an OVERLAPPED; nullptr: none.
  const Operation* provided(const Value& overlapped) const;
  // Was an upcall made whose words have not all been told?
  bool owes_words() const { return owed_words_ > 0; }
  const EventObject* event(const Value& value) const;
  const PortObject* port(const Value& value) const;
  const PortObject& port(std::uint32_t index) const { return ports_[index]; }
  const OverlappedObject* overlapped(const Value& value) const;
  const OverlappedObject& overlapped(std::uint32_t index) const { return overlappeds_[index]; }
  std::span<const OverlappedObject> overlappeds() const { return overlappeds_; }
  const ThreadObject& thread(std::uint32_t index) const { return threads_[index]; }
  const ThreadObject* thread(const Value& value) const;  // nullptr: names no thread
  std::span<const ThreadObject> threads() const { return threads_; }
  std::span<const SocketObject> sockets() const { return sockets_; }
  std::uint32_t thread_index(Name name);
  // WSAStartup less WSACleanup; it is at most as many as there were calls of WSAStartup.
  Register started() const { return started_; }
  std::uint32_t startups() const { return startups_; }
  // Operations on a file that pended and were not yet seen to end, oldest first.
  std::span<const OperationId> outstanding(const FileObject& file) const;
  const Operation& operation(OperationId id) const { return operations_[index_of(id)]; }
  // The operation whose `cancelled` this is; no_operation: another instant.
  OperationId cancelled_by(Instant instant) const;
  // The file that is associated with a port at this instant; nullptr: another instant.
  const FileObject* associated_by(Instant instant) const;
  // Is it a word of an OVERLAPPED that whoever dequeues its packet writes (C5)?
  bool is_deferred_word(Register cell) const;
  // The OVERLAPPED of which it is a word; nullptr: none.
  const OverlappedObject* overlapped_of(Register cell) const;
  // Changes whenever rules may offer more to calls in progress: a port or a connection is known.
  std::uint32_t structure() const { return structure_; }
  std::size_t operation_count() const { return operations_.size(); }
  const ItemInfo& item(Item item) const { return items_[index_of(item)]; }
  const Connection& connection(std::uint32_t index) const { return connections_[index]; }
  std::size_t connection_count() const { return connections_.size(); }
  std::span<const BufferValue> buffers(const Operation& operation) const;
  std::span<const Run> payload(const Operation& operation) const;
  // The bytes of a run of a payload that is no pattern.
  std::string_view literal(const Run& run) const {
    const std::span<const char> bytes = literals_.rows(run.offset, run.length);
    return {bytes.data(), bytes.size()};
  }
  // The operation that last used a buffer region, or a place for an address or its length, for
  // reading it; no_operation: none.
  OperationId last_user(Name buffer) const;
  // The socket whose AcceptEx was the last to be given that memory for data and addresses, or
  // nullptr.
  const SocketObject* accepted_into(Name memory) const;

  // Cells so far, and the first value of each register.
  std::uint32_t instant_count() const { return static_cast<std::uint32_t>(owners_.size()); }
  std::span<const std::uint64_t> initial_registers() const { return registers_; }
  std::uint32_t fifo_count() const { return fifos_; }
  std::uint32_t stream_count() const { return streams_; }
  // Does a stream carry messages? Each lies in it with one place more than it has bytes: its end.
  bool carries_messages(Stream stream) const { return connections_[index_of(stream) / 2].messages; }
  // Is a stream one of a pipe: what is sent is there at once, and what is left of a message stays?
  bool is_of_pipe(Stream stream) const { return connections_[index_of(stream) / 2].is_pipe; }
  // Of a message that is too long for who takes it: does the rest stay, or does all of it? Neither:
  // the rest is lost.
  bool keeps_rest(Stream stream) const;
  bool keeps_whole(Stream stream) const;
  // Does a receive tell who sent what it took?
  bool tells_sender(Stream stream) const;

  // Giving back what nobody speaks of any more (model/kept.h): what objects speak of; what follows
  // from that, and from what histories and calls speak of; and all the rest.
  void keep_of_objects(Kept& kept) const;
  void keep_what_follows(Kept& kept) const;
  void release(const Kept& kept);

 private:
  Instant new_instant(OperationId owner = no_operation);
  Fifo new_fifo() { return Fifo{fifos_++}; }
  Register new_register(std::uint64_t value);
  Item new_item(const ItemInfo& info);
  void bind(Name name, ObjectReference object);
  std::uint32_t add_file(Name name, ObjectKind kind, std::uint32_t subject, bool overlapped);
  void add_socket(Name name, bool overlapped, bool datagram = false);
  std::uint32_t add_connection(Connection connection);
  std::uint32_t overlapped_index(Name name, const OverlappedWords& words);
  void touch(const Event& memory);
  static void note_return(Operation& operation, Function function, const Event& returned);
  void note_nested_blocking(Call& call);
  bool may_block(const Call& call) const;
  void begin_transfer(Call& call, OperationKind kind);
  // Issues what `operation` begins to describe on a file; its bytes are in the parameter `data`.
  void begin_operation(Call& call, Operation operation, std::uint32_t file_index,
                       std::optional<Parameter> data);
  void note_synchronous(const Operation& operation, OperationId id);
  void note_user(Name memory, OperationId id);
  void begin_file_transfer(Call& call, OperationKind kind);
  void finish_file_transfer(OperationId id, std::optional<bool> moved);
  void end_file_transfer(const Call& call, const Event& returned);
  void end_create_file(const Call& call, Name handle);
  std::uint32_t add_pipe_connection(Connection connection);
  void begin_create_pipe(Call& call);
  void begin_listen(Call& call);
  void begin_pipe_call(Call& call);
  void begin_pipe_transfer(Call& call, OperationKind kind);
  void begin_transact(Call& call);
  // Where a call on a pipe has its bytes, and what it writes before.
  struct PipeData {
    Parameter buffer{};
    Parameter size{};
    OperationId writes_first = no_operation;
  };
  void begin_on_pipe(Call& call, OperationKind kind, const PipeEnd& end, const PipeData& data);
  void add_pipe_end(const Call& call, Name name, std::uint32_t connection, std::uint32_t side);
  void end_pipe_call(const Call& call, const Event& returned);
  void end_pipe_operation(const Call& call, const Event& returned);
  void note_put(const Operation& operation, OperationId id, bool failed);
  void begin_lock(Call& call);
  void add_device(const Call& call, Name name);
  void begin_control(Call& call);
  void end_control(const Call& call, const Event& returned);
  void begin_socket_control(Call& call);
  void declare_device(DeviceHandle& device, const Event& environment);
  Instant complete_request(const Event& environment);
  void answer_request(Operation& operation, Status status, std::span<const Run> output,
                      std::string_view literals);
  void begin_connect(Call& call);
  void leave_connection(const Call& call);
  void connect_datagrams(const Call& call);
  void begin_accept_ex(Call& call);
  void begin_connect_ex(Call& call);
  void begin_disconnect_ex(Call& call);
  void end_accept(const Call& call, Name accepted, std::uint32_t connection);
  void link_accepted(OperationId id, std::uint32_t connection);
  // The end of an operation was seen: what a connection made or ended changes in its socket.
  void end_connection(const ConnectionNews& news);
  void begin_provided(Call& call);
  Instant declare_fault(const std::string& action, Faults& faults);
  // What carries urgent bytes beside a connection: made when the first call asks for it.
  std::uint32_t urgent_beside(std::uint32_t connection);
  // Does the peer of a socket receive urgent bytes among the others?
  bool takes_urgent_in_line(const SocketObject& sender) const;
  // A connection carries what the provider of its socket is declared to carry.
  static void provide(const Faults& provider, Connection& connection);
  void begin_upcall(const Call& call);
  void end_provided(const Call& call, const Event& returned);
  void begin_modes(const Call& call);
  void end_dequeue(const Call& call, const Event& returned);
  void end_query(const Call& call, const Event& returned);
  void end_wait(const Call& call, const Event& returned);
  void end_request(const Call& call, const Event& returned);
  void note_set(const Call& call);
  void note_signaled(const Value& handle, std::uint64_t waited_seq);
  void end_option(const Call& call);
  void add_event(Name name, bool manual_reset, bool signaled);
  void keep_of_transfer(const FileTransfer& transfer, Kept& kept) const;

  Profile profile_;
  Names* names_;
  Paged<OperationId> owners_;       // by instant: the operation that it belongs to
  std::vector<Instant> ownerless_;  // those of objects, which stay
  std::uint32_t fifos_ = 0;
  std::uint32_t streams_ = 0;
  std::vector<std::uint64_t> registers_;
  std::vector<ObjectReference> objects_;  // by Name
  std::vector<FileObject> files_;
  std::vector<SocketObject> sockets_;
  std::vector<FileHandle> file_handles_;
  std::vector<DiskFile> disks_;
  std::vector<PipeObject> pipes_;
  std::vector<PipeEnd> pipe_ends_;
  std::vector<DeviceHandle> devices_;
  std::vector<LockRange> locks_;
  Paged<FileTransfer> transfers_;
  Paged<ProviderRequest> requests_;
  std::uint32_t owed_words_ = 0;  // upcalls after which Internal has not changed yet
  std::vector<EventObject> events_;
  std::vector<PortObject> ports_;
  std::vector<OverlappedObject> overlappeds_;
  std::vector<ThreadObject> threads_;
  std::vector<Connection> connections_;
  Paged<Operation> operations_;
  Paged<ItemInfo> items_;
  std::vector<Call> calls_;
  std::vector<std::uint32_t> free_calls_;
  PagedSpans<BufferValue> operation_buffers_;
  PagedSpans<Run> payload_;
  PagedSpans<char> literals_;
  std::vector<OperationId> last_users_;                // by Name of the memory
  std::vector<std::uint32_t> accepted_into_;           // sockets, likewise; 0 or the next index
  std::vector<std::vector<OperationId>> outstanding_;  // by file
  std::uint32_t startups_ = 0;
  Register started_;
  Instant declared_ = no_instant;
  std::uint32_t structure_ = 0;
  // CancelIo(Ex) calls not yet freed: they may have found what is delivered now.
  std::uint32_t sweeps_ = 0;
};

}  // namespace ioracle
