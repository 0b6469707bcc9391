#include "tests/mutants/mutants.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>

#include "cli/evidence.h"
#include "cli/scenario_file.h"
#include "format/scenario_reader.h"
#include "format/trace_reader.h"
#include "fuzz/generator.h"
#include "model/chain.h"
#include "oracle/oracle.h"
#include "sim/simulation.h"
#include "tests/agreement/random_program.h"
#include "tests/agreement/wide_program.h"

namespace ioracle::mutants {
namespace {

constexpr unsigned patience_seconds = 20;
constexpr std::uint64_t budget = 20'000;
constexpr std::uint64_t random_programs = 400;
constexpr std::uint64_t generated_scenarios = 1'500;
// A mutant may run in circles.
constexpr std::size_t events_most = 5'000;

struct TooLong {};

VerdictKind judge(const Trace& trace, Profile profile) {
  Names names = trace.names;
  Oracle::Options options;
  options.profile = profile;
  options.budget = budget;
  Oracle oracle(options, names);
  for (const Event& event : trace.events) {
    if (!oracle.take(event)) break;
  }
  return oracle.verdict().kind;
}

Trace read(const std::string& text) {
  Trace trace;
  TraceReader reader(trace.names);
  Event event;
  if (!reader.open_text(text)) return trace;
  while (reader.next(event) == TraceReader::Result::event) trace.events.push_back(event);
  return trace;
}

Trace simulate(const Program& program, std::uint64_t seed) {
  Trace trace;
  trace.names = program.names;
  Simulation simulation(program, trace.names, Profile::windows_10, seed);
  try {
    simulation.run([&](const Event& event) {
      trace.events.push_back(event);
      if (trace.events.size() > events_most) throw TooLong();
    });
  } catch (const TooLong&) {
    // A prefix of the run is a trace as well.
  }
  return trace;
}

std::filesystem::path source(const char* folder) {
  return std::filesystem::path(IORACLE_SOURCE_FOLDER) / folder;
}

}  // namespace

std::string_view name_of(Switch mutation) {
  return mutation == Switch::dropped ? "dropped" : "widened";
}

Corpus::Run Corpus::run_of(const Program& program, std::uint64_t seed) {
  Run run;
  Trace& trace = run.judged.trace;
  trace.names = program.names;
  Simulation simulation(program, trace.names, Profile::windows_10, seed);
  Alternatives alternatives;
  simulation.watch([&](const AlternativeInfo& performed) {
    performed_.insert(&performed);
    const ExactWorld& world = simulation.world();
    for (std::uint32_t index = 0; index < world.chain_count(); ++index) {
      const Chain& chain = world.chain(index);
      if (chain.step == MicroStep::leave || chain.step == MicroStep::running) continue;
      offer(world.known(), chain, alternatives);
      for (const Alternative& alternative : alternatives) {
        run.offered.insert(alternative.info);
        if (!alternatives.atoms(alternative).empty()) guarded_.insert(alternative.info);
      }
    }
  });
  simulation.run([&](const Event& event) { trace.events.push_back(event); });
  offered_.insert(run.offered.begin(), run.offered.end());
  return run;
}

Corpus::Corpus(std::uint64_t seeds) {
  FormatError error;
  std::set<std::string> small;  // sorted: folders are in no order
  for (const std::string& table : probe_tables(source("tests/verdicts").string())) {
    const auto probes = read_probe_table(table, error);
    if (!probes) continue;  // the tests of the probes tell
    for (const Probe& probe : *probes) {
      const auto traces = traces_of(probe, error);
      if (!traces) continue;
      for (const std::string& text : traces->texts) {
        Judged judged{read(text), probe.profile, probe.rejected, probe.name};
        const auto right = probe.rejected ? VerdictKind::rejected : VerdictKind::accepted;
        if (judge(judged.trace, judged.profile) == right) probes_.push_back(std::move(judged));
      }
    }
  }
  for (const std::string& file : scenario_files(source("scenarios").string())) {
    auto program = read_scenario_file(file, error);
    if (program) add(std::filesystem::path(file).stem().string(), std::move(*program), seeds);
  }
  for (std::uint64_t seed = 1; seed <= random_programs; ++seed) {
    auto program = read_scenario(wide_program(seed, ProgramSize{}).scenario, "wide", error);
    if (program) add("random program " + std::to_string(seed), std::move(*program), 1);
  }
  // Litmus programs are small and race; what fuzzing generates does a little of everything.
  const auto litmus = source("scenarios") / "litmus";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(litmus)) {
    if (entry.path().extension() == ".litmus") small.insert(entry.path().string());
  }
  for (const std::string& file : small) {
    auto program = read_scenario_file(file, error);
    if (program) add(std::filesystem::path(file).stem().string(), std::move(*program), seeds);
  }
  for (std::uint64_t index = 0; index < generated_scenarios; ++index) {
    const GeneratedScenario one = generate_scenario(1, index, all_families());
    auto program = read_scenario(one.text, one.name, error);
    if (program) add(one.name, std::move(*program), 1);
  }
}

void Corpus::add(std::string name, Program program, std::uint64_t seeds) {
  Scenario& scenario = scenarios_.emplace_back();
  scenario.name = std::move(name);
  scenario.program = std::move(program);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    Run run = run_of(scenario.program, seed);
    if (judge(run.judged.trace, Profile::windows_10) != VerdictKind::accepted) break;
    Run spoilt = run;
    spoilt.judged.rejected =
        spoil(spoilt.judged.trace.events, seed) &&
        judge(spoilt.judged.trace, Profile::windows_10) == VerdictKind::rejected;
    if (spoilt.judged.rejected) scenario.spoilt.push_back(std::move(spoilt));
    scenario.runs.push_back(std::move(run));
  }
}

std::string Corpus::killer_now(const AlternativeInfo& info, Switch mutation) const {
  for (const Judged& probe : probes_) {
    const VerdictKind verdict = judge(probe.trace, probe.profile);
    const auto wrong = probe.rejected ? VerdictKind::accepted : VerdictKind::rejected;
    if (verdict == wrong) return "probe " + probe.name;
  }
  // Only a run that is offered the alternative can tell.
  const auto concerns = [&](const Run& run) { return run.offered.contains(&info); };
  for (const Scenario& scenario : scenarios_) {
    for (const Run& run : scenario.runs) {
      if (!concerns(run)) continue;
      if (judge(run.judged.trace, Profile::windows_10) == VerdictKind::rejected) {
        return "run of " + scenario.name;
      }
    }
    for (const Run& run : scenario.spoilt) {
      if (!concerns(run)) continue;
      if (judge(run.judged.trace, Profile::windows_10) == VerdictKind::accepted) {
        return "spoilt run of " + scenario.name;
      }
    }
  }
  const auto mutate = [&](Switch to) {
    const auto all = AlternativeInfo::all();
    (*std::ranges::find(all, &info))->set_mutation(to);
  };
  for (const Scenario& scenario : scenarios_) {
    for (std::size_t index = 0; index < scenario.runs.size(); ++index) {
      if (!concerns(scenario.runs[index])) continue;
      mutate(mutation);
      const Trace trace = simulate(scenario.program, index + 1);
      mutate(Switch::normal);
      if (judge(trace, Profile::windows_10) == VerdictKind::rejected) {
        return "mutated run of " + scenario.name;
      }
    }
  }
  return {};
}

std::string Corpus::killer(AlternativeInfo& info, Switch mutation) const {
  info.set_mutation(mutation);
  std::string killer = killer_now(info, mutation);
  info.set_mutation(Switch::normal);
  return killer;
}

Outcome try_mutant(const Corpus& corpus, AlternativeInfo& info, Switch mutation) {
  int ends[2];
  if (pipe(ends) != 0) return {};
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) return {};
  if (child == 0) {
    close(ends[0]);
    alarm(patience_seconds);
    const std::string killer = corpus.killer(info, mutation);
    const bool told = ::write(ends[1], killer.data(), killer.size()) >= 0;
    _exit(told && killer.empty() ? 0 : 1);
  }
  close(ends[1]);
  Outcome outcome;
  char part[256];
  for (;;) {
    const ssize_t count = ::read(ends[0], part, sizeof part);
    if (count <= 0) break;
    outcome.killer.append(part, static_cast<std::size_t>(count));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status)) {
    outcome.fate = WEXITSTATUS(status) == 0 ? Fate::survived : Fate::killed;
  } else if (WTERMSIG(status) != SIGALRM) {
    outcome.fate = Fate::killed;
    outcome.killer = "signal " + std::to_string(WTERMSIG(status));
  }
  return outcome;
}

}  // namespace ioracle::mutants
