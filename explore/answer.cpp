#include "explore/answer.h"

#include "program/evaluate.h"

namespace ioracle::explore {

std::string_view name_of(Answer answer) {
  constexpr std::string_view names[] = {"Always", "Sometimes", "Never", "Inconclusive"};
  return names[static_cast<std::size_t>(answer)];
}

Answered ask(const Expression& condition, const Exploration& exploration) {
  Answered answered;
  for (std::size_t index = 0; index < exploration.outcomes.size(); ++index) {
    const bool holds = evaluate(condition, exploration.outcomes[index].bindings) != 0;
    std::optional<std::size_t>& first = holds ? answered.holds : answered.fails;
    if (!first) first = index;
  }
  if (answered.holds && answered.fails) {
    answered.answer = Answer::sometimes;
  } else if (exploration.complete && exploration.unsupported.empty()) {
    answered.answer = answered.fails ? Answer::never : Answer::always;
  }
  return answered;
}

std::optional<bool> meets(const Expectation& expectation, const Answered& answered) {
  using Kind = Expectation::Kind;
  switch (expectation.kind) {
    case Kind::always:
      if (answered.fails) return false;
      break;
    case Kind::never:
      if (answered.holds) return false;
      break;
    case Kind::sometimes:
      if (answered.holds && (answered.fails || expectation.question.empty())) return true;
      if (answered.answer != Answer::unknown) return false;
      break;
  }
  if (answered.answer == Answer::unknown) return std::nullopt;
  return true;
}

}  // namespace ioracle::explore
