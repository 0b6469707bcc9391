#include "tests/tightness/corpus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "format/scenario_reader.h"
#include "format/trace_reader.h"
#include "sim/simulation.h"

namespace ioracle::tightness {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t seed = 1;

std::vector<fs::path> files(const char* folder, const char* extension) {
  std::vector<fs::path> paths;
  const fs::path root = fs::path(IORACLE_SOURCE_FOLDER) / folder;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() == extension) paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

bool races(const std::vector<Step>& steps) {
  return std::ranges::any_of(steps, [](const Step& step) {
    return step.race != 0 || races(step.body) || races(step.otherwise);
  });
}

struct Corpus {
  std::vector<CorpusTrace> recorded;
  std::vector<CorpusTrace> simulated;
};

CorpusTrace simulated(const Program& program, const std::string& name, bool racing) {
  CorpusTrace trace;
  trace.name = name;
  trace.racing = racing;
  trace.names = program.names;
  Simulation simulation(program, trace.names, Profile::windows_10, seed);
  simulation.run([&](const Event& event) { trace.events.push_back(event); });
  return trace;
}

CorpusTrace recorded(const fs::path& path, const std::string& name) {
  CorpusTrace trace;
  trace.name = name;
  TraceReader reader(trace.names);
  EXPECT_TRUE(reader.open_file(path.string())) << reader.error().message();
  for (Event event; reader.next(event) == TraceReader::Result::event;) {
    trace.events.push_back(event);
  }
  return trace;
}

Corpus read_corpus() {
  Corpus corpus;
  std::map<std::string, bool> racing;
  const fs::path root = IORACLE_SOURCE_FOLDER;
  for (const fs::path& path : files("scenarios", ".json")) {
    FormatError error;
    const auto program = read_scenario_file(path.string(), error);
    EXPECT_TRUE(program) << error.message();
    if (!program) continue;
    const std::string name = fs::relative(path, root).generic_string();
    racing[path.stem().string()] = races(program->steps);
    corpus.simulated.push_back(simulated(*program, name, races(program->steps)));
  }
  for (const fs::path& path : files("traces", ".jsonl")) {
    // What is published is silent on all but what it states: nothing of that can be noticed.
    if (path.parent_path().filename() == "published") continue;
    corpus.recorded.push_back(recorded(path, fs::relative(path, root).generic_string()));
    corpus.recorded.back().racing = racing[path.stem().string()];
  }
  return corpus;
}

}  // namespace

std::vector<CorpusTrace> accepted_corpus() {
  Corpus corpus = read_corpus();
  std::vector<CorpusTrace> accepted;
  for (std::vector<CorpusTrace>* part : {&corpus.recorded, &corpus.simulated}) {
    for (CorpusTrace& trace : *part) {
      if (judge(trace.events, trace.names).kind != VerdictKind::accepted) continue;
      accepted.push_back(std::move(trace));
    }
  }
  return accepted;
}

std::vector<CorpusTrace> rejected_corpus() {
  std::vector<CorpusTrace> rejected;
  for (CorpusTrace& trace : read_corpus().recorded) {
    if (judge(trace.events, trace.names).kind == VerdictKind::rejected) {
      rejected.push_back(std::move(trace));
    }
  }
  return rejected;
}

Verdict judge(std::span<const Event> events, Names& names, bool certificate) {
  Oracle::Options options;
  options.certificate = certificate;
  if (!certificate) options.kept_most = 0;
  Oracle oracle(options, names);
  for (const Event& event : events) {
    if (!oracle.take(event)) break;
  }
  return oracle.verdict();
}

std::uint64_t wanted(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

}  // namespace ioracle::tightness
