// ioracle agent: serves the simulator over the agent protocol.

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>

#include "cli/profile_option.h"
#include "cli/verb.h"
#include "conform/simulated_agent.h"
#include "format/format_error.h"

namespace ioracle {
namespace {

constexpr const char* agent_footer = R"(Examples:
  ioracle agent --fault list
  ioracle conform --agent "ioracle agent" scenarios
  ioracle conform --agent "ioracle agent --fault packet_lost" scenarios

Requests are read from standard input, answers written to standard output: docs/protocol.md. A
scenario that is loaded again is run with the next seed.)";

struct AgentVerbOptions {
  std::string fault;
  std::string profile;
  std::uint64_t seed = 0;
};

ExitCode list_faults() {
  std::string text;
  for (const Fault& fault : all_faults())
    text += fmt::format("{:<24}  {}\n", fault.name, fault.about);
  return print(text, ExitCode::good);
}

ExitCode serve(const AgentVerbOptions& options) {
  if (options.fault == "list") return list_faults();
  SimulatedAgentOptions how;
  how.version = IORACLE_VERSION;
  how.profile = find_profile(options.profile).value_or(Profile::windows_10);
  how.seed = options.seed;
  if (!options.fault.empty()) {
    how.fault = find_fault(options.fault);
    std::vector<std::string_view> names;
    for (const Fault& fault : all_faults()) names.push_back(fault.name);
    if (!how.fault) {
      return refuse("no fault is called " + options.fault + suggestion(options.fault, names));
    }
  }
  SimulatedAgent agent(how);
  std::string line;
  while (!agent.ended() && std::getline(std::cin, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::cout << agent.answer(line) << '\n' << std::flush;
  }
  return ExitCode::good;
}

}  // namespace

void add_agent(CLI::App& program, ExitCode& ended) {
  CLI::App* const verb =
      program.add_subcommand("agent", "Serve the simulator over the agent protocol");
  const auto options = std::make_shared<AgentVerbOptions>();
  verb->footer(agent_footer);
  verb->add_option("--fault", options->fault, "A built-in fault; list names them")
      ->type_name("NAME");
  add_profile_option(*verb, options->profile, false, "windows-10");
  verb->add_option("--seed", options->seed, "Picks the first run of each scenario")
      ->capture_default_str();
  verb->callback([options, &ended] { ended = serve(*options); });
}

}  // namespace ioracle
