#include "model/value.h"

#include <bit>
#include <cstring>

namespace ioracle {

// Eight bytes at a time; a hash is never stored or shown, so that byte order does not matter.
std::uint32_t Names::hash(std::string_view text) {
  std::uint64_t mixed = text.size();
  const auto mix = [&mixed](std::uint64_t part) {
    mixed = (std::rotl(mixed, 23) ^ part) * 0x9e3779b97f4a7c15U;
  };
  std::uint64_t part = 0;
  while (text.size() >= sizeof part) {
    std::memcpy(&part, text.data(), sizeof part);
    mix(part);
    text.remove_prefix(sizeof part);
  }
  part = 0;
  for (const char letter : text) part = part << 8U | static_cast<unsigned char>(letter);
  mix(part);
  return static_cast<std::uint32_t>(mixed >> 32U);
}

void Names::grow() {
  std::vector<Slot> old(slots_.empty() ? 64 : slots_.size() * 2);
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.index == 0) continue;
    std::size_t place = slot.hash & mask;
    while (slots_[place].index != 0) place = (place + 1) & mask;
    slots_[place] = slot;
  }
}

Name Names::intern(std::string_view text) {
  if (text.empty()) return {};
  if ((texts_.size() + 1) * 2 > slots_.size()) grow();
  const std::uint32_t hashed = hash(text);
  const std::size_t mask = slots_.size() - 1;
  std::size_t place = hashed & mask;
  for (; slots_[place].index != 0; place = (place + 1) & mask) {
    const Slot& slot = slots_[place];
    if (slot.hash == hashed && texts_[slot.index - 1] == text) return {slot.index};
  }
  texts_.emplace_back(text);
  slots_[place] = {hashed, size()};
  return {size()};
}

std::string_view Names::text(Name name) const {
  return name ? std::string_view(texts_[name.index - 1]) : std::string_view();
}

}  // namespace ioracle
