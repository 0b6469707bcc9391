#include "cli/why_accepted_report.h"

#include <fmt/format.h>

#include "cli/json_list.h"
#include "cli/wrap.h"

namespace ioracle {
namespace {

std::string cited(const AlternativeInfo& info) {
  std::string text;
  for (const ClauseId id : info.cites()) {
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", lookup(id).id,
                        name(lookup(id).evidence));
  }
  return text.empty() ? "no clause" : text;
}

std::string sentence(const UnsupportedChoice& choice) {
  std::string text = fmt::format("event {}, {}: ", choice.event, choice.info->name());
  if (choice.inferred) text += "nobody told of it or saw it, it rests on " + cited(*choice.info);
  if (!choice.unobserved) return text;
  if (choice.inferred) return text + "; and no observation depends on it";
  return text + "no observation depends on it; it rests on " + cited(*choice.info);
}

}  // namespace

std::string why_accepted_text(const WhyAccepted& why) {
  constexpr std::string_view head = "  unsupported: ";
  if (!why.found) return wrapped(head, "not known: no run was found that shows the trace");
  std::string text;
  // Most of what cites nothing only says that nothing speaks against going on: on one line.
  std::string without_clause;
  for (const UnsupportedChoice& choice : why.choices) {
    if (choice.info->cites().empty() && !choice.unobserved) {
      without_clause += without_clause.empty() ? "" : ", ";
      without_clause += choice.info->name();
    } else {
      text += wrapped(text.empty() ? head : "               ", sentence(choice));
    }
  }
  if (text.empty()) {
    text = wrapped(head,
                   "nothing: what the run rests on was told or seen, and observations need "
                   "it");
  }
  if (!without_clause.empty()) text += wrapped("  no clause:   ", without_clause);
  return text;
}

std::string why_accepted_json(const WhyAccepted& why) {
  if (!why.found) return "null";
  std::string out = "[";
  Separator elements(out);
  for (const UnsupportedChoice& choice : why.choices) {
    elements.next() += '{';
    Separator members(out);
    members.text("alternative", choice.info->name());
    members.number("event", choice.event);
    append_list(members.member("clauses"), choice.info->cites(),
                [](ClauseId id) { return lookup(id).id; });
    members.text("evidence", name(evidence_of(*choice.info)));
    members.member("unobserved") += choice.unobserved ? "true" : "false";
    out += '}';
  }
  return out + ']';
}

}  // namespace ioracle
