// What steps found missing from a stream, remembered until it is known who had taken it.

#include <algorithm>
#include <optional>

#include "oracle/order_world.h"

namespace ioracle {

// Had arrived what was said to be missing?
Truth OrderWorld::refuted(const Denial& denial) const {
  const Position since = order_.low(denial.node);
  const StreamCell& stream = streams_[denial.atom.cell];
  if (denial.atom.kind == Atom::Kind::fits) {
    const Truth truth =
        fits_in_pipe(denial.atom, since, order_.high(denial.node), denial.node, nobody);
    return truth == (denial.atom.expected ? Truth::yes : Truth::no) ? Truth::yes : Truth::open;
  }
  if (denial.atom.kind == Atom::Kind::finished) {
    if (end_was_seen(stream, since)) return Truth::yes;
    if (has_run_dry(denial.atom.cell, since, denial.node, nobody)) return Truth::yes;
    return denial.finish_settled ? settled_stream(denial.atom, since) : Truth::open;
  }
  const std::uint64_t taken =
      most_taken(Stream{denial.atom.cell}, order_.high(denial.node), most_bytes, denial.node);
  const bool arrived = surely_arrived(stream, denial.settled_until, since, denial.node) >=
                       taken + denial.atom.amount;
  return arrived ? Truth::yes : Truth::open;
}

// Is something still to be learned of what was taken before?
bool OrderWorld::may_be_refuted(const Denial& denial) const {
  const Position until = order_.high(denial.node);
  const auto open = [&](OperationId id) {
    const OperationCell& own = cell(id);
    return stream_of(id) == Stream{denial.atom.cell} && receives(known_operation(id).kind) &&
           (own.end == no_node ? own.called : order_.low(own.end)) < until;
  };
  const StreamCell& stream = streams_[denial.atom.cell];
  return any_waiting(Stream{denial.atom.cell}, open) || std::ranges::any_of(unjudged_, open) ||
         std::ranges::any_of(stream.takes, [&](OperationId id) {
           return !cell(id).position && order_.low(cell(id).end) < until;
         });
}

// An order of two steps, still open, on which it hangs whether so much was missing: of a receive
// that took some of it, and the step that found too little.
std::optional<Literal> OrderWorld::what_it_hangs_on(const Denial& denial) const {
  if (denial.atom.kind != Atom::Kind::arrived) return std::nullopt;
  const StreamCell& stream = streams_[denial.atom.cell];
  std::uint64_t taken = stream.base;
  std::optional<Literal> open;
  for (const OperationId id : stream.takes) {
    if (found_and_left(id)) continue;
    const Truth before = order_.is_before(cell(id).end, denial.node);
    if (before == Truth::yes) taken += least_places(id);
    if (before == Truth::open) open = Literal{cell(id).end, denial.node};
  }
  const std::uint64_t arrived =
      surely_arrived(stream, denial.settled_until, order_.low(denial.node), denial.node);
  return arrived >= taken + denial.atom.amount ? open : std::nullopt;
}

// Nothing that had surely arrived may have been missing: somebody had taken it.
bool OrderWorld::complete_denials(std::uint64_t& budget) {
  for (const Denial& denial : denials_) {
    if (refuted(denial) == Truth::yes) return false;
    const std::optional<Literal> open = what_it_hangs_on(denial);
    if (!open) continue;
    if (budget == 0) return false;
    --budget;
    const bool taken = holds(
        [&] { return order_.precedes(open->first, open->second) && complete_denials(budget); });
    return taken || (order_.precedes(open->second, open->first) && complete_denials(budget));
  }
  return order_.complete();
}

}  // namespace ioracle
