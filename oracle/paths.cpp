#include "oracle/paths.h"

#include <algorithm>

#include "oracle/rivals.h"

namespace ioracle {
namespace {

constexpr std::uint64_t nanoseconds_per_millisecond = 1'000'000;
constexpr std::size_t depth_most = 256;

bool same(const Shows& left, const Shows& right) {
  if (left.result != right.result || left.number != right.number || left.error != right.error ||
      left.error_code != right.error_code || left.output_count != right.output_count) {
    return false;
  }
  return std::equal(left.outputs, left.outputs + left.output_count, right.outputs,
                    [](const ShownValue& one, const ShownValue& two) {
                      return one.parameter == two.parameter && one.shown == two.shown &&
                             one.number == two.number;
                    });
}

bool shows_anything(const Shows& shows) {
  return shows.result != Shown::any || shows.error != Shown::any || shows.output_count > 0;
}

bool does(const Alternatives& offered, const Alternative& alternative, Effect::Kind kind) {
  return std::ranges::any_of(offered.effects(alternative),
                             [&](const Effect& effect) { return effect.kind == kind; });
}

}  // namespace

bool interchangeable(const Alternatives& offered, const Alternative& left,
                     const Alternative& right) {
  return left.next == right.next && same(left.shows, right.shows) &&
         std::ranges::equal(offered.effects(left), offered.effects(right));
}

std::span<const Explanation> PathFinder::find(const OrderWorld& world, const RunningCall& call,
                                              const Event& event, Position now,
                                              const Others& others) {
  others_ = &others;
  world_ = &world;
  call_ = &call;
  event_ = &event;
  now_ = now;
  if (levels_.empty()) levels_.resize(depth_most);
  search(false);
  // Only what has no explanation needs to be told why.
  if (found_count_ == 0) search(true);
  // What nothing was seen to happen beside, nobody can have seen half done.
  const bool is_alone = others.none() && call.since + 1 == now;
  if (is_alone && !unfinished_) drop_needless();
  return {found_.data(), found_count_};
}

void PathFinder::search(bool tells_refuted) {
  tells_refuted_ = tells_refuted;
  found_count_ = 0;
  needless_count_ = 0;
  rejected_.clear();
  rejected_endings_.clear();
  unmet_.clear();
  refuted_.clear();
  follow(call_->chain, 0);
}

std::span<const Explanation> PathFinder::find_unfinished(const OrderWorld& world,
                                                         const RunningCall& call,
                                                         const Event& event, Position now,
                                                         const Others& others) {
  unfinished_ = true;
  const std::span<const Explanation> ways = find(world, call, event, now, others);
  unfinished_ = false;
  return ways;
}

PathFinder::Scope::~Scope() {
  path_.steps.resize(steps_);
  path_.atoms.resize(atoms_);
  path_.effects.resize(effects_);
  path_.endings.resize(endings_);
  path_.counts.resize(counts_);
  path_.information = information_;
}

void PathFinder::found(const Chain& chain) {
  if (found_count_ == found_.size()) found_.emplace_back();
  Explanation& way = found_[found_count_++];
  way = path_;
  way.chain = chain;
}

// Ways that leave behind what another leaves, and ask more.
void PathFinder::drop_needless() {
  const OperationId own = call_->chain.operation;
  const auto stays = [&](const Atom& atom) { return world_->stays(atom); };
  for (std::size_t index = 0; index < found_count_ && own != no_operation; ++index) {
    const bool needless =
        std::ranges::any_of(std::span(found_.data(), found_count_), [&](const Explanation& other) {
          return &other != &found_[index] && other.chain.operation == own &&
                 makes_needless(known_->operation(own), other, found_[index], stays);
        });
    if (!needless) continue;
    std::rotate(found_.begin() + static_cast<std::ptrdiff_t>(index),
                found_.begin() + static_cast<std::ptrdiff_t>(index) + 1,
                found_.begin() + static_cast<std::ptrdiff_t>(found_count_));
    --found_count_;
    ++needless_count_;
    --index;
  }
}

void PathFinder::follow(const Chain& chain, std::size_t depth) {
  if (unfinished_ && chain.step == MicroStep::wait && depth > 0) found(chain);
  const bool returns = event_->kind != EventKind::enter && chain.step == MicroStep::leave;
  const bool enters = event_->kind == EventKind::enter && chain.step == MicroStep::running;
  if (returns || enters) return found(chain);
  if (chain.step == MicroStep::leave || chain.step == MicroStep::running || depth >= depth_most) {
    return;
  }
  Alternatives& offered = levels_[depth];
  offer(*known_, chain, offered);
  std::vector<std::uint8_t> can(offered.size(), 0);
  for (std::size_t index = 0; index < offered.size(); ++index) {
    can[index] = possible(offered, offered[index], chain) ? 1 : 0;
    if (tells_refuted_ && can[index] == 0) note_refuted(offered, offered[index], chain);
  }
  // The call would go on waiting: for what.
  if (std::ranges::none_of(can, [](std::uint8_t one) { return one != 0; })) {
    for (const Alternative& alternative : offered) unmet_.push_back(alternative.info);
  }
  for (std::size_t index = 0; index < offered.size(); ++index) {
    if (!can[index]) continue;
    std::vector<std::size_t> rivals;
    for (std::size_t other = index + 1; other < offered.size(); ++other) {
      if (can[other] && interchangeable(offered, offered[index], offered[other])) {
        can[other] = 0;
        rivals.push_back(other);
      }
    }
    take_alternative(offered, offered[index], rivals, chain, depth);
  }
}

// Would the alternative show what the event shows?
void PathFinder::note_refuted(const Alternatives& offered, const Alternative& alternative,
                              const Chain& chain) {
  if (event_->kind == EventKind::enter || !shows_anything(alternative.shows)) return;
  // What is shown of an item that is taken cannot be asked without one.
  if (does(offered, alternative, Effect::Kind::pop)) return;
  const Scope scope(path_);
  if (agrees(alternative.shows, chain)) refuted_.push_back(alternative.info);
}

bool PathFinder::writes_on_path(Register cell) const {
  return std::ranges::any_of(path_.effects, [&](const Effect& effect) {
    return effect.kind == Effect::Kind::write && effect.cell == index_of(cell);
  });
}

bool PathFinder::resets_path(Instant instant) const {
  return std::ranges::any_of(path_.effects, [&](const Effect& effect) {
    return effect.kind == Effect::Kind::append &&
           known_->connection(effect.cell / 2).reset[effect.cell % 2] == instant;
  });
}

bool PathFinder::possible(const Alternatives& offered, const Alternative& alternative,
                          const Chain& chain) const {
  if (alternative.info->mutation() == Switch::dropped) return false;
  if (alternative.info->mutation() == Switch::widened) return true;
  return std::ranges::none_of(offered.atoms(alternative), [&](const Atom& atom) {
    // What this path has taken already is still there for the world.
    if (atom.kind == Atom::Kind::empty && !chain.taken.empty()) return false;
    if (atom.kind == Atom::Kind::elapsed) {
      const std::uint64_t due =
          known_->call(chain.call).event.time_ns + atom.amount * nanoseconds_per_millisecond;
      return atom.expected && event_->time_ns + tick_ns_ < due;
    }
    // A blocking call sees its own operation end.
    const bool own = atom.kind == Atom::Kind::happened && chain.operation != no_operation &&
                     atom.cell == index_of(known_->operation(chain.operation).ended);
    // What it has written on this path, it may find there.
    if (atom.kind == Atom::Kind::reads && writes_on_path(Register{atom.cell})) return false;
    // What it has sent on this path may be answered with a reset.
    if (atom.kind == Atom::Kind::happened && resets_path(Instant{atom.cell})) return false;
    return !own && world_->evaluate(atom, call_->since, now_, *others_) == Truth::no;
  });
}

void PathFinder::take_alternative(const Alternatives& offered, const Alternative& alternative,
                                  const std::vector<std::size_t>& rivals, const Chain& chain,
                                  std::size_t depth) {
  const Scope scope(path_);
  PathStep taken;
  taken.info = alternative.info;
  taken.variant = alternative.variant;
  taken.step = chain.step;
  taken.operation = chain.operation;
  taken.widened = alternative.info->mutation() == Switch::widened;
  taken.weak = taken.widened || !rivals.empty();
  if (!rivals.empty()) {
    const auto add = [&](const Alternative& one) {
      const auto atoms = offered.atoms(one);
      taken.rivals.emplace_back(static_cast<std::uint32_t>(path_.atoms.size()),
                                static_cast<std::uint32_t>(atoms.size()));
      path_.atoms.insert(path_.atoms.end(), atoms.begin(), atoms.end());
    };
    add(alternative);
    for (const std::size_t rival : rivals) add(offered[rival]);
  }
  std::optional<Fifo> taken_from;
  for (const Effect& effect : offered.effects(alternative)) {
    if (effect.kind == Effect::Kind::pop) taken_from = Fifo{effect.cell};
  }
  if (!taken_from) return with_item(offered, alternative, taken, chain, depth);
  Value pointer;
  if (const Argument* shown = event_->find(Parameter::lpOverlapped)) pointer = shown->value;
  if (takes_one_of_several(alternative)) {
    const ShownPacket packet = shown_packet(chain);
    if (packet.missing) {
      unmet_.push_back(alternative.info);
      return;
    }
    pointer = packet.pointer;
  }
  taken.identified = pointer.recorded();
  std::vector<Item> items;
  world_->candidates(*taken_from, pointer, items);
  if (items.empty()) {
    unmet_.push_back(alternative.info);
    if (has_another_item(*taken_from)) {
      rejected_.push_back({alternative.info, alternative.shows, chain});
    }
  }
  for (const Item item : items) {
    Chain next = chain;
    next.item = item;
    taken.item = item;
    with_item(offered, alternative, taken, next, depth);
  }
}

// Is there one beside those with the pointer that the event shows?
bool PathFinder::has_another_item(Fifo fifo) const {
  std::vector<Item> items;
  world_->candidates(fifo, Value(), items);
  return !items.empty();
}

void PathFinder::with_item(const Alternatives& offered, const Alternative& alternative,
                           const PathStep& taken, const Chain& chain, std::size_t depth) {
  const bool enters = event_->kind == EventKind::enter;
  // No return can lead to the entry of a routine.
  if (enters && alternative.next == MicroStep::leave) return;
  const Scope scope(path_);
  if (shows_anything(alternative.shows) && !enters && !agrees(alternative.shows, chain)) {
    rejected_.push_back({alternative.info, alternative.shows, chain});
    return;
  }
  // The bytes themselves tell how many they were.
  if (!path_.information && does(offered, alternative, Effect::Kind::end)) {
    path_.information = shown_bytes();
    // Nothing fits into no room, whether or not the count was recorded.
    const bool takes = does(offered, alternative, Effect::Kind::take);
    if (takes && known_->operation(chain.operation).capacity == 0) path_.information = 0;
  }
  const bool posted = taken.item != no_item && known_->item(taken.item).operation == no_operation;
  if (posted && alternative.shows.result == Shown::by_status && event_->result.recorded() &&
      !event_->result.is(1)) {
    return;
  }
  if (!moves_what_it_shows(offered, alternative, chain)) return;
  PathStep step = taken;
  const auto atoms = offered.atoms(alternative);
  step.first_atom = static_cast<std::uint32_t>(path_.atoms.size());
  step.atom_count = static_cast<std::uint32_t>(atoms.size());
  path_.atoms.insert(path_.atoms.end(), atoms.begin(), atoms.end());
  const auto effects = offered.effects(alternative);
  step.first_effect = static_cast<std::uint32_t>(path_.effects.size());
  step.effect_count = static_cast<std::uint32_t>(effects.size());
  path_.effects.insert(path_.effects.end(), effects.begin(), effects.end());

  OperationId id = chain.operation;
  std::vector<Resolution> ways;
  if (taken.item != no_item) {
    auto resolved = resolve_item(alternative, taken.item, chain);
    if (!resolved) return;
    id = known_->item(taken.item).operation;
    ways = std::move(*resolved);
  }
  const bool of_item = taken.item != no_item && id != no_operation;
  if (!of_item) {
    id = chain.operation;
    if (alternative.shows.result != Shown::by_status || id == no_operation) {
      return carry_out(offered, alternative, 0, step, chain, depth);
    }
    ways = resolve(id, status_predicate(Predicate::Kind::winsock_error), path_.information);
    path_.information.reset();
  }
  // It would tell of an operation what its end contradicts: that it must tell the end, it cites.
  if (ways.empty()) refuted_.push_back(alternative.info);
  for (const Resolution& way : ways) {
    const Scope taken_so(path_);
    take(id, way);
    carry_out(offered, alternative, 0, step, chain, depth);
  }
}

void PathFinder::carry_out(const Alternatives& offered, const Alternative& alternative,
                           std::size_t place, const PathStep& taken, const Chain& chain,
                           std::size_t depth) {
  Chain after = chain;
  const auto effects = offered.effects(alternative);
  for (; place < effects.size(); ++place) {
    apply_to_chain(effects[place], after);
    if (effects[place].kind == Effect::Kind::load_status ||
        effects[place].kind == Effect::Kind::load_information) {
      return load(offered, alternative, place, taken, after, depth);
    }
  }
  go_to(*known_, alternative.next, after);
  const Scope scope(path_);
  path_.steps.push_back(taken);
  follow(after, depth + 1);
}

// A read of a register, in every way that fits what is shown of it.
void PathFinder::load(const Alternatives& offered, const Alternative& alternative,
                      std::size_t place, const PathStep& taken, const Chain& chain,
                      std::size_t depth) {
  const Effect& effect = offered.effects(alternative)[place];
  const bool reads_status = effect.kind == Effect::Kind::load_status;
  // It may have been a success or a failure where the result is not recorded.
  const int outcomes = reads_status && !event_->result.recorded() ? 2 : 1;
  for (int outcome = 0; outcome < outcomes; ++outcome) {
    Chain after = chain;
    PathStep step = taken;
    const auto transferred = shown_transferred();
    if (reads_status) {
      step.loaded = loaded_predicate(chain, outcome == 0);
      const bool good =
          step.loaded.kind == Predicate::Kind::success || step.loaded.kind == Predicate::Kind::any;
      after.loaded_status = good ? Status::success : Status::cancelled;
    } else {
      step.loaded = {};
      if (transferred) {
        step.loaded.kind = Predicate::Kind::equal;
        step.loaded.value = *transferred;
        after.loaded_information = *transferred;
      }
    }
    std::vector<OperationId> open;
    bool known = false;
    world_->writers(Register{effect.cell}, step.loaded, call_->since, now_, open, known);
    if (known) carry_out(offered, alternative, place + 1, step, after, depth);
    bool any = known;
    for (const OperationId id : open) {
      const Scope scope(path_);
      const std::vector<Resolution> ways =
          resolve(id, reads_status ? step.loaded : Predicate{},
                  after.loaded_status == Status::success && known_->tells_count(id) ? transferred
                                                                                    : std::nullopt);
      any = any || !ways.empty();
      for (const Resolution& way : ways) {
        const Scope taken_so(path_);
        take(id, way);
        carry_out(offered, alternative, place + 1, step, after, depth);
      }
    }
    if (!any) unmet_.push_back(alternative.info);
  }
}

}  // namespace ioracle
