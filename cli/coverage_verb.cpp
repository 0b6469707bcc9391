// ioracle coverage: which clauses of the catalogue are covered, and how.

#include <filesystem>
#include <memory>

#include "cli/coverage.h"
#include "cli/scenario_file.h"
#include "cli/verb.h"
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

Probes stand in tables (*.probes.jsonl, docs/formats.md). Each is judged again: one that does not
get the verdict it should counts for nothing and is told as stale.

Examples:
  ioracle coverage scenarios tests/verdicts
  ioracle coverage scenarios --format json)";

struct CoverageOptions {
  std::vector<std::string> folders;
  std::uint64_t seed_count = 8;
  std::string format = "text";
};

// Empty: all is well. Else what is wrong with a file.
std::string add_scenarios(const std::string& folder, std::uint64_t seed_count, Coverage& coverage) {
  for (const std::string& file : scenario_files(folder)) {
    FormatError error;
    const std::optional<Program> scenario = read_scenario_file(file, error);
    if (!scenario) return error.message();
    std::string unknown;
    if (!coverage.add(*scenario, seed_count, unknown)) {
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
  Coverage coverage;
  for (const std::string& folder : folders) {
    std::string trouble = add_scenarios(folder, options.seed_count, coverage);
    if (trouble.empty()) trouble = add_probes(folder, coverage);
    if (!trouble.empty()) return refuse(trouble);
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
  verb->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  verb->callback([options, &ended] { ended = report_coverage(*options); });
}

}  // namespace ioracle
