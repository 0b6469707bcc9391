#include "winpr/worker.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>
#include <utility>

#include "winpr/scenario_run.h"

namespace ioracle::winpr {
namespace {

thread_local Worker* this_worker = nullptr;

constexpr std::uint64_t millisecond_ns = 1'000'000;
constexpr std::uint32_t infinite = 0xffffffff;

Value value_of_result(const Event& call, const Performed& performed, Name made) {
  switch (info(call.function).returns) {
    case Returns::nothing:
      return Value::absent();
    case Returns::handle:
      return performed.made == nullptr ? Value::null() : Value::of(made);
    case Returns::wait:
      return Value::integer(static_cast<std::uint32_t>(performed.value));
    default:
      return Value::integer(performed.value);
  }
}

}  // namespace

void run_routine(std::size_t index, std::uint64_t data) {
  if (this_worker != nullptr) this_worker->run_routine(index, data);
}

Worker::Worker(ScenarioRun& run, Name name) : run_(run), name_(name) {}

void Worker::start() { thread_ = start_thread(thread_main, this); }

void Worker::thread_main(void* worker) {
  this_worker = static_cast<Worker*>(worker);
  const auto ended = this_worker->ended_;
  this_worker->live();
  *ended = true;
}

void Worker::join() const {
  while (!*ended_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

// A thread that the scenario ends returns from its procedure: ExitThread of WinPR 2 comes back.
void Worker::live() {
  std::unique_lock guard(run_.lock());
  while (!over_) {
    run_.changed().wait(guard, [this] { return !idle_ || run_.is_ending(); });
    if (idle_) return;
    guard.unlock();
    perform_actions();
    guard.lock();
    // A step may have been released meanwhile.
    idle_ = over_ || run_.interpreter().next(name_).kind == Action::Kind::idle;
  }
}

// Until there is nothing more to do, or the routine that runs is over.
void Worker::perform_actions() {
  for (;;) {
    const Action* action = nullptr;
    {
      const std::lock_guard guard(run_.lock());
      action = &run_.interpreter().next(name_);
    }
    if (action->kind == Action::Kind::idle || action->kind == Action::Kind::routine_end) return;
    perform(*action);
    if (over_) return;
  }
}

void Worker::perform(const Action& action) {
  switch (action.kind) {
    case Action::Kind::call:
      return perform_call(action);
    case Action::Kind::observe: {
      Event event = action.event;
      event.kind = EventKind::observe;
      event.thread = name_;
      event.within = routines_.empty() ? 0 : routines_.back();
      const std::lock_guard guard(run_.lock());
      event.result = Value::integer(is_signaled(run_.find(Value::of(event.object))) ? 1 : 0);
      run_.write(event);
      run_.interpreter().finished(name_, event);
      return;
    }
    case Action::Kind::settle:
      settling_ = true;
      run_.settle(run_.patience_ms(), false, this);
      settling_ = false;
      break;
    case Action::Kind::barrier: {
      std::unique_lock guard(run_.lock());
      std::uint64_t& arrived = run_.arrivals(action.barrier);
      const std::uint64_t ticket = ++arrived;
      const std::uint64_t size = action.barrier_size;
      const std::uint64_t wanted = (ticket + size - 1) / size * size;
      run_.changed().notify_all();
      run_.changed().wait(guard, [&] { return arrived >= wanted; });
      break;
    }
    case Action::Kind::exit_thread: {
      const std::lock_guard guard(run_.lock());
      run_.interpreter().thread_exited(name_);
      run_.write(new_event(EventKind::thread_exit));
      over_ = true;
      return;
    }
    default:
      break;
  }
  const std::lock_guard guard(run_.lock());
  run_.tell_progress();
  run_.interpreter().finished(name_);
}

void Worker::perform_call(const Action& action) {
  Event call = action.event;
  call.kind = EventKind::call;
  call.thread = name_;
  call.within = routines_.empty() ? 0 : routines_.back();
  call.last_error = 0;
  const Name made = action.handle;
  const Arguments arguments{call,
                            [this](const Value& value) {
                              const std::lock_guard guard(run_.lock());
                              return run_.find(value);
                            },
                            [this](Name routine) {
                              const auto& all = run_.program().routines;
                              const auto found =
                                  std::ranges::find(all, routine, &RoutineDeclaration::name);
                              return static_cast<std::size_t>(found - all.begin());
                            }};
  {
    const std::lock_guard guard(run_.lock());
    call.id = run_.next_id();
    run_.write(call);
    call_ = call.id;
    function_ = call.function;
    const Argument* const timeout = call.find(Parameter::dwMilliseconds);
    const auto ms = timeout == nullptr ? 0 : static_cast<std::uint32_t>(timeout->value.number);
    const bool wakes = ms != 0 && ms != infinite;
    wakes_at_ns_ = wakes ? ScenarioRun::now_ns() + ms * millisecond_ns : 0;
  }
  calls_.push_back(call.id);
  const Performed performed = winpr::perform(arguments);
  calls_.pop_back();
  const std::lock_guard guard(run_.lock());
  if (performed.made != nullptr) run_.add_handle(made, performed.made);
  Event returned = new_event(EventKind::returned);
  returned.within = 0;
  returned.id = call.id;
  returned.function = call.function;
  returned.result = value_of_result(call, performed, made);
  returned.last_error = performed.last_error;
  const Argument* const closed = call.find(Parameter::hObject);
  if (call.function == Function::CloseHandle && performed.value != 0 && closed != nullptr) {
    run_.note_closed(closed->value.name);
  }
  run_.write(returned);
  call_ = 0;
  wakes_at_ns_ = 0;
  run_.interpreter().finished(name_, returned);
}

void Worker::run_routine(std::size_t index, std::uint64_t data) {
  std::uint64_t interrupted = 0;
  std::uint64_t wakes_at_ns = 0;
  const Function function = function_;
  Event enter = new_event(EventKind::enter);
  {
    const std::lock_guard guard(run_.lock());
    interrupted = std::exchange(call_, 0);
    wakes_at_ns = std::exchange(wakes_at_ns_, 0);
    enter.within = calls_.empty() ? 0 : calls_.back();
    enter.id = run_.next_id();
    enter.routine = run_.program().routines[index].name;
    Argument told;
    told.parameter = Parameter::dwData;
    told.value = Value::integer(static_cast<std::int64_t>(data));
    enter.arguments.push_back(told);
    run_.write(enter);
    run_.interpreter().enter_routine(name_, enter);
  }
  routines_.push_back(enter.id);
  perform_actions();
  routines_.pop_back();
  Event exit = new_event(EventKind::exited);
  exit.within = 0;
  exit.id = enter.id;
  exit.routine = enter.routine;
  const std::lock_guard guard(run_.lock());
  run_.write(exit);
  call_ = interrupted;
  function_ = function;
  wakes_at_ns_ = wakes_at_ns;
}

Event Worker::new_event(EventKind kind) const {
  Event event;
  event.kind = kind;
  event.thread = name_;
  event.within = routines_.empty() ? 0 : routines_.back();
  return event;
}

}  // namespace ioracle::winpr
