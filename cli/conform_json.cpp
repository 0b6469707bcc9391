#include <map>

#include "cli/conform_report.h"
#include "cli/digest.h"
#include "cli/json_list.h"
#include "model/clause.h"

namespace ioracle {
namespace {

void append_flag(Separator& members, std::string_view name, bool flag) {
  members.member(name) += flag ? "true" : "false";
}

void append_agent(std::string& out, const AgentDescription& agent) {
  out += '{';
  Separator members(out);
  members.text("name", agent.name);
  members.text("version", agent.version);
  members.text("system", agent.system);
  members.text("build", agent.build);
  append_list(members.member("capabilities"), agent.capabilities);
  out += '}';
}

void append_outcome(std::string& out, const SeenOutcome& outcome) {
  std::string lines;
  for (const std::string& line : outcome.observations) lines += line + '\n';
  out += '{';
  Separator members(out);
  members.number("count", outcome.count);
  members.text("result", name_of(outcome.attempt.kind));
  append_list(members.member("clauses"), outcome.attempt.clauses);
  members.text("digest", digest_of(lines));
  append_list(members.member("observations"), outcome.observations);
  out += '}';
}

void append_known(std::string& out, const KnownFailure& known) {
  out += '{';
  Separator members(out);
  members.text("clause", known.clause);
  members.text("reason", known.reason);
  members.text("since", known.since);
  if (!known.cause.empty()) members.text("cause", known.cause);
  append_flag(members, "question", known.question);
  out += '}';
}

void append_place(std::string& out, const PlaceCounts& place) {
  out += '{';
  Separator members(out);
  members.text("place", place.place);
  append_flag(members, "complete", place.complete);
  members.member("allowed") += '[';
  Separator elements(out);
  for (const auto& [text, count] : place.allowed) {
    elements.next() += '{';
    Separator parts(out);
    parts.text("shows", text);
    parts.number("count", count);
    out += '}';
  }
  out += "]}";
}

void append_places(std::string& out, const std::vector<PlaceCounts>& places) {
  out += '[';
  Separator elements(out);
  for (const PlaceCounts& place : places) append_place(elements.next(), place);
  out += ']';
}

void append_result(std::string& out, const ScenarioResult& result, const ConformReport& report) {
  const bool repeated = report.repeats > 1;
  const Attempt& attempt = result.attempt;
  out += '{';
  Separator members(out);
  members.text("scenario", result.scenario);
  members.text("result", name_of(result.kind));
  append_list(members.member("clauses"), attempt.clauses);
  members.text("path", result.path);
  if (attempt.event != 0) members.number("event", attempt.event);
  if (!attempt.observed.empty()) members.text("observed", attempt.observed);
  if (is_failure(attempt.kind)) append_list(members.member("allowed"), attempt.allowed);
  if (attempt.inferred) append_flag(members, "inferred", true);
  if (!attempt.reason.empty()) members.text("reason", attempt.reason);
  if (result.known) append_known(members.member("expectation"), *result.known);
  if (repeated) {
    members.member("outcomes") += '[';
    Separator elements(out);
    for (const SeenOutcome& outcome : result.outcomes) append_outcome(elements.next(), outcome);
    out += ']';
  }
  const auto places = report.places.find(result.scenario);
  if (places != report.places.end()) append_places(members.member("places"), places->second);
  out += '}';
}

}  // namespace

std::string conform_json(const ConformReport& report) {
  std::string out = "{";
  Separator members(out);
  append_agent(members.member("agent"), report.agent);
  members.member("results") += '[';
  Separator elements(out);
  std::map<ResultKind, std::uint64_t> counts;
  for (const ScenarioResult& result : report.results) {
    elements.next() += '\n';
    append_result(out, result, report);
    ++counts[result.kind];
  }
  out += ']';
  members.member("summary") += '{';
  Separator summary(out);
  summary.number("scenarios", report.results.size());
  for (const auto& [kind, count] : counts) summary.number(name_of(kind), count);
  out += '}';
  members.text("profile", report.profile);
  members.text("specification", catalogue_digest());
  members.number("repeats", report.repeats);
  members.number("duration_ms", report.duration_ms);
  return out + "}\n";
}

std::string comparison_json(const std::vector<Change>& changes) {
  std::string out = "{\"changes\":[";
  Separator elements(out);
  std::map<Change::Kind, std::uint64_t> counts;
  for (const Change& change : changes) {
    elements.next() += "\n{";
    Separator members(out);
    members.text("scenario", change.scenario);
    members.text("change", name_of(change.kind));
    members.text("before", change.before);
    members.text("after", change.after);
    append_list(members.member("clauses_before"), change.clauses_before);
    append_list(members.member("clauses_after"), change.clauses_after);
    out += '}';
    ++counts[change.kind];
  }
  out += "],\"summary\":{";
  Separator summary(out);
  for (const auto& [kind, count] : counts) summary.number(name_of(kind), count);
  return out + "}}\n";
}

}  // namespace ioracle
