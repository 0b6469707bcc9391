#include <algorithm>

#include "cli/check_report.h"
#include "cli/digest.h"
#include "cli/json_list.h"
#include "model/clause.h"

namespace ioracle {
namespace {

constexpr std::string_view unexplained = "specification";  // the rule of what cites no clause
constexpr std::string_view undecided = "undecided";

void append_message(std::string& out, std::string_view text) {
  out += "{\"text\":";
  append_quoted(out, text);
  out += '}';
}

// What a clause says stands in its help as it would in its catalogue: with its claim and its
// source.
std::string help_of(const Clause& clause) {
  const std::string versions =
      clause.versions.empty() ? "" : ", Windows: " + std::string(clause.versions);
  return std::string(clause.text) + " [" + std::string(name(clause.kind)) + ", " +
         std::string(name(clause.evidence)) + "; " + std::string(clause.source) + versions + ']';
}

void append_rule(std::string& out, std::string_view id, std::string_view text,
                 std::string_view help) {
  out += '{';
  Separator members(out);
  members.text("id", id);
  append_message(members.member("shortDescription"), text);
  append_message(members.member("help"), help);
  out += '}';
}

// In the order of the list of rules, whose places results name.
std::vector<ClauseId> cited(const CheckReport& report) {
  std::vector<ClauseId> clauses;
  for (const Judgement& judgement : report.judgements) {
    const std::vector<ClauseId>& own = judgement.verdict.clauses;
    clauses.insert(clauses.end(), own.begin(), own.end());
    for (const MarkReport& mark : judgement.marks) {
      clauses.push_back(mark.mark.duty->clauses().front());
    }
  }
  std::ranges::sort(clauses);
  const auto repeated = std::ranges::unique(clauses);
  clauses.erase(repeated.begin(), repeated.end());
  return clauses;
}

void append_rules(std::string& out, const std::vector<ClauseId>& clauses) {
  constexpr std::string_view none = "No history of the specification shows this event.";
  constexpr std::string_view open = "The trace could not be judged to its end.";
  out += '[';
  Separator rules(out);
  for (const ClauseId id : clauses) {
    append_rule(rules.next(), lookup(id).id, lookup(id).text, help_of(lookup(id)));
  }
  append_rule(rules.next(), unexplained, none, none);
  append_rule(rules.next(), undecided, open, open);
  out += ']';
}

// A path as a URI reference: what is not plain is percent-encoded.
std::string uri(std::string_view path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view plain = "-._~/";
  std::string out;
  for (const char character : path) {
    const auto code = static_cast<unsigned char>(character);
    const bool letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ||
                        (code >= '0' && code <= '9');
    if (letter || plain.find(character) != plain.npos) {
      out += character;
    } else {
      out += '%';
      out += digits[code >> 4U];
      out += digits[code & 15U];
    }
  }
  return out;
}

void append_location(std::string& out, std::string_view path, std::uint64_t line,
                     std::string_view message = {}) {
  out += '{';
  Separator members(out);
  members.member("physicalLocation") += "{\"artifactLocation\":{\"uri\":";
  append_quoted(out, path == "-" ? "stdin" : uri(path));
  out += '}';
  if (line != 0) out += ",\"region\":{\"startLine\":" + std::to_string(line) + '}';
  out += '}';
  if (!message.empty()) append_message(members.member("message"), message);
  out += '}';
}

// At the step of the scenario, where it is known; the place in the trace is related then.
void append_locations(Separator& members, const Judgement& judgement) {
  const Verdict& verdict = judgement.verdict;
  std::string& out = members.member("locations") += '[';
  if (judgement.step) {
    append_location(out, judgement.step->file, judgement.step->line);
  } else {
    append_location(out, judgement.trace, verdict.event_line);
  }
  out += ']';
  const bool has_core = judgement.core && !judgement.core->fields.empty();
  if (!judgement.step && !has_core) return;
  members.member("relatedLocations") += '[';
  Separator related(out);
  if (judgement.step) {
    append_location(related.next(), judgement.trace, verdict.event_line, "the event");
  }
  if (has_core) {
    for (const CoreReport::Field& field : judgement.core->fields) {
      append_location(related.next(), judgement.trace, field.line, field.sentence);
    }
  }
  out += ']';
}

// The same for the same finding, wherever in the trace it stands and however often it is recorded.
std::string fingerprint(const Judgement& judgement, std::string_view rule) {
  const std::string subject = judgement.scenario.empty() ? judgement.trace : judgement.scenario;
  return digest_of(subject + '\n' + std::string(profile_name(judgement)) + '\n' +
                   std::string(rule) + '\n' + judgement.verdict.observed);
}

void append_result(std::string& out, const Judgement& judgement,
                   const std::vector<ClauseId>& rules) {
  const Verdict& verdict = judgement.verdict;
  const bool rejected = verdict.kind == VerdictKind::rejected;
  std::string_view rule = rejected ? unexplained : undecided;
  std::size_t place = rules.size() + (rejected ? 0 : 1);
  if (rejected && !verdict.clauses.empty()) {
    rule = lookup(verdict.clauses.front()).id;
    place = static_cast<std::size_t>(std::ranges::lower_bound(rules, verdict.clauses.front()) -
                                     rules.begin());
  }
  out += '{';
  Separator members(out);
  members.text("ruleId", rule);
  members.number("ruleIndex", place);
  members.text("level", rejected ? "error" : "note");
  append_message(members.member("message"), explain(judgement));
  append_locations(members, judgement);
  members.member("partialFingerprints") += "{\"ioracle/v1\":";
  append_quoted(out, fingerprint(judgement, rule));
  out += "}}";
}

std::string_view level_of(const MarkReport& report, bool hazards_are_errors) {
  if (is_undeclared(report, hazards_are_errors)) return "error";
  return report.declared ? "note" : "warning";
}

void append_mark_result(std::string& out, const Judgement& judgement, const MarkReport& report,
                        const std::vector<ClauseId>& rules, bool hazards_are_errors) {
  const contract::Mark& mark = report.mark;
  const ClauseId clause = mark.duty->clauses().front();
  out += '{';
  Separator members(out);
  members.text("ruleId", lookup(clause).id);
  members.number("ruleIndex",
                 static_cast<std::size_t>(std::ranges::lower_bound(rules, clause) - rules.begin()));
  members.text("level", level_of(report, hazards_are_errors));
  append_message(members.member("message"),
                 std::string(name_of(mark.duty->kind())) + ": " + report.sentence +
                     ". Instead: " + std::string(mark.duty->advice()) + '.');
  append_location(members.member("locations") += '[', judgement.trace, mark.event_line);
  out += ']';
  const std::string subject = judgement.scenario.empty() ? judgement.trace : judgement.scenario;
  members.member("partialFingerprints") += "{\"ioracle/v1\":";
  append_quoted(out,
                digest_of(subject + '\n' + std::string(mark.duty->name()) + '\n' + report.object));
  out += "}}";
}

}  // namespace

std::string check_sarif(const CheckReport& report) {
  std::string out =
      "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\","
      "\"runs\":[{\"tool\":{\"driver\":{\"name\":\"ioracle\",\"version\":\"" IORACLE_VERSION
      "\",\"rules\":";
  const std::vector<ClauseId> rules = cited(report);
  append_rules(out, rules);
  out += "}},\"results\":[";
  Separator results(out);
  for (const Judgement& judgement : report.judgements) {
    if (judgement.verdict.kind != VerdictKind::accepted) {
      results.next();
      append_result(out, judgement, rules);
    }
    for (const MarkReport& mark : judgement.marks) {
      results.next();
      append_mark_result(out, judgement, mark, rules, report.hazards_are_errors);
    }
  }
  return out + "]}]}\n";
}

}  // namespace ioracle
