// ioracle emit: a scenario as one C file.

#include <fmt/format.h>

#include <memory>

#include "cli/profile_option.h"
#include "cli/verb.h"
#include "cli/wine_test_form.h"
#include "emit/c_program.h"
#include "format/scenario_reader.h"
#include "format/text_file.h"

namespace ioracle {
namespace {

constexpr const char* emit_footer = R"(Examples:
  ioracle emit scenario.json --out scenario.c
  x86_64-w64-mingw32-gcc -static -Wall -Wextra scenario.c -o scenario.exe -lws2_32
  wine scenario.exe
  ioracle emit scenario.json --form wine-test --trace wine.jsonl --out scenario.c

The program performs the calls of the scenario on real threads, prints what each shows, and says
what differs from what the model allows or the scenario expects. What the model allows is found by
exploring the scenario; where that is cut short, by simulating it. A wine-test is written as Wine's
own tests are: ok() of what Windows shows now, broken() of what only older versions showed,
todo_wine where the trace that Wine recorded shows something else.

Exit codes: 0 it was written; 3 no C program can perform it, standard error says why; 2 malformed
input.)";

struct EmitOptions {
  std::string scenario;
  std::string profile = std::string(name_of(Profile::windows_10));
  std::string out = "-";
  std::string form = "c";
  std::string trace;
  emit::PermittedOptions permitted;
};

ExitCode emit_file(EmitOptions& options) {
  FormatError error;
  const auto program = read_scenario_file(options.scenario, error);
  if (!program) return refuse(error.message());
  const std::string reason = emit::refusal(*program);
  if (!reason.empty()) {
    fmt::print(stderr, "{}: no C program: {}\n", options.scenario, reason);
    return ExitCode::undecided;
  }
  options.permitted.profile = *find_profile(options.profile);
  if (options.form == "wine-test") {
    std::map<std::string, std::string> shown;
    if (!options.trace.empty()) {
      const auto text = read_text_file(options.trace, error);
      if (!text || !read_shown(text->text, shown, error)) return refuse(error.message());
    }
    const auto test = wine_test_of(*program, options.permitted, shown);
    if (!test) {
      fmt::print(stderr, "{}: {}\n", options.scenario, may_fault);
      return ExitCode::undecided;
    }
    return write_file(options.out, *test) ? ExitCode::good : ExitCode::malformed;
  }
  const emit::Permitted permitted = emit::find_permitted(*program, options.permitted);
  if (permitted.faults) {
    fmt::print(stderr, "{}: {}\n", options.scenario, may_fault);
    return ExitCode::undecided;
  }
  const std::string text = emit::c_program(*program, permitted, options.permitted.profile);
  return write_file(options.out, text) ? ExitCode::good : ExitCode::malformed;
}

}  // namespace

void add_emit(CLI::App& program, ExitCode& ended) {
  CLI::App* const verb = program.add_subcommand("emit", "Write a scenario as a C program");
  const auto options = std::make_shared<EmitOptions>();
  verb->footer(emit_footer);
  verb->add_option("SCENARIO", options->scenario, "The scenario; - is standard input")->required();
  add_profile_option(*verb, options->profile, false, options->profile);
  verb->add_option("--form", options->form, "A program of its own, or a test as Wine has them")
      ->check(CLI::IsMember({"c", "wine-test"}))
      ->capture_default_str();
  verb->add_option("--trace", options->trace,
                   "wine-test: what Wine recorded, which tells what is todo")
      ->type_name("FILE");
  verb->add_option("--out,-o", options->out, "Where the program goes; - is standard output")
      ->type_name("FILE")
      ->capture_default_str();
  verb->add_option("--max-states", options->permitted.states_limit,
                   "How far the scenario is explored for what the model allows")
      ->capture_default_str();
  verb->add_option("--seeds", options->permitted.seeds,
                   "How often it is simulated where the exploration is cut short")
      ->capture_default_str();
  verb->callback([options, &ended] { ended = emit_file(*options); });
}

}  // namespace ioracle
