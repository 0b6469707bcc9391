#pragma once
// The results of `ioracle conform` as text for people, as JSON, JUnit and SARIF for programs, and
// as a page.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cli/check_report.h"
#include "cli/place_counts.h"
#include "conform/comparison.h"
#include "conform/result.h"
#include "format/agent_protocol.h"
#include "model/profile.h"

namespace ioracle {

struct ConformReport {
  AgentDescription agent;
  std::string profile;       // asked about: "any", or its name
  std::string expectations;  // file; empty: none
  std::uint64_t repeats = 1;
  std::vector<ScenarioResult> results;  // in the order of the suite
  std::uint64_t duration_ms = 0;
  // Of repeats: by scenario, where there is a place with several results that are allowed.
  std::map<std::string, std::vector<PlaceCounts>> places;
  // Scenarios made small (ioracle shrink), as JSON, by name; for conform_markdown().
  std::map<std::string, std::string> small;
};

// `quiet`: the table leaves out what was accepted.
std::string conform_text(const ConformReport& report, bool quiet);
// The divergences by root cause, for the maintainers of the implementation, in Markdown.
std::string conform_markdown(const ConformReport& report);
// One object with the keys of the contract, which tests hold. read_conform_results() reads it.
std::string conform_json(const ConformReport& report);

// The results as verdicts, for the writers of JUnit and SARIF: news are rejected, what is expected
// or open is skipped.
CheckReport as_check_report(const ConformReport& report);

// A matrix of scenarios and implementations, as one page that needs nothing else.
struct MatrixColumn {
  struct Cell {
    std::string scenario;
    std::string result;
    std::string detail;  // shown when the cell is opened
  };
  std::string title;
  std::vector<Cell> cells;
};
MatrixColumn column_of(const ConformReport& report);
MatrixColumn column_of(const ConformResults& results);
std::string matrix_html(const std::vector<MatrixColumn>& columns);

// What changed between two runs.
std::string comparison_text(const std::vector<Change>& changes);
std::string comparison_json(const std::vector<Change>& changes);

}  // namespace ioracle
