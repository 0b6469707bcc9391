#include "agent/scenario_run.h"

#include <algorithm>
#include <mutex>
#include <set>

#include "agent/event_bytes.h"
#include "agent/invocation.h"
#include "agent/trace_order.h"

namespace ioracle::agent {
namespace {

constexpr std::size_t journal_size = 8U << 20;
constexpr std::uint64_t millisecond_ns = 1'000'000;
constexpr std::uint64_t step_patience_ns = 60 * millisecond_ns;
constexpr std::uint64_t timer_wait_max_ns = 30'000 * millisecond_ns;
constexpr DWORD poll_ms = 2;
constexpr DWORD thread_end_timeout_ms = 5'000;

std::string refusal_of_steps(const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    if (step.kind == Step::Kind::environment)
      return "it acts on the environment: " + step.call.action;
    if (step.kind == Step::Kind::call && find_performer(step.call.function) == nullptr) {
      return "it calls " + std::string(info(step.call.function).name);
    }
    for (const auto* inner : {&step.body, &step.otherwise}) {
      if (std::string reason = refusal_of_steps(*inner); !reason.empty()) return reason;
    }
  }
  return {};
}

// Which threads spin before a unit. Units are the steps, those of a race together.
std::vector<std::vector<Name>> find_busy_threads(const Program& program) {
  std::vector<std::vector<Name>> units;
  std::uint32_t race = 0;
  for (const Step& step : program.steps) {
    if (step.race == 0 || step.race != race) units.emplace_back();
    race = step.race;
    if (step.busy) units.back().push_back(step.thread);
  }
  return units;
}

void tell_blocked(const std::vector<Blocked>& blocked, Event& event) {
  for (const Blocked& one : blocked) {
    const bool in_call = one.call != 0;
    event.values.push_back(Value::of(one.thread));
    event.values.push_back(in_call ? Value::integer(static_cast<std::int64_t>(one.call)) : Value());
  }
}

}  // namespace

JournalPool::JournalPool() : prefix_(new_journal_prefix()) {}

void JournalPool::remove(bool in_use) {
  const std::size_t count = journals_.size();
  if (!in_use) journals_.clear();
  for (std::size_t index = 0; index < count; ++index) {
    DeleteFileW(journal_path(prefix_, index).c_str());
  }
}

void JournalPool::clear() {
  for (const auto& journal : journals_) journal->clear();
}

Journal* JournalPool::at(std::size_t index) {
  while (journals_.size() <= index) {
    auto journal = std::make_unique<Journal>(journal_path(prefix_, journals_.size()), journal_size);
    if (!journal->usable()) return nullptr;
    journals_.push_back(std::move(journal));
  }
  journals_[index]->clear();
  return journals_[index].get();
}

std::string ScenarioRun::refusal(const Program& program) {
  for (const ThreadDeclaration& thread : program.threads) {
    if (thread.process) return "it has several processes";
  }
  if (program.routines.size() > routine_count_max) return "it has too many routines";
  for (const RoutineDeclaration& routine : program.routines) {
    if (std::string reason = refusal_of_steps(routine.body); !reason.empty()) return reason;
  }
  return refusal_of_steps(program.steps);
}

ScenarioRun::ScenarioRun(std::unique_ptr<Program> program, JournalPool& journals,
                         std::uint64_t patience_ms)
    : program_(std::move(program)),
      names_(program_->names),
      interpreter_(std::make_unique<Interpreter>(*program_, names_)),
      memory_(*program_),
      own_journal_(*journals.at(0)),
      moved_(CreateEventW(nullptr, FALSE, FALSE, nullptr)),
      patience_ms_(patience_ms),
      busy_threads_(find_busy_threads(*program_)) {
  std::size_t index = 1;
  const std::vector<Name> threads(interpreter_->threads().begin(), interpreter_->threads().end());
  for (const Name thread : threads) {
    Worker& worker = workers_.emplace_back(*this, thread, *journals.at(index++));
    HANDLE duplicate = nullptr;
    DuplicateHandle(GetCurrentProcess(), worker.thread(), GetCurrentProcess(), &duplicate, 0, FALSE,
                    DUPLICATE_SAME_ACCESS);
    handles_.add(thread, duplicate, Handles::Kind::handle);
    while (!worker.started()) Sleep(0);  // all begin in the order in which the program names them
  }
}

ScenarioRun::~ScenarioRun() {
  handles_.close_all();
  for (int left = startups_; left > 0; --left) WSACleanup();
  CloseHandle(moved_);
}

Worker* ScenarioRun::worker(Name name) {
  const auto found = std::ranges::find(workers_, name, &Worker::name);
  return found == workers_.end() ? nullptr : &*found;
}

std::optional<std::size_t> ScenarioRun::routine_index(Name routine) const {
  const auto found = std::ranges::find(program_->routines, routine, &RoutineDeclaration::name);
  if (!routine || found == program_->routines.end()) return std::nullopt;
  return static_cast<std::size_t>(found - program_->routines.begin());
}

bool ScenarioRun::busy_next(Name thread) const {
  for (std::size_t unit = released_; unit < interpreter_->unit_count(); ++unit) {
    const auto threads = interpreter_->threads_of(unit);
    if (std::ranges::find(threads, thread) == threads.end()) continue;
    return unit < busy_threads_.size() && std::ranges::count(busy_threads_[unit], thread) != 0;
  }
  return false;
}

bool ScenarioRun::pass_barrier(Name barrier, std::uint32_t size, std::uint64_t& ticket) {
  const std::lock_guard guard(lock_);
  std::uint64_t& arrivals = barrier_arrivals_[barrier.index];
  if (ticket == 0) ticket = ++arrivals;
  const std::uint64_t round = (ticket + size - 1) / size;  // `size` arrivals open one round
  return arrivals >= round * size;
}

std::vector<Blocked> ScenarioRun::step(std::size_t unit) {
  std::vector<Worker*> released;
  {
    const std::lock_guard guard(lock_);
    for (const Name thread : interpreter_->threads_of(unit)) {
      if (Worker* one = worker(thread)) released.push_back(one);
    }
    const auto is_idle = [](const Worker* one) {
      return one->activity() == Worker::Activity::idle;
    };
    const auto idle = static_cast<int>(std::ranges::count_if(released, is_idle));
    const auto line = idle > 1 ? std::make_shared<StartLine>(idle) : nullptr;
    interpreter_->release(unit);
    released_ = unit + 1;
    for (Worker* one : released) {
      if (is_idle(one)) one->release(line);
    }
  }
  std::uint64_t last_progress = 0;
  std::uint64_t last_moved_ns = Clock::now_ns();
  for (;;) {
    bool done = true;
    std::uint64_t progress = 0;
    for (const Worker* one : released) {
      const auto activity = one->activity();
      done = done && (activity == Worker::Activity::idle || activity == Worker::Activity::exited);
      progress += one->progress();
      if (activity == Worker::Activity::settling) last_moved_ns = Clock::now_ns();
    }
    if (done) return {};
    const std::uint64_t now_ns = Clock::now_ns();
    if (progress != last_progress) last_moved_ns = now_ns;
    last_progress = progress;
    if (now_ns > last_moved_ns + step_patience_ns) break;
    WaitForSingleObject(moved_, poll_ms);
  }
  std::vector<Blocked> all = blocked(nullptr);
  std::erase_if(all, [&](const Blocked& one) {
    return std::ranges::find(released, one.thread, &Worker::name) == released.end();
  });
  return all;
}

std::uint64_t ScenarioRun::total_progress() const {
  std::uint64_t total = 0;
  for (const Worker& worker : workers_) total += worker.progress();
  return total;
}

bool ScenarioRun::something_runs(const Worker* except) const {
  return std::ranges::any_of(workers_, [&](const Worker& worker) {
    return &worker != except && worker.activity() == Worker::Activity::running &&
           worker.call() == 0;
  });
}

std::uint64_t ScenarioRun::last_timer_ns() const {
  const std::uint64_t horizon_ns = Clock::now_ns() + timer_wait_max_ns;
  std::uint64_t last_ns = 0;
  for (const Worker& worker : workers_) {
    const std::uint64_t wakes_at_ns = worker.wakes_at_ns();
    if (wakes_at_ns < horizon_ns) last_ns = std::max(last_ns, wakes_at_ns);
  }
  return last_ns;
}

// The stamp of a moment at which nothing had moved for the patience.
Stamp ScenarioRun::wait_until_settled(std::uint64_t patience_ms, bool timers, const Worker* self) {
  const std::uint64_t patience_ns = patience_ms * millisecond_ns;
  std::uint64_t progress = total_progress();
  std::uint64_t quiet_since_ns = Clock::now_ns();
  const std::uint64_t give_up_ns = quiet_since_ns + timer_wait_max_ns + patience_ns;
  for (;;) {
    Stamp moment{};
    moment.time_ns = Clock::now_ns();
    const std::uint64_t quiet_from_ns =
        std::max(quiet_since_ns, timers ? last_timer_ns() : std::uint64_t{0});
    // In a barrier a thread is in no call and yet does not move.
    const bool unsure = something_runs(self) && moment.time_ns < quiet_since_ns + 2 * patience_ns;
    if (moment.time_ns >= quiet_from_ns + patience_ns && !unsure) {
      moment.seq = Clock::next_seq();
      if (total_progress() == progress || moment.time_ns > give_up_ns) return moment;
    }
    Sleep(poll_ms);
    if (const std::uint64_t now = total_progress(); now != progress) {
      progress = now;
      quiet_since_ns = Clock::now_ns();
    }
  }
}

std::vector<Blocked> ScenarioRun::blocked(const Worker* except) const {
  std::vector<Blocked> all;
  for (const Worker& worker : workers_) {
    if (&worker == except || worker.activity() != Worker::Activity::running) continue;
    all.push_back({worker.name(), worker.call()});
  }
  return all;
}

void ScenarioRun::settle_for(const Worker& self, Stamp& stamp, Event& event) {
  stamp = wait_until_settled(patience_ms_, false, &self);
  event.patience_ms = patience_ms_;
  tell_blocked(blocked(&self), event);
}

void ScenarioRun::write_own(Event& event, Stamp moment) {
  tell_blocked(blocked(nullptr), event);
  std::string bytes;
  const std::lock_guard guard(lock_);
  append_event(bytes, event, names_);
  *own_journal_.append(bytes) = moment;
}

std::vector<Blocked> ScenarioRun::settle(std::uint64_t patience_ms, bool timers) {
  const Stamp moment = wait_until_settled(patience_ms, timers, nullptr);
  Event event;
  event.kind = EventKind::settle;
  event.patience_ms = patience_ms;
  write_own(event, moment);
  return blocked(nullptr);
}

void ScenarioRun::note_hang() {
  if (blocked(nullptr).empty()) return;
  Stamp moment{};
  moment.time_ns = Clock::now_ns();
  moment.seq = Clock::next_seq();
  Event event;
  event.kind = EventKind::hang;
  write_own(event, moment);
}

std::vector<Event> ScenarioRun::trace() {
  const std::lock_guard guard(lock_);
  std::vector<Event> events;
  own_journal_.read(names_, events);
  for (const Worker& worker : workers_) worker.journal().read(names_, events);
  put_in_order(events, names_);
  return events;
}

bool ScenarioRun::finish() {
  const auto stuck = [](const Worker& worker) {
    return worker.activity() == Worker::Activity::running ||
           worker.activity() == Worker::Activity::settling;
  };
  if (std::ranges::any_of(workers_, stuck)) return false;
  for (Worker& worker : workers_) worker.dismiss();
  return std::ranges::all_of(
      workers_, [](Worker& worker) { return worker.wait_for_end(thread_end_timeout_ms); });
}

std::string ScenarioRun::function_of(const Blocked& blocked) const {
  const auto found = std::ranges::find(workers_, blocked.thread, &Worker::name);
  if (blocked.call == 0 || found == workers_.end()) return {};
  return std::string(info(found->function()).name);
}

}  // namespace ioracle::agent
