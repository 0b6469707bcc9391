#include "cli/evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "cli/scenario_file.h"
#include "format/scenario_reader.h"
#include "format/text_file.h"
#include "format/trace_reader.h"
#include "format/trace_writer.h"
#include "model/alternative.h"
#include "sim/simulation.h"

namespace ioracle {
namespace {

std::optional<std::string> simulated(const Probe& probe, std::uint64_t seed, FormatError& error) {
  const std::optional<Program> program = read_scenario_file(probe.scenario, error);
  if (!program) return std::nullopt;
  std::string text;
  write_header(text, simulation_header(*program, probe.profile));
  Names names = program->names;
  Simulation simulation(*program, names, probe.profile, seed);
  simulation.run([&](const Event& event) { write_event(text, event, names); });
  return text;
}

bool is_well_formed(const std::string& text, const Probe& probe, FormatError& error) {
  Names names;
  TraceReader reader(names);
  if (!reader.open_text(text, probe.name)) {
    error = reader.error();
    return false;
  }
  Event event;
  TraceReader::Result result = reader.next(event);
  while (result == TraceReader::Result::event) result = reader.next(event);
  if (result == TraceReader::Result::error) error = reader.error();
  return result == TraceReader::Result::end;
}

bool cites(const Verdict& verdict, ClauseId clause) {
  return std::ranges::find(verdict.clauses, clause) != verdict.clauses.end();
}

std::string words(const Verdict& verdict) {
  std::string text(name_of(verdict.kind));
  if (verdict.event_seq != 0) text += fmt::format(" at event {}", verdict.event_seq);
  if (!verdict.observed.empty()) text += ": " + verdict.observed;
  if (!verdict.reason.empty()) text += "; " + verdict.reason;
  if (verdict.clauses.empty()) return text;
  text += "; citing";
  for (const ClauseId clause : verdict.clauses) text += fmt::format(" {}", lookup(clause).id);
  return text;
}

// How many of the traces only the alternative lets pass.
std::ptrdiff_t count_needing(AlternativeInfo& info, std::span<const std::string> traces,
                             Profile profile) {
  info.set_mutation(Switch::dropped);
  const auto count = std::ranges::count_if(traces, [&](const std::string& trace) {
    return judge_text(trace, profile).kind != VerdictKind::accepted;
  });
  info.set_mutation(Switch::normal);
  return count;
}

}  // namespace

std::optional<ProbeTraces> traces_of(const Probe& probe, FormatError& error) {
  ProbeTraces traces;
  traces.event = probe.event;
  for (const std::string& path : probe.traces) {
    std::optional<TextFile> file = read_text_file(path, error);
    if (!file) return std::nullopt;
    traces.texts.push_back(std::move(file->text));
  }
  for (const std::uint64_t seed : probe.seeds) {
    std::optional<std::string> text = simulated(probe, seed, error);
    if (!text) return std::nullopt;
    traces.texts.push_back(std::move(*text));
  }
  for (std::string& text : traces.texts) {
    if (probe.change) {
      std::optional<ChangedTrace> changed = apply_change(*probe.change, text);
      if (!changed) {
        error = {probe.file, probe.line, "/find", "a line of the trace", "none like it"};
        return std::nullopt;
      }
      if (probe.rejected) traces.event = changed->seq;
      traces.unchanged = std::exchange(text, std::move(changed->text));
    }
    if (!is_well_formed(text, probe, error)) return std::nullopt;
  }
  return traces;
}

Verdict judge_text(const std::string& trace, Profile profile) {
  Names names;
  TraceReader reader(names);
  Oracle::Options options;
  options.profile = profile;
  Oracle oracle(options, names);
  if (!reader.open_text(trace)) return oracle.verdict();
  Event event;
  while (reader.next(event) == TraceReader::Result::event && oracle.take(event)) {
  }
  return oracle.verdict();
}

std::string fault_of(const Probe& probe, const ProbeTraces& traces) {
  if (!traces.unchanged.empty()) {
    const Verdict before = judge_text(traces.unchanged, probe.profile);
    if (before.kind != VerdictKind::accepted) return "without the change " + words(before);
  }
  for (const std::string& text : traces.texts) {
    const Verdict verdict = judge_text(text, probe.profile);
    const auto expected = probe.rejected ? VerdictKind::rejected : VerdictKind::accepted;
    if (verdict.kind != expected) return words(verdict);
    if (!probe.rejected) continue;
    if (verdict.progress != probe.progress) return "another kind of rejection: " + words(verdict);
    if (!probe.named) continue;
    if (verdict.event_seq != traces.event) return "not at the right event: " + words(verdict);
    for (const ClauseId clause : probe.clauses) {
      if (!cites(verdict, clause)) {
        return fmt::format("{} is not cited: {}", lookup(clause).id, words(verdict));
      }
    }
  }
  return {};
}

bool enforces(const Probe& probe, const ProbeTraces& traces, ClauseId clause) {
  if (std::ranges::find(probe.clauses, clause) == probe.clauses.end()) return false;
  if (lookup(clause).kind != ClauseKind::may) return probe.rejected && probe.named;
  if (probe.rejected) return false;
  std::vector<std::string> sides = traces.texts;
  if (!traces.unchanged.empty()) sides.push_back(traces.unchanged);
  if (sides.size() != 2 || sides[0] == sides[1]) return false;
  return std::ranges::any_of(AlternativeInfo::all(), [&](AlternativeInfo* info) {
    const bool cites = std::ranges::find(info->cites(), clause) != info->cites().end();
    return cites && count_needing(*info, sides, probe.profile) == 1;
  });
}

}  // namespace ioracle
