#include "cli/program.h"

#include <string>

#include "cli/verb.h"
#include "model/clause.h"

namespace ioracle {
namespace {

constexpr const char* description =
    R"(The executable specification of Windows overlapped I/O: simulates scenarios, and judges
recorded traces against what Windows documents and was seen to do.)";

constexpr const char* examples = R"(Examples:
  ioracle run scenario.json                            simulate it and print what happens
  ioracle run scenario.json --seed 7 --trace out.jsonl another interleaving, as a trace
  ioracle run scenario.json --trace - | ioracle check -
  ioracle explore scenario.json                        every outcome it can have
  ioracle check traces/*.jsonl                         judge traces, explain what is rejected
  ioracle record scenario.json --agent script/wine-agent
  ioracle conform --agent script/wine-agent scenarios    record, judge and report in one
  ioracle fuzz --agent script/wine-agent --time 10m     generated scenarios, what fails made small
  ioracle check trace.jsonl --profile any              does any Windows do this?
  ioracle emit scenario.json >scenario.c               as a C program for Windows or Wine
  ioracle view trace.jsonl                             a timeline to look at in a browser
  ioracle explain WSA_IO_PENDING                       what the specification says of it
  ioracle coverage scenarios                           which clauses are covered, and how
  ioracle schema trace                                 the format of traces, as a JSON Schema

Exit codes: 0 good, 1 something was rejected, 2 bad usage or malformed input,
3 something could not be decided.)";

std::string version() {
  return std::string("ioracle ") + IORACLE_VERSION + "\ncatalogue " +
         std::string(catalogue_digest()) + "\n";
}

}  // namespace

int run_program(int argument_count, char** arguments) {
  CLI::App program(description, "ioracle");
  program.footer(examples);
  program.set_version_flag("--version", version);
  program.require_subcommand(1);
  program.fallthrough(false);
  ExitCode ended = ExitCode::good;
  if (argument_count == 1) {
    if (const auto here = what_can_be_done_here()) {
      return static_cast<int>(print(*here, ExitCode::good));
    }
  }
  add_run(program, ended);
  add_explore(program, ended);
  add_check(program, ended);
  add_record(program, ended);
  add_conform(program, ended);
  add_agent(program, ended);
  add_fuzz(program, ended);
  add_shrink(program, ended);
  add_merge(program, ended);
  add_emit(program, ended);
  add_coverage(program, ended);
  add_view(program, ended);
  add_explain(program, ended);
  add_schema(program, ended);
  add_manual(program, ended);
  try {
    program.parse(argument_count, arguments);
  } catch (const CLI::ParseError& error) {
    const bool asked = program.exit(error) == 0;  // --help, --version
    return static_cast<int>(asked ? ExitCode::good : ExitCode::malformed);
  }
  return static_cast<int>(ended);
}

}  // namespace ioracle
