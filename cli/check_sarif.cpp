#include <algorithm>

#include "cli/check_report.h"
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

void append_rule(std::string& out, std::string_view id, std::string_view text) {
  out += '{';
  Separator members(out);
  members.text("id", id);
  append_message(members.member("shortDescription"), text);
  out += '}';
}

void append_rules(std::string& out, const CheckReport& report) {
  std::vector<ClauseId> clauses;
  for (const Judgement& judgement : report.judgements) {
    const std::vector<ClauseId>& cited = judgement.verdict.clauses;
    clauses.insert(clauses.end(), cited.begin(), cited.end());
  }
  std::ranges::sort(clauses);
  const auto repeated = std::ranges::unique(clauses);
  clauses.erase(repeated.begin(), repeated.end());
  out += '[';
  Separator rules(out);
  for (const ClauseId id : clauses) append_rule(rules.next(), lookup(id).id, lookup(id).text);
  append_rule(rules.next(), unexplained, "No history of the specification shows this event.");
  append_rule(rules.next(), undecided, "The trace could not be judged to its end.");
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

void append_result(std::string& out, const Judgement& judgement) {
  const Verdict& verdict = judgement.verdict;
  const bool rejected = verdict.kind == VerdictKind::rejected;
  out += '{';
  Separator members(out);
  members.text("ruleId", !rejected                 ? undecided
                         : verdict.clauses.empty() ? unexplained
                                                   : lookup(verdict.clauses.front()).id);
  members.text("level", rejected ? "error" : "note");
  append_message(members.member("message"), explain(judgement));
  members.member("locations") += "[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":";
  append_quoted(out, judgement.trace == "-" ? "stdin" : uri(judgement.trace));
  out += '}';
  if (verdict.event_line != 0) {
    out += ",\"region\":{\"startLine\":" + std::to_string(verdict.event_line) + '}';
  }
  out += "}}]}";
}

}  // namespace

std::string check_sarif(const CheckReport& report) {
  std::string out =
      "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\","
      "\"runs\":[{\"tool\":{\"driver\":{\"name\":\"ioracle\",\"version\":\"" IORACLE_VERSION
      "\",\"rules\":";
  append_rules(out, report);
  out += "}},\"results\":[";
  Separator results(out);
  for (const Judgement& judgement : report.judgements) {
    if (judgement.verdict.kind == VerdictKind::accepted) continue;
    results.next();
    append_result(out, judgement);
  }
  return out + "]}]}\n";
}

}  // namespace ioracle
