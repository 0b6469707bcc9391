// Proposes probes for clauses that are cited but not enforced yet: runs the scenarios, changes one
// observation of a run at a time, and keeps what both oracle and reference checker reject, the
// oracle citing the clause; of clauses that permit, two runs that differ in it.
//
//   propose_probes SCENARIOS TABLES SEEDS
//
// Rows go to standard output. Each wants a look before it goes to a table: that a rejection cites
// a clause does not mean that the change breaks what the clause says.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "cli/coverage.h"
#include "cli/evidence.h"
#include "cli/scenario_file.h"
#include "format/scenario_reader.h"
#include "format/trace_reader.h"
#include "format/trace_writer.h"
#include "model/alternative.h"
#include "sim/simulation.h"
#include "tests/reference/reference_checker.h"

namespace ioracle {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t states_limit = 3'000;
constexpr std::array profiles = {Profile::windows_10, Profile::documented, Profile::windows_xp};

struct Run {
  std::string text;
  std::set<ClauseId> performed;
};

Run run_of(const Program& program, Profile profile, std::uint64_t seed) {
  Run run;
  write_header(run.text, simulation_header(program, profile));
  Names names = program.names;
  Simulation simulation(program, names, profile, seed);
  simulation.watch([&](const AlternativeInfo& info) {
    run.performed.insert(info.cites().begin(), info.cites().end());
  });
  simulation.run([&](const Event& event) { write_event(run.text, event, names); });
  return run;
}

struct Proposal {
  Probe probe;
  std::size_t cost = 0;  // the smaller, the closer to the clause
};

bool reference_rejects(const std::string& text, Profile profile, std::uint64_t seq) {
  Names names;
  TraceReader reader(names);
  std::vector<Event> events;
  Event event;
  if (!reader.open_text(text)) return false;
  while (reader.next(event) == TraceReader::Result::event) events.push_back(event);
  const auto judgement = reference::check(events, profile, names, states_limit);
  return judgement.verdict == reference::Verdict::rejected && events[judgement.event].seq == seq;
}

// What a line could show instead, as patches.
std::vector<Json> patches(const Json& line) {
  std::vector<Json> all;
  const std::string event = line.value("event", "");
  if (event == "return") {
    if (line.contains("value") && line["value"].is_number_integer()) {
      for (const int value : {0, 1, -1, 258}) {
        if (line["value"] == value) continue;
        all.push_back({{"value", value}});
        for (const int code : {0, 995, 997, 10022, 10054}) {
          all.push_back({{"value", value}, {"last_error", code}});
        }
      }
    }
    for (const int code : {0, 6, 87, 995, 996, 997, 1168, 10022, 10038, 10057}) {
      if (line.value("last_error", 0) != code) all.push_back({{"last_error", code}});
    }
  }
  const char* const values = event == "enter" ? "arguments" : "outputs";
  if (line.contains(values)) {
    for (const auto& [name, value] : line[values].items()) {
      Json other = value.is_number_integer() ? Json(value.get<std::int64_t>() + 1) : Json(0);
      all.push_back({{values, {{name, other}}}});
      if (event == "return" && value != "untouched") {
        all.push_back({{values, {{name, "untouched"}}}});
      }
    }
  }
  if (line.contains("signaled")) all.push_back({{"signaled", 1 - line.value("signaled", 0)}});
  if (!line.contains("words")) return all;
  for (const auto& [word, shown] : line["words"].items()) {
    for (const std::int64_t value : {0LL, 1LL, 259LL, 0xC0000120LL}) {
      if (shown != value) all.push_back({{"words", {{word, value}}}});
    }
  }
  return all;
}

class Proposer {
 public:
  explicit Proposer(const Coverage& coverage) {
    for (std::size_t index = 0; index < clauses().size(); ++index) {
      const ClauseId id{static_cast<std::uint16_t>(index)};
      if (coverage.of(id).cited && !coverage.of(id).enforced) wanted_.insert(id);
    }
  }

  void look_at(const Probe& base, const std::string& text);
  void look_for_sides(const Probe& base, const std::vector<Run>& runs);
  void print() const;

 private:
  void look_at_change(Probe probe, const std::string& text, const std::string& function);

  std::set<ClauseId> wanted_;
  std::map<ClauseId, Proposal> found_;
};

void Proposer::look_at_change(Probe probe, const std::string& text, const std::string& function) {
  const auto changed = apply_change(*probe.change, text);
  if (!changed) return;
  const Verdict verdict = judge_text(changed->text, probe.profile);
  if (verdict.kind != VerdictKind::rejected || verdict.event_seq != changed->seq) return;
  if (verdict.progress != probe.change->leaves_blocked) return;
  probe.rejected = true;
  probe.progress = verdict.progress;
  bool checked = false;
  for (const ClauseId clause : verdict.clauses) {
    if (!wanted_.contains(clause) || lookup(clause).kind == ClauseKind::may) continue;
    const bool own = lookup(clause).subject == function;
    const std::size_t cost = verdict.clauses.size() + (own ? 0 : 50) + (probe.progress ? 30 : 0) +
                             (probe.profile == Profile::windows_10 ? 0 : 20);
    const auto known = found_.find(clause);
    if (known != found_.end() && known->second.cost <= cost) continue;
    if (!checked && !reference_rejects(changed->text, probe.profile, changed->seq)) return;
    checked = true;
    Proposal proposal{probe, cost};
    proposal.probe.clauses = {clause};
    found_[clause] = proposal;
  }
}

void Proposer::look_at(const Probe& base, const std::string& text) {
  std::map<std::uint64_t, std::string> functions;
  std::map<std::string, std::uint64_t> seen;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const Json line = Json::parse(rest.substr(0, end), nullptr, false);
    rest.remove_prefix(end + 1);
    const std::string event = line.value("event", "");
    if (event == "call") functions[line.value("id", 0)] = line.value("function", "");
    if (event != "return" && event != "enter" && event != "observe") continue;
    Json find = {{"event", event}};
    std::string function;
    if (event == "return") find["function"] = function = functions[line.value("id", 0)];
    for (const char* const object : {"overlapped", "handle", "buffer"}) {
      if (event == "observe" && line.contains(object)) find[object] = line[object];
    }
    Probe probe = base;
    probe.change.emplace();
    probe.change->find = find.dump();
    probe.change->occurrence = seen[probe.change->find]++;
    for (const Json& patch : patches(line)) {
      probe.change->set = patch.dump();
      look_at_change(probe, text, function);
    }
    probe.change->set.clear();
    probe.change->leaves_blocked = true;
    if (event != "observe") look_at_change(probe, text, function);
  }
}

void Proposer::look_for_sides(const Probe& base, const std::vector<Run>& runs) {
  for (const ClauseId clause : wanted_) {
    if (lookup(clause).kind != ClauseKind::may || found_.contains(clause)) continue;
    for (std::size_t with = 0; with < runs.size(); ++with) {
      if (!runs[with].performed.contains(clause)) continue;
      const auto without = std::ranges::find_if(
          runs, [&](const Run& run) { return !run.performed.contains(clause); });
      if (without == runs.end()) break;
      Probe probe = base;
      probe.clauses = {clause};
      probe.seeds = {with + 1, static_cast<std::uint64_t>(without - runs.begin()) + 1};
      ProbeTraces traces;
      traces.texts = {runs[with].text, without->text};
      if (!fault_of(probe, traces).empty() || !enforces(probe, traces, clause)) continue;
      found_[clause] = {probe, 0};
      break;
    }
  }
}

void Proposer::print() const {
  for (const auto& [clause, proposal] : found_) {
    const Probe& probe = proposal.probe;
    Json row;
    std::string name = "enforces_" + std::string(lookup(clause).id);
    std::ranges::replace_if(
        name, [](char letter) { return !std::isalnum(letter); }, '_');
    row["name"] = name;
    row["scenario"] = probe.scenario;
    if (probe.seeds.size() == 1) row["seed"] = probe.seeds[0];
    if (probe.seeds.size() == 2) row["seeds"] = probe.seeds;
    if (probe.profile != Profile::windows_10) row["profile"] = name_of(probe.profile);
    if (probe.change) {
      row["find"] = Json::parse(probe.change->find);
      if (probe.change->occurrence != 0) row["occurrence"] = probe.change->occurrence;
      if (probe.change->leaves_blocked) row["leaves_blocked"] = true;
      if (!probe.change->set.empty()) row["set"] = Json::parse(probe.change->set);
    }
    row["verdict"] = probe.rejected ? "rejected" : "accepted";
    if (probe.progress) row["progress"] = true;
    row["clauses"] = {lookup(clause).id};
    fmt::print("{}\n", row.dump());
  }
}

int propose(const std::string& scenarios, const std::string& tables, std::uint64_t seeds) {
  Coverage coverage;
  FormatError error;
  for (const std::string& table : probe_tables(tables)) {
    const auto probes = read_probe_table(table, error);
    if (!probes) return fmt::print(stderr, "{}\n", error.message()), 2;
    for (const Probe& probe : *probes) coverage.add(probe, error);
  }
  Proposer proposer(coverage);
  for (const std::string& file : scenario_files(scenarios)) {
    const auto program = read_scenario_file(file, error);
    if (!program) return fmt::print(stderr, "{}\n", error.message()), 2;
    for (const Profile profile : profiles) {
      Probe base;
      base.scenario = std::filesystem::proximate(file, tables).string();
      base.profile = profile;
      std::vector<Run> runs;
      for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        runs.push_back(run_of(*program, profile, seed));
      }
      for (std::uint64_t seed = 1; seed <= std::min<std::uint64_t>(seeds, 2); ++seed) {
        base.seeds = {seed};
        const std::string& text = runs[seed - 1].text;
        if (judge_text(text, profile).kind != VerdictKind::accepted) continue;
        proposer.look_at(base, text);
      }
      proposer.look_for_sides(base, runs);
    }
  }
  proposer.print();
  return 0;
}

}  // namespace
}  // namespace ioracle

int main(int count, char** arguments) {
  if (count != 4) return 2;
  return ioracle::propose(arguments[1], arguments[2], std::strtoull(arguments[3], nullptr, 10));
}
