#include "tests/verdicts/judged.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "format/scenario_reader.h"
#include "format/trace_reader.h"
#include "format/trace_writer.h"
#include "sim/simulation.h"

namespace ioracle::verdicts {
namespace {

std::filesystem::path scenario_folder() {
  return std::filesystem::path(IORACLE_SOURCE_FOLDER) / "scenarios";
}

template <class Open>
std::optional<Recording> read(Open open) {
  std::optional<Recording> recording(std::in_place);
  TraceReader reader(recording->names);
  if (!open(reader)) {
    ADD_FAILURE() << reader.error().message();
    return std::nullopt;
  }
  Event event;
  for (;;) {
    const auto result = reader.next(event);
    if (result == TraceReader::Result::end) return recording;
    if (result == TraceReader::Result::error) {
      ADD_FAILURE() << reader.error().message();
      return std::nullopt;
    }
    recording->events.push_back(event);
  }
}

}  // namespace

std::vector<std::filesystem::path> scenarios() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(scenario_folder())) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

std::optional<Recording> read_trace(const std::filesystem::path& path) {
  return read([&](TraceReader& reader) { return reader.open_file(path.string()); });
}

std::optional<Recording> read_text(std::string_view trace, const std::string& name) {
  return read([&](TraceReader& reader) { return reader.open_text(trace, name); });
}

std::optional<Recording> simulate(std::string_view scenario, std::uint64_t seed, Profile profile) {
  const auto path = scenario_folder() / (std::string(scenario) + ".json");
  FormatError error;
  const auto program = read_scenario_file(path.string(), error);
  if (!program) {
    ADD_FAILURE() << error.message();
    return std::nullopt;
  }
  std::optional<Recording> recording(std::in_place);
  recording->names = program->names;
  Simulation simulation(*program, recording->names, profile, seed);
  simulation.run([&](const Event& event) { recording->events.push_back(event); });
  return recording;
}

Verdict judge(Recording& recording, Profile profile) {
  Oracle oracle({profile, 200'000}, recording.names);
  for (const Event& event : recording.events) {
    if (!oracle.take(event)) break;
  }
  return oracle.verdict();
}

std::string text_of(const Recording& recording) {
  std::string text;
  for (const Event& event : recording.events) write_event(text, event, recording.names);
  return text;
}

std::string text_of(const Verdict& verdict) {
  std::string text(name_of(verdict.kind));
  if (verdict.event_seq != 0) {
    text += " at seq " + std::to_string(verdict.event_seq) + ": " + verdict.observed;
  }
  if (verdict.progress) text += " (progress)";
  if (!verdict.reason.empty()) text += "\n  " + verdict.reason;
  for (const std::string& allowed : verdict.allowed) text += "\n  allowed: " + allowed;
  for (const ClauseId clause : verdict.clauses) {
    text += "\n  " + std::string(lookup(clause).id);
  }
  return text;
}

bool cites(const Verdict& verdict, std::string_view clause) {
  return std::ranges::any_of(verdict.clauses, [&](ClauseId id) { return lookup(id).id == clause; });
}

}  // namespace ioracle::verdicts
