#include "recorder/payload.h"

#include <cstring>

namespace ioracle::recorder {
namespace {

std::uint32_t size_of(const Stretch& stretch, Payload payload) {
  if (payload == Payload::none) return 0;
  return payload == Payload::full ? stretch.told
                                  : static_cast<std::uint32_t>(sizeof(std::uint64_t));
}

}  // namespace

std::uint64_t digest_of(const unsigned char* bytes, std::size_t length) {
  std::uint64_t hash = 0x9e3779b97f4a7c15U ^ length;
  while (length > 0) {
    const std::size_t step = length < sizeof hash ? length : sizeof hash;
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, step);
    hash = (hash ^ word) * 0xbf58476d1ce4e5b9U;
    hash ^= hash >> 29U;
    bytes += step;
    length -= step;
  }
  hash *= 0x94d049bb133111ebU;
  return hash ^ (hash >> 32U);
}

void add_buffers(ThreadState& thread, std::size_t position, std::span<const Stretch> stretches,
                 Payload payload) {
  std::uint32_t size = 0;
  for (const Stretch& stretch : stretches) {
    size += static_cast<std::uint32_t>(sizeof(RawBuffer) + raw_padded(size_of(stretch, payload)));
  }
  unsigned char* place = thread.add_field(static_cast<std::uint8_t>(position), FieldTag::buffers,
                                          static_cast<std::uint32_t>(stretches.size()), size);
  if (place == nullptr) return;
  for (const Stretch& stretch : stretches) {
    RawBuffer raw{};
    raw.pointer = stretch.pointer;
    raw.length = stretch.length;
    raw.told = stretch.told;
    raw.payload = payload;
    std::memcpy(place, &raw, sizeof raw);
    place += sizeof raw;
    const auto* bytes = reinterpret_cast<const unsigned char*>(stretch.pointer);
    if (payload == Payload::full && stretch.told != 0) std::memcpy(place, bytes, stretch.told);
    if (payload == Payload::digest) {
      const std::uint64_t digest = stretch.told == 0 ? 0 : digest_of(bytes, stretch.told);
      std::memcpy(place, &digest, sizeof digest);
    }
    place += raw_padded(size_of(stretch, payload));
  }
}

}  // namespace ioracle::recorder
