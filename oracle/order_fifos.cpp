// Fifos in the order world: what came, what left, and what no later event can ask about any more.
// An entry of which it is not known that it came is cold (oracle/fifo_entries.h): nothing is known
// to lie behind it, so only a question that any entry answers looks at those.

#include <algorithm>

#include "oracle/order_world.h"

namespace ioracle {
namespace {

// With more rivals for the head than this, what lies before it is looked for once for all of them.
constexpr std::ptrdiff_t rivals_most = 8;

}  // namespace

// Entries with equal pointers have equal keys.
std::uint32_t OrderCells::key_of(const Value& pointer) {
  const auto number = static_cast<std::uint64_t>(pointer.number);
  return pointer.name.index ^ static_cast<std::uint32_t>(number ^ (number >> 32U));
}

// An instant at which it leaves, should it ever.
bool OrderWorld::will_leave(Fifo fifo, Place place) {
  const Node in = entry_at(fifo, place).in;
  const Node out = order_.add(order_.low(in), unbounded);
  leave(fifo, place, out);
  return order_.precedes(in, out);
}

bool OrderWorld::push(Fifo fifo, Item item, Node in) {
  const auto index = static_cast<std::uint32_t>(fifo);
  FifoCell& cells = fifo_cell(index);
  const bool strays = !cells.entries.empty() &&
                      order_.is_before(entry_at(fifo, cells.entries.last()).in, in) != Truth::yes;
  if (strays) ++cells.strays;
  const Place place =
      cells.entries.push_back({item, in, no_node, key_of(known_->item(item).pointer)});
  // Of a node one fifo can hear.
  const Order::Listener other = order_.listener(in);
  const bool heard_elsewhere =
      other.cell != no_node && fifos_[other.cell].entries.holds(other.place, in);
  if (order_.happened(in) || heard_elsewhere) {
    cells.entries.warm_up(place);
  } else {
    order_.hear_of(in, {index, place});
  }
  for (const Node empty : cells.found_empty) {
    if (empty == in || order_.is_before(empty, in) == Truth::yes) continue;
    // It came later, or had left again.
    if (entry_at(fifo, place).out == no_node && !will_leave(fifo, place)) return false;
    if (!order_.either(empty, in, entry_at(fifo, place).out, empty)) return false;
  }
  return true;
}

// First in, first out, against every other entry: in both directions for those taken.
bool OrderWorld::pop(Fifo fifo, Item item, const Step& step) {
  Place place = place_of(fifo, item);
  if (place == nowhere) {
    // A ConnectEx that was not seen to end has brought it.
    const OperationId maker = maker_of(item);
    if (maker == no_operation || !end_unseen(maker, Predicate::Kind::success, step)) return false;
    place = place_of(fifo, item);
  }
  if (place == nowhere || entry_at(fifo, place).taken) return false;
  const Node in = entry_at(fifo, place).in;
  leave(fifo, place, step.node).taken = true;
  const FifoCell& cells = fifos_[index_of(fifo)];
  if (!order_.precedes(in, step.node)) return false;
  const auto behind =
      std::ranges::upper_bound(cells.frontiers, order_.low(step.node), {}, &Frontier::position);
  if (behind != cells.frontiers.begin() && !order_.precedes(std::prev(behind)->in, in)) {
    return false;
  }
  // What is still there came later. That is told when it is taken, or at the end: of as many as are
  // outstanding, here. Of none that is cold it can be known.
  std::vector<Place> others;
  any_warm(fifo, [&](Place other) {
    if (entry_at(fifo, other).item != item) others.push_back(other);
    return false;
  });
  const bool others_pop = step.others->may_pop(fifo) || may_have_served(fifo);
  if (!others_pop && has_passed(fifo, others, in)) return false;
  // Of those that were taken before, the last speaks for all that were taken before that one.
  Position spoken_for = 0;
  for (const Place other : others) {
    const Entry& taken = entry_at(fifo, other);
    if (taken.taken && order_.high(taken.out) <= order_.low(step.node)) {
      spoken_for = std::max(spoken_for, order_.low(taken.out));
    }
  }
  for (const Place place_of_other : others) {
    const Entry other = entry_at(fifo, place_of_other);
    if (other.out == no_node || (other.taken && order_.high(other.out) <= spoken_for)) continue;
    if (!order_.either(in, other.in, other.out, step.node)) return false;
    if (other.taken && !order_.either(other.in, in, step.node, other.out)) return false;
  }
  return true;
}

// Is one that is still there known to have come before `in`?
bool OrderWorld::has_passed(Fifo fifo, const std::vector<Place>& others, Node in) const {
  const auto stays = [&](Place place) { return entry_at(fifo, place).out == no_node; };
  if (std::ranges::count_if(others, stays) <= rivals_most) {
    return std::ranges::any_of(others, [&](Place place) {
      return stays(place) && order_.is_before(entry_at(fifo, place).in, in) == Truth::yes;
    });
  }
  order_.note_earlier(in);
  return std::ranges::any_of(others, [&](Place place) {
    return stays(place) && order_.was_noted(entry_at(fifo, place).in);
  });
}

// The entry of a pended operation leaves at its end, of an AcceptEx with its connection, that of a
// call which waits for it at `node`.
bool OrderWorld::remove(Fifo fifo, Item item, Node node) {
  const Place place = place_of(fifo, item);
  if (place == nowhere) return true;
  const Entry& own = entry_at(fifo, place);
  if (own.out != no_node && own.out != node) return true;
  leave(fifo, place, node).removed = known_->item(item).operation == no_operation;
  return order_.precedes(entry_at(fifo, place).in, node);
}

// An entry that left for good says only that what is taken later came after it. Calls that were
// waiting for the fifo then already may take what came before: each has a frontier of its own.
void OrderWorld::forget(FifoCell& cells, const Horizon& horizon, std::uint32_t index) {
  const Position until = std::min(question_floor_, horizon.of_fifo(index));
  const std::vector<Position> takers = horizon.takers(index);
  // Requests that may turn out to have left since then: each had to be the first.
  Position unsettled = unbounded;
  Position waiting = unbounded;  // since when the oldest of them is there
  for (const Place place : cells.entries.warm()) {
    const Entry& entry = cells.entries.at(place);
    const OperationId id = known_->item(entry.item).operation;
    if (entry.out == no_node || id == no_operation) continue;
    const bool resolved = is_resolved(id);
    if (!resolved) unsettled = std::min(unsettled, order_.low(entry.out));
    const bool placed = resolved && (!cell(id).took || cell(id).position);
    if (!placed) waiting = std::min(waiting, order_.low(entry.in));
  }
  const auto is_gone = [&](const Entry& entry) {
    if (entry.out == no_node || order_.high(entry.out) > until) return false;
    // How it ended may still be asked: whether it was the first then.
    const OperationId id = known_->item(entry.item).operation;
    if (entry.taken || id == no_operation) return true;
    const bool may_explain = waits_to_be_full(id) && order_.high(entry.out) > waiting;
    return is_resolved(id) && order_.high(entry.out) <= unsettled && !may_explain;
  };
  cells.entries.erase_warm_if([&](const Entry& entry) {
    const bool gone = is_gone(entry);
    if (gone && entry.taken) cells.frontiers.push_back({order_.high(entry.out), entry.in});
    return gone;
  });
  const bool all_are_warm = cells.entries.size() == cells.entries.warm().size();
  if (cells.strays > 0 && all_are_warm) count_strays(cells);
  std::erase_if(cells.found_empty,
                [&](Node node) { return order_.high(node) <= std::min(until, takers.front()); });
  std::ranges::stable_sort(cells.frontiers, {}, &Frontier::position);
  std::vector<Frontier> kept;
  for (const Position taker : takers) {
    const auto behind = std::ranges::upper_bound(cells.frontiers, taker, {}, &Frontier::position);
    if (behind == cells.frontiers.begin()) continue;
    if (kept.empty() || kept.back().in != std::prev(behind)->in) kept.push_back(*std::prev(behind));
  }
  if (!cells.frontiers.empty() && (kept.empty() || kept.back().in != cells.frontiers.back().in)) {
    kept.push_back(cells.frontiers.back());
  }
  cells.frontiers = std::move(kept);
}

void OrderWorld::count_strays(FifoCell& cells) const {
  cells.strays = 0;
  Node before = no_node;
  for (const Entry& entry : cells.entries) {
    if (before != no_node && order_.is_before(before, entry.in) != Truth::yes) ++cells.strays;
    before = entry.in;
  }
}

// What nobody took came later than all that was taken.
bool OrderWorld::leave_behind(const FifoCell& cells) {
  std::vector<Entry> taken;
  for (const Place place : cells.entries.warm()) {
    if (cells.entries.at(place).taken) taken.push_back(cells.entries.at(place));
  }
  for (const Entry& left : cells.entries) {
    // Of one connection two may have been learned.
    if (left.out != no_node || std::ranges::find(taken, left.item, &Entry::item) != taken.end()) {
      continue;
    }
    if (!cells.frontiers.empty() && !order_.precedes(cells.frontiers.back().in, left.in)) {
      return false;
    }
    for (const Entry& before : taken) {
      if (!order_.precedes(before.in, left.in)) return false;
    }
  }
  return true;
}

// What left a fifo, and is not known to have been taken by anyone, never left it.
bool OrderWorld::complete_fifos() {
  for (const FifoCell& cells : fifos_) {
    for (const Place place : cells.entries.warm()) {
      const Entry& entry = cells.entries.at(place);
      const OperationId id = known_->item(entry.item).operation;
      const bool ends =
          id != no_operation && (entry.out == cell(id).end || entry.out == cell(id).leave);
      if (entry.out == no_node || entry.taken || entry.removed || ends) continue;
      if (!order_.never_happens(entry.out)) return false;
    }
  }
  return true;
}

}  // namespace ioracle
