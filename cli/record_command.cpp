// The command line of ioracle record; cli/record_verb.h does the work.

#include <iostream>
#include <memory>

#include "cli/profile_option.h"
#include "cli/record_verb.h"
#include "cli/verb.h"

namespace ioracle {
namespace {

constexpr const char* record_footer = R"(Examples:
  ioracle record scenarios --agent script/wine-agent --out traces/here
  ioracle record scenario.json --agent script/wine-agent | ioracle check -
  ioracle record scenarios --published --out traces/published

--published asks no agent: a scenario whose clauses are all facts that were seen on Windows gives a
trace in which nothing is recorded but what its expectations state.

Exit codes: 0 all recorded, 2 bad input or no agent, 3 the agent refused, died or hung.)";

}  // namespace

void add_record(CLI::App& program, ExitCode& ended) {
  CLI::App* const verb =
      program.add_subcommand("record", "Record traces from a real implementation");
  const auto options = std::make_shared<cli::RecordOptions>();
  verb->footer(record_footer);
  verb->add_option("SCENARIO", options->scenarios, "Scenarios, or folders of them")->required();
  CLI::Option* const agent =
      verb->add_option("--agent", options->agent, "The command that starts the agent")
          ->type_name("CMD");
  verb->add_flag("--published", options->published, "Instead: what facts seen on Windows state")
      ->excludes(agent);
  verb->add_option("--out", options->out, "Folder of the traces; default: standard output")
      ->type_name("DIR");
  verb->add_option("--log", options->log, "File for what the agent says on standard error")
      ->type_name("FILE");
  verb->add_option("--patience", options->patience_ms, "What counts as settled, in milliseconds")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  add_profile_option(*verb, options->profile, false, options->profile);
  verb->callback([options, &ended] {
    if (options->agent.empty() && !options->published) {
      ended = refuse("--agent or --published is needed");
      return;
    }
    ended = static_cast<ExitCode>(cli::record_verb(*options, std::cout, std::cerr));
  });
}

}  // namespace ioracle
