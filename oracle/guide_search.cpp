// Where the plan does not lead on: from some events earlier every order of steps is tried, that of
// the plan first, within a budget.

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "oracle/guide.h"

namespace ioracle {
namespace {

constexpr std::uint32_t searches_most = 100;

// How far back a search begins, in events, and how many states it looks at.
struct Reach {
  std::size_t events;
  std::size_t states_most;
};
constexpr Reach reaches[] = {{1, 500}, {4, 2'000}, {16, 5'000}, {64, 10'000}, {1'000, 10'000}};

using Key = std::string;

Key key_of(Chain::Kind kind, std::uint64_t subject, const AlternativeInfo* info,
           std::uint32_t variant) {
  return std::to_string(static_cast<int>(kind)) + ' ' + std::to_string(subject) + ' ' +
         std::string(info->name()) + ' ' +
         std::to_string(kind == Chain::Kind::operation ? 0 : variant);
}

Key key_of(const Choice& choice) {
  return key_of(choice.chain, choice.subject, choice.info, choice.variant);
}

// Where steps stand in the plan.
class Places {
 public:
  Places(std::span<const PlannedStep* const> steps, std::span<const std::uint8_t> performed) {
    for (std::size_t place = 0; place < steps.size(); ++place) {
      const StepLabel& label = steps[place]->label;
      if (performed[place] != 0) continue;
      places_[key_of(label.kind, label.subject, label.info, label.variant)].push_back(place);
      if (label.taken_from != no_stream) taken_[index_of(label.taken_from)].push_back(place);
    }
    for (const PlannedStep* step : steps) each_takes_.push_back(step->taken);
  }

  std::size_t first(const Choice& choice) const {
    const auto found = places_.find(key_of(choice));
    return found == places_.end() ? std::numeric_limits<std::size_t>::max() : found->second.front();
  }

  // Would so many bytes of the stream, from `taken` on, fill the next receives of the plan?
  bool fills(std::uint64_t stream, std::uint64_t bytes) const {
    const auto found = taken_.find(stream);
    if (found == taken_.end()) return false;
    std::uint64_t sum = 0;
    std::size_t count = 0;
    for (const std::size_t place : found->second) {
      sum += each_takes_[place];
      if (sum == bytes) return true;
      if (++count == receives_most) break;
    }
    return false;
  }

 private:
  static constexpr std::size_t receives_most = 6;
  std::unordered_map<Key, std::vector<std::size_t>> places_;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> taken_;
  std::vector<std::uint64_t> each_takes_;
};

class Search {
 public:
  Search(const Places& places, std::span<const std::size_t> first_step, std::size_t goal,
         std::size_t states_most)
      : places_(places), first_step_(first_step), goal_(goal), budget_(states_most) {}

  // Adds to `choices` what leads behind the goal.
  bool from(const Walk& walk, std::vector<Choice>& choices) {
    if (walk.next_event() > goal_) return true;
    if (budget_ == 0 || depth_ == depth_most) return false;
    packed_ = std::to_string(walk.next_event()) + ' ' + std::to_string(walk.world().time()) + ' ';
    walk.world().pack(packed_);
    if (!seen_.insert(packed_).second) return false;
    --budget_;
    ++depth_;
    for (const Ranked& one : candidates(walk)) {
      Walk next = walk;
      if (!next.perform(one.choice)) continue;
      choices.push_back(one.choice);
      if (from(next, choices)) return true;
      choices.pop_back();
    }
    --depth_;
    return false;
  }

 private:
  struct Ranked {
    std::size_t rank;
    Choice choice;
  };
  static constexpr std::size_t depth_most = 5'000;

  std::vector<Ranked> candidates(const Walk& walk) const {
    constexpr std::size_t unplanned = std::numeric_limits<std::size_t>::max() / 2;
    std::vector<Ranked> ranked;
    const std::size_t event = walk.next_event();
    const std::size_t next = std::min(event + 1, first_step_.size() - 1);
    ranked.push_back({first_step_[next] * 2, {Choice::Kind::event}});
    const ExactWorld& world = walk.world();
    std::vector<Move> moves;
    world.enabled(moves);
    for (std::size_t index = 0; index < moves.size(); ++index) {
      const Move& move = moves[index];
      const Choice choice = choice_of(world, move);
      if (move.amount > 0) {
        // Of all that may arrive: the least, the most, and what the plan's receives take.
        const StreamState& stream =
            world.stream(Stream{static_cast<std::uint32_t>(choice.subject)});
        const bool least = index == 0 || moves[index - 1].chain != move.chain;
        const bool most = index + 1 == moves.size() || moves[index + 1].chain != move.chain ||
                          moves[index + 1].amount == 0;
        const std::uint64_t there = stream.arrived + move.amount - stream.taken;
        const bool fills = places_.fills(choice.subject, there);
        if (!least && !most && !fills) continue;
        ranked.push_back({unplanned + (fills ? 0 : 1), choice});
        continue;
      }
      const std::size_t place = places_.first(choice);
      ranked.push_back({place < unplanned ? place * 2 + 1 : unplanned + 2, choice});
    }
    if (world.next_deadline_ns()) ranked.push_back({unplanned + 3, {Choice::Kind::time}});
    std::ranges::stable_sort(ranked, {}, &Ranked::rank);
    return ranked;
  }

  const Places& places_;
  std::span<const std::size_t> first_step_;
  std::size_t goal_;
  std::size_t budget_;
  std::size_t depth_ = 0;
  std::string packed_;
  std::unordered_set<std::string> seen_;
};

}  // namespace

bool Guide::search() {
  const std::size_t goal = walk_.next_event();
  std::size_t reached = events_.size();
  for (const Reach& reach : reaches) {
    if (searches_ == searches_most) return false;
    const std::size_t event = goal - std::min(goal, reach.events);
    if (event == reached) break;
    reached = event;
    ++searches_;
    if (search_from(event, reach.states_most)) return true;
  }
  return false;
}

// Stands before that event again, in front of the hidden steps that came between it and the last.
void Guide::go_back(std::size_t event) {
  const std::size_t kept = event == 0 ? 0 : choices_before_[event - 1] + 1;
  choices_.resize(kept);
  choices_before_.resize(event);
  walk_ = Walk(events_, profile_, *names_);
  for (const Choice& choice : choices_) walk_.perform(choice);
}

// Which steps of the plan were performed, and what of it is due again.
void Guide::note_performed() {
  std::unordered_map<Key, std::vector<std::size_t>> places;
  for (std::size_t place = steps_.size(); place-- > 0;) {
    const StepLabel& label = steps_[place]->label;
    places[key_of(label.kind, label.subject, label.info, label.variant)].push_back(place);
  }
  performed_.assign(steps_.size(), 0);
  for (const Choice& choice : choices_) {
    if (choice.kind != Choice::Kind::step) continue;
    const auto found = places.find(key_of(choice));
    if (found == places.end() || found->second.empty()) continue;
    performed_[found->second.back()] = 1;
    found->second.pop_back();
  }
  due_.clear();
  taken_due_ = 0;
}

bool Guide::search_from(std::size_t event, std::size_t states_most) {
  const std::size_t goal = walk_.next_event();
  const std::vector<Choice> choices = choices_;
  const std::vector<std::size_t> choices_before = choices_before_;
  go_back(event);
  note_performed();
  const Places places(steps_, performed_);
  Search search(places, first_step_, goal, states_most);
  std::vector<Choice> found;
  const bool good = search.from(walk_, found);
  if (!good) {
    choices_ = choices;
    choices_before_ = choices_before;
    walk_ = Walk(events_, profile_, *names_);
    for (const Choice& choice : choices_) walk_.perform(choice);
  }
  for (const Choice& choice : found) {
    const std::size_t before = choices_.size();
    perform(choice);
    if (choice.kind == Choice::Kind::event) choices_before_.push_back(before);
  }
  note_performed();
  return good;
}

}  // namespace ioracle
