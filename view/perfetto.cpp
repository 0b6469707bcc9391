#include "view/perfetto.h"

#include <algorithm>

#include "format/json_text.h"
#include "oracle/describe.h"

namespace ioracle {
namespace {

constexpr int process = 1;
constexpr std::uint32_t system_track = 0;  // threads have 1, 2, ..

class Exporter {
 public:
  explicit Exporter(const Timeline& timeline)
      : timeline_(timeline), by_tick_(has_equal_times()), out_("{\"traceEvents\":["), all_(out_) {
    // Events that the recorder adds may have no time: they are as late as what came before.
    std::uint64_t latest = 0;
    for (const Event& event : timeline.events) {
      latest = std::max(latest, event.time_ns);
      times_.push_back(latest);
    }
  }

  std::string run() {
    tell_name("process_name", system_track, "trace");
    tell_name("thread_name", system_track, "system");
    for (std::uint32_t at = 0; at < timeline_.threads.size(); ++at) {
      tell_name("thread_name", at + 1, timeline_.names->text(timeline_.threads[at]));
    }
    for (const ViewedCall& call : timeline_.calls) add(call);
    for (std::uint32_t at = 0; at < timeline_.operations.size(); ++at) add_operation(at);
    for (const ViewedLevel& level : timeline_.levels) add(level);
    for (const ViewedQueue& queue : timeline_.queues) add(queue);
    for (const ViewedStream& stream : timeline_.streams) add(stream);
    out_ += "],\"displayTimeUnit\":\"ns\",\"otherData\":{\"clock\":\"";
    out_ += by_tick_ ? "one microsecond for each step" : "recorded";
    return std::move(out_) + "\"}}\n";
  }

 private:
  // A virtual clock stands still while things happen: then time tells no order.
  bool has_equal_times() const {
    std::size_t equal = 0;
    for (std::size_t at = 1; at < timeline_.events.size(); ++at) {
      if (timeline_.events[at].time_ns <= timeline_.events[at - 1].time_ns) ++equal;
    }
    return 2 * equal >= timeline_.events.size();
  }

  // In nanoseconds. Hidden steps share the time between the events around them.
  std::uint64_t time_of(Tick tick) const {
    constexpr std::uint64_t nanoseconds_per_microsecond = 1000;
    if (by_tick_) return tick * nanoseconds_per_microsecond;
    const auto after = std::ranges::upper_bound(timeline_.ticks, tick);
    if (after == timeline_.ticks.begin()) return times_.front();
    const auto at = static_cast<std::size_t>(after - timeline_.ticks.begin()) - 1;
    const std::uint64_t from = times_[at];
    if (after == timeline_.ticks.end() || times_[at + 1] <= from) return from;
    const std::uint64_t room = times_[at + 1] - from;
    return from + room * (tick - timeline_.ticks[at]) / (*after - timeline_.ticks[at]);
  }

  // Appends the members that every trace event has; the caller adds its own and "}".
  Separator begin(char phase, std::string_view name, std::uint32_t track, std::uint64_t time_ns) {
    all_.next() += '{';
    Separator members(out_);
    members.text("ph", std::string_view(&phase, 1));
    members.text("name", name);
    members.number("pid", process);
    members.number("tid", track);
    // Microseconds with three decimals.
    constexpr std::uint64_t thousand = 1000;
    const std::string decimals = std::to_string(thousand + time_ns % thousand).substr(1);
    members.member("ts") += std::to_string(time_ns / thousand) + '.' + decimals;
    return members;
  }

  void tell_name(std::string_view what, std::uint32_t track, std::string_view name) {
    Separator members = begin('M', what, track, 0);
    Separator arguments(members.member("args") += '{');
    arguments.text("name", name);
    out_ += "}}";
  }

  std::uint32_t track_of(Name thread) const {
    const auto found = std::ranges::find(timeline_.threads, thread);
    return static_cast<std::uint32_t>(found - timeline_.threads.begin()) + 1;
  }

  void add(const ViewedCall& call) {
    const Event& first = timeline_.events[call.first];
    const bool routine = first.kind == EventKind::enter;
    const std::string_view name =
        routine ? timeline_.names->text(first.routine) : info(first.function).name;
    const std::uint32_t track = track_of(first.thread);
    Separator members = begin('B', name, track, time_of(timeline_.ticks[call.first]));
    members.text("cat", routine ? "routine" : "call");
    Separator arguments(members.member("args") += '{');
    arguments.text("event", describe(first, *timeline_.names));
    out_ += "}}";
    if (call.last == no_place) return;
    Separator ends = begin('E', name, track, time_of(timeline_.ticks[call.last]));
    Separator outcome(ends.member("args") += '{');
    outcome.text("event", describe(timeline_.events[call.last], *timeline_.names));
    out_ += "}}";
  }

  void add_asynchronous(char phase, std::string_view name, std::uint32_t operation, Tick tick) {
    Separator members = begin(phase, name, system_track, time_of(tick));
    members.text("cat", "operation");
    members.number("id", operation + 1);
    const ViewedOperation& viewed = timeline_.operations[operation];
    Separator arguments(members.member("args") += '{');
    arguments.text("handle", viewed.file);
    if (phase == 'e' && !viewed.status.empty()) {
      arguments.text("status", viewed.status);
      arguments.number("bytes", viewed.information);
    }
    out_ += "}}";
  }

  void add_operation(std::uint32_t index) {
    const ViewedOperation& operation = timeline_.operations[index];
    const Tick first = operation.phases.front().tick;
    add_asynchronous('b', operation.name, index, first);
    Tick completed = no_tick;
    for (const ViewedPhase& phase : operation.phases) {
      if (phase.phase == Phase::issued) continue;
      add_asynchronous('n', name_of(phase.phase), index, phase.tick);
      if (phase.phase == Phase::completed) completed = phase.tick;
      if (phase.phase == Phase::delivered && completed != no_tick) {
        add_flow(index, completed, phase.tick);
      }
    }
    const Tick last = operation.phases.back().tick;
    const bool open = operation.phases.back().phase == Phase::pended;
    add_asynchronous('e', operation.name, index, open ? timeline_.end : last);
  }

  // A flow is bound to slices: the completion gets one on the track of the system, the delivery has
  // the call or routine in which the program learned of it.
  void add_flow(std::uint32_t index, Tick completed, Tick delivered) {
    const ViewedOperation& operation = timeline_.operations[index];
    Separator slice = begin('X', "completes " + operation.name, system_track, time_of(completed));
    slice.member("dur") += "0.100";
    out_ += '}';
    Separator starts = begin('s', "completion", system_track, time_of(completed));
    starts.text("cat", "completion");
    starts.number("id", index + 1);
    out_ += '}';
    const auto at = std::ranges::lower_bound(timeline_.ticks, delivered);
    if (at == timeline_.ticks.end()) return;
    const Event& event = timeline_.events[static_cast<std::size_t>(at - timeline_.ticks.begin())];
    const std::uint64_t time_ns = time_of(delivered);
    // Where it is told by a return, its slice is over at that instant.
    const bool at_the_end = event.kind == EventKind::returned && time_ns > 0;
    Separator ends =
        begin('f', "completion", track_of(event.thread), at_the_end ? time_ns - 1 : time_ns);
    ends.text("bp", "e");
    ends.text("cat", "completion");
    ends.number("id", index + 1);
    out_ += '}';
  }

  void add_counter(std::string_view name, Tick tick, std::string_view what, std::uint64_t value) {
    Separator members = begin('C', name, system_track, time_of(tick));
    Separator arguments(members.member("args") += '{');
    arguments.number(what, value);
    out_ += "}}";
  }

  void add(const ViewedLevel& level) {
    if (level.kind == ViewedLevel::Kind::overlapped) return;
    for (const ViewedLevel::Change& change : level.changes) {
      add_counter(level.name + " signaled", change.tick, "signaled", change.value);
    }
  }

  void add(const ViewedQueue& queue) {
    std::vector<std::pair<Tick, bool>> changes;
    for (const ViewedQueue::Entry& entry : queue.entries) {
      changes.emplace_back(entry.from, true);
      if (entry.until != no_tick) changes.emplace_back(entry.until, false);
    }
    std::ranges::sort(changes);
    std::uint64_t length = 0;
    for (const auto& [tick, comes] : changes) {
      comes ? ++length : --length;
      add_counter(queue.name + (queue.port ? " packets" : " APCs"), tick, "queued", length);
    }
  }

  void add(const ViewedStream& stream) {
    for (const ViewedStream::Change& change : stream.changes) {
      Separator members = begin('C', stream.name, system_track, time_of(change.tick));
      Separator arguments(members.member("args") += '{');
      arguments.number("sent", change.sent);
      arguments.number("arrived", change.arrived);
      arguments.number("received", change.received);
      out_ += "}}";
    }
  }

  const Timeline& timeline_;
  bool by_tick_;
  std::vector<std::uint64_t> times_;  // of the events
  std::string out_;
  Separator all_;
};

}  // namespace

std::string perfetto(const Timeline& timeline) { return Exporter(timeline).run(); }

}  // namespace ioracle
