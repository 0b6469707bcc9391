#include "model/value.h"

#include <functional>

namespace ioracle {

std::size_t Names::Hash::operator()(std::string_view text) const {
  return std::hash<std::string_view>{}(text);
}

Name Names::intern(std::string_view text) {
  if (text.empty()) return {};
  if (const auto found = indices_.find(text); found != indices_.end()) return {found->second};
  const auto index = static_cast<std::uint32_t>(texts_.size() + 1);
  const auto entry = indices_.emplace(std::string(text), index).first;
  texts_.push_back(&entry->first);
  return {index};
}

std::string_view Names::text(Name name) const {
  return name ? std::string_view(*texts_[name.index - 1]) : std::string_view();
}

}  // namespace ioracle
