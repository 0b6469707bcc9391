// ioracle coverage: which clauses of the catalogue are covered, and how.

#include <filesystem>
#include <memory>

#include "cli/coverage.h"
#include "cli/scenario_file.h"
#include "cli/verb.h"
#include "conform/result.h"
#include "format/conform_results.h"
#include "format/scenario_reader.h"

namespace ioracle {
namespace {

constexpr const char* coverage_footer = R"(A clause is
  cited      where a rule cites it
  exercised  where a scenario names it, or a simulated run performs what cites it
  enforced   where a probe that breaks it is rejected citing it; where it only permits: where
             both sides are accepted, and not without the rules that cite it
  excused    where spec/excused.jsonl says why no rule cites it
  missing    where it is neither cited nor excused
  performed  where the implementation whose results --performed names (ioracle conform --format
             json) did not refuse a scenario that exercises it; then the facts alone are counted

Probes stand in tables (*.probes.jsonl, docs/formats.md). Each is judged again: one that does not
get the verdict it should counts for nothing and is told as stale.

Examples:
  ioracle coverage scenarios tests/verdicts
  ioracle coverage scenarios --format json
  ioracle coverage scenarios --performed wine.json)";

struct CoverageOptions {
  std::vector<std::string> folders;
  std::uint64_t seed_count = 8;
  std::string format = "text";
  std::string performed;
};

// By what an implementation said of the scenario. One that it was not asked for tells nothing.
Performance performance_of(const std::string& scenario, const ConformResults* results) {
  const auto* const found = results == nullptr ? nullptr : results->find(scenario);
  if (found == nullptr) return Performance::not_asked;
  return found->result == name_of(ResultKind::unsupported) ? Performance::refused
                                                           : Performance::performed;
}

// Empty: all is well. Else what is wrong with a file.
std::string add_scenarios(const std::string& folder, std::uint64_t seed_count,
                          const ConformResults* results, Coverage& coverage) {
  for (const std::string& file : scenario_files(folder)) {
    FormatError error;
    const std::optional<Program> scenario = read_scenario_file(file, error);
    if (!scenario) return error.message();
    std::string unknown;
    const Performance performance = performance_of(scenario->scenario, results);
    if (!coverage.add(*scenario, seed_count, unknown, performance)) {
      return file + ": at /clauses: expected ids of the catalogue, found \"" + unknown + '"';
    }
  }
  return {};
}

std::string add_probes(const std::string& folder, Coverage& coverage) {
  for (const std::string& file : probe_tables(folder)) {
    FormatError error;
    const auto probes = read_probe_table(file, error);
    if (!probes) return error.message();
    for (const Probe& probe : *probes) {
      if (!coverage.add(probe, error)) return error.message();
    }
  }
  return {};
}

ExitCode report_coverage(const CoverageOptions& options) {
  std::vector<std::string> folders = options.folders;
  for (const char* usual : {"scenarios", "tests/verdicts"}) {
    if (options.folders.empty() && std::filesystem::is_directory(usual))
      folders.emplace_back(usual);
  }
  FormatError error;
  std::optional<ConformResults> results;
  if (!options.performed.empty()) {
    results = read_conform_results(options.performed, error);
    if (!results) return refuse(error.message());
  }
  Coverage coverage;
  for (const std::string& folder : folders) {
    std::string trouble =
        add_scenarios(folder, options.seed_count, results ? &*results : nullptr, coverage);
    if (trouble.empty() && !results) trouble = add_probes(folder, coverage);
    if (!trouble.empty()) return refuse(trouble);
  }
  if (results) {
    const FactCount facts = count_facts(coverage);
    return print(
        options.format == "json" ? facts_json(facts) : facts_text(facts, results->agent_name),
        ExitCode::good);
  }
  return print(options.format == "json" ? coverage_json(coverage) : coverage_text(coverage),
               ExitCode::good);
}

}  // namespace

void add_coverage(CLI::App& program, ExitCode& ended) {
  CLI::App* const verb =
      program.add_subcommand("coverage", "Tell which clauses are covered, and how");
  const auto options = std::make_shared<CoverageOptions>();
  verb->footer(coverage_footer);
  verb->add_option("DIR", options->folders,
                   "Folders of scenarios and of tables of probes; default: scenarios and "
                   "tests/verdicts, where they are there");
  verb->add_option("--seeds", options->seed_count, "Runs of each scenario under each profile")
      ->capture_default_str();
  verb->add_option("--performed", options->performed,
                   "Results of an implementation (conform --format json): which facts it performed")
      ->type_name("FILE");
  verb->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  verb->callback([options, &ended] { ended = report_coverage(*options); });
}

}  // namespace ioracle
