#include <fmt/format.h>

#include <algorithm>

#include "cli/check_report.h"
#include "cli/why_accepted_report.h"
#include "cli/wrap.h"
#include "model/clause.h"

namespace ioracle {
namespace {

std::string profiles(const std::vector<Profile>& list) {
  std::string text;
  for (const Profile profile : list) {
    if (!text.empty()) text += ", ";
    text += name_of(profile);
  }
  return text;
}

std::string place(const Judgement& judgement) {
  const Verdict& verdict = judgement.verdict;
  std::string text = fmt::format("event {}", verdict.event_seq);
  if (verdict.event_line != 0) text += fmt::format(" (line {} of the trace)", verdict.event_line);
  const Context& context = judgement.context;
  if (!context.thread.empty()) text += fmt::format(", thread {}", context.thread);
  if (context.time_ns != 0) {
    text += fmt::format(", {:.3f} ms after the start", static_cast<double>(context.time_ns) / 1e6);
  }
  return text;
}

std::string allowed(const Verdict& verdict) {
  if (verdict.allowed.empty()) {
    return wrapped("  allowed:     ", "no such event here: nothing that is known leads to it");
  }
  std::string text;
  for (const std::string& sentence : verdict.allowed) {
    text += wrapped(text.empty() ? "  allowed:     " : "           or: ", sentence);
  }
  return text;
}

std::string clauses(const Verdict& verdict) {
  std::string text;
  for (const ClauseId id : verdict.clauses) {
    const Clause& clause = lookup(id);
    const std::string versions =
        clause.versions.empty() ? "" : fmt::format(", Windows: {}", clause.versions);
    text += wrapped(text.empty() ? "  because:     " : "               ",
                    fmt::format("{} ({}, {}): {} [{}{}]", clause.id, name(clause.kind),
                                name(clause.evidence), clause.text, clause.source, versions));
  }
  return text;
}

std::string rejection(const Judgement& judgement) {
  const Verdict& verdict = judgement.verdict;
  std::string text = wrapped("  at:          ", place(judgement));
  const Context& context = judgement.context;
  if (!context.call.empty()) {
    text +=
        wrapped("  the program: ", fmt::format("{} (event {})", context.call, context.call_seq));
  }
  text += wrapped("  observed:    ", verdict.observed);
  text += allowed(verdict);
  text += clauses(verdict);
  if (judgement.core) text += core_text(*judgement.core);
  if (verdict.progress) {
    text += wrapped("  progress:    ",
                    "the trace says that nothing moved, but every history owes a step");
  }
  if (!judgement.accepted_by_known) {
    text += wrapped("  accepted by: ", "not known: standard input was too long to be kept");
  } else if (judgement.accepted_by.empty()) {
    text += wrapped("  accepted by: ", "no profile: no known Windows does this");
  } else {
    text += wrapped("  accepted by: ", profiles(judgement.accepted_by));
  }
  return text;
}

}  // namespace

std::string_view profile_name(const Judgement& judgement) {
  return judgement.any ? "any" : name_of(judgement.profile);
}

std::string explain(const Judgement& judgement) {
  const Verdict& verdict = judgement.verdict;
  if (!judgement.told.empty()) return judgement.told;
  switch (verdict.kind) {
    case VerdictKind::accepted:
      return judgement.why ? why_accepted_text(*judgement.why) : "";
    case VerdictKind::rejected:
      return rejection(judgement);
    default:
      break;
  }
  return wrapped("  at:          ", place(judgement)) + wrapped("  why:         ", verdict.reason);
}

std::string check_text(const CheckReport& report, bool quiet) {
  std::string text;
  for (const Judgement& judgement : report.judgements) {
    const Verdict& verdict = judgement.verdict;
    const bool misused = std::ranges::any_of(
        judgement.marks, [](const MarkReport& mark) { return is_undeclared(mark, false); });
    if (quiet && verdict.kind == VerdictKind::accepted && !misused) continue;
    std::string asked(profile_name(judgement));
    if (judgement.any && verdict.kind == VerdictKind::accepted) {
      asked = fmt::format("any: {}", name_of(judgement.profile));
    }
    text += fmt::format("{}: {} ({}; {} events{}{})\n", judgement.trace, name_of(verdict.kind),
                        asked, verdict.events, judgement.whole ? "" : ", a prefix",
                        verdict.settled ? ", settled" : "");
    text += explain(judgement);
    text += marks_text(judgement.marks);
  }
  return text;
}

}  // namespace ioracle
