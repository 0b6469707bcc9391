// Is there a history at the end of a trace? What is still open is decided, one possibility after
// the other: how operations ended that nobody saw end, the order of receives and sends, and what
// was owed.

#include <algorithm>
#include <optional>
#include <utility>

#include "oracle/order_world.h"

namespace ioracle {
// Receives that took bytes whose place is not known yet: some order of them must fit.
bool OrderWorld::complete_takes(std::uint64_t& budget) {
  for (std::uint32_t index = 0; index < streams_.size(); ++index) {
    const Stream stream{index};
    if (!place_takes(stream)) return false;
    const StreamCell& cells = streams_[index];
    const bool open =
        std::ranges::any_of(cells.takes, [&](OperationId id) { return !cell(id).position; });
    if (open) return complete_takes(stream, budget);
    // Bytes that nobody took must not lie before others.
    const std::uint64_t position = frontier(cells);
    const bool gap = std::ranges::any_of(
        cells.takes, [&](OperationId id) { return *cell(id).position > position; });
    if (gap) return false;
  }
  return complete_doubts(budget);
}

// How many bytes the next receive may have taken, so that those behind it can fill the stream up to
// what is known to lie behind them all: the least comes first, as it asks least of the senders.
std::vector<std::uint64_t> OrderWorld::possible_counts(const StreamCell& cells, OperationId id,
                                                       std::uint64_t position,
                                                       std::uint64_t gap) const {
  const OperationCell& own = cell(id);
  if (is_measured(id)) return {own.information};
  const std::uint64_t capacity = known_operation(id).capacity;
  if (capacity == 0) return {0};
  std::uint64_t left = cells.appended - std::min(position, cells.appended);
  if (gap > 0) left = std::min(left, gap);
  std::uint64_t least_behind = 0;
  std::uint64_t most_behind = 0;
  bool ends = gap > 0;
  for (const OperationId other : cells.takes) {
    const OperationCell& behind = cell(other);
    if (other == id || behind.position || found_and_left(other)) continue;
    ends = ends || behind.saw_end;
    const std::uint64_t room = known_operation(other).capacity;
    least_behind += behind.counted ? behind.information : std::min<std::uint64_t>(room, 1);
    most_behind += behind.counted ? behind.information : room;
  }
  const bool may_be_empty = known_->is_of_pipe(stream_of(id)) &&
                            known_->carries_messages(stream_of(id)) && !takes_message(id);
  // Reads of bytes take the ends of messages beside what they count.
  const std::uint64_t least =
      ends && !may_be_empty ? std::max<std::uint64_t>(1, left - std::min(left, most_behind)) : 1;
  const std::uint64_t most =
      gap > 0 ? std::min(capacity, left) : std::min(capacity, left - std::min(left, least_behind));
  std::vector<std::uint64_t> counts;
  if (may_be_empty) counts.push_back(0);
  for (std::uint64_t count = least; count <= most; ++count) {
    // How much was there to be taken from a pipe, the order of steps tells.
    if (count == capacity || known_->is_of_pipe(stream_of(id)) ||
        may_arrive_until(*known_, stream_of(id), cells.chunks, position + count)) {
      counts.push_back(count);
    }
  }
  return counts;
}

bool OrderWorld::complete_takes(Stream stream, std::uint64_t& budget) {
  const StreamCell& cells = streams_[index_of(stream)];
  const bool only_empty = std::ranges::all_of(
      cells.takes, [&](OperationId id) { return cell(id).position || found_and_left(id); });
  if (only_empty) return complete_empty(stream, budget);
  const std::uint64_t position = frontier(cells);
  std::uint64_t gap = 0;
  for (const OperationId id : cells.takes) {
    const auto& placed = cell(id).position;
    if (placed && *placed > position && (gap == 0 || *placed - position < gap)) {
      gap = *placed - position;
    }
  }
  const std::vector<OperationId> takes = cells.takes;
  for (const OperationId id : takes) {
    if (cell(id).position || found_and_left(id)) continue;
    const bool behind = std::ranges::any_of(takes, [&](OperationId other) {
      return other != id && !cell(other).position && !found_and_left(other) &&
             order_.is_before(cell(other).end, cell(id).end) == Truth::yes;
    });
    if (behind) continue;
    for (const std::uint64_t count : possible_counts(cells, id, position, gap)) {
      const bool good = succeeds(budget, [&](Decisions& decisions) {
        const bool took = cell(id).took;
        const bool message = took && takes_message(id);
        if (!message) {
          cell(id).information = count;
          cell(id).counted = true;
        }
        const bool some = took && known_->carries_messages(stream);
        const std::uint64_t until = position + (message ? 1 : std::max<std::uint64_t>(count, some));
        return need(stream, id, position, until, &decisions) == Truth::yes &&
               place_at(stream, id, place_for(streams_[index_of(stream)], id, position)) &&
               cell(id).position && complete_takes(budget);
      });
      if (good) return true;
    }
  }
  return false;
}

// An order of two steps, still open, on which it hangs whether the end was owed: whether an
// AcceptEx had its connection by then, which of the requests before the driver came first, and what
// other receives had taken by then.
std::optional<Literal> OrderWorld::what_it_hangs_on(const Doubt& doubt) const {
  const OperationCell& own = cell(doubt.operation);
  const auto is_open = [&](Node node) {
    return node != no_node && order_.is_before_event(node, doubt.settle) == Truth::open;
  };
  if (is_open(own.leave)) return Literal{own.leave, doubt.here};
  const Fifo queue = known_->queue(known_operation(doubt.operation));
  if (queue == no_fifo) return std::nullopt;
  const FifoEntries& entries = fifos_[index_of(queue)].entries;
  for (const Entry& other : entries) {
    const bool there = order_.low(other.in) < doubt.settle &&
                       (other.out == no_node || order_.high(other.out) > doubt.settle);
    if (there && order_.is_before(own.link, other.in) == Truth::open) {
      return Literal{own.link, other.in};
    }
  }
  for (const Entry& other : entries) {
    if (is_open(other.out)) return Literal{other.out, doubt.here};
  }
  return std::nullopt;
}

// What a settle left open must not turn out to have been owed.
bool OrderWorld::complete_doubts(std::uint64_t& budget) {
  while (!doubts_.empty()) {
    const Doubt doubt = doubts_.back();
    const Node end = cell(doubt.operation).end;
    const Truth owed = order_.is_before(end, doubt.here) == Truth::yes
                           ? Truth::no
                           : owed_at_settle(doubt.operation, doubt.settle);
    if (owed == Truth::yes && !order_.precedes(end, doubt.here)) return false;
    if (owed != Truth::open) {
      doubts_.pop_back();
      continue;
    }
    const std::optional<Literal> open = what_it_hangs_on(doubt);
    if (!open) {
      doubts_.pop_back();
      continue;
    }
    if (budget == 0) return false;
    --budget;
    const bool first = holds(
        [&] { return order_.precedes(open->first, open->second) && complete_doubts(budget); });
    if (first) return true;
    const bool good = open->second == doubt.here ? order_.after(open->first, doubt.settle)
                                                 : order_.precedes(open->second, open->first);
    if (!good) return false;
  }
  // What was owed has ended, and must have had a way to.
  const bool ended = std::ranges::any_of(
      unseen_, [&](OperationId id) { return order_.high(cell(id).end) <= completed_at_; });
  return ended ? complete_unseen(completed_at_, budget) : complete_undecided(budget);
}

// An AcceptEx that left the listener: it was given a connection, or ended there.
bool OrderWorld::complete_served(OperationId id, Position now, std::uint64_t& budget) {
  if (may_have_been_served(id)) {
    for (const Item connection : connections_for(id)) {
      const bool good = succeeds(budget, [&](Decisions& decisions) {
        return hand_over(id, connection, {no_node, id, now, &nobody, &decisions}) &&
               complete_unseen(now, budget);
      });
      if (good) return true;
    }
  }
  Explanation explanation;
  add_endings(end_chain(id), {}, std::nullopt, now, nobody, explanation);
  return std::ranges::any_of(explanation.endings, [&](const Ending& ending) {
    return succeeds(budget, [&](Decisions& decisions) {
      return end_operation(explanation, ending,
                           {no_node, no_operation, now, &nobody, &decisions}) &&
             complete_unseen(now, budget);
    });
  });
}

// Ends that happened but were not seen: each must have a way to have come about.
bool OrderWorld::complete_unseen(Position now, std::uint64_t& budget) {
  const auto served = std::ranges::find_if(unseen_, [&](OperationId id) {
    return is_unserved(id) && order_.high(cell(id).leave) <= now;
  });
  if (served != unseen_.end()) return complete_served(*served, now, budget);
  const auto unexplained = std::ranges::find_if(
      unseen_, [&](OperationId id) { return order_.high(cell(id).end) <= now; });
  if (unexplained == unseen_.end()) return complete_open(now, budget);
  const OperationId id = *unexplained;
  Explanation explanation;
  endings(id, Predicate{}, std::nullopt, now, nobody, explanation);
  for (const Ending& ending : explanation.endings) {
    const bool good = succeeds(budget, [&](Decisions& decisions) {
      return end_operation(explanation, ending,
                           {no_node, no_operation, now, &nobody, &decisions}) &&
             complete_unseen(now, budget);
    });
    if (good) return true;
  }
  return false;
}

// Have as many bytes been sent as receives took? An end without a count took one at least.
bool OrderWorld::bytes_suffice() const {
  return std::ranges::all_of(streams_, [&](const StreamCell& stream) {
    std::uint64_t taken = stream.base;
    for (const OperationId id : stream.takes) {
      const bool some = cell(id).took && known_operation(id).capacity > 0 && !has_no_room(id);
      taken += is_measured(id) ? least_places(id) : some;
    }
    return taken <= stream.appended;
  });
}

// Ends of which it is not known whether they happened: first, none of them did.
bool OrderWorld::complete_open(Position now, std::uint64_t& budget) {
  // An AcceptEx leaves the listener before it ends.
  const auto next = [&](OperationId id) { return is_unserved(id) ? cell(id).leave : cell(id).end; };
  std::vector<OperationId> open;
  for (const OperationId id : unseen_) {
    if (order_.low(next(id)) < now) open.push_back(id);
  }
  if (open.empty()) return bytes_suffice() && complete_takes(budget);
  const bool none = holds([&] {
    return std::ranges::all_of(open, [&](OperationId id) { return order_.after(next(id), now); }) &&
           bytes_suffice() && complete_takes(budget);
  });
  if (none) return true;
  // What cannot be later than this has ended.
  bool forced = false;
  for (const OperationId id : open) {
    order_.mark();
    const bool may_be_later = order_.after(next(id), now);
    order_.rollback();
    if (may_be_later) continue;
    if (!order_.before(next(id), now)) return false;
    forced = true;
  }
  if (forced) return complete_unseen(now, budget);
  for (const OperationId id : open) {
    if (budget == 0) return false;
    --budget;
    if (holds([&] { return order_.before(next(id), now) && complete_unseen(now, budget); })) {
      return true;
    }
    if (!order_.after(next(id), now)) return false;
  }
  return false;
}

// Of alternatives that do the same, one must have been possible.
bool OrderWorld::complete_undecided(std::uint64_t& budget) {
  while (!undecided_.empty()) {
    const std::shared_ptr<const Undecided> last = undecided_.back();
    undecided_.pop_back();
    const Truth truth = one_holds(*last);
    if (truth == Truth::no) return false;
    if (truth == Truth::yes) continue;
    for (const std::vector<Atom>& rival : last->rivals) {
      const bool good = succeeds(budget, [&](Decisions& decisions) {
        const Step step{last->node, no_operation, order_.high(last->node), &nobody, &decisions};
        return std::ranges::all_of(rival,
                                   [&](const Atom& atom) { return assert_atom(atom, step); }) &&
               complete_undecided(budget);
      });
      if (good) return true;
    }
    return false;
  }
  const bool behind =
      std::ranges::all_of(fifos_, [&](const FifoCell& cells) { return leave_behind(cells); });
  return behind && constrain_reads(Horizon(unbounded, 0)) && complete_denials(budget);
}

bool OrderWorld::complete(Position now, std::uint64_t& budget) {
  if (lost_) {  // a history found would prove nothing
    budget = 0;
    return false;
  }
  if (!promised_.empty()) return false;
  completed_at_ = now;
  unjudged_.clear();  // calls that did not return have done nothing, in this history
  return complete_fifos() && complete_unseen(now, budget);
}

}  // namespace ioracle
