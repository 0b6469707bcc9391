#pragma once
// The bytes of buffers, as they are or as a digest.

#include <span>

#include "recorder/thread_state.h"

namespace ioracle::recorder {

struct Stretch {
  std::uint64_t pointer = 0;
  std::uint32_t length = 0;  // of the buffer
  std::uint32_t told = 0;    // of its bytes, where bytes are told
};

// Adds a field of buffers to the latest record.
void add_buffers(ThreadState& thread, std::size_t position, std::span<const Stretch> stretches,
                 Payload payload);

// 64 bits that differ where the bytes do, as far as 64 bits can.
std::uint64_t digest_of(const unsigned char* bytes, std::size_t length);

}  // namespace ioracle::recorder
