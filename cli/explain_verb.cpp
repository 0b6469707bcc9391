// ioracle explain: what the specification knows of a clause, an error or a call.

#include <fmt/format.h>

#include <filesystem>
#include <memory>

#include "cli/clause_site.h"
#include "cli/explain.h"
#include "cli/verb.h"

namespace ioracle {
namespace {

constexpr const char* explain_footer = R"(Examples:
  ioracle explain WSARecv.ret.pending      a clause: its source, its rules, its scenarios
  ioracle explain WSA_IO_PENDING           an error: its number, its statuses, what speaks of it
  ioracle explain 997
  ioracle explain STATUS_CANCELLED
  ioracle explain WSARecv                  a call: what it must do, what it may do
  ioracle explain --site clauses           a page for every clause, to read in a browser

Scenarios and expectations are looked for in the folders of those names, or where the program is
installed.)";

struct ExplainOptions {
  std::string topic;
  std::string site;
  std::string scenarios;
  std::string expectations;
};

// Empty: nothing is wrong.
std::string fill(const ExplainOptions& options, ClauseIndex& index) {
  namespace fs = std::filesystem;
  FormatError error;
  const auto folder = [](const std::string& given, const char* usual) {
    if (!given.empty()) return given;
    if (fs::is_directory(usual)) return std::string(usual);
    // Beside the program, where it is installed.
    std::error_code unreadable;
    const fs::path program = fs::read_symlink("/proc/self/exe", unreadable);
    const fs::path installed = program.parent_path().parent_path() / "share/ioracle" / usual;
    return !unreadable && fs::is_directory(installed) ? installed.string() : std::string();
  };
  const std::string scenarios = folder(options.scenarios, "scenarios");
  const std::string expectations = folder(options.expectations, "expectations");
  if (!scenarios.empty() && !index.add_scenarios(scenarios, error)) return error.message();
  if (!expectations.empty() && !index.add_expectations(expectations, error)) {
    return error.message();
  }
  return {};
}

ExitCode write_site(const ExplainOptions& options, const ClauseIndex& index) {
  namespace fs = std::filesystem;
  const std::vector<SiteFile> files = clause_site(index);
  for (const SiteFile& file : files) {
    const fs::path path = fs::path(options.site) / file.path;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) return refuse(path.parent_path().string() + ": " + error.message());
    if (!write_file(path.string(), file.text)) return ExitCode::malformed;
  }
  return print(
      fmt::format("{} pages: {}\n", files.size(), (fs::path(options.site) / "index.html").string()),
      ExitCode::good);
}

ExitCode explain_verb(const ExplainOptions& options) {
  if (options.topic.empty() == options.site.empty()) {
    return refuse("expected a clause, an error or a call (or --site); see ioracle explain --help");
  }
  const auto clause = find_clause(options.topic);
  const auto error = find_error_topic(options.topic);
  const auto function = find_function(options.topic);
  if (options.site.empty() && !clause && !error && !function) {
    return refuse(fmt::format("\"{}\" is no clause, no error and no call{}", options.topic,
                              topic_suggestion(options.topic)));
  }
  ClauseIndex index;
  const std::string trouble = fill(options, index);
  if (!trouble.empty()) return refuse(trouble);
  if (clause || !options.site.empty()) index.exercise();
  if (!options.site.empty()) return write_site(options, index);
  if (clause) return print(explain_clause(*clause, index), ExitCode::good);
  if (error) return print(explain_error(*error, index), ExitCode::good);
  return print(explain_call(*function, index), ExitCode::good);
}

}  // namespace

void add_explain(CLI::App& program, ExitCode& ended) {
  CLI::App* const verb =
      program.add_subcommand("explain", "Tell what is known of a clause, an error or a call");
  const auto options = std::make_shared<ExplainOptions>();
  verb->footer(explain_footer);
  verb->add_option("TOPIC", options->topic,
                   "An id of the catalogue, a symbol or number of an error, a status, a function");
  verb->add_option("--site", options->site, "Write a page for every clause into this folder")
      ->type_name("DIR");
  verb->add_option("--scenarios", options->scenarios, "Scenarios that exercise clauses")
      ->type_name("DIR");
  verb->add_option("--expectations", options->expectations,
                   "Files of expectations: who breaks which clause")
      ->type_name("DIR");
  verb->callback([options, &ended] { ended = explain_verb(*options); });
}

}  // namespace ioracle
