#include "winpr/scenario_run.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "format/trace_writer.h"

namespace ioracle::winpr {
namespace {

constexpr std::uint64_t millisecond_ns = 1'000'000;
constexpr std::uint64_t step_patience_ns = 60 * millisecond_ns;
constexpr std::uint64_t timer_wait_max_ns = 30'000 * millisecond_ns;
constexpr auto poll = std::chrono::milliseconds(2);

}  // namespace

std::uint64_t ScenarioRun::now_ns() {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                        std::chrono::steady_clock::now().time_since_epoch())
                                        .count());
}

ScenarioRun::ScenarioRun(Program program, std::uint64_t patience_ms)
    : program_(std::move(program)),
      names_(program_.names),
      interpreter_(program_, names_),
      patience_ms_(patience_ms) {
  for (const Name thread : interpreter_.threads()) workers_.emplace_back(*this, thread);
  for (Worker& worker : workers_) {
    Event event;
    event.kind = EventKind::thread_start;
    event.thread = worker.name();
    write(std::move(event));
  }
  for (Worker& worker : workers_) worker.start();
}

ScenarioRun::~ScenarioRun() {
  for (Worker& worker : workers_) {
    worker.join();
    if (!closed_.contains(worker.name())) close(worker.thread());
  }
  for (const auto& [name, handle] : handles_) {
    if (!closed_.contains(name)) close(handle);
  }
}

std::uint64_t ScenarioRun::write(Event event) {
  event.seq = lines_.size() + 1;
  event.time_ns = now_ns();
  std::string line;
  write_event(line, event, names_);
  line.pop_back();  // its end
  lines_.push_back(std::move(line));
  ++progress_;
  return event.id;
}

Handle ScenarioRun::find(const Value& value) const {
  if (value.kind != ValueKind::name) {
    return reinterpret_cast<Handle>(static_cast<std::intptr_t>(value.number));
  }
  if (const auto found = handles_.find(value.name); found != handles_.end()) return found->second;
  const auto worker = std::ranges::find(workers_, value.name, &Worker::name);
  return worker == workers_.end() ? nullptr : worker->thread();
}

ScenarioRun::Blocked ScenarioRun::blocked() const {
  Blocked all;
  for (const Worker& worker : workers_) {
    if (worker.is_idle() || worker.is_settling()) continue;
    const bool in_call = worker.call() != 0;
    all.push_back({std::string(names_.text(worker.name())),
                   in_call ? std::string(info(worker.function()).name) : std::string()});
  }
  return all;
}

void ScenarioRun::tell_blocked(Event& event, const Worker* except) const {
  for (const Worker& worker : workers_) {
    if (&worker == except || worker.is_idle()) continue;
    const bool in_call = worker.call() != 0;
    event.values.push_back(Value::of(worker.name()));
    event.values.push_back(in_call ? Value::integer(static_cast<std::int64_t>(worker.call()))
                                   : Value());
  }
}

ScenarioRun::Blocked ScenarioRun::step(std::size_t unit) {
  std::unique_lock guard(lock_);
  interpreter_.release(unit);
  for (const Name thread : interpreter_.threads_of(unit)) {
    const auto worker = std::ranges::find(workers_, thread, &Worker::name);
    if (worker != workers_.end() && worker->is_idle() && !worker->is_over()) worker->wake();
  }
  changed_.notify_all();
  std::uint64_t seen = progress_;
  std::uint64_t moved_ns = now_ns();
  for (;;) {
    if (std::ranges::all_of(workers_, &Worker::is_idle)) return {};
    if (std::ranges::any_of(workers_, &Worker::is_settling) || progress_ != seen) {
      moved_ns = now_ns();
    }
    seen = progress_;
    if (now_ns() > moved_ns + step_patience_ns) return blocked();
    guard.unlock();
    std::this_thread::sleep_for(poll);
    guard.lock();
  }
}

ScenarioRun::Blocked ScenarioRun::settle(std::uint64_t patience_ms, bool timers,
                                         const Worker* self) {
  std::unique_lock guard(lock_);
  std::uint64_t seen = progress_;
  std::uint64_t quiet_since_ns = now_ns();
  for (;;) {
    const std::uint64_t now = now_ns();
    const bool wakes =
        timers && std::ranges::any_of(workers_, [&](const Worker& worker) {
          return worker.wakes_at_ns() != 0 && worker.wakes_at_ns() < now + timer_wait_max_ns;
        });
    if (progress_ != seen || wakes) quiet_since_ns = now;
    seen = progress_;
    if (now >= quiet_since_ns + patience_ms * millisecond_ns) break;
    guard.unlock();
    std::this_thread::sleep_for(poll);
    guard.lock();
  }
  Event event;
  event.kind = EventKind::settle;
  if (self != nullptr) event.thread = self->name();
  event.patience_ms = patience_ms;
  tell_blocked(event, self);
  write(std::move(event));
  return blocked();
}

std::vector<std::string> ScenarioRun::trace() {
  const std::lock_guard guard(lock_);
  if (!blocked().empty()) {
    Event event;
    event.kind = EventKind::hang;
    tell_blocked(event, nullptr);
    write(std::move(event));
  }
  return lines_;
}

bool ScenarioRun::finish() {
  const std::lock_guard guard(lock_);
  if (!std::ranges::all_of(workers_, &Worker::is_idle)) return false;
  ending_ = true;
  changed_.notify_all();
  return true;
}

}  // namespace ioracle::winpr
