#pragma once
// The choices of a run as texts, in the order performed. A text names what was chosen, for whom,
// and the how-manieth time, never its position in the run, so that a list can be edited: removing
// a choice does not rename the others. docs/formats.md ("Choices") tells the texts.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/profile.h"
#include "program/program.h"

namespace ioracle {

class Choices {
 public:
  Choices() = default;
  explicit Choices(std::vector<std::string> texts);

  void add(std::string text);

  std::span<const std::string> texts() const { return texts_; }
  // Where the text stands, from 0; the first place if it is listed twice, nothing if it is not.
  std::optional<std::size_t> find(const std::string& text) const;

 private:
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::size_t> places_;
};

// How a run kept to the list that it was given.
struct ChoiceCounts {
  std::uint64_t listed = 0;
  std::uint64_t used = 0;
  std::uint64_t unlisted = 0;  // steps performed that the list does not name
  bool in_order = true;        // those listed were performed in their order, none between them

  // The whole list, each in its place: the run is the one that the list was made of.
  bool replayed() const { return used == listed && in_order; }
};

// The choices of the run that this seed picks. A simulation that follows them shows the same
// events.
Choices choices_of(const Program& program, Profile profile, std::uint64_t seed);

}  // namespace ioracle
