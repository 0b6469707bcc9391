#pragma once
// What the recorder leaves in its files, and the reader takes from them: plain little-endian
// structures, addresses as they are. Names, lines of source and JSON come later, outside of the
// recorded program, so that recording costs little and takes nothing from the C run-time library.
//
// PID.process holds a ProcessHead. PID-THREAD-CHUNK.thread holds what one thread did, a chunk of
// it: a ChunkHead, then records without gaps between. A record is a RecordHead and fields; a field
// is a FieldHead and its bytes. All begin at multiples of 8 bytes. A record whose `seq` is 0 was
// begun and never came to its moment: it does not count.

#include <cstdint>

namespace ioracle::recorder {

inline constexpr std::uint64_t raw_magic = 0x3130434552'4f49;  // "IORECO10"
inline constexpr std::uint32_t raw_version = 1;
inline constexpr std::uint64_t raw_alignment = 8;

constexpr std::uint64_t raw_padded(std::uint64_t size) {
  return (size + raw_alignment - 1) / raw_alignment * raw_alignment;
}

struct ChunkHead {
  std::uint64_t magic;
  std::uint32_t version;
  std::uint32_t process_id;
  std::uint32_t thread_id;
  std::uint32_t thread_index;  // counts the threads of the process from 0; never used again
  std::uint32_t chunk_index;   // counts the files of the thread from 0
  std::uint32_t reserved;
};

// The file of the process as a whole.
struct ProcessHead {
  std::uint64_t magic;
  std::uint32_t version;
  std::uint32_t process_id;
  std::uint64_t ticks_per_second;
  std::uint64_t full_at_seq;   // there was no more room from here on; 0: there always was
  std::uint64_t lost;          // calls since then
  std::uint64_t ended_at_seq;  // the process ended in order; 0: it did not
};

enum class RecordKind : std::uint8_t {
  none,  // the end of what was written
  call,
  returned,
  enter,   // of a completion routine or APC
  exited,  // of it
  observe,
  memory,
  module,       // a loaded program or library: a number (its base), one (its size) and its path
  thread_exit,  // its last call may come behind
  process_exit,
};

struct RecordHead {
  std::uint32_t size;  // bytes of the fields
  std::uint16_t function;
  RecordKind kind;
  std::uint8_t reserved;
  std::uint64_t seq;
  std::uint64_t ticks;
  std::uint64_t id;      // call, enter: its own seq; returned, exited: that of the call or enter
  std::uint64_t within;  // id of the routine or the call around it; 0: none
  std::uint64_t caller;  // the return address; enter: that of the routine
  std::uint32_t last_error;
  std::uint32_t reserved_too;
  std::uint64_t result;  // returned
};

// What the argument in a position is. The position counts the parameters of the C function from 0;
// of an `enter` it is the Parameter.
enum class FieldTag : std::uint8_t {
  number,      // u64: a number, a handle, or a pointer whose target is not looked at
  overlapped,  // RawOverlapped
  variable,    // RawVariable
  buffers,     // one or more RawBuffer, each followed by its bytes
  list,        // u64 each
  packets,     // RawPacket each
  address,     // the bytes of a sockaddr
  text,        // UTF-16, without its end
};

// Positions that no parameter has.
inline constexpr std::uint8_t position_local_address = 200;  // of the socket after bind, listen ..
inline constexpr std::uint8_t position_overlapped = 0;       // memory: what it is
inline constexpr std::uint8_t position_buffer = 1;
inline constexpr std::uint8_t position_thread_id = 201;  // that a handle of a thread stands for

struct FieldHead {
  std::uint8_t position;
  FieldTag tag;
  std::uint16_t count;   // elements
  std::uint32_t length;  // bytes that follow, without padding
};

struct RawOverlapped {
  std::uint64_t pointer;
  std::uint64_t internal;
  std::uint64_t internal_high;
  std::uint64_t event;
  std::uint32_t offset;
  std::uint32_t offset_high;
  std::uint64_t readable;  // 0: only the pointer is known
};

struct RawVariable {
  std::uint64_t pointer;
  std::uint64_t value;  // that it holds, sign-extended
  std::uint64_t readable;
};

// How the bytes of a buffer are told.
enum class Payload : std::uint32_t { none, full, digest };

struct RawBuffer {
  std::uint64_t pointer;
  std::uint32_t length;  // of the buffer
  std::uint32_t told;    // how many of its bytes are told; digest: what follows is one u64
  Payload payload;
  std::uint32_t reserved;
};

struct RawPacket {
  std::uint64_t key;
  std::uint64_t overlapped;
  std::uint64_t internal;
  std::uint64_t transferred;
};

}  // namespace ioracle::recorder
