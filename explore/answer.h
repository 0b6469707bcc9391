#pragma once
// Questions about an exploration: does a condition hold at the end of every run, of some, of none?

#include <cstddef>
#include <optional>
#include <string_view>

#include "explore/explorer.h"

namespace ioracle::explore {

enum class Answer : std::uint8_t {
  always,
  sometimes,
  never,
  unknown,  // the exploration was cut short before it could tell
};

std::string_view name_of(Answer answer);  // "Always", "Sometimes", "Never", "Inconclusive"

struct Answered {
  Answer answer = Answer::unknown;
  // Of Exploration::outcomes: the first in which the condition holds, and in which it does not.
  std::optional<std::size_t> holds;
  std::optional<std::size_t> fails;
};

// The condition is read with the names of the program that was explored.
Answered ask(const Expression& condition, const Exploration& exploration);

// Is that what the expectation says? Of a question the answer must be the very one: what happens
// always is not happening sometimes. Nothing: unknown.
std::optional<bool> meets(const Expectation& expectation, const Answered& answered);

}  // namespace ioracle::explore
