#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "cli/conform_report.h"
#include "cli/wrap.h"

namespace ioracle {
namespace {

constexpr std::size_t clauses_shown = 3;

using Results = std::vector<const ScenarioResult*>;

std::string clause_list(const std::vector<std::string>& clauses) {
  std::string text;
  for (std::size_t index = 0; index < std::min(clauses.size(), clauses_shown); ++index) {
    if (!text.empty()) text += ", ";
    text += clauses[index];
  }
  if (clauses.size() > clauses_shown) {
    text += fmt::format(" and {} more", clauses.size() - clauses_shown);
  }
  return text;
}

Results of_kind(const ConformReport& report, bool (*wanted)(const ScenarioResult&)) {
  Results found;
  for (const ScenarioResult& result : report.results) {
    if (wanted(result)) found.push_back(&result);
  }
  return found;
}

std::string table(const ConformReport& report, bool quiet) {
  std::size_t width = 8;
  for (const ScenarioResult& result : report.results) {
    width = std::max(width, result.scenario.size());
  }
  std::string text = fmt::format("{:{}}  {:<16}  clauses\n", "scenario", width, "result");
  for (const ScenarioResult& result : report.results) {
    if (quiet && result.kind == ResultKind::accepted) continue;
    const Attempt& attempt = result.attempt;
    const std::string told =
        attempt.clauses.empty() ? attempt.reason : clause_list(attempt.clauses);
    std::string line =
        fmt::format("{:{}}  {:<16}  {}", result.scenario, width, name_of(result.kind), told);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

std::string news(const ConformReport& report) {
  const Results failed =
      of_kind(report, [](const ScenarioResult& result) { return is_failure(result.kind); });
  std::string text;
  if (!failed.empty()) {
    text +=
        fmt::format("\n{}: {}\n", report.expectations.empty() ? "Failures" : "UNEXPECTED FAILURES",
                    failed.size());
  }
  for (const ScenarioResult* const result : failed) {
    text += fmt::format("{}: {}\n", result->scenario, name_of(result->kind));
    if (!result->attempt.reason.empty()) text += wrapped("  ", result->attempt.reason);
    text += result->attempt.explanation;
  }
  const Results passed = of_kind(report, [](const ScenarioResult& result) {
    return result.kind == ResultKind::unexpected_pass;
  });
  if (passed.empty()) return text;
  text += fmt::format("\nUNEXPECTED PASSES: {}; {} says that they fail (--update rewrites it)\n",
                      passed.size(), report.expectations);
  for (const ScenarioResult* const result : passed) {
    text += fmt::format("{}: accepted, yet expected to be {} ({})\n", result->scenario,
                        result->known->result, result->known->clause);
    text += wrapped("  ", fmt::format("since {}: {}", result->known->since, result->known->reason));
  }
  return text;
}

// Expected failures by their causes.
std::string expected(const ConformReport& report, bool questions) {
  std::map<std::string, Results> causes;
  std::size_t count = 0;
  for (const ScenarioResult& result : report.results) {
    if (result.kind != ResultKind::expected_failure || result.known->question != questions) {
      continue;
    }
    const KnownFailure& known = *result.known;
    causes[known.cause.empty() ? known.clause : known.cause].push_back(&result);
    ++count;
  }
  if (causes.empty()) return {};
  std::string text =
      questions ? fmt::format(
                      "\nQuestions: {}; no document and no fact decides them, so that only "
                      "Windows can tell who is right\n",
                      count)
                : fmt::format("\nExpected failures: {}, of {} causes\n", count, causes.size());
  for (const auto& [cause, results] : causes) {
    text +=
        fmt::format("  {}: {} scenario{}\n", cause, results.size(), results.size() == 1 ? "" : "s");
    for (const ScenarioResult* const result : results) {
      text += fmt::format("    {}\n", result->scenario);
      text += wrapped("      ", result->known->reason);
    }
  }
  return text;
}

// How often each outcome was seen, and in which observations it differs from the others.
std::string histogram(const ScenarioResult& result) {
  std::set<std::string> shared(result.outcomes.front().observations.begin(),
                               result.outcomes.front().observations.end());
  for (const SeenOutcome& outcome : result.outcomes) {
    std::erase_if(shared, [&](const std::string& line) {
      return std::ranges::count(outcome.observations, line) == 0;
    });
  }
  std::string text = fmt::format("{}: {} outcomes\n", result.scenario, result.outcomes.size());
  for (const SeenOutcome& outcome : result.outcomes) {
    text += fmt::format("  {:>5}  {}\n", outcome.count, name_of(outcome.attempt.kind));
    bool told = false;
    for (const std::string& line : outcome.observations) {
      if (shared.contains(line)) continue;
      text += wrapped("           ", line);
      told = true;
    }
    // They have the same observations, but not in the same order, or not as often.
    if (told) continue;
    for (const std::string& line : outcome.observations) text += wrapped("           ", line);
  }
  return text;
}

// What is allowed, place by place, and how often it was seen.
std::string place_histograms(const ConformReport& report) {
  if (report.places.empty()) return {};
  std::size_t never = 0;
  std::string rows;
  for (const auto& [scenario, places] : report.places) {
    for (const PlaceCounts& place : places) {
      rows += fmt::format("{}, {}:\n", scenario, place.place);
      for (const auto& [text, count] : place.allowed) {
        rows +=
            wrapped(fmt::format("  {:>5}  ", count == 0 ? "never" : std::to_string(count)), text);
        if (count == 0) ++never;
      }
      if (!place.complete) rows += "         and perhaps more: not every run was tried\n";
    }
  }
  return fmt::format(
             "\nWhere several results are allowed, how often each was seen; {} never were\n",
             never) +
         rows;
}

std::string histograms(const ConformReport& report) {
  if (report.repeats < 2) return {};
  const Results varied =
      of_kind(report, [](const ScenarioResult& result) { return result.outcomes.size() > 1; });
  std::string text = fmt::format(
      "\nEach scenario was performed {} times; {} of {} came out in "
      "more than one way\n",
      report.repeats, varied.size(), report.results.size());
  for (const ScenarioResult* const result : varied) text += histogram(*result);
  return text;
}

std::string summary(const ConformReport& report) {
  std::map<ResultKind, std::size_t> counts;
  for (const ScenarioResult& result : report.results) ++counts[result.kind];
  std::string text;
  for (const auto& [kind, count] : counts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, name_of(kind));
  }
  return fmt::format("\n{} scenarios, {}: {}\n", report.results.size(), report.profile, text);
}

}  // namespace

std::string conform_text(const ConformReport& report, bool quiet) {
  std::string text =
      fmt::format("{} {}, {}\n", report.agent.name, report.agent.version, report.agent.system);
  text += table(report, quiet);
  text += expected(report, false);
  text += expected(report, true);
  text += histograms(report);
  text += place_histograms(report);
  text += news(report);
  return text + summary(report);
}

std::string comparison_text(const std::vector<Change>& changes) {
  if (changes.empty()) return "nothing changed\n";
  std::string text;
  for (const Change& change : changes) {
    const auto told = [](const std::string& result, const std::vector<std::string>& clauses) {
      if (result.empty()) return std::string("not there");
      return clauses.empty() ? result : result + " (" + clause_list(clauses) + ')';
    };
    text += wrapped(
        fmt::format("{:<11}  ", name_of(change.kind)),
        fmt::format("{}: {} -> {}", change.scenario, told(change.before, change.clauses_before),
                    told(change.after, change.clauses_after)));
  }
  return text;
}

}  // namespace ioracle
