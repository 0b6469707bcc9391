#pragma once
// Files as the recorder leaves them, made by hand: tests of the reader need no Windows.

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "model/function.h"
#include "recorder/raw_format.h"

namespace ioracle::recorder {

class RawThread {
 public:
  explicit RawThread(std::uint32_t index) : index_(index) {}

  // Begins a record; fields follow.
  RawThread& record(RecordKind kind, std::uint64_t seq, std::uint64_t id, Function function = {}) {
    records_.push_back({});
    RecordHead& head = records_.back().head;
    head.kind = kind;
    head.seq = seq;
    head.ticks = seq;
    head.id = id;
    head.function = static_cast<std::uint16_t>(function);
    return *this;
  }
  RawThread& call(std::uint64_t seq, Function function) {
    return record(RecordKind::call, seq, seq, function);
  }
  RawThread& returned(std::uint64_t seq, std::uint64_t id, Function function,
                      std::uint64_t result) {
    record(RecordKind::returned, seq, id, function);
    records_.back().head.result = result;
    return *this;
  }
  RawThread& number(std::uint8_t position, std::uint64_t number) {
    return field(position, FieldTag::number, 1, bytes_of(number));
  }
  // One buffer, its bytes told in full, or by a digest, or not.
  RawThread& buffer(std::uint8_t position, std::uint64_t pointer, std::uint32_t length,
                    Payload payload, const std::string& told, std::uint64_t digest = 0) {
    RawBuffer raw{};
    raw.pointer = pointer;
    raw.length = length;
    raw.told = static_cast<std::uint32_t>(told.size());
    raw.payload = payload;
    std::string bytes = bytes_of(raw);
    if (payload == Payload::full) bytes += told;
    if (payload == Payload::digest) bytes += bytes_of(digest);
    bytes.resize(static_cast<std::size_t>(raw_padded(bytes.size())));
    return field(position, FieldTag::buffers, 1, bytes);
  }

  std::string file(std::uint64_t magic = raw_magic) const {
    ChunkHead head{};
    head.magic = magic;
    head.version = raw_version;
    head.thread_index = index_;
    head.thread_id = 100 + index_;
    std::string file = bytes_of(head);
    for (const Written& written : records_) {
      RecordHead record = written.head;
      record.size = static_cast<std::uint32_t>(written.fields.size());
      file += bytes_of(record) + written.fields;
    }
    return file + bytes_of(RecordHead{});
  }
  std::uint32_t index() const { return index_; }

 private:
  struct Written {
    RecordHead head{};
    std::string fields;
  };
  template <typename Structure>
  static std::string bytes_of(const Structure& structure) {
    std::string bytes(sizeof structure, '\0');
    std::memcpy(bytes.data(), &structure, sizeof structure);
    return bytes;
  }
  RawThread& field(std::uint8_t position, FieldTag tag, std::uint16_t count, std::string bytes) {
    FieldHead head{};
    head.position = position;
    head.tag = tag;
    head.count = count;
    head.length = static_cast<std::uint32_t>(bytes.size());
    bytes.resize(static_cast<std::size_t>(raw_padded(bytes.size())));
    records_.back().fields += bytes_of(head) + bytes;
    return *this;
  }

  std::uint32_t index_;
  std::vector<Written> records_;
};

// A folder of its own with the files of process 7.
class RawFolder {
 public:
  RawFolder(const std::string& name, const std::vector<RawThread>& threads,
            std::uint64_t full_at_seq = 0)
      : path_(std::filesystem::temp_directory_path() / ("ioracle-" + name)) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
    ProcessHead head{};
    head.magic = raw_magic;
    head.version = raw_version;
    head.process_id = 7;
    head.ticks_per_second = 1'000'000'000;
    head.full_at_seq = full_at_seq;
    head.lost = full_at_seq == 0 ? 0 : 3;
    head.ended_at_seq = 1000;
    write("7.process", std::string(reinterpret_cast<const char*>(&head), sizeof head));
    for (const RawThread& thread : threads) {
      write("7-" + std::to_string(thread.index()) + "-0.thread", thread.file());
    }
  }
  ~RawFolder() { std::filesystem::remove_all(path_); }
  RawFolder(const RawFolder&) = delete;
  RawFolder& operator=(const RawFolder&) = delete;

  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(path_ / name, std::ios::binary) << bytes;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace ioracle::recorder
