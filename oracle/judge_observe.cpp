// What a program reads: words of an OVERLAPPED, bytes of buffers, states of events.

#include <algorithm>

#include "model/address.h"
#include "oracle/judge.h"

namespace ioracle {

bool Judge::agrees_bytes(OrderWorld& world, OperationId id, const Event& event,
                         std::span<const Run> shown, std::uint64_t skip, std::uint64_t room) const {
  const OperationKind kind = known_.operation(id).kind;
  const bool on_file = kind == OperationKind::read || kind == OperationKind::control;
  const bool told = on_file || known_.operation(id).stream != no_stream;
  if (!world.is_resolved(id) || !told) return true;
  std::uint64_t length = 0;
  for (const Run& run : shown) length += run.length;
  // A buffer without any tells only that no more came than those before it hold.
  if (!world.is_counted(id) && length == 0 && skip > 0) return true;
  // Where bytes leave room behind them, they tell the count.
  if (!world.is_counted(id) && length < room && !world.count(id, length + skip)) return false;
  const std::uint64_t information = world.is_counted(id) ? world.information(id) : length + skip;
  if (on_file) {
    std::vector<Run> found;
    std::string literals;
    if (!copy_read(known_, id, information, found, literals)) return true;
    return length == std::min(information - std::min(information, skip), room) &&
           holds_at(found, literals, skip, shown, event.literals, known_.names());
  }
  return length == std::min(information - std::min(information, skip), room) &&
         world.tell(id, skip, shown, event.literals);
}

bool Judge::agrees_buffers(OrderWorld& world, OperationId id, const Event& event) const {
  const auto named = address_parameters(event.function);
  const Argument* from = named ? event.find(named->address) : nullptr;
  if (id != no_operation && from && from->value.kind == ValueKind::name &&
      !world.tell_sender(id, from->value.name)) {
    return false;
  }
  const Argument* bytes = event.find(data_of(event.function));
  if (!bytes || id == no_operation || bytes->count == 0) return true;
  std::vector<Run> shown;
  for (std::uint32_t index = 0; index < bytes->count; ++index) {
    const BufferValue& buffer = event.buffers[bytes->first + index];
    for (std::uint32_t run = 0; run < buffer.run_count; ++run) {
      shown.push_back(event.runs[buffer.first_run + run]);
    }
  }
  return agrees_bytes(world, id, event, shown, 0, known_.operation(id).capacity);
}

namespace {

// What a receive stores beside its data, as its memory shows it.
struct Stored {
  bool fits = false;    // it holds what an ended receive may have stored
  bool before = false;  // it holds what it held before
};

Stored stored_value(const Operation& operation, const Event& event) {
  const Value& seen = event.result;
  const auto as_number = [&](const Value& before, bool fits) {
    return Stored{fits, seen == before || (!before.recorded() && !fits)};
  };
  if (event.object == operation.sender_length) {
    return as_number(operation.sender_length_before, seen.is(address::length_bytes));
  }
  if (event.object == operation.flags_place) {
    const bool cut = operation.cuts_control ? seen.is(message_flags(operation, false)) : seen.is(0);
    return as_number(operation.flags_before, cut || seen.is(message_flags(operation, true)));
  }
  if (event.object == operation.control_length) {
    const bool any = operation.cuts_control;
    return as_number(operation.control_length_before, any || seen.is(operation.control_bytes));
  }
  return {seen.kind == ValueKind::name, seen.kind == ValueKind::untouched};
}

// Is this an end by which a message was taken, and of one that was cut as the flags say?
bool takes_as_shown(const Explanation& way, const Ending& ending, std::optional<bool> cut) {
  const auto effects = std::span(way.effects).subspan(ending.first_effect, ending.effect_count);
  const auto atoms = std::span(way.atoms).subspan(ending.first_atom, ending.atom_count);
  const bool takes = std::ranges::any_of(
      effects, [](const Effect& one) { return one.kind == Effect::Kind::take; });
  return takes && std::ranges::none_of(atoms, [&](const Atom& atom) {
           return cut && atom.kind == Atom::Kind::longer && atom.expected != *cut;
         });
}

}  // namespace

// What lies where a receive stores the address of the sender, its length, or what WSARecvMsg tells
// of a message: as it was before, until the receive has ended.
bool Judge::agrees_sender(OrderWorld& world, OperationId id, const Event& event, Position now,
                          const Others& beside, Decisions& decisions) {
  const Operation& operation = known_.operation(id);
  const Value& seen = event.result;
  if (!seen.recorded()) return true;
  const bool of_address =
      event.object == operation.sender_place || event.object == operation.sender_length;
  if (of_address && world.is_resolved(id) && tells_destination(operation, world.status(id))) {
    return true;
  }
  const Stored stored = stored_value(operation, event);
  if (!stored.fits && !stored.before) return false;
  const bool tells = operation.stream != no_stream && known_.tells_sender(operation.stream);
  if (!tells) return stored.before;
  if (!stored.fits) return !world.is_resolved(id) || is_error(world.status(id));
  if (stored.before && (!world.is_resolved(id) || is_error(world.status(id)))) return true;
  std::optional<bool> cut;
  if (event.object == operation.flags_place) cut = (seen.number & constant::msg_trunc) != 0;
  if (!world.is_resolved(id)) {
    Explanation way;
    world.endings(id, {}, std::nullopt, now, beside, way);
    std::erase_if(way.endings,
                  [&](const Ending& ending) { return !takes_as_shown(way, ending, cut); });
    if (way.endings.empty()) return false;
    const std::size_t chosen = way.endings.size() == 1 ? 0 : decisions.choose(way.endings.size());
    way.endings = {way.endings[chosen]};
    if (!world.commit(way, now - 1, now, beside, decisions)) return false;
  }
  if (is_error(world.status(id)) || (cut && !world.was_cut(id, *cut))) return false;
  return seen.kind != ValueKind::name || world.tell_sender(id, seen.name);
}

bool Judge::read_word(OrderWorld& world, Register cell, std::uint64_t value, Position now,
                      const Others& beside, Decisions& decisions) {
  Predicate predicate;
  predicate.kind = Predicate::Kind::equal;
  predicate.value = value;
  std::vector<OperationId> open;
  bool fits = false;
  world.writers(cell, predicate, now - 1, now, open, fits);
  // A word may tell how an operation ended, or how much it moved.
  std::vector<Explanation> ways(fits ? 1 : 0);
  for (const OperationId id : open) {
    Explanation way;
    if (world.is_resolved(id)) {
      way.counts.emplace_back(id, value);
      ways.push_back(std::move(way));
      continue;
    }
    const OverlappedObject& overlapped = known_.overlapped(known_.operation(id).overlapped);
    const bool status = cell == overlapped.internal;
    world.endings(id, status ? predicate : Predicate{},
                  status ? std::nullopt : std::optional(value), now, beside, way);
    for (const Ending& ending : std::vector<Ending>(way.endings)) {
      way.endings = {ending};
      ways.push_back(way);
    }
  }
  if (ways.empty()) return false;
  const Explanation& way = ways[ways.size() == 1 ? 0 : decisions.choose(ways.size())];
  if (!way.endings.empty() || !way.counts.empty()) {
    if (!world.commit(way, now - 1, now, beside, decisions)) return false;
  }
  return world.observe(cell, predicate, now - 1, now, beside, decisions);
}

bool Judge::agrees_observed(OrderWorld& world, const Event& event, OperationId id, Position now,
                            const Others& beside, Decisions& decisions) {
  const ObjectReference object = known_.find(event.object);
  const auto read = [&](Register cell, std::uint64_t value) {
    return read_word(world, cell, value, now, beside, decisions);
  };
  if (object.kind == ObjectKind::overlapped) {
    const OverlappedObject& overlapped = known_.overlapped(object.index);
    const OverlappedWords& words = event.words;
    if (overlapped.touched) return true;
    return (!words.internal_high || read(overlapped.internal_high, *words.internal_high)) &&
           (!words.internal || read(overlapped.internal, *words.internal));
  }
  if (const EventObject* handle = known_.event(Value::of(event.object))) {
    return !event.result.recorded() ||
           read(handle->state, static_cast<std::uint64_t>(event.result.number));
  }
  if (id != no_operation && event.action == "variable") {
    return agrees_sender(world, id, event, now, beside, decisions);
  }
  if (id == no_operation || event.buffers.empty()) return true;
  const BufferValue& seen = event.buffers.front();
  std::uint64_t skip = 0;
  std::uint64_t room = 0;
  for (const BufferValue& buffer : known_.buffers(known_.operation(id))) {
    room = buffer.length;
    if (buffer.memory == event.object) break;
    skip += buffer.length;
  }
  if (!seen.bytes_recorded || known_.operation(id).touched) return true;
  if (seen.run_count > 0 && !world.is_resolved(id)) {
    // Bytes in the buffer: the operation has ended, and took them.
    std::uint64_t length = 0;
    for (std::uint32_t run = 0; run < seen.run_count; ++run) {
      length += event.runs[seen.first_run + run].length;
    }
    Explanation way;
    world.endings(id, {}, length < room ? std::optional(skip + length) : std::nullopt, now, beside,
                  way);
    std::erase_if(way.endings, [](const Ending& ending) {
      return ending.information && *ending.information == 0;
    });
    if (way.endings.empty()) return false;
    const std::size_t chosen = way.endings.size() == 1 ? 0 : decisions.choose(way.endings.size());
    way.endings = {way.endings[chosen]};
    if (!world.commit(way, now - 1, now, beside, decisions)) return false;
  }
  // It may have ended since, as another call shows that is judged by now.
  const bool some =
      room > 0 && world.is_resolved(id) && world.is_counted(id) && world.information(id) > skip;
  if (seen.run_count == 0 && !seen.rest_touched && some) return world.ends_after(id, now);
  return !seen.rest_touched &&
         agrees_bytes(world, id, event,
                      std::span(event.runs).subspan(seen.first_run, seen.run_count), skip, room);
}

// Does it hang on what the others did how an operation can have ended?
bool Judge::ends_by_others(OperationId id, Position now, const Others& beside) const {
  return std::ranges::any_of(worlds_, [&](const OrderWorld& world) {
    if (world.is_resolved(id)) return false;
    Explanation ways;
    return world.endings(id, {}, std::nullopt, now, beside, ways) !=
           world.endings(id, {}, std::nullopt, now, nobody, ways);
  });
}

// Could another call still write what was read, or be what ended the operation of which it tells?
bool Judge::awaits_observed(const Event& event, OperationId user, Position now,
                            const Others& beside) const {
  if (beside.none()) return false;
  const ObjectReference object = known_.find(event.object);
  const OperationId id =
      object.kind == ObjectKind::overlapped ? known_.overlapped(object.index).last : user;
  if (id != no_operation && ends_by_others(id, now, beside)) return true;
  if (object.kind == ObjectKind::overlapped) {
    const OverlappedObject& overlapped = known_.overlapped(object.index);
    return (event.words.internal_high && beside.may_write(known_, overlapped.internal_high)) ||
           (event.words.internal && beside.may_write(known_, overlapped.internal));
  }
  const EventObject* handle = known_.event(Value::of(event.object));
  return handle && event.result.recorded() && beside.may_write(known_, handle->state);
}

Progress Judge::observe(const Event& event, Position now) {
  const OperationId user = known_.last_user(event.object);
  if (!must_wait(event, no_node, deferred_.size(), now)) {
    const Progress progress = observe_now(event, user, now);
    if (progress != Progress::stuck) return progress;
  }
  deferred_.push_back({event, now, no_node, no_item, no_operation, user});
  return Progress::done;
}

// What it asks is all visible: no history could make it right.
Progress Judge::write_word(const Event& event, Position now) {
  const WordWrite word = judge_word(known_, event);
  if (!word.allowed) {
    note_word(*word.info);
    give_up(event);
    return Progress::stopped;
  }
  known_.write_word(event);
  std::erase_if(worlds_, [&](OrderWorld& world) { return !world.write_word(word, now); });
  return Progress::done;
}

// `user`: the operation that used the buffer last when it was read; another may use it by now.
Progress Judge::observe_now(const Event& event, OperationId user, Position now) {
  const Others& beside = others(event.thread, no_node, now);
  if (patient_ && awaits_observed(event, user, now, beside)) return Progress::stuck;
  std::vector<OrderWorld> results;
  for (OrderWorld& world : worlds_) {
    const auto attempt = [&](OrderWorld& tried, Decisions& decisions) {
      return agrees_observed(tried, event, user, now, beside, decisions);
    };
    // The rule: no choice. The world is changed in place.
    Decisions decisions;
    world.mark();
    const bool good = attempt(world, decisions);
    if (decisions.empty() && (good || beside.none())) {
      world.keep();
      if (good) results.push_back(std::move(world));
      continue;
    }
    world.rollback();
    if (!decisions.empty()) try_all(world, results, attempt);
  }
  if (results.empty()) {
    note_observed(event, now);
    if (!beside.none()) return Progress::stuck;
    give_up(event);
    return Progress::stopped;
  }
  worlds_ = std::move(results);
  return Progress::done;
}

}  // namespace ioracle
