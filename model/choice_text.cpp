#include "model/choice_text.h"

namespace ioracle {

std::string choice_text(std::string_view what, std::string_view of) {
  return std::string(what).append(1, '@').append(of);
}

std::string choice_text(std::string_view what, std::string_view of, std::uint64_t number) {
  return choice_text(what, of).append(1, ':').append(std::to_string(number));
}

std::string move_text(const Known& known, const Chain& chain, const AlternativeInfo& info,
                      std::uint32_t variant, std::uint32_t amount, const IssuedCall& call) {
  std::string what(info.name());
  if (variant != 0) what.append(1, '.').append(std::to_string(variant));
  const Names& names = known.names();
  if (chain.kind == Chain::Kind::delivery) {
    // By the name of the socket that connected: it connects once, and names are not used again.
    std::string direction("network ");
    direction.append(names.text(known.connection(chain.connection).connector));
    return choice_text(what, direction.append(1, '.').append(std::to_string(chain.side)), amount);
  }
  const std::string_view of = chain.kind == Chain::Kind::operation ? "operation " : "";
  return choice_text(what, std::string(of).append(names.text(call.thread)), call.number);
}

std::string ChoiceNumbers::text(std::string key) const {
  const auto before = counts_.find(key);
  if (before != counts_.end()) key.append(1, '#').append(std::to_string(before->second + 1));
  return key;
}

}  // namespace ioracle
