#pragma once
// What one thread recorded, in a memory mapping of a file: it outlives a crash of the agent, and
// the next agent reads it. One thread writes a journal, with no lock and no I/O; another reads it
// when that thread has stopped. A record is written without its stamp before a race is released,
// and stamped within it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/event.h"

namespace ioracle::agent {

// What is known only at the moment itself. `seq` 0: the moment never came, the record does not
// count.
struct Stamp {
  std::uint64_t seq;
  std::uint64_t end_seq;
  std::uint64_t time_ns;
  std::uint64_t id;
};

class Journal {
 public:
  // Makes or opens the file. `size` in bytes; 0: all of an existing file. Check usable().
  Journal(const std::wstring& path, std::size_t size);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  bool usable() const { return base_ != nullptr; }
  void clear();

  // Appends a record and gives its stamp, all zero. When the journal is full it counts the record
  // as lost and gives a stamp that nobody reads.
  Stamp* append(std::string_view record);

  // All stamped records in their order, with a `gap` at the end if records were lost.
  void read(Names& names, std::vector<Event>& events) const;

 private:
  struct Header;
  Header* header() const;

  void* file_ = nullptr;
  void* mapping_ = nullptr;
  unsigned char* base_ = nullptr;
  std::size_t size_ = 0;
  std::size_t position_ = 0;
  Stamp nowhere_{};
};

// The files of one agent: `<prefix>.0`, `<prefix>.1` ...
std::wstring journal_path(const std::wstring& prefix, std::size_t index);
// A prefix in the folder for temporary files that no other agent has.
std::wstring new_journal_prefix();
// Deletes the files of agents that nobody asked about for an hour.
void sweep_old_journals();
// The events of all files with this prefix, unordered; the files are deleted.
std::vector<Event> recover_journals(const std::wstring& prefix, Names& names);

}  // namespace ioracle::agent
