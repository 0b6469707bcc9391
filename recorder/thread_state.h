#pragma once
// What the recorder keeps for each thread of the recorded program, and where its records go: files
// that are mapped into memory, a chunk at a time, written by that thread alone. No lock, and no
// input or output but for a new chunk. When the room that the environment allows is used up, the
// place is kept and later calls are only counted.

#include "recorder/raw_format.h"
#include "recorder/system.h"

namespace ioracle::recorder {

class ThreadState {
 public:
  // The state of this thread; nullptr where nothing is recorded: the environment does not ask for
  // it, or this thread is just recording. Changes the last error.
  static ThreadState* current();
  // The same, without making one.
  static ThreadState* existing();

  std::uint64_t within = 0;  // id of the call or the routine that this thread is in
  bool busy = false;         // the recorder itself is at work
  // Where a fault while the recorder reads memory of the program goes on; nullptr: not reading.
  CONTEXT* volatile go_on = nullptr;
  volatile bool faulted = false;

  std::uint32_t index() const { return index_; }
  // Stack of the thread, from where it may grow to its beginning.
  bool on_stack(std::uint64_t address) const {
    return address >= stack_low_ && address < stack_high_;
  }

  // OVERLAPPEDs on the stack of this thread that operations were started with.
  static constexpr std::size_t on_stack_max = 32;
  std::uint64_t on_stack_places[on_stack_max] = {};
  std::size_t on_stack_count = 0;
  void note_on_stack(std::uint64_t overlapped);

  // Begins a record. Its seq is 0, so that it does not count, until someone sets it. Where there is
  // no room, the recording of the process ends.
  void begin_record(RecordKind kind);
  // The record begun last; nullptr: there was no room. A field may move it.
  RecordHead* record() const { return record_; }
  // Room for the bytes of a field in that record, or nullptr.
  unsigned char* add_field(std::uint8_t position, FieldTag tag, std::uint32_t count,
                           std::uint32_t length);
  // The thread ends: its chunk is closed. A later record opens another.
  void close();

 private:
  friend ThreadState* make_thread_state();
  bool next_chunk(std::uint64_t needed);
  bool make_room(std::uint64_t needed);
  void unmap(unsigned char* chunk, HANDLE mapping, HANDLE file);

  unsigned char* chunk_ = nullptr;
  std::uint64_t size_ = 0;
  std::uint64_t position_ = 0;
  RecordHead* record_ = nullptr;
  HANDLE file_ = nullptr;
  HANDLE mapping_ = nullptr;
  std::uint32_t index_ = 0;
  std::uint32_t chunk_index_ = 0;
  std::uint64_t stack_low_ = 0;
  std::uint64_t stack_high_ = 0;
};

// Order and time of what is recorded: one counter for the whole process.
std::uint64_t next_seq();
std::uint64_t now_ticks();
// How payloads are told.
Payload payload_asked();

// The process ends in order; what other threads still do may be missing.
void note_process_end();

}  // namespace ioracle::recorder
