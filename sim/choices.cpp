#include "sim/choices.h"

#include <utility>

#include "sim/simulation.h"

namespace ioracle {

Choices::Choices(std::vector<std::string> texts) {
  texts_.reserve(texts.size());
  for (std::string& text : texts) add(std::move(text));
}

void Choices::add(std::string text) {
  places_.try_emplace(text, texts_.size());
  texts_.push_back(std::move(text));
}

std::optional<std::size_t> Choices::find(const std::string& text) const {
  const auto found = places_.find(text);
  if (found == places_.end()) return std::nullopt;
  return found->second;
}

Choices choices_of(const Program& program, Profile profile, std::uint64_t seed) {
  Choices choices;
  Names names = program.names;
  Simulation simulation(program, names, profile, seed);
  simulation.record(choices);
  simulation.run([](const Event&) {});
  return choices;
}

}  // namespace ioracle
