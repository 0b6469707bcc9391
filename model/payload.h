#pragma once
// The bytes of a stream, as the sends that made them: which bytes lie at a position, and whether
// two descriptions of bytes mean the same. Positions and lengths are in bytes.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/known.h"

namespace ioracle {

// What one send put into a stream: places from `begin` up to `end`, one for each byte, and one more
// where the stream carries messages.
struct StreamChunk {
  OperationId operation = no_operation;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

// May what has arrived of a stream end at `position`? A short send arrives whole or not at all; the
// documents promise nothing of the kind (inferred.short-sends-arrive-whole). A message always does.
bool may_arrive_until(const Known& known, Stream stream, std::span<const StreamChunk> chunks,
                      std::uint64_t position);

// Bytes of a stream from one place to another: the ends of messages are none.
std::uint64_t bytes_between(const Known& known, Stream stream, std::span<const StreamChunk> chunks,
                            std::uint64_t from, std::uint64_t until);

// What a read takes that reads messages as bytes: so many, up to there.
struct BytesTaken {
  std::uint64_t count = 0;
  std::uint64_t until = 0;
};
BytesTaken take_bytes(std::span<const StreamChunk> chunks, std::uint64_t position,
                      std::uint64_t capacity);

// The socket that sent the message which lies at a position; no name: none lies there.
Name sender_at(const Known& known, std::span<const StreamChunk> chunks, std::uint64_t position);

// How many bytes the message has that lies there; 0: none does.
std::uint64_t message_at(std::span<const StreamChunk> chunks, std::uint64_t position);

// Appends the runs of `length` bytes from `position` on. Chunks are in stream order; literal bytes
// are added to `literals`. Bytes that were never sent are left out.
// False: of some it is not known what was sent.
bool copy_payload(const Known& known, std::span<const StreamChunk> chunks, std::uint64_t position,
                  std::uint64_t length, std::vector<Run>& runs, std::string& literals);

// Where in the stream the bytes of a run lie, if exactly one place holds them; empty: none, or
// several.
std::optional<std::uint64_t> find_payload(const Known& known, std::span<const StreamChunk> chunks,
                                          const Run& run);

// The bytes that runs stand for.
std::string expand(std::span<const Run> runs, std::string_view literals, const Names& names);

// Appends what a read of a regular file found, or a device gave out, its first `length` bytes.
// False: nobody can tell, and nothing is appended.
bool copy_read(const Known& known, OperationId read, std::uint64_t length, std::vector<Run>& runs,
               std::string& literals);

// Do the bytes of `part` lie in `whole` from its byte `offset` on?
bool holds_at(std::span<const Run> whole, std::string_view whole_literals, std::uint64_t offset,
              std::span<const Run> part, std::string_view part_literals, const Names& names);

bool same_bytes(std::span<const Run> left, std::string_view left_literals,
                std::span<const Run> right, std::string_view right_literals, const Names& names);

}  // namespace ioracle
