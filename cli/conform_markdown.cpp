// The divergences of an implementation as a page for its maintainers: by root cause, each with what
// it rests on; what rests on choices of ours alone is asked, apart from them.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "cli/conform_report.h"
#include "model/alternative.h"
#include "model/clause.h"

namespace ioracle {
namespace {

struct Cause {
  std::string name;
  bool question = false;
  std::vector<const ScenarioResult*> results;
  std::set<std::string> clauses;  // that are broken
};

// What a cause rests on, from the strongest claim of its clauses.
enum class Basis : std::uint8_t { documented, seen_on_windows, inferred };

std::string call_of(const ScenarioResult& result) {
  const std::string& observed = result.attempt.observed;
  return observed.substr(0, observed.find(' '));
}

std::vector<std::string> clauses_of(const ScenarioResult& result) {
  if (result.known && !result.known->clause.empty()) return {result.known->clause};
  return result.attempt.clauses;
}

std::string name_of_cause(const ScenarioResult& result) {
  if (result.known && !result.known->cause.empty()) return result.known->cause;
  const std::vector<std::string> clauses = clauses_of(result);
  return fmt::format("{} breaks {}", call_of(result), clauses.empty() ? "" : clauses.front());
}

Evidence strongest(const std::set<std::string>& ids) {
  Evidence evidence = Evidence::inferred;
  for (const std::string& id : ids) {
    if (const auto clause = find_clause(id))
      evidence = std::min(evidence, lookup(*clause).evidence);
  }
  return evidence;
}

Basis basis_of(const Cause& cause) {
  switch (strongest(cause.clauses)) {
    case Evidence::documented:
      return Basis::documented;
    case Evidence::measured:
    case Evidence::observed:
      return Basis::seen_on_windows;
    case Evidence::inferred:
      break;
  }
  return Basis::inferred;
}

bool is_fact(ClauseId id) { return lookup(id).kind == ClauseKind::fact; }

// Does a fact stand behind a rule that was allowed? Rejections name rules: "(rule NAME)".
bool rests_on_a_fact(const std::string& allowed) {
  return std::ranges::any_of(AlternativeInfo::all(), [&](const AlternativeInfo* rule) {
    return allowed.find(fmt::format("(rule {})", rule->name())) != allowed.npos &&
           std::ranges::any_of(rule->cites(), is_fact);
  });
}

// Does no published test or measurement state it: are its clauses the documents' alone, and those
// of the rules that it breaks?
bool is_stated_by_no_test(const Cause& cause) {
  const auto names_a_fact = [](const std::string& id) {
    const auto clause = find_clause(id);
    return clause && is_fact(*clause);
  };
  return !cause.clauses.empty() && std::ranges::none_of(cause.clauses, names_a_fact) &&
         std::ranges::none_of(cause.results, [](const ScenarioResult* result) {
           return std::ranges::any_of(result->attempt.allowed, rests_on_a_fact);
         });
}

std::vector<Cause> causes_of(const ConformReport& report) {
  std::vector<Cause> causes;
  std::map<std::pair<bool, std::string>, std::size_t> places;
  for (const ScenarioResult& result : report.results) {
    if (!is_failure(result.attempt.kind)) continue;
    const bool question = result.known ? result.known->question : result.attempt.inferred;
    const std::string name = name_of_cause(result);
    const auto [place, is_new] = places.try_emplace({question, name}, causes.size());
    if (is_new) causes.push_back({name, question, {}, {}});
    Cause& cause = causes[place->second];
    cause.results.push_back(&result);
    for (const std::string& id : clauses_of(result)) cause.clauses.insert(id);
  }
  std::ranges::stable_sort(causes, [](const Cause& left, const Cause& right) {
    if (left.question != right.question) return right.question;
    return basis_of(left) < basis_of(right);
  });
  return causes;
}

std::string joined(const std::vector<std::string>& texts, std::string_view between) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += between;
    out += text;
  }
  return out;
}

std::string clause_lines(const Cause& cause) {
  std::string text;
  for (const std::string& id : cause.clauses) {
    const auto clause = find_clause(id);
    if (!clause) continue;
    const Clause& row = lookup(*clause);
    text += fmt::format("- `{}` ({}{}{}): {} [{}]\n", id, name(row.evidence),
                        row.versions.empty() ? "" : ", ", row.versions, row.text, row.source);
  }
  return text;
}

// The steps of a scenario that was made small, as JSON.
std::string small_scenario(const std::string& scenario) {
  std::string text = "  - the least that shows it:\n\n    ```json\n";
  for (std::size_t at = 0; at < scenario.size();) {
    const std::size_t end = std::min(scenario.find('\n', at), scenario.size());
    const std::string_view line = std::string_view(scenario).substr(at, end - at);
    at = end + 1;
    if (line.find("\"about\": ") == line.npos) text += fmt::format("    {}\n", line);
  }
  return text + "    ```\n";
}

std::string section(const ConformReport& report, const Cause& cause, std::size_t number) {
  std::string text = fmt::format("\n### {}. {}\n\n", number, cause.name);
  text += clause_lines(cause);
  for (const ScenarioResult* const result : cause.results) {
    const Attempt& attempt = result->attempt;
    text += fmt::format("- scenario `{}`\n", result->scenario);
    if (result->known) text += fmt::format("  - {}\n", result->known->reason);
    if (!attempt.observed.empty()) {
      text += fmt::format("  - observed: {}\n", attempt.observed);
      if (!attempt.allowed.empty()) {
        text += fmt::format("  - allowed: {}\n", joined(attempt.allowed, "; or "));
      }
    } else {
      text += fmt::format("  - {}: {}\n", name_of(attempt.kind), attempt.reason);
    }
    text +=
        fmt::format("  - program: `ioracle emit {} --out {}.c`\n", result->path, result->scenario);
    const auto small = report.small.find(result->scenario);
    if (small != report.small.end()) text += small_scenario(small->second);
  }
  return text;
}

std::string summary_block(const ConformReport& report, const std::vector<Cause>& causes) {
  std::string text = fmt::format("```text\n{} {}: what differs from Windows\n", report.agent.name,
                                 report.agent.version);
  std::size_t number = 0;
  for (const Cause& cause : causes) {
    if (cause.question) continue;
    const ScenarioResult& first = *cause.results.front();
    text += fmt::format("{:>2}. {}\n", ++number, cause.name);
    if (first.known) text += fmt::format("    {}\n", first.known->reason);
    if (cause.clauses.empty()) continue;
    text += fmt::format("    rests on: {}\n",
                        joined({cause.clauses.begin(), cause.clauses.end()}, ", "));
  }
  return text + "```\n";
}

}  // namespace

std::string conform_markdown(const ConformReport& report) {
  const std::vector<Cause> causes = causes_of(report);
  std::map<Basis, std::size_t> bases;
  std::size_t divergences = 0;
  std::size_t questions = 0;
  std::size_t scenarios = 0;
  std::size_t untested = 0;
  for (const Cause& cause : causes) {
    if (cause.question) {
      ++questions;
      continue;
    }
    ++divergences;
    scenarios += cause.results.size();
    ++bases[basis_of(cause)];
    if (is_stated_by_no_test(cause)) ++untested;
  }
  const auto accepted = std::ranges::count(report.results, ResultKind::accepted,
                                           [](const ScenarioResult& one) { return one.kind; });
  std::string text = fmt::format("# What {} {} does otherwise than Windows\n\n", report.agent.name,
                                 report.agent.version);
  text += fmt::format(
      "Made by `ioracle conform --report`; asked about: {}. Of {} scenarios {} were accepted; {} "
      "diverge, of {} root\ncauses: {} rest on Microsoft's documentation, {} on what was seen on "
      "Windows, {} are deaths or hangs; {} of them no\npublished test states. {} more are "
      "questions "
      "for real Windows, and no divergences: nothing published decides them.\n\n"
      "`script/confirm-divergences` shows each by a C program of its own, without the agent. The "
      "clauses stand in `spec/`.\n\n## Summary\n\n",
      report.profile, report.results.size(), accepted, scenarios, divergences,
      bases[Basis::documented], bases[Basis::seen_on_windows], bases[Basis::inferred], untested,
      questions);
  text += summary_block(report, causes);
  std::size_t number = 0;
  std::string heading;
  for (const Cause& cause : causes) {
    std::string own = "\n## Resting on documentation\n";
    if (basis_of(cause) == Basis::seen_on_windows)
      own = "\n## Resting on what was seen on Windows\n";
    if (cause.question) own = "\n## Questions for real Windows\n";
    if (!cause.question && basis_of(cause) == Basis::inferred) own = "\n## Deaths and hangs\n";
    if (own != heading) text += heading = own;
    text += section(report, cause, ++number);
    if (!cause.question && is_stated_by_no_test(cause)) {
      text += "- no published test states it\n";
    }
  }
  return text;
}

}  // namespace ioracle
