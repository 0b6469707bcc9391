#pragma once
// What choices are called (docs/formats.md, "Choices"): the simulator and certificates name alike.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "model/exact_world.h"

namespace ioracle {

// "what@of", "what@of:number"
std::string choice_text(std::string_view what, std::string_view of);
std::string choice_text(std::string_view what, std::string_view of, std::uint64_t number);

// A call as choices name it.
struct IssuedCall {
  Name thread;
  std::uint32_t number = 0;  // of the calls of its thread, from 1
};

// A hidden step of `chain`. `call`: of the chain, or that started its operation; unused for a
// delivery.
std::string move_text(const Known& known, const Chain& chain, const AlternativeInfo& info,
                      std::uint32_t variant, std::uint32_t amount, const IssuedCall& call);

// How often each text came up: from the second time on they are numbered.
class ChoiceNumbers {
 public:
  // The text of the next choice of this key.
  std::string text(std::string key) const;
  void performed(const std::string& key) { ++counts_[key]; }

 private:
  std::unordered_map<std::string, std::uint32_t> counts_;
};

}  // namespace ioracle
