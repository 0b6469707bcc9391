#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "format/scenario_reader.h"
#include "format/trace_reader.h"
#include "format/trace_writer.h"
#include "oracle/certificate.h"
#include "oracle/oracle.h"
#include "sim/simulation.h"
#include "tests/agreement/random_program.h"
#include "tests/reference/reference_checker.h"
#include "tests/agreement/wide_program.h"

namespace ioracle {
namespace {
std::uint64_t wanted(const char* v, std::uint64_t o) { auto t = std::getenv(v); return t ? std::strtoull(t, nullptr, 10) : o; }
struct R { Names names; std::vector<Event> events; };
R sim(const Program& p, std::uint64_t seed) {
  R r; r.names = p.names;
  Simulation s(p, r.names, Profile::windows_10, seed);
  s.run([&](const Event& e) { r.events.push_back(e); });
  return r;
}
Verdict judge(R& r, bool certificate) {
  Oracle::Options o; o.certificate = certificate;
  Oracle oracle(o, r.names);
  for (auto& e : r.events) if (!oracle.take(e)) break;
  return oracle.verdict();
}
struct Counts { int accepted = 0, certified = 0, replayed = 0; };
void one(const std::string& name, R& r, Counts& c) {
  const Verdict plain = judge(r, false);
  if (plain.kind != VerdictKind::accepted) return;
  ++c.accepted;
  const Verdict v = judge(r, true);
  if (v.kind != VerdictKind::accepted) {
    auto ref = reference::check(r.events, Profile::windows_10, r.names, 20000);
    std::printf("%s: reference %d at %llu; %s\n", name.c_str(), static_cast<int>(ref.verdict), ref.event < r.events.size() ? static_cast<unsigned long long>(r.events[ref.event].seq) : 0ULL, v.reason.c_str());
    if (std::getenv("IORACLE_VERBOSE")) { std::string t; for (auto& e : r.events) write_event(t, e, r.names); std::printf("%s\n", t.c_str()); }
    return;
  }
  ++c.certified;
  const Replay again = replay(r.events, Profile::windows_10, r.names, v.certificate);
  if (again.good) ++c.replayed; else std::printf("%s: replay: %s\n", name.c_str(), again.reason.c_str());
}
TEST(Certificate, Scratch) {
  Counts scen, wine, narrow, wide;
  const std::string only = std::getenv("ONLY") ? std::getenv("ONLY") : "";
  const auto folder = std::filesystem::path(IORACLE_SOURCE_FOLDER);
  if (only.empty() || only == "s")
  for (auto& e : std::filesystem::recursive_directory_iterator(folder / "scenarios")) {
    if (e.path().extension() != ".json") continue;
    FormatError error; auto p = read_scenario_file(e.path().string(), error);
    for (std::uint64_t s = 1; s <= wanted("IORACLE_SEEDS", 20); ++s) { R r = sim(*p, s); one(e.path().stem().string() + " " + std::to_string(s), r, scen); }
  }
  if (only.empty() || only == "w")
  for (auto& e : std::filesystem::directory_iterator(folder / "traces/wine-8.0")) {
    if (e.path().extension() != ".jsonl") continue;
    R r; TraceReader reader(r.names); if (!reader.open_file(e.path().string())) continue;
    Event ev; while (reader.next(ev) == TraceReader::Result::event) r.events.push_back(ev);
    one(e.path().stem().string(), r, wine);
  }
  const std::uint64_t first = wanted("FIRST", 1);
  if (only.empty() || only == "n")
  for (std::uint64_t s = first; s <= wanted("NARROW", 1200); ++s) {
    FormatError error; auto p = read_scenario(random_scenario(s), "random", error);
    R r = sim(*p, s); if (s % 4 != 0) spoil(r.events, s);
    one("narrow " + std::to_string(s), r, narrow);
  }
  if (only.empty() || only == "i")
  for (std::uint64_t s = first; s <= wanted("WIDE", 300); ++s) {
    FormatError error; auto p = read_scenario(wide_program(s, ProgramSize{}).scenario, "random", error);
    R r = sim(*p, s); if (s % 4 != 0) spoil(r.events, s);
    one("wide " + std::to_string(s), r, wide);
  }
  auto tell = [](const char* n, Counts c) { std::printf("%s: accepted %d certified %d replayed %d\n", n, c.accepted, c.certified, c.replayed); };
  tell("scenarios", scen); tell("wine", wine); tell("narrow", narrow); tell("wide", wide);
}
}  // namespace
}  // namespace ioracle
