// What rules ask about fifos: whether one is empty, and what stands first in it.

#include <algorithm>

#include "oracle/order_world.h"

namespace ioracle {
namespace {

// Of so many entries that may have left it is asked whether one was surely there.
constexpr std::size_t asked_most = 64;

}  // namespace

Truth OrderWorld::is_empty(Fifo fifo, Position since, Position now, const Others& others) const {
  const FifoEntries& entries = fifos_[index_of(fifo)].entries;
  bool nothing = true;
  std::size_t asked = 0;
  bool stays = false;
  any_warm(fifo, [&](Place place) {
    const Entry& entry = entries.at(place);
    const bool gone = entry.out != no_node && order_.high(entry.out) <= since;
    if (gone || order_.low(entry.in) >= now) return false;
    nothing = false;
    const bool may_leave =
        entry.out == no_node ? others.may_pop(fifo) : order_.low(entry.out) < now;
    stays = order_.high(entry.in) <= since && !may_leave;
    return stays || ++asked == asked_most;
  });
  if (stays) return Truth::no;
  // One that is cold may be there.
  for (Place place = entries.first(); nothing && place != nowhere; place = entries.next(place)) {
    const Entry& entry = entries.at(place);
    if (!entry.warm && order_.low(entry.in) < now) nothing = false;
  }
  return nothing && !others.may_push(fifo) && !may_be_brought(fifo) ? Truth::yes : Truth::open;
}

bool OrderWorld::assert_head(Fifo fifo, Item item, const Step& step) {
  const Place own = place_of(fifo, item);
  if (own == nowhere) return false;
  const FifoCell& cells = fifos_[index_of(fifo)];
  const FifoEntries& entries = cells.entries;
  const Node in = entries.at(own).in;
  if (cells.strays > 0 || entries.at(own).out != step.node) {
    return std::ranges::all_of(entries, [&](const Entry& other) {
      return other.item == item || other.out == no_node ||
             order_.either(in, other.in, other.out, step.node);
    });
  }
  // Those behind it came later. Of those before it, the last one that was the head speaks for all
  // before that.
  bool all_left = true;
  for (Place place = entries.previous(own); place != nowhere; place = entries.previous(place)) {
    const Entry& other = entries.at(place);
    if (other.out != no_node && !order_.precedes(other.out, step.node)) return false;
    all_left = all_left && other.out != no_node;
    if (other.headed) break;
  }
  entry(fifo, own).headed = all_left;
  return true;
}

bool OrderWorld::assert_empty(Fifo fifo, const Step& step) {
  FifoCell& cells = fifo_cell(static_cast<std::uint32_t>(fifo));
  const FifoEntries& entries = cells.entries;
  for (Place place = entries.first(); place != nowhere; place = entries.next(place)) {
    const Node in = entries.at(place).in;
    if (in == step.node) continue;  // what the step itself adds comes after its questions
    if (entries.at(place).out == no_node && !step.others->may_pop(fifo)) {
      if (!order_.precedes(step.node, in)) return false;
      continue;
    }
    if (entries.at(place).out == no_node && !will_leave(fifo, place)) return false;
    if (!order_.either(step.node, in, entries.at(place).out, step.node)) return false;
  }
  if (step.others->may_push(fifo)) cells.found_empty.push_back(step.node);
  return true;
}

// Something is in the fifo: one of its entries came before and leaves later.
bool OrderWorld::assert_not_empty(Fifo fifo, const Step& step) {
  const Atom nothing = ioracle::empty(fifo);
  const Truth truth =
      evaluate(nothing, order_.low(step.node), order_.high(step.node), *step.others);
  if (truth == Truth::no) return true;
  std::vector<Place> candidates;
  const FifoEntries& entries = fifos_[index_of(fifo)].entries;
  for (Place place = entries.first(); place != nowhere; place = entries.next(place)) {
    const Entry& entry = entries.at(place);
    const bool late = order_.is_before(entry.in, step.node) == Truth::no;
    const bool gone = entry.out != no_node && order_.is_before(step.node, entry.out) == Truth::no;
    if (!late && !gone) candidates.push_back(place);
  }
  if (candidates.empty()) {
    if (!step.others->may_push(fifo)) return false;
    // A call that is still to be committed was there: told at the end, or once it is.
    Atom something = nothing;
    something.expected = false;
    undecided_.push_back(std::make_shared<const Undecided>(Undecided{step.node, {{something}}}));
    return true;
  }
  const Place chosen =
      candidates[candidates.size() == 1 ? 0 : step.decisions->choose(candidates.size())];
  if (entries.at(chosen).out == no_node && step.others->may_pop(fifo) &&
      !will_leave(fifo, chosen)) {
    return false;
  }
  const Entry& entry = entries.at(chosen);
  return order_.precedes(entry.in, step.node) &&
         (entry.out == no_node || order_.precedes(step.node, entry.out));
}

void OrderWorld::candidates(Fifo fifo, const Value& pointer, std::vector<Item>& items) const {
  items.clear();
  const FifoEntries& entries = fifos_[index_of(fifo)].entries;
  const auto add = [&](const Entry& entry) {
    const bool fits = !pointer.recorded() || known_->item(entry.item).pointer == pointer;
    if (!entry.taken && fits) items.push_back(entry.item);
  };
  if (pointer.recorded()) {
    entries.each_with_key(key_of(pointer), [&](Place place) { add(entries.at(place)); });
    std::ranges::sort(items);
  } else {
    std::ranges::for_each(entries, add);
  }
  // Connections whose ConnectEx was not seen to end.
  for (const OperationId id : engaging_) {
    const SocketObject* listener = known_->listener(known_operation(id));
    if (listener && listener->backlog == fifo) items.push_back(known_operation(id).brings);
  }
}

}  // namespace ioracle
