#pragma once
// What the recorder left in a folder, read back: the records of one process in the order in which
// they happened.

#include <cstring>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "recorder/raw_format.h"

namespace ioracle::recorder {

struct Field {
  std::uint8_t position = 0;
  FieldTag tag{};
  std::uint32_t count = 0;
  std::span<const unsigned char> bytes;

  std::uint64_t number(std::size_t index = 0) const;  // of a list of u64; 0 behind its end
  template <typename Structure>
  Structure structure(std::size_t offset = 0) const {  // zeros behind its end
    Structure read{};
    if (offset + sizeof read <= bytes.size()) {
      std::memcpy(&read, bytes.data() + offset, sizeof read);
    }
    return read;
  }
};

struct Record {
  RecordHead head{};
  std::uint32_t thread = 0;  // its index
  std::vector<Field> fields;

  const Field* find(std::size_t position) const;
};

// A program or library that was loaded.
struct Module {
  std::uint64_t base = 0;
  std::uint64_t size = 0;
  std::string path;  // as Windows tells it, UTF-8
};

struct Recording {
  ProcessHead process{};
  std::vector<Record> records;  // by seq; the note of a thread's end is its last
  std::map<std::uint32_t, std::uint32_t> thread_ids;  // by index
  std::vector<Module> modules;
  std::vector<std::vector<unsigned char>> files;  // that the records look into
};

struct ReadRecording {
  Recording recording;
  std::string error;  // "" if it is good; else it names the file and what was expected
};

// The processes that left something in a folder, ascending.
std::vector<std::uint32_t> processes_in(const std::filesystem::path& folder);
ReadRecording read_recording(const std::filesystem::path& folder, std::uint32_t process);

std::string utf8_of(std::span<const unsigned char> utf16);

}  // namespace ioracle::recorder
