#include "cli/check_report.h"
#include "cli/json_list.h"
#include "cli/why_accepted_report.h"
#include "model/clause.h"

namespace ioracle {
namespace {

void append(std::string& out, const Judgement& judgement) {
  const Verdict& verdict = judgement.verdict;
  const bool accepted = verdict.kind == VerdictKind::accepted;
  out += '{';
  Separator members(out);
  members.text("trace", judgement.trace);
  members.text("verdict", name_of(verdict.kind));
  members.text("profile", profile_name(judgement));
  members.number("events", verdict.events);
  if (accepted) {
    members.member("event") += "null";
  } else {
    members.number("event", verdict.event_seq);
  }
  if (verdict.event_line != 0) members.number("line", verdict.event_line);
  members.text("observed", verdict.observed);
  append_list(members.member("allowed"), verdict.allowed);
  append_list(members.member("clauses"), verdict.clauses,
              [](ClauseId id) { return lookup(id).id; });
  members.member("core") += judgement.core ? core_json(*judgement.core) : "[]";
  if (judgement.core) {
    members.member("core_minimal") += judgement.core->minimal ? "true" : "false";
    members.member("nearest") += nearest_json(*judgement.core);
  }
  members.member("misuse") += marks_json(judgement.marks, contract::MarkKind::misuse);
  members.member("hazards") += marks_json(judgement.marks, contract::MarkKind::hazard);
  if (judgement.why) members.member("why_accepted") += why_accepted_json(*judgement.why);
  append_list(members.member("accepted_by"), judgement.accepted_by,
              [](Profile profile) { return name_of(profile); });
  members.member("progress") += verdict.progress ? "true" : "false";
  members.member("settled") += verdict.settled ? "true" : "false";
  members.member("unchecked") += "{\"fields\":" + std::to_string(verdict.unchecked) + '}';
  members.member("whole") += judgement.whole ? "true" : "false";
  if (!verdict.reason.empty()) members.text("reason", verdict.reason);
  out += '}';
}

}  // namespace

std::string verdict_json(const Judgement& judgement) {
  std::string out;
  append(out, judgement);
  return out;
}

std::string check_json(const CheckReport& report) {
  std::string out = "{";
  Separator members(out);
  members.member("verdicts") += '[';
  Separator elements(out);
  std::uint64_t events = 0;
  for (const Judgement& judgement : report.judgements) {
    elements.next();
    append(out, judgement);
    events += judgement.verdict.events;
  }
  out += ']';
  members.text("specification", catalogue_digest());
  members.number("events", events);
  if (report.shard) append_shard(members, *report.shard);
  if (report.times) members.member("seconds") += decimal(report.duration.count());
  out += "}\n";
  return out;
}

}  // namespace ioracle
