#include "agent/journal.h"

#include <windows.h>
#include <winsock2.h>

#include <atomic>
#include <cstring>

#include "agent/event_bytes.h"

namespace ioracle::agent {
namespace {

constexpr std::size_t alignment = 8;
constexpr std::size_t journal_count_max = 1024;

struct RecordHead {
  std::uint64_t size;  // of the record's bytes behind the stamp; 0: no more records
  Stamp stamp;
};

std::size_t padded(std::size_t size) { return (size + alignment - 1) / alignment * alignment; }

constexpr std::wstring_view journal_name = L"ioracle-agent-";
constexpr std::uint64_t hour_ticks = 36'000'000'000;  // of 100 ns

std::uint64_t ticks_of(const FILETIME& time) {
  return (std::uint64_t{time.dwHighDateTime} << 32U) | time.dwLowDateTime;
}

std::wstring journal_folder() {
  wchar_t folder[MAX_PATH + 1] = L"";
  GetTempPathW(MAX_PATH, folder);
  return folder;
}

}  // namespace

struct Journal::Header {
  std::uint64_t lost;
};

Journal::Journal(const std::wstring& path, std::size_t size) {
  const DWORD disposition = size == 0 ? OPEN_EXISTING : CREATE_ALWAYS;
  file_ =
      CreateFileW(path.c_str(), GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_DELETE,
                  nullptr, disposition, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file_ == INVALID_HANDLE_VALUE) {
    file_ = nullptr;
    return;
  }
  LARGE_INTEGER existing{};
  if (size == 0 && GetFileSizeEx(file_, &existing))
    size = static_cast<std::size_t>(existing.QuadPart);
  if (size < sizeof(Header) + sizeof(RecordHead)) return;
  mapping_ = CreateFileMappingW(file_, nullptr, PAGE_READWRITE, static_cast<DWORD>(size >> 32),
                                static_cast<DWORD>(size), nullptr);
  if (mapping_ == nullptr) return;
  base_ = static_cast<unsigned char*>(MapViewOfFile(mapping_, FILE_MAP_ALL_ACCESS, 0, 0, size));
  size_ = size;
  position_ = sizeof(Header);
}

Journal::~Journal() {
  if (base_ != nullptr) UnmapViewOfFile(base_);
  if (mapping_ != nullptr) CloseHandle(mapping_);
  if (file_ != nullptr) CloseHandle(file_);
}

Journal::Header* Journal::header() const { return static_cast<Header*>(static_cast<void*>(base_)); }

void Journal::clear() {
  header()->lost = 0;
  position_ = sizeof(Header);
  const RecordHead none{};
  std::memcpy(base_ + position_, &none, sizeof none);
}

Stamp* Journal::append(std::string_view record) {
  const std::size_t next = position_ + sizeof(RecordHead) + padded(record.size());
  if (next + sizeof(RecordHead) > size_) {
    ++header()->lost;
    return &nowhere_;
  }
  const RecordHead none{};
  std::memcpy(base_ + next, &none, sizeof none);
  std::memcpy(base_ + position_ + sizeof(RecordHead), record.data(), record.size());
  auto* head = static_cast<RecordHead*>(static_cast<void*>(base_ + position_));
  head->stamp = {};
  std::atomic_signal_fence(std::memory_order_seq_cst);  // a reader of the file finds whole records
  head->size = record.size();
  position_ = next;
  return &head->stamp;
}

void Journal::read(Names& names, std::vector<Event>& events) const {
  std::size_t position = sizeof(Header);
  std::uint64_t last_seq = 0;
  while (position + sizeof(RecordHead) <= size_) {
    RecordHead head;
    std::memcpy(&head, base_ + position, sizeof head);
    if (head.size == 0 || head.size > size_ - position - sizeof head) break;
    const auto* bytes =
        static_cast<const char*>(static_cast<void*>(base_ + position + sizeof head));
    Event event;
    if (head.stamp.seq != 0 &&
        read_event({bytes, static_cast<std::size_t>(head.size)}, names, event)) {
      event.seq = last_seq = head.stamp.seq;
      event.end_seq = head.stamp.end_seq;
      event.time_ns = head.stamp.time_ns;
      event.id = head.stamp.id;
      events.push_back(event);
    }
    position += sizeof head + padded(static_cast<std::size_t>(head.size));
  }
  if (header()->lost != 0) {
    Event gap;
    gap.kind = EventKind::gap;
    gap.seq = last_seq + 1;
    gap.result = Value::integer(static_cast<std::int64_t>(header()->lost));
    events.push_back(gap);
  }
}

void sweep_old_journals() {
  FILETIME now_time;
  GetSystemTimeAsFileTime(&now_time);
  WIN32_FIND_DATAW found;
  const std::wstring folder = journal_folder();
  const HANDLE search =
      FindFirstFileW((folder + std::wstring(journal_name) + L"*").c_str(), &found);
  if (search == INVALID_HANDLE_VALUE) return;
  do {
    if (ticks_of(found.ftLastWriteTime) + hour_ticks < ticks_of(now_time)) {
      DeleteFileW((folder + found.cFileName).c_str());
    }
  } while (FindNextFileW(search, &found));
  FindClose(search);
}

std::wstring journal_path(const std::wstring& prefix, std::size_t index) {
  return prefix + L"." + std::to_wstring(index);
}

std::wstring new_journal_prefix() {
  LARGE_INTEGER counter;
  QueryPerformanceCounter(&counter);
  return journal_folder().append(journal_name) + std::to_wstring(GetCurrentProcessId()) + L"-" +
         std::to_wstring(counter.QuadPart);
}

std::vector<Event> recover_journals(const std::wstring& prefix, Names& names) {
  std::vector<Event> events;
  for (std::size_t index = 0; index < journal_count_max; ++index) {
    const std::wstring path = journal_path(prefix, index);
    {
      const Journal journal(path, 0);
      if (!journal.usable()) break;
      journal.read(names, events);
    }
    DeleteFileW(path.c_str());
  }
  return events;
}

}  // namespace ioracle::agent
