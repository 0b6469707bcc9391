#include "recorder/recording.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

namespace ioracle::recorder {
namespace {

namespace fs = std::filesystem;

std::vector<unsigned char> bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

template <typename Structure>
std::optional<Structure> structure_at(std::span<const unsigned char> bytes, std::size_t offset) {
  if (offset + sizeof(Structure) > bytes.size()) return std::nullopt;
  Structure structure;
  std::memcpy(&structure, bytes.data() + offset, sizeof structure);
  return structure;
}

std::vector<Field> fields_of(std::span<const unsigned char> bytes) {
  std::vector<Field> fields;
  std::size_t offset = 0;
  while (const auto head = structure_at<FieldHead>(bytes, offset)) {
    offset += sizeof(FieldHead);
    if (head->length > bytes.size() - offset) break;
    fields.push_back({head->position, head->tag, head->count, bytes.subspan(offset, head->length)});
    offset += static_cast<std::size_t>(raw_padded(head->length));
    if (offset > bytes.size()) break;
  }
  return fields;
}

std::string read_chunk(const fs::path& path, Recording& recording) {
  recording.files.push_back(bytes_of(path));
  const std::span<const unsigned char> bytes = recording.files.back();
  const auto head = structure_at<ChunkHead>(bytes, 0);
  if (!head || head->magic != raw_magic || head->version != raw_version) {
    return path.string() + ": no records of this version of the recorder";
  }
  recording.thread_ids[head->thread_index] = head->thread_id;
  std::size_t offset = sizeof(ChunkHead);
  while (const auto record = structure_at<RecordHead>(bytes, offset)) {
    if (record->kind == RecordKind::none) break;
    offset += sizeof(RecordHead);
    if (record->size > bytes.size() - offset) return path.string() + ": a record is cut short";
    if (record->seq != 0) {
      recording.records.push_back(
          {*record, head->thread_index, fields_of(bytes.subspan(offset, record->size))});
    }
    offset += record->size;
  }
  return {};
}

// Calls may come behind the note that a thread ends: other notes of the kind run code too.
void put_ends_last(std::vector<Record>& records) {
  std::map<std::uint32_t, std::uint64_t> last;
  for (const Record& record : records) {
    std::uint64_t& seq = last[record.thread];
    seq = std::max(seq, record.head.seq);
  }
  for (Record& record : records) {
    if (record.head.kind == RecordKind::thread_exit) record.head.seq = last[record.thread];
  }
}

}  // namespace

std::uint64_t Field::number(std::size_t index) const {
  return structure<std::uint64_t>(index * sizeof(std::uint64_t));
}

const Field* Record::find(std::size_t position) const {
  for (const Field& field : fields) {
    if (field.position == position) return &field;
  }
  return nullptr;
}

std::string utf8_of(std::span<const unsigned char> utf16) {
  std::string text;
  for (std::size_t index = 0; index + 1 < utf16.size(); index += 2) {
    const auto unit = static_cast<unsigned>(utf16[index] | (utf16[index + 1] << 8U));
    constexpr unsigned one_byte = 0x80;
    constexpr unsigned two_bytes = 0x800;
    // Halves of pairs are told one by one: the text is only shown.
    if (unit < one_byte) {
      text += static_cast<char>(unit);
    } else if (unit < two_bytes) {
      text += static_cast<char>(0xc0U | (unit >> 6U));
      text += static_cast<char>(0x80U | (unit & 0x3fU));
    } else {
      text += static_cast<char>(0xe0U | (unit >> 12U));
      text += static_cast<char>(0x80U | ((unit >> 6U) & 0x3fU));
      text += static_cast<char>(0x80U | (unit & 0x3fU));
    }
  }
  return text;
}

std::vector<std::uint32_t> processes_in(const fs::path& folder) {
  std::vector<std::uint32_t> processes;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".process") continue;
    const std::string stem = entry.path().stem().string();
    const bool digits = std::ranges::all_of(stem, [](char c) { return c >= '0' && c <= '9'; });
    if (digits) processes.push_back(static_cast<std::uint32_t>(std::stoul(stem)));
  }
  std::ranges::sort(processes);
  return processes;
}

ReadRecording read_recording(const fs::path& folder, std::uint32_t process) {
  ReadRecording read;
  Recording& recording = read.recording;
  const std::string prefix = std::to_string(process);
  const fs::path head_path = folder / (prefix + ".process");
  const auto head = structure_at<ProcessHead>(bytes_of(head_path), 0);
  if (!head || head->magic != raw_magic || head->version != raw_version) {
    read.error = head_path.string() + ": not left by this version of the recorder";
    return read;
  }
  recording.process = *head;
  std::vector<fs::path> chunks;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const bool own = entry.path().filename().string().starts_with(prefix + "-");
    if (own && entry.path().extension() == ".thread") chunks.push_back(entry.path());
  }
  for (const fs::path& chunk : chunks) {
    read.error = read_chunk(chunk, recording);
    if (!read.error.empty()) return read;
  }
  put_ends_last(recording.records);
  std::ranges::stable_sort(recording.records, [](const Record& left, const Record& right) {
    const bool left_ends = left.head.kind == RecordKind::thread_exit;
    const bool right_ends = right.head.kind == RecordKind::thread_exit;
    return std::pair(left.head.seq, left_ends) < std::pair(right.head.seq, right_ends);
  });
  for (const Record& record : recording.records) {
    if (record.head.kind != RecordKind::module || record.fields.size() < 3) continue;
    recording.modules.push_back(
        {record.fields[0].number(), record.fields[1].number(), utf8_of(record.fields[2].bytes)});
  }
  return read;
}

}  // namespace ioracle::recorder
