#pragma once
// Mutants of the specification: one alternative dropped, or widened to need nothing of hidden
// history. What kills a mutant: a probe that gets another verdict, a run of the specification that
// the mutant rejects, a spoilt run that it accepts, or a run of the mutant that the specification
// rejects.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "format/probe_table.h"
#include "model/alternative.h"
#include "model/event.h"
#include "program/program.h"

namespace ioracle::mutants {

struct Trace {
  Names names;
  std::vector<Event> events;
};

struct Judged {
  Trace trace;
  Profile profile = Profile::windows_10;
  bool rejected = false;
  std::string name;
};

// What is compared, made once with the specification as it is.
class Corpus {
 public:
  // Probes whose verdict is what their table says, each scenario and litmus with the seeds 1 to
  // `seeds`, random programs, and what fuzzing generates.
  explicit Corpus(std::uint64_t seeds);

  // What kills the mutant: "probe NAME", "run of SCENARIO", "spoilt run of SCENARIO" or "mutated
  // run of SCENARIO". Empty: it survives. The specification is as before when this returns.
  std::string killer(AlternativeInfo& info, Switch mutation) const;

  // Of what the runs showed: offered at all; offered with a condition that widening takes away.
  bool is_offered(const AlternativeInfo& info) const { return offered_.contains(&info); }
  bool is_guarded(const AlternativeInfo& info) const { return guarded_.contains(&info); }
  bool is_performed(const AlternativeInfo& info) const { return performed_.contains(&info); }

 private:
  struct Run {
    Judged judged;
    std::set<const AlternativeInfo*> offered;
  };
  struct Scenario {
    std::string name;
    Program program;
    std::vector<Run> runs;    // of the seeds from 1 on
    std::vector<Run> spoilt;  // with one observation changed, and rejected
  };

  void add(std::string name, Program program, std::uint64_t seeds);
  Run run_of(const Program& program, std::uint64_t seed);
  std::string killer_now(const AlternativeInfo& info, Switch mutation) const;

  std::vector<Judged> probes_;
  std::vector<Scenario> scenarios_;
  std::set<const AlternativeInfo*> offered_;
  std::set<const AlternativeInfo*> guarded_;
  std::set<const AlternativeInfo*> performed_;
};

// What became of one mutant, found in a process of its own: a mutant may break what the rest of the
// program relies on, which kills it too.
enum class Fate : std::uint8_t { killed, survived, lost };

struct Outcome {
  Fate fate = Fate::lost;  // lost: no answer within the time
  std::string killer;
};

Outcome try_mutant(const Corpus& corpus, AlternativeInfo& info, Switch mutation);

std::string_view name_of(Switch mutation);

}  // namespace ioracle::mutants
