#pragma once
// The catalogue of clauses: what the documents say and what Windows was seen to do, each under a
// stable id that rules cite. The catalogue itself is spec/*.jsonl, told of in spec/README.md.
//
//   cites("WSARecv.ret.zero"_clause)      an id that is not in the catalogue does not compile
//   lookup("WSARecv.ret.zero"_clause)     all that is known of it
//   find_clause(text)                     an id read at run time; nothing where it is unknown

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "model/clause_table.h"  // generated: the ids alone, so that this header stays light

namespace ioracle {

enum class ClauseKind : std::uint8_t {
  must,
  may,
  undefined,
  error,
  version_dependent,
  fact,    // seen on Windows
  choice,  // ours, where the sources are silent or contradict each other
};

// From the strongest to the weakest claim on what Windows promises.
enum class Evidence : std::uint8_t {
  documented,  // by Microsoft's documentation
  measured,    // run on Windows by a project that told the result
  observed,    // asserted by Wine's conformance tests, or told by an engineer
  inferred,    // none of these: a named choice
};

struct Clause {
  std::string_view id;
  ClauseKind kind;
  Evidence evidence;
  bool founding;              // stands in one of the five documents the project was founded on
  std::string_view subject;   // the function, or the area of a fact
  std::string_view text;      // a fact's reads "setup; action: observed"
  std::string_view versions;  // of Windows, as its source says; empty: not restricted
  std::string_view source;    // page, or test with its line
  std::string_view excuse;    // why no rule needs to cite it; empty: it is not excused
};

// A clause by its place in the catalogue, which is sorted by id. It means nothing across builds:
// what is written to a file is the id.
struct ClauseId {
  std::uint16_t index;

  friend constexpr auto operator<=>(ClauseId, ClauseId) = default;
};

// The whole catalogue, sorted by id.
std::span<const Clause> clauses();

// REQUIRES: id comes from clause(), find_clause() or a place in clauses().
const Clause& lookup(ClauseId id);

std::optional<ClauseId> find_clause(std::string_view id);

// A hash of the catalogue, 64 hexadecimal digits: traces and verdicts name what they rest on.
std::string_view catalogue_digest();

std::string_view name(ClauseKind kind);
std::string_view name(Evidence evidence);

namespace detail {

// Has no definition: the compiler names it when an id is misspelt.
void no_such_clause_in_the_catalogue(std::string_view id);

// The place of an id in the sorted ids, or their number.
constexpr std::size_t place_of_clause(std::string_view id) {
  const std::span<const char* const> ids = generated::clause_ids;
  std::size_t first = 0;
  std::size_t last = ids.size();
  while (first < last) {
    const std::size_t middle = first + (last - first) / 2;
    const int order = std::string_view(ids[middle]).compare(id);
    if (order == 0) return middle;
    (order < 0 ? first : last) = order < 0 ? middle + 1 : middle;
  }
  return ids.size();
}

}  // namespace detail

consteval ClauseId clause(std::string_view id) {
  const std::size_t place = detail::place_of_clause(id);
  if (place == std::size(generated::clause_ids)) detail::no_such_clause_in_the_catalogue(id);
  return ClauseId{static_cast<std::uint16_t>(place)};
}

inline namespace literals {
consteval ClauseId operator""_clause(const char* id, std::size_t length) {
  return clause(std::string_view(id, length));
}
}  // namespace literals

}  // namespace ioracle
