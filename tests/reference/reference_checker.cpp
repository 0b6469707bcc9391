#include "tests/reference/reference_checker.h"

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ioracle::reference {
namespace {

// Applies a visible event to a world; false: this world does not show it.
bool apply(ExactWorld& world, const Event& event) {
  switch (event.kind) {
    case EventKind::thread_start:
      world.start_thread(event.thread);
      return true;
    case EventKind::thread_exit:
      world.exit_thread(event.thread);
      return true;
    case EventKind::call:
      world.begin_call(event);
      return true;
    case EventKind::returned:
    case EventKind::exception:
      if (!world.can_return(event.thread) || !world.agrees(event.thread, event)) return false;
      world.finish_call(event.thread, event);
      return true;
    case EventKind::enter:
      if (!world.can_enter(event.thread) || !world.agrees_enter(event.thread, event)) return false;
      world.enter_routine(event.thread);
      return true;
    case EventKind::exited:
      world.exit_routine(event.thread);
      return true;
    case EventKind::observe:
      return world.agrees_observe(event);
    case EventKind::settle:
      return world.settled();
    case EventKind::word:
      return world.write_word(event);
    case EventKind::memory:
    case EventKind::environment:
      world.declare(event);
      return true;
    default:
      return true;
  }
}

// Worlds, each once, packed.
class Frontier {
 public:
  explicit Frontier(std::size_t limit) : limit_(limit) {}

  std::size_t size() const { return entries_.size(); }
  bool full() const { return entries_.size() > limit_; }
  void load(std::size_t index, ExactWorld& world) const {
    const Entry& entry = entries_[index];
    world.unpack(known_[entry.known], std::string_view(bytes_).substr(entry.begin, entry.length));
  }
  void add(const ExactWorld& world) {
    const std::uint32_t known = known_index(world.shared_known());
    packed_.clear();
    world.pack(packed_);
    const std::string_view packed = packed_;
    const std::uint64_t hash = std::hash<std::string_view>()(packed) + known;
    if (entries_.size() * 2 >= table_.size()) grow();
    std::size_t slot = hash & (table_.size() - 1);
    for (; table_[slot] != free_slot; slot = (slot + 1) & (table_.size() - 1)) {
      const Entry& entry = entries_[table_[slot]];
      if (entry.hash == hash && entry.known == known &&
          packed == std::string_view(bytes_).substr(entry.begin, entry.length)) {
        return;
      }
    }
    table_[slot] = static_cast<std::uint32_t>(entries_.size());
    entries_.push_back({hash, bytes_.size(), static_cast<std::uint32_t>(packed.size()), known});
    bytes_ += packed;
  }

 private:
  struct Entry {
    std::uint64_t hash = 0;
    std::size_t begin = 0;
    std::uint32_t length = 0;
    std::uint32_t known = 0;
  };
  static constexpr std::uint32_t free_slot = 0xFFFFFFFF;

  std::uint32_t known_index(const std::shared_ptr<Known>& known) {
    auto found = std::ranges::find(known_, known);
    if (found == known_.end()) found = known_.insert(found, known);
    return static_cast<std::uint32_t>(found - known_.begin());
  }
  void grow() {
    constexpr std::size_t slots_least = 64;
    table_.assign(std::max(slots_least, table_.size() * 4), free_slot);
    for (std::uint32_t index = 0; index < entries_.size(); ++index) {
      std::size_t slot = entries_[index].hash & (table_.size() - 1);
      while (table_[slot] != free_slot) slot = (slot + 1) & (table_.size() - 1);
      table_[slot] = index;
    }
  }

  std::size_t limit_;
  std::string bytes_;   // of all worlds
  std::string packed_;  // scratch
  std::vector<Entry> entries_;
  std::vector<std::shared_ptr<Known>>
      known_;                         // few: what is known hardly depends on hidden history
  std::vector<std::uint32_t> table_;  // of entries, by hash
};

// A time-out may fire that much early: one tick of the clock.
constexpr std::uint64_t tick_ns = 16'000'000;

}  // namespace

class Checker::State {
 public:
  State(Profile profile, Names& names, std::size_t states_limit, Outlook* outlook)
      : limit_(states_limit), outlook_(outlook), world_(profile, names), frontier_(states_limit) {
    frontier_.add(world_);
  }

  Verdict take(const Event& event, bool keep) {
    if (verdict_ != Verdict::accepted) return verdict_;
    const std::uint64_t time_ns = event.time_ns + tick_ns;
    if (time_ns > world_.time()) {
      world_.set_time(time_ns);
      closed_ = false;
    }
    if (!closed_ && !close(frontier_, taken_)) return verdict_ = Verdict::inconclusive;
    closed_ = true;
    states_most_ = std::max(states_most_, frontier_.size());
    Frontier next(limit_);
    bool whole = true;
    if (event.kind == EventKind::observe && event.words.internal && event.words.internal_high) {
      // Words are read one by one, in either order.
      Event internal = event;
      Event internal_high = event;
      internal.words.internal_high.reset();
      internal_high.words.internal.reset();
      whole = show_in_turn(internal, internal_high, next) &&
              show_in_turn(internal_high, internal, next);
    } else {
      show(frontier_, event, taken_ + 1, next);
    }
    Verdict verdict = next.size() == 0 ? Verdict::rejected : Verdict::accepted;
    if (!whole) verdict = Verdict::inconclusive;
    if (keep) {
      verdict_ = verdict;
      closed_ = false;
      ++taken_;
      frontier_ = std::move(next);
    }
    return verdict;
  }

  std::size_t states_most() const { return states_most_; }

 private:
  // `index` of the next event: commuting steps are performed at once, with that outlook.
  void add(Frontier& to, std::size_t index) {
    if (outlook_) outlook_->perform_commuting(world_, index);
    to.add(world_);
  }

  // Adds every world that hidden micro-steps can lead to. False: too many.
  bool close(Frontier& frontier, std::size_t index) {
    for (std::size_t number = 0; number < frontier.size(); ++number) {
      if (frontier.full()) return false;
      frontier.load(number, world_);
      world_.enabled(moves_);
      for (std::size_t move = 0; move < moves_.size(); ++move) {
        if (move > 0) frontier.load(number, world_);
        world_.perform(moves_[move]);
        add(frontier, index);
      }
    }
    return true;
  }

  // Adds to `to` the worlds of `from` that show the event, as they are after it.
  void show(const Frontier& from, const Event& event, std::size_t index, Frontier& to) {
    KnownAfter after;
    for (std::size_t number = 0; number < from.size(); ++number) {
      from.load(number, world_);
      world_.share(&after);
      if (apply(world_, event)) add(to, index);
    }
    world_.share(nullptr);
  }

  // Worlds that show `first` and, perhaps later, `second`. False: too many worlds.
  bool show_in_turn(const Event& first, const Event& second, Frontier& to) {
    Frontier between(limit_);
    show(frontier_, first, taken_, between);
    if (!close(between, taken_)) return false;
    show(between, second, taken_ + 1, to);
    return true;
  }

  std::size_t limit_;
  Outlook* outlook_;
  ExactWorld world_;  // the one looked at
  Frontier frontier_;
  std::vector<Move> moves_;
  std::size_t taken_ = 0;  // events
  bool closed_ = false;
  Verdict verdict_ = Verdict::accepted;
  std::size_t states_most_ = 0;
};

Checker::Checker(Profile profile, Names& names, std::size_t states_limit, Outlook* outlook)
    : state_(std::make_unique<State>(profile, names, states_limit, outlook)) {}
Checker::~Checker() = default;
Verdict Checker::take(const Event& event) { return state_->take(event, true); }
Verdict Checker::would_take(const Event& event) { return state_->take(event, false); }
std::size_t Checker::states_most() const { return state_->states_most(); }

Judgement check(std::span<const Event> events, Profile profile, Names& names,
                std::size_t states_limit, Shortcuts shortcuts) {
  Judgement judgement;
  Outlook outlook(events);
  Checker checker(profile, names, states_limit, shortcuts == Shortcuts::none ? nullptr : &outlook);
  for (std::size_t index = 0; index < events.size(); ++index) {
    judgement.verdict = checker.take(events[index]);
    if (judgement.verdict == Verdict::accepted) continue;
    judgement.event = index;
    break;
  }
  judgement.states_most = checker.states_most();
  return judgement;
}

}  // namespace ioracle::reference
