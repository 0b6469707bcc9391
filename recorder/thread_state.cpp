#include "recorder/thread_state.h"

#include <atomic>
#include <cstring>
#include <initializer_list>
#include <new>

#include "recorder/settings.h"
#include "recorder/true_functions.h"

namespace ioracle::recorder {
namespace {

enum class Phase : int { fresh, starting, off, on, full };

std::atomic<Phase> phase{Phase::fresh};
std::atomic<std::uint64_t> seq_counter{0};
std::atomic<std::uint32_t> thread_counter{0};
std::atomic<std::uint64_t> room_used{0};
DWORD slot = TLS_OUT_OF_INDEXES;
Settings settings;
ProcessHead nobody_reads{};
ProcessHead* process = &nobody_reads;

// A fault while the recorder reads what the program gave it is nobody else's business.
LONG CALLBACK skip_own_faults(EXCEPTION_POINTERS* exception) {
  if (phase.load(std::memory_order_relaxed) != Phase::on) return EXCEPTION_CONTINUE_SEARCH;
  ThreadState* thread = ThreadState::existing();
  if (thread == nullptr || thread->go_on == nullptr) return EXCEPTION_CONTINUE_SEARCH;
  if (exception->ExceptionRecord->ExceptionCode != EXCEPTION_ACCESS_VIOLATION &&
      exception->ExceptionRecord->ExceptionCode != EXCEPTION_IN_PAGE_ERROR) {
    return EXCEPTION_CONTINUE_SEARCH;
  }
  thread->faulted = true;
  *exception->ContextRecord = *thread->go_on;
  return EXCEPTION_CONTINUE_EXECUTION;
}

// Appends digits; gives the new end.
wchar_t* append_number(wchar_t* end, std::uint32_t number) {
  wchar_t digits[10];
  int count = 0;
  do {
    digits[count++] = static_cast<wchar_t>(L'0' + number % 10);
    number /= 10;
  } while (number != 0);
  while (count > 0) *end++ = digits[--count];
  return end;
}

// The path of a file in the folder: its name is of the numbers, joined by '-'.
struct Path {
  wchar_t text[settings_path_max + 64];
};

template <std::size_t size>
void make_path(Path& path, std::initializer_list<std::uint32_t> numbers,
               const wchar_t (&extension)[size]) {
  wchar_t* end = path.text;
  for (const wchar_t* from = settings.folder; *from != L'\0'; ++from) *end++ = *from;
  wchar_t separator = L'\\';
  for (const std::uint32_t number : numbers) {
    *end++ = separator;
    end = append_number(end, number);
    separator = L'-';
  }
  std::memcpy(end, extension, sizeof extension);
}

struct Mapped {
  HANDLE file = nullptr;
  HANDLE mapping = nullptr;
  void* base = nullptr;
};

Mapped map_new_file(const Path& path, std::uint64_t size) {
  Mapped mapped;
  const HANDLE file = true_create_file(path.text);
  if (file == INVALID_HANDLE_VALUE) return mapped;
  mapped.file = file;
  mapped.mapping =
      CreateFileMappingW(file, nullptr, PAGE_READWRITE, static_cast<DWORD>(size >> 32U),
                         static_cast<DWORD>(size), nullptr);
  if (mapped.mapping == nullptr) return mapped;
  mapped.base = MapViewOfFile(mapped.mapping, FILE_MAP_ALL_ACCESS, 0, 0, static_cast<SIZE_T>(size));
  return mapped;
}

bool start_process() {
  if (slot == TLS_OUT_OF_INDEXES || !read_settings(settings)) return false;
  Path path;
  make_path(path, {GetCurrentProcessId()}, L".process");
  const Mapped mapped = map_new_file(path, sizeof(ProcessHead));
  if (mapped.base == nullptr) return false;
  LARGE_INTEGER ticks;
  QueryPerformanceFrequency(&ticks);
  process = new (mapped.base) ProcessHead{};
  process->magic = raw_magic;
  process->version = raw_version;
  process->process_id = GetCurrentProcessId();
  process->ticks_per_second = static_cast<std::uint64_t>(ticks.QuadPart);
  AddVectoredExceptionHandler(1, skip_own_faults);
  return true;
}

void start() {
  Phase expected = Phase::fresh;
  if (!phase.compare_exchange_strong(expected, Phase::starting)) {
    while (phase.load(std::memory_order_acquire) == Phase::starting) YieldProcessor();
    return;
  }
  slot = TlsAlloc();
  phase.store(start_process() ? Phase::on : Phase::off, std::memory_order_release);
}

void note_full() {
  Phase expected = Phase::on;
  if (phase.compare_exchange_strong(expected, Phase::full)) process->full_at_seq = next_seq();
}

}  // namespace

ThreadState* make_thread_state() {
  void* memory = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, sizeof(ThreadState));
  if (memory == nullptr) return nullptr;
  auto* thread = new (memory) ThreadState;
  thread->index_ = thread_counter.fetch_add(1);
  stack_limits(thread->stack_low_, thread->stack_high_);
  TlsSetValue(slot, thread);
  return thread;
}

ThreadState* ThreadState::existing() { return static_cast<ThreadState*>(TlsGetValue(slot)); }

ThreadState* ThreadState::current() {
  Phase now = phase.load(std::memory_order_acquire);
  if (now == Phase::fresh || now == Phase::starting) {
    start();
    now = phase.load(std::memory_order_acquire);
  }
  if (now == Phase::full) std::atomic_ref(process->lost).fetch_add(1);
  if (now != Phase::on) return nullptr;
  ThreadState* thread = existing();
  if (thread == nullptr) thread = make_thread_state();
  return thread == nullptr || thread->busy ? nullptr : thread;
}

bool ThreadState::next_chunk(std::uint64_t needed) {
  std::uint64_t size = settings.chunk_bytes;
  const std::uint64_t least = sizeof(ChunkHead) + needed + sizeof(RecordHead);
  while (size < least) size *= 2;
  if (room_used.fetch_add(size) + size > settings.limit_bytes) {
    room_used.fetch_sub(size);
    return false;
  }
  close();
  Path path;
  make_path(path, {GetCurrentProcessId(), index_, chunk_index_}, L".thread");
  const Mapped mapped = map_new_file(path, size);
  if (mapped.base == nullptr) {
    unmap(nullptr, mapped.mapping, mapped.file);
    return false;
  }
  file_ = mapped.file;
  mapping_ = mapped.mapping;
  chunk_ = static_cast<unsigned char*>(mapped.base);
  size_ = size;
  auto* head = new (chunk_) ChunkHead{};
  head->magic = raw_magic;
  head->version = raw_version;
  head->process_id = GetCurrentProcessId();
  head->thread_id = GetCurrentThreadId();
  head->thread_index = index_;
  head->chunk_index = chunk_index_++;
  position_ = sizeof(ChunkHead);
  return true;
}

void ThreadState::unmap(unsigned char* chunk, HANDLE mapping, HANDLE file) {
  if (chunk != nullptr) UnmapViewOfFile(chunk);
  if (mapping != nullptr) true_close_handle(mapping);
  if (file != nullptr) true_close_handle(file);
}

void ThreadState::close() {
  unmap(chunk_, mapping_, file_);
  chunk_ = nullptr;
  mapping_ = nullptr;
  file_ = nullptr;
  size_ = 0;
  position_ = 0;
  record_ = nullptr;
}

void ThreadState::begin_record(RecordKind kind) {
  record_ = nullptr;
  const std::uint64_t needed = 2 * sizeof(RecordHead);  // with the zeroed one that ends the chunk
  if (position_ + needed > size_ && !next_chunk(needed)) {
    note_full();
    return;
  }
  record_ = new (chunk_ + position_) RecordHead{};
  record_->kind = kind;
  position_ += sizeof(RecordHead);
}

// A record that does not fit moves to the next chunk as a whole.
bool ThreadState::make_room(std::uint64_t needed) {
  const std::uint64_t written = sizeof(RecordHead) + record_->size;
  if (position_ + needed + sizeof(RecordHead) <= size_) return true;
  const HANDLE old_file = file_;
  const HANDLE old_mapping = mapping_;
  unsigned char* const old_chunk = chunk_;
  unsigned char* const old_record = chunk_ + position_ - written;
  file_ = nullptr;
  mapping_ = nullptr;
  chunk_ = nullptr;
  size_ = 0;
  position_ = 0;
  const bool good = next_chunk(written + needed);
  if (good) {
    std::memcpy(chunk_ + position_, old_record, static_cast<std::size_t>(written));
    record_ = reinterpret_cast<RecordHead*>(chunk_ + position_);
    position_ += written;
  }
  std::memset(old_record, 0, static_cast<std::size_t>(written));
  unmap(old_chunk, old_mapping, old_file);
  return good;
}

unsigned char* ThreadState::add_field(std::uint8_t position, FieldTag tag, std::uint32_t count,
                                      std::uint32_t length) {
  if (record_ == nullptr) return nullptr;
  const std::uint64_t needed = sizeof(FieldHead) + raw_padded(length);
  if (!make_room(needed)) {
    note_full();
    record_ = nullptr;
    return nullptr;
  }
  auto* head = new (chunk_ + position_) FieldHead{};
  head->position = position;
  head->tag = tag;
  head->count = static_cast<std::uint16_t>(count);
  head->length = length;
  unsigned char* const bytes = chunk_ + position_ + sizeof(FieldHead);
  position_ += needed;
  record_->size += static_cast<std::uint32_t>(needed);
  return bytes;
}

void ThreadState::note_on_stack(std::uint64_t overlapped) {
  if (!on_stack(overlapped) || on_stack_count == on_stack_max) return;
  for (std::size_t index = 0; index < on_stack_count; ++index) {
    if (on_stack_places[index] == overlapped) return;
  }
  on_stack_places[on_stack_count++] = overlapped;
}

std::uint64_t next_seq() { return seq_counter.fetch_add(1) + 1; }

std::uint64_t now_ticks() {
  LARGE_INTEGER ticks;
  QueryPerformanceCounter(&ticks);
  return static_cast<std::uint64_t>(ticks.QuadPart);
}

Payload payload_asked() { return settings.payload; }

void note_process_end() {
  if (phase.load(std::memory_order_acquire) == Phase::on) process->ended_at_seq = next_seq();
}

}  // namespace ioracle::recorder
