// Exact worlds as bytes, for whoever holds many of them.

#include <algorithm>

#include "model/exact_world.h"

namespace ioracle {
namespace {

constexpr std::uint64_t low_bits = 0x7F;
constexpr std::uint64_t more = 0x80;
constexpr int bits_per_byte = 7;

// Writes into room for `values` values behind what `bytes` holds.
class Writer {
 public:
  Writer(std::string& bytes, std::size_t values) : bytes_(bytes) {
    const std::size_t before = bytes.size();
    bytes.resize(before + values * bytes_most);
    next_ = bytes.data() + before;
  }
  ~Writer() { bytes_.resize(static_cast<std::size_t>(next_ - bytes_.data())); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void add(std::uint64_t value) {
    while (value > low_bits) {
      *next_++ = static_cast<char>((value & low_bits) | more);
      value >>= bits_per_byte;
    }
    *next_++ = static_cast<char>(value);
  }
  // Small negative numbers stay small.
  void add_signed(std::int64_t value) {
    add((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
  }
  // Cell numbers: `none` is the largest.
  template <class Cell>
  void add_cell(Cell cell) {
    add(static_cast<std::uint32_t>(static_cast<std::uint32_t>(cell) + 1));
  }

 private:
  static constexpr std::size_t bytes_most = 10;  // of one value
  std::string& bytes_;
  char* next_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : next_(bytes.data()) {}
  template <class Number = std::uint64_t>
  Number get() {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += bits_per_byte) {
      const auto byte = static_cast<unsigned char>(*next_++);
      value |= (byte & low_bits) << shift;
      if (byte < more) return static_cast<Number>(value);
    }
  }
  std::int64_t get_signed() {
    const std::uint64_t value = get();
    return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
  }
  template <class Cell>
  Cell get_cell() {
    return static_cast<Cell>(get<std::uint32_t>() - 1);
  }

 private:
  const char* next_;
};

// The bindings name every member: one that is added does not compile until it is packed.
void write_chain(const Chain& chain, Writer& out) {
  const auto& [kind, step, call, thread, operation, item, connection, side, position, found,
               loaded_status, loaded_information, deferred, taken] = chain;
  out.add(static_cast<std::uint64_t>(kind));
  out.add(static_cast<std::uint64_t>(step));
  out.add(call);
  out.add(thread);
  out.add_cell(operation);
  out.add_cell(item);
  out.add(connection);
  out.add(side);
  out.add(position);
  out.add(found);
  out.add(static_cast<std::uint64_t>(loaded_status));
  out.add(loaded_information);
  out.add(deferred ? 1 : 0);
  out.add(taken.size());
  for (const Item packet : taken) out.add_cell(packet);
}

void read_chain(Chain& chain, Reader& in) {
  chain.kind = in.get<Chain::Kind>();
  chain.step = in.get<MicroStep>();
  chain.call = in.get<std::uint32_t>();
  chain.thread = in.get<std::uint32_t>();
  chain.operation = in.get_cell<OperationId>();
  chain.item = in.get_cell<Item>();
  chain.connection = in.get<std::uint32_t>();
  chain.side = in.get<std::uint32_t>();
  chain.position = in.get<std::uint32_t>();
  chain.found = in.get<std::uint32_t>();
  chain.loaded_status = in.get<Status>();
  chain.loaded_information = in.get();
  chain.deferred = in.get() != 0;
  chain.taken.resize(in.get());
  for (Item& packet : chain.taken) packet = in.get_cell<Item>();
}

void write_shows(const Shows& shows, Writer& out) {
  out.add(static_cast<std::uint64_t>(shows.result));
  out.add_signed(shows.number);
  out.add(static_cast<std::uint64_t>(shows.error));
  out.add(shows.error_code);
  out.add(shows.output_count);
  for (std::uint8_t index = 0; index < shows.output_count; ++index) {
    out.add(static_cast<std::uint64_t>(shows.outputs[index].parameter));
    out.add(static_cast<std::uint64_t>(shows.outputs[index].shown));
    out.add_signed(shows.outputs[index].number);
  }
}

void read_shows(Shows& shows, Reader& in) {
  shows.result = in.get<Shown>();
  shows.number = in.get_signed();
  shows.error = in.get<Shown>();
  shows.error_code = in.get<std::uint32_t>();
  shows.output_count = in.get<std::uint8_t>();
  for (std::uint8_t index = 0; index < shows.output_count; ++index) {
    shows.outputs[index].parameter = in.get<Parameter>();
    shows.outputs[index].shown = in.get<Shown>();
    shows.outputs[index].number = in.get_signed();
  }
}

}  // namespace

void ExactWorld::pack(std::string& bytes) const {
  constexpr std::size_t values_of_a_chain = 40;
  constexpr std::size_t values_of_others = 8;  // counts of the lists
  std::size_t values = instants_.size() + registers_.size() + fifos_.size() + streams_.size() * 4 +
                       operations_.size() * 5 + places_.size() * values_of_a_chain +
                       values_of_others;
  for (const std::vector<Item>& fifo : fifos_) values += fifo.size();
  for (const StreamState& stream : streams_) values += stream.chunks.size() * 2;
  Writer out(bytes, values);
  out.add(instants_.size());
  for (std::size_t index = 0; index < instants_.size(); index += bits_per_byte) {
    std::uint64_t bits = 0;
    for (std::size_t bit = index; bit < instants_.size() && bit < index + bits_per_byte; ++bit) {
      bits = bits << 1 | instants_[bit];
    }
    out.add(bits);
  }
  out.add(registers_.size());
  for (const std::uint64_t value : registers_) out.add(value);
  out.add(fifos_.size());
  for (const std::vector<Item>& fifo : fifos_) {
    out.add(fifo.size());
    for (const Item item : fifo) out.add(index_of(item));
  }
  out.add(streams_.size());
  for (const auto& [chunks, appended, arrived, taken, finish_sent, finish_arrived] : streams_) {
    out.add(chunks.size());  // which end at `appended`
    for (const StreamChunk& chunk : chunks) {
      out.add(index_of(chunk.operation));
      out.add(chunk.end);
    }
    out.add(arrived);
    out.add(taken);
    out.add((finish_sent ? 1U : 0U) + (finish_arrived ? 2U : 0U));
  }
  out.add(operations_.size());
  for (const auto& [status, information, taken_from, sent_until, accepted] : operations_) {
    out.add(static_cast<std::uint32_t>(status));
    out.add(information);
    out.add(taken_from);
    out.add(sent_until);
    out.add_cell(accepted);
  }
  out.add(places_.size());
  for (const Place& place : places_) {
    const Slot& slot = slots_[place.slot];
    write_chain(slot.chain, out);
    if (slot.chain.kind == Chain::Kind::call) write_shows(slot.shows, out);
  }
  out.add(delivered_connections_);
}

void ExactWorld::unpack(const std::shared_ptr<Known>& known, std::string_view bytes) {
  if (known_ != known) known_ = known;
  Reader in(bytes);
  instants_.resize(in.get());
  for (std::size_t index = 0; index < instants_.size(); index += bits_per_byte) {
    const std::size_t end = std::min<std::size_t>(instants_.size(), index + bits_per_byte);
    std::uint64_t bits = in.get();
    for (std::size_t bit = end; bit-- > index; bits >>= 1) {
      instants_[bit] = static_cast<std::uint8_t>(bits & 1);
    }
  }
  registers_.resize(in.get());
  for (std::uint64_t& value : registers_) value = in.get();
  fifos_.resize(in.get());
  for (std::vector<Item>& fifo : fifos_) {
    fifo.resize(in.get());
    for (Item& item : fifo) item = in.get<Item>();
  }
  streams_.resize(in.get());
  for (StreamState& stream : streams_) {
    stream.chunks.resize(in.get());
    stream.appended = 0;
    for (StreamChunk& chunk : stream.chunks) {
      chunk.begin = stream.appended;
      chunk.operation = in.get<OperationId>();
      chunk.end = stream.appended = in.get();
    }
    stream.arrived = in.get();
    stream.taken = in.get();
    const std::uint64_t ends = in.get();
    stream.finish_sent = (ends & 1) != 0;
    stream.finish_arrived = (ends & 2) != 0;
  }
  operations_.resize(in.get());
  for (OperationState& operation : operations_) {
    operation.status = in.get<Status>();
    operation.information = in.get();
    operation.taken_from = in.get();
    operation.sent_until = in.get();
    operation.accepted = in.get_cell<Item>();
  }
  free_slots_.clear();
  slots_.resize(in.get());
  places_.resize(slots_.size());
  for (std::uint32_t index = 0; index < slots_.size(); ++index) {
    Slot& slot = slots_[index];
    read_chain(slot.chain, in);
    slot.shows = {};
    if (slot.chain.kind == Chain::Kind::call) read_shows(slot.shows, in);
    slot.order = order_of(slot.chain);
    slot.serial = ++serials_;
    places_[index] = {slot.order, index};
  }
  delivered_connections_ = in.get<std::uint32_t>();
}

}  // namespace ioracle
