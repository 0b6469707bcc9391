// What a program reads: words of an OVERLAPPED, bytes of buffers, states of events.

#include <algorithm>

#include "oracle/judge.h"

namespace ioracle {

// Where in the stream the bytes lie that the return of a receive shows.
std::optional<std::uint64_t> Judge::told_position(const OrderWorld& world,
                                                  const Explanation& explanation,
                                                  const Event& event) const {
  const Argument* bytes = event.find(data_of(event.function));
  const OperationId id = explanation.chain.operation;
  if (!bytes || bytes->count == 0 || id == no_operation) return std::nullopt;
  const BufferValue& first = event.buffers[bytes->first];
  const Stream stream = known_.operation(id).stream;
  if (first.run_count == 0 || stream == no_stream) return std::nullopt;
  return find_payload(known_, world.chunks(stream), event.runs[first.first_run]);
}

bool Judge::agrees_bytes(const OrderWorld& world, OperationId id, const Event& event,
                         std::span<const Run> shown, std::uint64_t skip, std::uint64_t room) const {
  const Operation& operation = known_.operation(id);
  if (!world.is_resolved(id) || operation.stream == no_stream) return true;
  std::uint64_t length = 0;
  for (const Run& run : shown) length += run.length;
  const std::uint64_t information = world.is_counted(id) ? world.information(id) : length + skip;
  if (length != std::min(information - std::min(information, skip), room)) return false;
  const std::optional<std::uint64_t> position = world.position(id);
  const auto chunks = world.chunks(operation.stream);
  if (!position) {
    // Wherever it lies: bytes that were never sent lie nowhere.
    const bool all_sent = active_.empty() && deferred_.empty();
    return !all_sent || length == 0 || holds_payload(known_, chunks, shown, event.literals);
  }
  if (chunks.empty()) return length == 0;
  if (*position + skip < chunks.front().begin) return true;  // forgotten
  std::vector<Run> runs;
  std::string literals;
  copy_payload(known_, chunks, *position + skip, length, runs, literals);
  return same_bytes(shown, event.literals, runs, literals, *names_);
}

bool Judge::agrees_buffers(const OrderWorld& world, OperationId id, const Event& event) const {
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

bool Judge::read_word(OrderWorld& world, Register cell, std::uint64_t value, Position now,
                      bool nobody_else, Decisions& decisions) {
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
                  status ? std::nullopt : std::optional(value), now, nobody_else, way);
    for (const Ending& ending : std::vector<Ending>(way.endings)) {
      way.endings = {ending};
      ways.push_back(way);
    }
  }
  if (ways.empty()) return false;
  const Explanation& way = ways[ways.size() == 1 ? 0 : decisions.choose(ways.size())];
  if (!way.endings.empty() || !way.counts.empty()) {
    if (!world.commit(way, now - 1, now, nobody_else, decisions)) return false;
  }
  return world.observe(cell, predicate, now - 1, now, nobody_else, decisions);
}

bool Judge::agrees_observed(OrderWorld& world, const Event& event, Position now, bool nobody_else,
                            Decisions& decisions) {
  const ObjectReference object = known_.find(event.object);
  const auto read = [&](Register cell, std::uint64_t value) {
    return read_word(world, cell, value, now, nobody_else, decisions);
  };
  if (object.kind == ObjectKind::overlapped) {
    const OverlappedObject& overlapped = known_.overlapped(object.index);
    const OverlappedWords& words = event.words;
    return (!words.internal_high || read(overlapped.internal_high, *words.internal_high)) &&
           (!words.internal || read(overlapped.internal, *words.internal));
  }
  if (const EventObject* handle = known_.event(Value::of(event.object))) {
    return !event.result.recorded() ||
           read(handle->state, static_cast<std::uint64_t>(event.result.number));
  }
  const OperationId id = known_.last_user(event.object);
  if (id == no_operation || event.buffers.empty()) return true;
  const BufferValue& seen = event.buffers.front();
  std::uint64_t skip = 0;
  std::uint64_t room = 0;
  for (const BufferValue& buffer : known_.buffers(known_.operation(id))) {
    room = buffer.length;
    if (buffer.memory == event.object) break;
    skip += buffer.length;
  }
  if (!seen.bytes_recorded) return true;
  const Stream stream = known_.operation(id).stream;
  if (seen.run_count > 0 && stream != no_stream && skip == 0 && world.is_resolved(id)) {
    const auto told = find_payload(known_, world.chunks(stream), event.runs[seen.first_run]);
    if (told && !world.place(id, *told)) return false;
  }
  return !seen.rest_touched &&
         agrees_bytes(world, id, event,
                      std::span(event.runs).subspan(seen.first_run, seen.run_count), skip, room);
}

Progress Judge::observe(const Event& event, Position now) {
  if (!must_wait(event, no_node, deferred_.size())) {
    const Progress progress = observe_now(event, now);
    if (progress != Progress::stuck) return progress;
  }
  deferred_.push_back({event, now, no_node});
  return Progress::done;
}

Progress Judge::observe_now(const Event& event, Position now) {
  const bool nobody_else = alone(event.thread, no_node);
  std::vector<OrderWorld> results;
  for (OrderWorld& world : worlds_) {
    const auto attempt = [&](OrderWorld& tried, Decisions& decisions) {
      return agrees_observed(tried, event, now, nobody_else, decisions);
    };
    // The rule: no choice. The world is changed in place.
    Decisions decisions;
    world.mark();
    const bool good = attempt(world, decisions);
    if (decisions.empty() && (good || nobody_else)) {
      world.keep();
      if (good) results.push_back(std::move(world));
      continue;
    }
    world.rollback();
    if (!decisions.empty()) try_all(world, results, attempt);
  }
  if (results.empty()) {
    note_observed(event);
    if (!nobody_else) return Progress::stuck;
    give_up(event);
    return Progress::stopped;
  }
  worlds_ = std::move(results);
  return Progress::done;
}

}  // namespace ioracle
