#include "view/follow.h"

#include <algorithm>

#include "oracle/describe.h"

namespace ioracle {

void Recorder::take(const Walk& walk, const Choice& performed) {
  const ExactWorld& world = walk.world();
  tick_ = timeline_.end++;
  const bool visible = performed.kind == Choice::Kind::event;
  if (visible) {
    note_event(world, static_cast<std::uint32_t>(walk.next_event() - 1));
  } else {
    note_step(walk, performed);
  }
  note_operations(world, visible);
  note_levels(world);
  note_queues(world);
  note_streams(world);
  if (timeline_.clock.empty() || timeline_.clock.back().time_ns != world.time()) {
    timeline_.clock.push_back({tick_, world.time()});
  }
}

void Recorder::note_event(const ExactWorld& world, std::uint32_t index) {
  const Event& event = timeline_.events[index];
  timeline_.ticks.push_back(tick_);
  running_call_ = no_place;
  if (next_call_ < timeline_.calls.size() && timeline_.calls[next_call_].first == index) {
    running_call_ = static_cast<std::uint32_t>(next_call_++);
    call_of_seq_[event.seq] = running_call_;
  }
  note_names(world.known(), event);
}

void Recorder::note_step(const Walk& walk, const Choice& choice) {
  ViewedStep step;
  step.tick = tick_;
  step.rule = choice.kind == Choice::Kind::time ? nullptr : choice.info;
  step.kind = choice.chain;
  step.bytes = choice.amount;
  if (choice.chain == Chain::Kind::call) {
    const auto found = call_of_seq_.find(choice.subject);
    if (found != call_of_seq_.end()) step.of = found->second;
  } else if (choice.chain == Chain::Kind::operation) {
    step.of = static_cast<std::uint32_t>(choice.subject);
  } else {
    const Known& known = walk.world().known();
    const auto connection = static_cast<std::uint32_t>(choice.subject / 2);
    step.of = static_cast<std::uint32_t>(
        index_of(known.connection(connection).stream[choice.subject % 2]));
  }
  if (!step.rule) step.of = no_place;
  timeline_.steps.push_back(step);
}

// New objects come with the event that names them.
void Recorder::note_names(const Known& known, const Event& event) {
  const auto note = [&](const Value& value) {
    if (value.kind == ValueKind::name) watch(known, value.name);
  };
  watch(known, event.thread);
  watch(known, event.object);
  note(event.result);
  note(event.words.event);
  for (const Argument& argument : event.arguments) note(argument.value);
  for (const Value& value : event.values) note(value);
}

void Recorder::watch(const Known& known, Name name) {
  if (!name) return;
  if (watched_names_.size() <= name.index) watched_names_.resize(name.index + 1, 0);
  if (watched_names_[name.index] != 0) return;
  const ObjectReference object = known.find(name);
  if (object.kind == ObjectKind::none) return;
  watched_names_[name.index] = 1;
  const Value value = Value::of(name);
  Watched watched;
  watched.object = object;
  if (const EventObject* event = known.event(value)) {
    watched.cell = event->state;
    watched.closed = event->closed;
    watch_level(ViewedLevel::Kind::event, name, watched);
  } else if (const PortObject* port = known.port(value)) {
    watch_queue(name, port->packets, true);
  } else if (const OverlappedObject* overlapped = known.overlapped(value)) {
    watched.cell = overlapped->internal;
    watched.second = overlapped->internal_high;
    watch_level(ViewedLevel::Kind::overlapped, name, watched);
  } else if (const FileObject* file = known.file(value)) {
    watched.cell = file->signal;
    watched.closed = file->closed;
    watch_level(ViewedLevel::Kind::handle, name, watched);
  } else if (object.kind == ObjectKind::thread) {
    watch_queue(name, known.thread(object.index).apcs, false);
  }
}

void Recorder::watch_level(ViewedLevel::Kind kind, Name name, const Watched& watched) {
  if (watched.cell == no_register) return;
  levels_.push_back(watched);
  levels_.back().level = static_cast<std::uint32_t>(timeline_.levels.size());
  ViewedLevel level;
  level.name = std::string(names_.text(name));
  level.kind = kind;
  timeline_.levels.push_back(std::move(level));
}

void Recorder::watch_queue(Name name, Fifo fifo, bool port) {
  if (fifo == no_fifo) return;
  WatchedQueue watched;
  watched.fifo = fifo;
  watched.queue = static_cast<std::uint32_t>(timeline_.queues.size());
  queues_.push_back(std::move(watched));
  ViewedQueue queue;
  queue.name = std::string(names_.text(name));
  queue.port = port;
  timeline_.queues.push_back(std::move(queue));
}

void Recorder::note_operations(const ExactWorld& world, bool visible) {
  const Known& known = world.known();
  for (std::size_t index = timeline_.operations.size(); index < known.operation_count(); ++index) {
    const auto id = OperationId{static_cast<std::uint32_t>(index)};
    const Operation& operation = known.operation(id);
    ViewedOperation viewed;
    viewed.call = running_call_;
    if (running_call_ != no_place) {
      ViewedCall& call = timeline_.calls[running_call_];
      call.operation = static_cast<std::uint32_t>(index);
      viewed.name = info(timeline_.events[call.first].function).name;
    }
    if (operation.has_overlapped) {
      viewed.name += ' ';
      viewed.name += names_.text(known.overlapped(operation.overlapped).name);
    }
    viewed.file = std::string(names_.text(known.file(operation).name));
    viewed.phases.push_back({tick_, Phase::issued});
    timeline_.operations.push_back(std::move(viewed));
    open_.push_back(static_cast<std::uint32_t>(index));
  }
  in_chains_.assign(timeline_.operations.size(), 0);
  for (std::uint32_t slot = 0; slot < world.chain_count(); ++slot) {
    const Chain& chain = world.chain(slot);
    OperationId id = no_operation;
    if (chain.kind == Chain::Kind::operation) id = chain.operation;
    // A call works for the operation that it starts, not for one that it asks about.
    if (chain.kind == Chain::Kind::call && chain.step != MicroStep::leave) {
      id = known.call(chain.call).operation;
    }
    if (id != no_operation) in_chains_[index_of(id)] = 1;
  }
  for (const std::uint32_t operation : open_) note_operation(world, operation, visible);
  std::erase_if(open_, [&](std::uint32_t operation) {
    return has(operation, Phase::delivered) || has(operation, Phase::refused);
  });
}

void Recorder::note_operation(const ExactWorld& world, std::uint32_t index, bool visible) {
  const Known& known = world.known();
  const auto id = OperationId{index};
  const Operation& operation = known.operation(id);
  const auto happened = [&](Instant instant) {
    return instant != no_instant && world.has_happened(instant);
  };
  if (happened(operation.linked)) phase(index, Phase::pended);
  if (happened(operation.cancelled)) phase(index, Phase::cancelled);
  if (happened(operation.ended)) {
    if (!has(index, Phase::completed)) {
      const OperationState& state = world.operation(id);
      timeline_.operations[index].status =
          describe_status(static_cast<std::uint32_t>(state.status));
      timeline_.operations[index].information = state.information;
    }
    phase(index, Phase::completed);
    if (in_chains_[index] == 0) phase(index, Phase::notified);
  }
  if (!visible) return;
  const auto outstanding = known.outstanding(known.file(operation));
  if (std::ranges::find(outstanding, id) != outstanding.end()) return;
  phase(index, has(index, Phase::completed) ? Phase::delivered : Phase::refused);
}

void Recorder::phase(std::uint32_t operation, Phase phase) {
  if (has(operation, phase)) return;
  timeline_.operations[operation].phases.push_back({tick_, phase});
}

bool Recorder::has(std::uint32_t operation, Phase phase) const {
  const auto& phases = timeline_.operations[operation].phases;
  return std::ranges::find(phases, phase, &ViewedPhase::phase) != phases.end();
}

void Recorder::note_levels(const ExactWorld& world) {
  for (const Watched& watched : levels_) {
    ViewedLevel& level = timeline_.levels[watched.level];
    const std::uint64_t value = world.value(watched.cell);
    const std::uint64_t second = watched.second == no_register ? 0 : world.value(watched.second);
    const bool same = !level.changes.empty() && level.changes.back().value == value &&
                      level.changes.back().second == second;
    if (!same) level.changes.push_back({tick_, value, second});
    if (watched.closed != no_instant && world.has_happened(watched.closed)) level.closed = tick_;
  }
  std::erase_if(levels_, [&](const Watched& watched) {
    return timeline_.levels[watched.level].closed != no_tick;
  });
}

std::string Recorder::item_text(const Known& known, Item item) const {
  const ItemInfo& info = known.item(item);
  if (info.operation != no_operation) return timeline_.operations[index_of(info.operation)].name;
  if (info.routine) return std::string(names_.text(info.routine));
  return "posted: key " + std::to_string(info.key) + ", " + std::to_string(info.bytes) +
         " bytes, " + describe_value(info.pointer, names_);
}

void Recorder::note_queues(const ExactWorld& world) {
  const Known& known = world.known();
  for (WatchedQueue& watched : queues_) {
    const auto items = world.items(watched.fifo);
    if (std::ranges::equal(items, watched.items)) continue;
    ViewedQueue& queue = timeline_.queues[watched.queue];
    std::vector<std::uint32_t> entries;
    for (const Item item : items) {
      const auto before = std::ranges::find(watched.items, item);
      if (before != watched.items.end()) {
        entries.push_back(
            watched.entries[static_cast<std::size_t>(before - watched.items.begin())]);
        continue;
      }
      ViewedQueue::Entry entry;
      entry.text = item_text(known, item);
      entry.from = tick_;
      const OperationId operation = known.item(item).operation;
      if (operation != no_operation) {
        entry.operation = static_cast<std::uint32_t>(index_of(operation));
      }
      entries.push_back(static_cast<std::uint32_t>(queue.entries.size()));
      queue.entries.push_back(std::move(entry));
    }
    for (const std::uint32_t entry : watched.entries) {
      if (std::ranges::find(entries, entry) == entries.end()) queue.entries[entry].until = tick_;
    }
    watched.items.assign(items.begin(), items.end());
    watched.entries = std::move(entries);
  }
}

void Recorder::note_streams(const ExactWorld& world) {
  const Known& known = world.known();
  timeline_.streams.resize(known.stream_count());
  for (std::uint32_t index = 0; index < known.connection_count(); ++index) {
    const Connection& connection = known.connection(index);
    for (std::uint32_t side = 0; side < 2; ++side) {
      if (connection.stream[side] == no_stream) continue;
      ViewedStream& viewed = timeline_.streams[index_of(connection.stream[side])];
      if (viewed.name.empty()) {
        viewed.name = side == 0 ? "bytes sent by " : "bytes sent to ";
        viewed.name += names_.text(connection.connector);
      }
      const StreamState& now = world.stream(connection.stream[side]);
      const ViewedStream::Change change{tick_,     now.appended,    now.arrived,
                                        now.taken, now.finish_sent, now.finish_arrived};
      const bool same = !viewed.changes.empty() && viewed.changes.back().sent == change.sent &&
                        viewed.changes.back().arrived == change.arrived &&
                        viewed.changes.back().received == change.received &&
                        viewed.changes.back().end_sent == change.end_sent &&
                        viewed.changes.back().end_arrived == change.end_arrived;
      if (!same) viewed.changes.push_back(change);
    }
  }
}

}  // namespace ioracle
