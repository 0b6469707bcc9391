#pragma once
// What became of a scenario on an implementation. Purpose: the words of the contract, and the rules
// by which what happened is told as one of them.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "format/expectations_file.h"

namespace ioracle {

// From the best to the worst of what can happen, then how the expected is told.
enum class ResultKind : std::uint8_t {
  accepted,
  unsupported,   // the agent cannot perform it, or the specification says nothing about it
  inconclusive,  // the oracle gave up
  misuse,        // the program broke a must of the caller, undeclared
  rejected,      // no history of the specification shows this
  hang,          // the agent did not answer
  died,          // the agent ended, or cannot be started again
  expected_failure,
  unexpected_pass,
};

constexpr std::array<std::string_view, 9> result_names = {
    "accepted", "unsupported", "inconclusive",     "misuse",         "rejected",
    "hang",     "died",        "expected-failure", "unexpected-pass"};

constexpr std::string_view name_of(ResultKind kind) {
  return result_names[static_cast<std::size_t>(kind)];
}
std::optional<ResultKind> find_result(std::string_view name);

// Did the implementation do wrong? An agent that died or hangs did.
constexpr bool is_failure(ResultKind kind) {
  return kind >= ResultKind::misuse && kind <= ResultKind::died;
}
// Must somebody look at it? That is exit code 1.
constexpr bool is_news(ResultKind kind) {
  return is_failure(kind) || kind == ResultKind::unexpected_pass;
}
constexpr bool is_open(ResultKind kind) {
  return kind == ResultKind::unsupported || kind == ResultKind::inconclusive;
}

// One performance of a scenario, judged.
struct Attempt {
  ResultKind kind = ResultKind::accepted;  // up to died
  std::vector<std::string> clauses;        // of what failed
  bool inferred = false;                   // clauses, and all of them inferred
  std::uint64_t event = 0;                 // seq of what failed; 0: none
  std::string observed;
  std::vector<std::string> allowed;
  std::string reason;       // why it was not performed, or is undecided
  std::string explanation;  // of what failed, in lines of at most 100 columns
};

// A way in which a scenario came out, and how often.
struct SeenOutcome {
  std::uint64_t count = 0;
  Attempt attempt;                        // the first of them
  std::vector<std::string> observations;  // thread by thread, each in the order of its own
};

struct ScenarioResult {
  std::string scenario;
  std::string path;
  ResultKind kind = ResultKind::accepted;
  Attempt attempt;  // that decided the kind
  std::vector<SeenOutcome> outcomes;
  std::optional<KnownFailure> known;  // the expectation that was met, or passed by
};

// Decides the kind. An attempt that fails as an entry of `known` says is expected; one failing
// otherwise is news, even beside expected ones. If none fails as an entry says that does not only
// hold sometimes, and the scenario is accepted, that is an unexpected pass.
// REQUIRES: result.outcomes is not empty.
void classify(ScenarioResult& result, const std::vector<KnownFailure>& known);

// What the file would have to say so that nothing is news: entries that were met stay, with their
// words; those passed by go, and failures that were not expected are added, with what was observed
// as the reason and `since`. Entries of scenarios that were not performed stay.
std::vector<KnownFailure> updated(const std::vector<KnownFailure>& known,
                                  const std::vector<ScenarioResult>& results,
                                  const std::string& since);

}  // namespace ioracle
