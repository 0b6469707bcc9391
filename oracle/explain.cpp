#include "oracle/explain.h"

#include <algorithm>
#include <tuple>

#include "oracle/describe.h"

namespace ioracle {

std::vector<std::string> allowed_sentences(std::span<const Event> candidates, const Names& names) {
  std::vector<std::string> sentences;
  for (const Event& candidate : candidates) sentences.push_back(describe(candidate, names));
  std::ranges::sort(sentences);
  const auto repeated = std::ranges::unique(sentences);
  sentences.erase(repeated.begin(), repeated.end());
  return sentences;
}

std::vector<ClauseId> cited_clauses(std::span<const AlternativeInfo* const> alternatives) {
  std::vector<ClauseId> clauses;
  for (const AlternativeInfo* alternative : alternatives) {
    if (alternative == nullptr) continue;
    clauses.insert(clauses.end(), alternative->cites().begin(), alternative->cites().end());
  }
  std::ranges::sort(clauses, {}, [](ClauseId id) { return std::tuple(lookup(id).evidence, id); });
  const auto repeated = std::ranges::unique(clauses);
  clauses.erase(repeated.begin(), repeated.end());
  return clauses;
}

std::string cite(ClauseId id) {
  const Clause& clause = lookup(id);
  std::string text(clause.id);
  text += " [";
  text += name(clause.kind);
  text += ", ";
  text += name(clause.evidence);
  text += "] ";
  text += clause.text;
  text += " (";
  if (!clause.versions.empty()) {
    text += clause.versions;
    text += "; ";
  }
  text += clause.source;
  text += ')';
  return text;
}

}  // namespace ioracle
