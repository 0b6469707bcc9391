#include "oracle/paths.h"

#include <algorithm>

#include "oracle/describe.h"

namespace ioracle {
namespace {

constexpr std::uint64_t nanoseconds_per_millisecond = 1'000'000;
constexpr std::size_t depth_most = 256;

bool same(const Effect& left, const Effect& right) {
  return left.kind == right.kind && left.cell == right.cell && left.item == right.item &&
         left.amount == right.amount;
}

bool same(const Shows& left, const Shows& right) {
  if (left.result != right.result || left.number != right.number || left.error != right.error ||
      left.error_code != right.error_code || left.output_count != right.output_count) {
    return false;
  }
  return true;
}

bool shows_anything(const Shows& shows) {
  return shows.result != Shown::any || shows.error != Shown::any || shows.output_count > 0;
}

// Is it a packet that an alternative takes, of a call that may take several?
bool takes_one_of_several(const Alternative& alternative) {
  return alternative.next == MicroStep::attempt;
}

}  // namespace

bool interchangeable(const Alternatives& offered, const Alternative& left,
                     const Alternative& right) {
  return left.next == right.next && same(left.shows, right.shows) &&
         std::ranges::equal(offered.effects(left), offered.effects(right),
                            [](const Effect& one, const Effect& two) { return same(one, two); });
}

const std::vector<Explanation>& PathFinder::find(const OrderWorld& world, const RunningCall& call,
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
  if (found_.empty()) search(true);
  return found_;
}

void PathFinder::search(bool tells_refuted) {
  tells_refuted_ = tells_refuted;
  found_.clear();
  rejected_.clear();
  rejected_endings_.clear();
  unmet_.clear();
  refuted_.clear();
  Explanation start;
  start.chain = call_->chain;
  follow(call_->chain, start, 0);
}

const std::vector<Explanation>& PathFinder::find_unfinished(const OrderWorld& world,
                                                            const RunningCall& call,
                                                            const Event& event, Position now,
                                                            const Others& others) {
  unfinished_ = true;
  find(world, call, event, now, others);
  unfinished_ = false;
  return found_;
}

void PathFinder::follow(const Chain& chain, const Explanation& sofar, std::size_t depth) {
  if (unfinished_ && chain.step == MicroStep::wait && depth > 0) {
    found_.push_back(sofar);
    found_.back().chain = chain;
  }
  const bool returns = event_->kind != EventKind::enter && chain.step == MicroStep::leave;
  const bool enters = event_->kind == EventKind::enter && chain.step == MicroStep::running;
  if (returns || enters) {
    found_.push_back(sofar);
    found_.back().chain = chain;
    return;
  }
  if (chain.step == MicroStep::leave || chain.step == MicroStep::running || depth >= depth_most) {
    return;
  }
  Alternatives& offered = levels_[depth];
  offer(*known_, chain, offered);
  std::vector<std::uint8_t> can(offered.size(), 0);
  for (std::size_t index = 0; index < offered.size(); ++index) {
    can[index] = possible(offered, offered[index], chain) ? 1 : 0;
    if (!tells_refuted_ || can[index] != 0 || event_->kind == EventKind::enter) continue;
    // What is shown of an item that is taken cannot be asked without one.
    const bool takes_item =
        std::ranges::any_of(offered.effects(offered[index]),
                            [](const Effect& effect) { return effect.kind == Effect::Kind::pop; });
    const bool returns_here = !takes_item && shows_anything(offered[index].shows);
    Explanation ignored;
    if (returns_here && agrees(offered[index].shows, chain, ignored)) {
      refuted_.push_back(offered[index].info);
    }
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
    take_alternative(offered, offered[index], rivals, chain, sofar, depth);
  }
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
    return !own && world_->evaluate(atom, call_->since, now_, *others_) == Truth::no;
  });
}

void PathFinder::take_alternative(const Alternatives& offered, const Alternative& alternative,
                                  const std::vector<std::size_t>& rivals, const Chain& chain,
                                  const Explanation& before, std::size_t depth) {
  PathStep path;
  path.info = alternative.info;
  path.variant = alternative.variant;
  path.step = chain.step;
  path.operation = chain.operation;
  path.widened = alternative.info->mutation() == Switch::widened;
  path.weak = path.widened || !rivals.empty();
  Explanation sofar = before;
  if (!rivals.empty()) {
    const auto add = [&](const Alternative& one) {
      const auto atoms = offered.atoms(one);
      path.rivals.emplace_back(static_cast<std::uint32_t>(sofar.atoms.size()),
                               static_cast<std::uint32_t>(atoms.size()));
      sofar.atoms.insert(sofar.atoms.end(), atoms.begin(), atoms.end());
    };
    add(alternative);
    for (const std::size_t rival : rivals) add(offered[rival]);
  }
  std::optional<Fifo> taken_from;
  for (const Effect& effect : offered.effects(alternative)) {
    if (effect.kind == Effect::Kind::pop) taken_from = Fifo{effect.cell};
  }
  if (!taken_from) return with_item(offered, alternative, path, chain, sofar, depth);
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
  std::vector<Item> items;
  world_->candidates(*taken_from, pointer, items);
  if (items.empty()) unmet_.push_back(alternative.info);
  for (const Item item : items) {
    Chain next = chain;
    next.item = item;
    path.item = item;
    with_item(offered, alternative, path, next, sofar, depth);
  }
}

void PathFinder::with_item(const Alternatives& offered, const Alternative& alternative,
                           PathStep path, Chain chain, const Explanation& sofar,
                           std::size_t depth) {
  // No return can lead to the entry of a routine.
  if (event_->kind == EventKind::enter && alternative.next == MicroStep::leave) return;
  Explanation next = sofar;
  if (shows_anything(alternative.shows) && event_->kind != EventKind::enter &&
      !agrees(alternative.shows, chain, next)) {
    rejected_.push_back({alternative.info, alternative.shows, chain});
    return;
  }
  const bool ends_here =
      std::ranges::any_of(offered.effects(alternative),
                          [](const Effect& effect) { return effect.kind == Effect::Kind::end; });
  if (ends_here && !next.information) {
    // The bytes themselves tell how many they were.
    if (const Argument* bytes = event_->find(data_of(event_->function))) {
      next.information = 0;
      for (std::uint32_t buffer = 0; buffer < bytes->count; ++buffer) {
        const BufferValue& value = event_->buffers[bytes->first + buffer];
        for (std::uint32_t run = 0; run < value.run_count; ++run) {
          *next.information += event_->runs[value.first_run + run].length;
        }
      }
    }
  }
  const bool takes_here =
      std::ranges::any_of(offered.effects(alternative),
                          [](const Effect& effect) { return effect.kind == Effect::Kind::take; });
  // Nothing fits into no room, whether or not the count was recorded.
  if (ends_here && takes_here && known_->operation(chain.operation).capacity == 0) {
    next.information = 0;
  }
  const bool posted = path.item != no_item && known_->item(path.item).operation == no_operation &&
                      alternative.shows.result == Shown::by_status;
  if (posted && event_->result.recorded() && !event_->result.is(1)) return;
  if (next.information && chain.operation != no_operation &&
      alternative.shows.result != Shown::by_status) {
    // Bytes were moved exactly where the alternative takes some.
    const Operation& operation = known_->operation(chain.operation);
    if (ends_here && operation.kind == OperationKind::receive &&
        takes_here != (*next.information > 0 || operation.capacity == 0)) {
      return;
    }
  }
  const auto atoms = offered.atoms(alternative);
  path.first_atom = static_cast<std::uint32_t>(next.atoms.size());
  path.atom_count = static_cast<std::uint32_t>(atoms.size());
  next.atoms.insert(next.atoms.end(), atoms.begin(), atoms.end());
  const auto effects = offered.effects(alternative);
  path.first_effect = static_cast<std::uint32_t>(next.effects.size());
  path.effect_count = static_cast<std::uint32_t>(effects.size());
  next.effects.insert(next.effects.end(), effects.begin(), effects.end());

  std::vector<Explanation> ways;
  const bool enters = event_->kind == EventKind::enter;
  if (path.item != no_item && known_->item(path.item).operation == no_operation) {
    const ItemInfo& item = known_->item(path.item);
    const bool fits =
        enters ? agrees_apc(item)
               : !takes_one_of_several(alternative) || agrees_packet(shown_packet(chain), item);
    if (!fits) {
      unmet_.push_back(alternative.info);
      return;
    }
  }
  if (path.item != no_item && known_->item(path.item).operation != no_operation) {
    const OperationId id = known_->item(path.item).operation;
    if (enters) {
      if (event_->routine && known_->operation(id).routine != event_->routine) return;
      // As the exact world shows it.
      if (shown_count(Parameter::dwFlags).value_or(0) != 0) return;
      Predicate predicate;
      if (const auto code = shown_count(Parameter::dwError)) {
        predicate.kind = *code == 0 ? Predicate::Kind::success : Predicate::Kind::winsock_error;
        predicate.value = *code;
      }
      resolve(id, predicate, shown_count(Parameter::cbTransferred), next, ways);
    } else if (takes_one_of_several(alternative)) {
      const ShownPacket shown = shown_packet(chain);
      if (!agrees_packet(shown, known_->item(path.item))) {
        unmet_.push_back(alternative.info);
        return;
      }
      Predicate predicate;
      if (shown.status.recorded()) {
        predicate.kind = Predicate::Kind::equal;
        predicate.value = static_cast<std::uint64_t>(shown.status.number);
      }
      resolve(id, predicate,
              shown.bytes.recorded() ? std::optional(static_cast<std::uint64_t>(shown.bytes.number))
                                     : std::nullopt,
              next, ways);
    } else {
      resolve(id, status_predicate(Predicate::Kind::win32_error),
              shown_count(Parameter::lpNumberOfBytesTransferred), next, ways);
    }
  } else if (alternative.shows.result == Shown::by_status && chain.operation != no_operation) {
    resolve(chain.operation, status_predicate(Predicate::Kind::winsock_error), next.information,
            next, ways);
    next.information.reset();
    for (Explanation& way : ways) way.information.reset();
  } else {
    ways.push_back(std::move(next));
  }
  // It would tell of an operation what its end contradicts: that it must tell the end, it cites.
  if (ways.empty()) refuted_.push_back(alternative.info);
  // What a query read may be a success or a failure where its result is not recorded.
  const bool reads_status = std::ranges::any_of(
      effects, [](const Effect& effect) { return effect.kind == Effect::Kind::load_status; });
  const std::size_t outcomes = reads_status && !event_->result.recorded() ? 2 : 1;
  for (std::size_t number = 0; number < ways.size() * outcomes; ++number) {
    Chain after = chain;
    std::vector<Explanation> loaded = {ways[number / outcomes]};
    for (const Effect& effect : effects) {
      apply_to_chain(effect, after);
      if (effect.kind == Effect::Kind::load_status) {
        const auto column = is_winsock(event_->function) ? Predicate::Kind::winsock_error
                                                         : Predicate::Kind::win32_error;
        path.loaded = status_predicate(column);
        if (outcomes > 1 && number % outcomes == 0) {
          path.loaded.kind = Predicate::Kind::success;
        } else if (outcomes > 1) {
          path.loaded.kind = event_->last_error ? column : Predicate::Kind::failure;
          path.loaded.value = event_->last_error.value_or(0);
        }
        path.loaded.pending_counts = chain.step == MicroStep::wait;
        after.loaded_status =
            path.loaded.kind == Predicate::Kind::success || path.loaded.kind == Predicate::Kind::any
                ? Status::success
                : Status::cancelled;
      } else if (effect.kind == Effect::Kind::load_information) {
        path.loaded = {};
        if (const auto count = shown_transferred()) {
          path.loaded.kind = Predicate::Kind::equal;
          path.loaded.value = *count;
          after.loaded_information = *count;
        }
      } else {
        continue;
      }
      std::vector<OperationId> open;
      bool known = false;
      world_->writers(Register{effect.cell}, path.loaded, call_->since, now_, open, known);
      std::vector<Explanation> chosen;
      const auto count =
          after.loaded_status == Status::success ? shown_transferred() : std::nullopt;
      for (const Explanation& one : loaded) {
        if (known) chosen.push_back(one);
        for (const OperationId id : open) {
          Predicate predicate =
              effect.kind == Effect::Kind::load_status ? path.loaded : Predicate{};
          resolve(id, predicate, count, one, chosen);
        }
      }
      loaded = std::move(chosen);
      if (loaded.empty()) unmet_.push_back(alternative.info);
    }
    go_to(*known_, alternative.next, after);
    for (Explanation& one : loaded) {
      one.steps.push_back(path);
      follow(after, one, depth + 1);
    }
  }
}

}  // namespace ioracle
