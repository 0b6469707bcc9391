// Simulates a scenario and judges what came of it, with the rooms as libraries.

#include <cstdio>

#include "format/scenario_reader.h"
#include "model/clause.h"
#include "oracle/oracle.h"
#include "sim/simulation.h"

int main(int count, char** arguments) {
  using namespace ioracle::literals;
  if (count != 2) return 2;
  ioracle::FormatError error;
  const auto program = ioracle::read_scenario_file(arguments[1], error);
  if (!program) {
    std::puts(error.message().c_str());
    return 2;
  }
  ioracle::Names names = program->names;
  ioracle::Simulation simulation(*program, names, ioracle::Profile::windows_10, 7);
  ioracle::Oracle oracle({}, names);
  simulation.run([&](const ioracle::Event& event) { oracle.take(event); });
  const ioracle::Verdict verdict = oracle.verdict();
  std::printf("%s: %llu events, %s\n", std::string(name_of(verdict.kind)).c_str(),
              static_cast<unsigned long long>(verdict.events),
              std::string(lookup("GQCS.success"_clause).id).c_str());
  return verdict.kind == ioracle::VerdictKind::accepted ? 0 : 1;
}
