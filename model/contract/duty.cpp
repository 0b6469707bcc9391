#include "model/contract/duty.h"

#include <algorithm>

namespace ioracle::contract {
namespace {

std::vector<const Duty*>& registered_duties() {
  static std::vector<const Duty*> duties;
  return duties;
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

std::string_view deed_of(const Mark& mark) {
  switch (mark.event) {
    case EventKind::call:
    case EventKind::returned:
      return info(mark.function).name;
    case EventKind::thread_exit:
      return "the end of the thread";
    default:
      return "the program";
  }
}

}  // namespace

std::string_view name_of(MarkKind kind) { return kind == MarkKind::misuse ? "misuse" : "hazard"; }

Duty::Duty(std::string_view name, MarkKind kind, std::initializer_list<ClauseId> clauses,
           std::string_view wrong, std::string_view advice)
    : name_(name),
      kind_(kind),
      clauses_(clauses),
      wrong_(wrong),
      advice_(advice),
      number_(static_cast<std::uint32_t>(registered_duties().size())) {
  registered_duties().push_back(this);
}

std::vector<const Duty*> Duty::all() {
  std::vector<const Duty*> duties = registered_duties();
  std::ranges::sort(duties, {}, &Duty::name);
  return duties;
}

std::string sentence(const Mark& mark, const Names& names) {
  std::string text(mark.duty->wrong());
  replace_all(text, "{object}", mark.object ? names.text(mark.object) : "the object");
  replace_all(text, "{function}", deed_of(mark));
  std::string operation = "the operation";
  if (mark.operation_seq != 0) {
    operation =
        std::string(info(mark.operation).name) + " of event " + std::to_string(mark.operation_seq);
  }
  replace_all(text, "{operation}", operation);
  return text;
}

}  // namespace ioracle::contract
