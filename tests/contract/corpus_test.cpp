// Every mark that a trace of the corpus shows is declared by its scenario, and every declared one
// is shown: by the simulator in one of its seeds, or by a recording.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "format/scenario_reader.h"
#include "format/trace_reader.h"
#include "model/contract/contract.h"
#include "sim/simulation.h"
#include "tests/contract/tables.h"

namespace ioracle::contract {
namespace {

namespace fs = std::filesystem;
const fs::path source_folder = IORACLE_SOURCE_FOLDER;

std::vector<fs::path> scenario_files() {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(scenario_folder())) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

bool cites(const Duty& duty, const std::string& id) {
  return std::ranges::any_of(duty.clauses(),
                             [&](ClauseId clause) { return lookup(clause).id == id; });
}

// The marks that a scenario may show and those that it did.
struct Declarations {
  std::vector<std::string> misuse;
  std::vector<std::string> hazards;
  std::set<std::string> shown;

  const std::vector<std::string>& of(MarkKind kind) const {
    return kind == MarkKind::misuse ? misuse : hazards;
  }

  void compare(const Contract& contract, const Names& names, const std::string& where) {
    for (const Mark& mark : contract.marks()) {
      bool declared = false;
      for (const std::string& id : of(mark.duty->kind())) {
        if (!cites(*mark.duty, id)) continue;
        declared = true;
        shown.insert(id);
      }
      EXPECT_TRUE(declared) << where << ": undeclared " << name_of(mark.duty->kind()) << " "
                            << lookup(mark.duty->clauses().front()).id << " at event "
                            << mark.event_seq << ": " << sentence(mark, names);
    }
  }
};

void watch_simulations(const Program& program, Declarations& declarations) {
  for (std::uint64_t seed = 1; seed <= seed_count(); ++seed) {
    Names names = program.names;
    Simulation simulation(program, names, Profile::windows_10, seed);
    Contract contract;
    simulation.run([&](const Event& event) { contract.take(event); });
    const std::string where = program.scenario + ", seed " + std::to_string(seed);
    declarations.compare(contract, names, where);
    if (::testing::Test::HasFailure() && std::getenv("IORACLE_SEEDS") == nullptr) return;
  }
}

void watch_recording(const fs::path& path, Declarations& declarations) {
  Names names;
  TraceReader reader(names);
  ASSERT_TRUE(reader.open_file(path.string())) << reader.error().message();
  EXPECT_EQ(reader.header().misuse, declarations.misuse) << path;
  EXPECT_EQ(reader.header().hazards, declarations.hazards) << path;
  Contract contract;
  Event event;
  while (reader.next(event) == TraceReader::Result::event) contract.take(event);
  declarations.compare(contract, names, path.filename().string());
}

TEST(Corpus, ShowsTheMarksThatItDeclares) {
  std::size_t declared = 0;
  for (const fs::path& path : scenario_files()) {
    FormatError error;
    const auto program = read_scenario_file(path.string(), error);
    ASSERT_TRUE(program) << error.message();
    Declarations declarations{program->misuse, program->hazards, {}};
    watch_simulations(*program, declarations);
    for (const auto& folder : fs::directory_iterator(source_folder / "traces")) {
      const fs::path recording = folder.path() / (program->scenario + ".jsonl");
      if (fs::exists(recording)) watch_recording(recording, declarations);
    }
    for (const MarkKind kind : {MarkKind::misuse, MarkKind::hazard}) {
      for (const std::string& id : declarations.of(kind)) {
        ++declared;
        EXPECT_TRUE(declarations.shown.contains(id))
            << path << " declares the " << name_of(kind) << " " << id << ", and shows none";
      }
    }
  }
  EXPECT_GE(declared, 100U);
}

// Programs that no one here wrote, and that are right.
TEST(Corpus, RecordedProgramsShowNoMisuse) {
  std::size_t programs = 0;
  for (const auto& entry : fs::directory_iterator(source_folder / "tests/recorder/traces")) {
    ++programs;
    Names names;
    TraceReader reader(names);
    ASSERT_TRUE(reader.open_file(entry.path().string())) << reader.error().message();
    Contract contract;
    Event event;
    while (reader.next(event) == TraceReader::Result::event) contract.take(event);
    for (const Mark& mark : contract.marks()) {
      EXPECT_EQ(mark.duty->kind(), MarkKind::hazard)
          << entry.path() << ", event " << mark.event_seq << ": " << sentence(mark, names);
    }
  }
  EXPECT_GE(programs, 5U);
}

// A duty that nothing in the corpus breaks would be one that nobody has seen work.
TEST(Corpus, BreaksEveryDuty) {
  std::set<std::string_view> broken;
  for (const fs::path& path : scenario_files()) {
    FormatError error;
    const auto program = read_scenario_file(path.string(), error);
    ASSERT_TRUE(program) << error.message();
    if (program->misuse.empty() && program->hazards.empty()) continue;
    for (std::uint64_t seed = 1; seed <= seed_count(); ++seed) {
      Names names = program->names;
      Simulation simulation(*program, names, Profile::windows_10, seed);
      Contract contract;
      simulation.run([&](const Event& event) { contract.take(event); });
      for (const Mark& mark : contract.marks()) broken.insert(mark.duty->name());
    }
  }
  for (const Duty* duty : Duty::all()) {
    EXPECT_TRUE(broken.contains(duty->name())) << "nothing in the corpus breaks " << duty->name();
  }
}

}  // namespace
}  // namespace ioracle::contract
