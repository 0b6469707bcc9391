#include "cli/mark_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/json_list.h"
#include "cli/wrap.h"
#include "model/function.h"

namespace ioracle {
namespace {

std::string mark_text(const MarkReport& report) {
  const contract::Mark& mark = report.mark;
  std::string place = fmt::format("event {}", mark.event_seq);
  if (mark.event_line != 0) place += fmt::format(" (line {} of the trace)", mark.event_line);
  if (!report.thread.empty()) place += fmt::format(", thread {}", report.thread);
  if (mark.times > 1) place += fmt::format(", and {} times more", mark.times - 1);
  const std::string_view kind = name_of(mark.duty->kind());
  std::string text = wrapped(fmt::format("  {}:      ", kind), place);
  text += wrapped("  what:        ", report.sentence);
  text += wrapped("  instead:     ", std::string(mark.duty->advice()));
  bool first = true;
  for (const ClauseId id : mark.duty->clauses()) {
    const Clause& clause = lookup(id);
    text += wrapped(first ? "  because:     " : "               ",
                    fmt::format("{} ({}, {}): {} [{}]", clause.id, name(clause.kind),
                                name(clause.evidence), clause.text, clause.source));
    first = false;
  }
  return text;
}

void append_mark(std::string& out, const MarkReport& report) {
  const contract::Mark& mark = report.mark;
  out += '{';
  Separator members(out);
  members.number("event", mark.event_seq);
  if (mark.event_line != 0) members.number("line", mark.event_line);
  members.text("duty", mark.duty->name());
  members.text("clause", lookup(mark.duty->clauses().front()).id);
  append_list(members.member("clauses"), mark.duty->clauses(),
              [](ClauseId id) { return lookup(id).id; });
  if (!report.thread.empty()) members.text("thread", report.thread);
  if (!report.object.empty()) members.text("object", report.object);
  if (mark.operation_seq != 0) {
    std::string& operation = members.member("operation") += '{';
    Separator inner(operation);
    inner.number("event", mark.operation_seq);
    inner.number("id", mark.operation_id);
    inner.text("function", info(mark.operation).name);
    operation += '}';
  }
  members.text("sentence", report.sentence);
  members.text("advice", mark.duty->advice());
  members.number("times", mark.times);
  members.member("declared") += report.declared ? "true" : "false";
  out += '}';
}

}  // namespace

std::vector<MarkReport> report_marks(const contract::Contract& contract, const Header& header,
                                     const Names& names) {
  std::vector<MarkReport> reports;
  for (const contract::Mark& mark : contract.marks()) {
    MarkReport& report = reports.emplace_back();
    report.mark = mark;
    report.thread = names.text(mark.thread);
    report.object = names.text(mark.object);
    report.sentence = sentence(mark, names);
    const bool is_misuse = mark.duty->kind() == contract::MarkKind::misuse;
    const std::vector<std::string>& declared = is_misuse ? header.misuse : header.hazards;
    report.declared = std::ranges::any_of(mark.duty->clauses(), [&](ClauseId id) {
      return std::ranges::find(declared, lookup(id).id) != declared.end();
    });
  }
  return reports;
}

bool is_undeclared(const MarkReport& report, bool hazards_too) {
  const bool counts = hazards_too || report.mark.duty->kind() == contract::MarkKind::misuse;
  return counts && !report.declared;
}

std::string marks_text(const std::vector<MarkReport>& reports) {
  std::string text;
  for (const MarkReport& report : reports) {
    if (!report.declared) text += mark_text(report);
  }
  return text;
}

std::string marks_json(const std::vector<MarkReport>& reports, contract::MarkKind kind) {
  std::string out = "[";
  Separator elements(out);
  for (const MarkReport& report : reports) {
    if (report.mark.duty->kind() == kind) append_mark(elements.next(), report);
  }
  return out + ']';
}

}  // namespace ioracle
