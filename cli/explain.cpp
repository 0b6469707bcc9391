#include "cli/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "cli/call_outcomes.h"
#include "cli/wrap.h"
#include "model/chain.h"
#include "model/error_code.h"
#include "model/status.h"
#include "oracle/describe.h"

namespace ioracle {
namespace {

constexpr std::size_t listed_max = 12;

ClauseId id_at(std::size_t index) { return ClauseId{static_cast<std::uint16_t>(index)}; }

bool is_letter(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || character == '_';
}

bool holds_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const bool begins = at == 0 || !is_letter(text[at - 1]);
    const std::size_t end = at + word.size();
    if (begins && (end == text.size() || !is_letter(text[end]))) return true;
  }
  return false;
}

std::string one_line(ClauseId id) {
  const Clause& clause = lookup(id);
  return fmt::format("{} ({}, {}): {}", clause.id, name(clause.kind), name(clause.evidence),
                     clause.text);
}

// All that have a name: warnings, errors and successes each begin at the bottom of their range.
std::vector<Status> named_statuses() {
  constexpr std::uint32_t range = 0x1000;
  std::vector<Status> statuses;
  for (const std::uint32_t first : {0x00000000U, 0x80000000U, 0xC0000000U}) {
    for (std::uint32_t code = first; code < first + range; ++code) {
      if (!name_of(Status{code}).empty()) statuses.push_back(Status{code});
    }
  }
  return statuses;
}

// The strongest evidence first, then what the project was founded on.
void sort(std::vector<ClauseId>& list) {
  std::ranges::stable_sort(
      list, {}, [](ClauseId id) { return std::pair(lookup(id).evidence, !lookup(id).founding); });
}

// What the documents demand and allow, what was seen, what we chose.
std::string by_evidence(const std::vector<ClauseId>& list, std::size_t most) {
  std::string text;
  for (const Evidence evidence :
       {Evidence::documented, Evidence::measured, Evidence::observed, Evidence::inferred}) {
    std::size_t count = 0;
    for (const ClauseId id : list) {
      if (lookup(id).evidence != evidence) continue;
      if (count == 0) text += fmt::format("\n{}:\n", name(evidence));
      if (++count <= most) text += wrapped("  ", one_line(id));
    }
    if (count > most) text += fmt::format("  and {} more\n", count - most);
  }
  return text;
}

std::string_view words(Fairness fairness) {
  switch (fairness) {
    case Fairness::owed:
      return "";
    case Fairness::never_owed:
      return " (may never happen)";
    case Fairness::after_time:
      return " (after a time)";
  }
  return "";
}

std::string list_rules(const std::vector<const AlternativeInfo*>& rules) {
  std::string text;
  for (const AlternativeInfo* rule : rules) {
    text += wrapped("  ", fmt::format("{}{}", rule->name(), words(rule->fairness())));
  }
  return text;
}

std::string_view words(Direction direction) {
  switch (direction) {
    case Direction::in:
      return "in";
    case Direction::out:
      return "out";
    case Direction::in_out:
      return "in, out";
  }
  return "";
}

// The conditions under which it may happen: the shortest few are enough to understand it.
std::string told(const CallOutcome& outcome) {
  constexpr std::size_t most = 2;
  std::vector<std::string> conditions(outcome.conditions.begin(), outcome.conditions.end());
  std::ranges::stable_sort(conditions, {}, &std::string::size);
  if (conditions.size() > most) conditions.resize(most);
  std::string text = wrapped("  ", outcome.shows);
  for (const std::string& condition : conditions) {
    if (!condition.empty()) text += wrapped("      when ", condition);
  }
  return text;
}

}  // namespace

std::optional<ErrorTopic> find_error_topic(std::string_view text) {
  ErrorTopic topic;
  if (const auto code = find_error(text)) {
    topic.code = *code;
  } else if (const auto status = find_status(text)) {
    topic.code = win32_error(*status);
    topic.symbols.emplace_back(text);
    topic.statuses.push_back(describe_status(static_cast<std::uint32_t>(*status)));
  } else {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), topic.code);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  }
  for (const ErrorCode& error : error_codes()) {
    if (error.code == topic.code) topic.symbols.emplace_back(error.symbol);
  }
  for (const Status status : named_statuses()) {
    if (win32_error(status) != topic.code && winsock_error(status) != topic.code) continue;
    const std::string described = describe_status(static_cast<std::uint32_t>(status));
    if (std::ranges::find(topic.statuses, described) == topic.statuses.end()) {
      topic.statuses.push_back(described);
    }
  }
  if (topic.symbols.empty()) return std::nullopt;
  return topic;
}

std::vector<ClauseId> clauses_about(const std::vector<std::string>& words) {
  std::vector<ClauseId> found;
  for (std::size_t index = 0; index < clauses().size(); ++index) {
    const Clause& clause = clauses()[index];
    const bool about = std::ranges::any_of(words, [&](const std::string& word) {
      return holds_word(clause.text, word) || holds_word(clause.id, word);
    });
    if (about) found.push_back(id_at(index));
  }
  sort(found);
  return found;
}

std::vector<ClauseId> clauses_of(Function function) {
  const std::string_view wanted = info(function).name;
  std::vector<ClauseId> found;
  for (std::size_t index = 0; index < clauses().size(); ++index) {
    const Clause& clause = clauses()[index];
    const bool own = clause.subject == wanted || clause.id.starts_with(std::string(wanted) + '.');
    if (own || holds_word(clause.text, wanted)) found.push_back(id_at(index));
  }
  sort(found);
  return found;
}

std::string explain_clause(ClauseId id, const ClauseIndex& index) {
  const Clause& clause = lookup(id);
  std::string text = wrapped("", one_line(id));
  text += wrapped("  source:    ", clause.source);
  if (!clause.versions.empty()) text += wrapped("  Windows:   ", clause.versions);
  text += wrapped("  subject:   ", clause.subject);
  if (clause.founding) text += "  founding:  one of the five documents the project began with\n";
  if (!clause.excuse.empty()) text += wrapped("  excused:   ", clause.excuse);
  const auto& rules = index.rules(id);
  text += rules.empty() ? "\nno rule cites it\n" : "\nrules that cite it:\n" + list_rules(rules);
  // Those that are about it come first.
  std::vector<Exercise> exercises = index.exercises(id);
  std::stable_partition(exercises.begin(), exercises.end(),
                        [](const Exercise& one) { return one.named; });
  if (!exercises.empty()) text += "\nscenarios that exercise it (* names it):\n";
  for (std::size_t at = 0; at < std::min(exercises.size(), listed_max); ++at) {
    text += fmt::format("  {} {}\n", exercises[at].named ? '*' : ' ', exercises[at].file);
  }
  if (exercises.size() > listed_max) {
    text += fmt::format("    and {} more\n", exercises.size() - listed_max);
  }
  const auto& breaks = index.breaks(id);
  if (!breaks.empty()) text += "\nimplementations that break it:\n";
  for (const Break& one : breaks) {
    text += wrapped("  ", fmt::format("{}, {}: {}", one.implementation, one.scenario, one.reason));
  }
  return text;
}

std::string explain_error(const ErrorTopic& topic, const ClauseIndex& index) {
  std::string text = fmt::format("{} ({})\n", fmt::join(topic.symbols, ", "), topic.code);
  if (!topic.statuses.empty()) {
    text += wrapped("  status:    ", fmt::format("{}", fmt::join(topic.statuses, ", ")));
  }
  const std::vector<ClauseId> about = clauses_about(topic.symbols);
  if (about.empty()) return text + "\nno clause speaks of it\n";
  text += by_evidence(about, listed_max);
  std::vector<CallOutcome> outcomes = outcomes_of(std::nullopt, index.scenarios());
  std::erase_if(outcomes, [&](const CallOutcome& one) { return one.last_error != topic.code; });
  if (!outcomes.empty()) text += "\nwhere a call shows it:\n";
  for (const CallOutcome& outcome : outcomes) text += told(outcome);
  return text;
}

std::string signature(Function function) {
  const FunctionInfo& described = info(function);
  std::string text(described.name);
  text += '(';
  bool first = true;
  for (const ParameterInfo& parameter : described.parameters) {
    if (!first) text += ", ";
    first = false;
    text += name_of(parameter.parameter);
    if (parameter.direction != Direction::in) {
      text += fmt::format(" [{}]", words(parameter.direction));
    }
  }
  return text + ')';
}

std::string explain_call(Function function, const ClauseIndex& index) {
  std::string text = wrapped("", signature(function));
  if (!has_rule(function)) text += "  the specification has no rule for it yet\n";
  const std::vector<ClauseId> about = clauses_of(function);
  text += by_evidence(about, listed_max);
  const std::vector<CallOutcome> outcomes = outcomes_of(function, index.scenarios());
  if (!outcomes.empty()) text += "\nwhat it may show, and when:\n";
  for (const CallOutcome& outcome : outcomes) text += told(outcome);
  return text + "\n`ioracle explain CLAUSE` tells more of each.\n";
}

std::string topic_suggestion(std::string_view text) {
  std::vector<std::string_view> names;
  for (const FunctionInfo& function : all_functions()) names.push_back(function.name);
  for (const ErrorCode& error : error_codes()) names.push_back(error.symbol);
  for (const Clause& clause : clauses()) names.push_back(clause.id);
  return suggestion(text, names);
}

}  // namespace ioracle
