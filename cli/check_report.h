#pragma once
// The verdicts of `ioracle check` as text for people, and as JSON, JUnit and SARIF for programs.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cli/judge.h"
#include "cli/shard.h"

namespace ioracle {

struct CheckReport {
  std::string title = "ioracle check";
  std::vector<Judgement> judgements;  // in the order of the command line
  bool hazards_are_errors = false;
  std::optional<Shard> shard;  // of which this is the report
  bool times = true;           // JSON: tell how long it took
  std::chrono::duration<double> duration{};
};

// `quiet`: only what was not accepted, or shows an undeclared misuse.
std::string check_text(const CheckReport& report, bool quiet);
// One object with the keys of the contract, which tests hold.
std::string check_json(const CheckReport& report);
// The object of one verdict in it.
std::string verdict_json(const Judgement& judgement);
// A test suite in which each trace is a test case.
std::string check_junit(const CheckReport& report);
// SARIF 2.1.0: clauses are its rules, rejections and marks its results.
std::string check_sarif(const CheckReport& report);

// The profile asked about: "any", or its name.
std::string_view profile_name(const Judgement& judgement);

// The explanation of what was not accepted, in lines of at most 100 columns.
std::string explain(const Judgement& judgement);

}  // namespace ioracle
