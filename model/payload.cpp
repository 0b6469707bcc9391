#include "model/payload.h"

#include <algorithm>

namespace ioracle {
namespace {

void add_run(const Run& run, std::vector<Run>& runs) {
  if (!runs.empty()) {
    Run& last = runs.back();
    if (last.pattern == run.pattern && last.offset + last.length == run.offset) {
      last.length += run.length;
      return;
    }
  }
  runs.push_back(run);
}

// What one TCP segment carries at least; a send of no more is not seen in parts.
constexpr std::uint64_t whole_segment_bytes = 1460;

}  // namespace

bool may_arrive_until(const Known& known, Stream stream, std::span<const StreamChunk> chunks,
                      std::uint64_t position) {
  const bool messages = known.carries_messages(stream);
  if (!messages && known.profile() == Profile::documented) return true;
  const auto chunk = std::ranges::lower_bound(chunks, position, {}, &StreamChunk::end);
  if (chunk == chunks.end() || chunk->end == position || chunk->begin == position) return true;
  return !messages && chunk->end - chunk->begin > whole_segment_bytes;
}

std::uint64_t bytes_between(const Known& known, Stream stream, std::span<const StreamChunk> chunks,
                            std::uint64_t from, std::uint64_t until) {
  if (until <= from) return 0;
  if (!known.carries_messages(stream)) return until - from;
  std::uint64_t bytes = until - from;
  for (const StreamChunk& chunk : chunks) {
    if (chunk.end > from && chunk.end <= until) --bytes;
  }
  return bytes;
}

BytesTaken take_bytes(std::span<const StreamChunk> chunks, std::uint64_t position,
                      std::uint64_t capacity) {
  BytesTaken taken{0, position};
  auto chunk = std::ranges::upper_bound(chunks, position, {}, &StreamChunk::end);
  for (; chunk != chunks.end() && taken.count < capacity; ++chunk) {
    const std::uint64_t rest = chunk->end - 1 - taken.until;
    const std::uint64_t part = std::min(rest, capacity - taken.count);
    taken.count += part;
    taken.until += part == rest ? part + 1 : part;
  }
  return taken;
}

Name sender_at(const Known& known, std::span<const StreamChunk> chunks, std::uint64_t position) {
  const auto chunk = std::ranges::upper_bound(chunks, position, {}, &StreamChunk::end);
  if (chunk == chunks.end()) return {};
  return known.file(known.operation(chunk->operation)).name;
}

std::uint64_t message_at(std::span<const StreamChunk> chunks, std::uint64_t position) {
  const auto chunk = std::ranges::upper_bound(chunks, position, {}, &StreamChunk::end);
  return chunk == chunks.end() ? 0 : chunk->end - 1 - position;
}

bool copy_payload(const Known& known, std::span<const StreamChunk> chunks, std::uint64_t position,
                  std::uint64_t length, std::vector<Run>& runs, std::string& literals) {
  // The first chunk that reaches beyond the position.
  auto chunk = std::ranges::upper_bound(chunks, position, {}, &StreamChunk::end);
  for (; chunk != chunks.end() && length > 0; ++chunk) {
    position = std::max(position, chunk->begin);  // not the end of the message before
    // What it was given to send, without the end of a message.
    const std::uint64_t sent = chunk->begin + known.operation(chunk->operation).capacity;
    const std::uint64_t until = std::min({chunk->end, sent, position + length});
    std::uint64_t skip = position - chunk->begin;
    for (Run run : known.payload(known.operation(chunk->operation))) {
      if (length == 0) break;
      if (skip >= run.length) {
        skip -= run.length;
        continue;
      }
      const std::string_view whole = run.pattern ? std::string_view() : known.literal(run);
      run.offset += skip;
      run.length = static_cast<std::uint32_t>(std::min<std::uint64_t>(run.length - skip, length));
      length -= run.length;
      position += run.length;
      if (!run.pattern) {
        run.offset = literals.size();
        literals.append(whole.substr(skip, run.length));
      }
      skip = 0;
      add_run(run, runs);
    }
    if (position < until) return false;
  }
  return true;
}

bool copy_read(const Known& known, OperationId read, std::uint64_t length, std::vector<Run>& runs,
               std::string& literals) {
  const Operation& operation = known.operation(read);
  if (operation.kind == OperationKind::control) {
    const StreamChunk whole{read, 0, operation.capacity};
    return copy_payload(known, std::span(&whole, 1), 0, length, runs, literals);
  }
  const FileTransfer& transfer = known.transfer(known.operation(read));
  if (!transfer.offset || transfer.contested || transfer.open) return length == 0;
  const std::uint64_t end = *transfer.offset + length;
  const auto is_told = [&](const FileExtent& extent) {
    return extent.begin >= end || extent.source != FileExtent::Source::open;
  };
  if (!std::ranges::all_of(transfer.extents, is_told)) return false;
  const auto add_zeros = [&](std::uint64_t count) {
    if (count == 0) return;
    add_run({{}, literals.size(), static_cast<std::uint32_t>(count)}, runs);
    literals.append(count, '\0');
  };
  std::uint64_t position = *transfer.offset;
  for (const FileExtent& extent : transfer.extents) {
    if (extent.begin >= end) break;
    add_zeros(extent.begin - position);
    position = std::min(extent.end, end);
    const StreamChunk chunk{extent.write, 0, known.operation(extent.write).capacity};
    copy_payload(known, std::span(&chunk, 1), extent.from, position - extent.begin, runs, literals);
  }
  add_zeros(end - position);
  return true;
}

std::optional<std::uint64_t> find_payload(const Known& known, std::span<const StreamChunk> chunks,
                                          const Run& run) {
  std::optional<std::uint64_t> found;
  if (!run.pattern) return found;  // literal bytes do not tell whose they are
  for (const StreamChunk& chunk : chunks) {
    std::uint64_t position = chunk.begin;
    for (const Run& sent : known.payload(known.operation(chunk.operation))) {
      if (sent.pattern == run.pattern && sent.offset <= run.offset &&
          run.offset < sent.offset + sent.length) {
        if (found) return std::nullopt;
        found = position + (run.offset - sent.offset);
      }
      position += sent.length;
    }
  }
  return found;
}

std::string expand(std::span<const Run> runs, std::string_view literals, const Names& names) {
  std::string bytes;
  for (const Run& run : runs) {
    if (!run.pattern) {
      bytes.append(literals.substr(run.offset, run.length));
      continue;
    }
    const std::uint64_t seed = pattern_seed(names.text(run.pattern));
    for (std::uint32_t index = 0; index < run.length; ++index) {
      bytes.push_back(static_cast<char>(pattern_byte(seed, run.offset + index)));
    }
  }
  return bytes;
}

bool holds_at(std::span<const Run> whole, std::string_view whole_literals, std::uint64_t offset,
              std::span<const Run> part, std::string_view part_literals, const Names& names) {
  const std::string bytes = expand(part, part_literals, names);
  return expand(whole, whole_literals, names).compare(offset, bytes.size(), bytes) == 0;
}

bool same_bytes(std::span<const Run> left, std::string_view left_literals,
                std::span<const Run> right, std::string_view right_literals, const Names& names) {
  const bool patterns = std::ranges::all_of(left, [](const Run& run) { return bool(run.pattern); });
  if (patterns && std::ranges::equal(left, right)) return true;
  return expand(left, left_literals, names) == expand(right, right_literals, names);
}

}  // namespace ioracle
