#include "oracle/why_accepted.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace ioracle {
namespace {

Verdict judge(std::span<const Event> events, const Oracle::Options& options, Names& names) {
  Oracle oracle(options, names);
  for (const Event& event : events) {
    if (!oracle.take(event)) break;
  }
  return oracle.verdict();
}

// "ALTERNATIVE@.." or "ALTERNATIVE.VARIANT@.."; nullptr: an event.
AlternativeInfo* alternative_of(std::string_view choice) {
  const std::string_view word = choice.substr(0, choice.find('@'));
  for (AlternativeInfo* info : AlternativeInfo::all()) {
    if (word == info->name()) return info;
    const std::size_t dot = word.rfind('.');
    if (dot == word.npos || word.substr(0, dot) != info->name()) continue;
    const std::string_view variant = word.substr(dot + 1);
    const bool number = std::ranges::all_of(
        variant, [](char character) { return character >= '0' && character <= '9'; });
    if (number) return info;
  }
  return nullptr;
}

// Of "..@T:n" and "..@operation T:n": the n-th call of thread T.
std::uint64_t call_of(std::span<const Event> events, const Names& names, std::string_view choice) {
  std::string_view of = choice.substr(choice.find('@') + 1);
  of = of.substr(0, of.find('#'));
  constexpr std::string_view operation = "operation ";
  if (of.starts_with(operation)) of.remove_prefix(operation.size());
  const std::size_t colon = of.rfind(':');
  if (colon == of.npos) return 0;
  std::uint64_t number = 0;
  std::from_chars(of.data() + colon + 1, of.data() + of.size(), number);
  for (const Event& event : events) {
    const bool own =
        event.kind == EventKind::call && names.text(event.thread) == of.substr(0, colon);
    if (own && --number == 0) return event.seq;
  }
  return 0;
}

bool is_needed(AlternativeInfo& info, std::span<const Event> events, const Oracle::Options& options,
               Names& names) {
  const Switch before = info.mutation();
  info.set_mutation(Switch::dropped);
  const VerdictKind without = judge(events, options, names).kind;
  info.set_mutation(before);
  return without != VerdictKind::accepted;
}

}  // namespace

Evidence evidence_of(const AlternativeInfo& info) {
  Evidence strongest = Evidence::inferred;
  for (const ClauseId id : info.cites()) {
    strongest = std::min(strongest, lookup(id).evidence);
  }
  return strongest;
}

WhyAccepted why_accepted(std::span<const Event> events, const Oracle::Options& options,
                         Names& names) {
  Oracle::Options certified = options;
  certified.certificate = true;
  WhyAccepted why;
  const Verdict verdict = judge(events, certified, names);
  why.found = verdict.kind == VerdictKind::accepted;
  if (!why.found) return why;
  Oracle::Options plain = options;
  plain.certificate = false;
  plain.kept_most = 0;
  std::vector<const AlternativeInfo*> seen;
  std::uint64_t shown = 0;  // seq of the call before
  for (const std::string& choice : verdict.certificate) {
    AlternativeInfo* info = alternative_of(choice);
    if (!info) {
      if (choice.starts_with("call@")) shown = call_of(events, names, choice);
      continue;
    }
    if (std::ranges::find(seen, info) != seen.end()) continue;
    seen.push_back(info);
    UnsupportedChoice one;
    one.info = info;
    const bool of_network = choice.find("@network ") != choice.npos;
    one.event = of_network ? shown : call_of(events, names, choice);
    one.inferred = evidence_of(*info) == Evidence::inferred;
    // What the network does has no switch: it is found backwards from what was seen.
    one.unobserved = !of_network && !is_needed(*info, events, plain, names);
    if (one.inferred || one.unobserved) why.choices.push_back(one);
  }
  return why;
}

}  // namespace ioracle
