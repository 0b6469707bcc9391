// ioracle coverage: which clauses of the catalogue are covered, and how.

#include <filesystem>
#include <memory>

#include "cli/coverage.h"
#include "cli/scenario_file.h"
#include "cli/verb.h"
#include "format/scenario_reader.h"

namespace ioracle {
namespace {

constexpr const char* footer = R"(A clause is
  cited      where a rule cites it
  exercised  where a scenario names it, or a simulated run performs what cites it
  enforced   where a trace that breaks it is rejected citing it
  excused    where spec/excused.jsonl says why no rule cites it
  missing    where it is neither cited nor excused

Examples:
  ioracle coverage scenarios
  ioracle coverage scenarios --format json)";

struct CoverageOptions {
  std::vector<std::string> folders;
  std::uint64_t seed_count = 8;
  std::string format = "text";
};

ExitCode report_coverage(const CoverageOptions& options) {
  std::vector<std::string> folders = options.folders;
  if (folders.empty() && std::filesystem::is_directory("scenarios")) {
    folders.emplace_back("scenarios");
  }
  Coverage coverage;
  for (const std::string& folder : folders) {
    for (const std::string& file : scenario_files(folder)) {
      FormatError error;
      const std::optional<Program> scenario = read_scenario_file(file, error);
      if (!scenario) return refuse(error.message());
      std::string unknown;
      if (!coverage.add(*scenario, options.seed_count, unknown)) {
        return refuse(file + ": at /clauses: expected ids of the catalogue, found \"" + unknown +
                      '"');
      }
    }
  }
  return print(options.format == "json" ? coverage_json(coverage) : coverage_text(coverage),
               ExitCode::good);
}

}  // namespace

void add_coverage(CLI::App& program, ExitCode& ended) {
  CLI::App* const verb =
      program.add_subcommand("coverage", "Tell which clauses are covered, and how");
  const auto options = std::make_shared<CoverageOptions>();
  verb->footer(footer);
  verb->add_option("DIR", options->folders,
                   "Folders of scenarios; default: scenarios, where it is there");
  verb->add_option("--seeds", options->seed_count, "Runs of each scenario under each profile")
      ->capture_default_str();
  verb->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  verb->callback([options, &ended] { ended = report_coverage(*options); });
}

}  // namespace ioracle
