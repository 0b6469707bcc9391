#include "agent/worker.h"

#include <mutex>

#include "agent/event_bytes.h"
#include "agent/guarded_call.h"
#include "agent/invocation.h"
#include "agent/observation.h"
#include "agent/scenario_run.h"

namespace ioracle::agent {
namespace {

thread_local Worker* this_worker = nullptr;

}  // namespace

void run_routine(std::size_t index, const RoutineArguments& arguments) {
  const DWORD last_error = GetLastError();  // before anything of the agent's own changes it
  if (this_worker != nullptr) this_worker->run_routine(index, arguments, last_error);
}

Worker::Worker(ScenarioRun& run, Name name, Journal& journal)
    : run_(run), name_(name), journal_(journal) {
  wake_ = CreateEventW(nullptr, FALSE, FALSE, nullptr);
  thread_ = CreateThread(nullptr, 0, thread_main, this, 0, nullptr);
}

Worker::~Worker() {
  CloseHandle(thread_);
  CloseHandle(wake_);
}

void Worker::release(std::shared_ptr<StartLine> line) {
  start_line_ = std::move(line);
  if (activity_ == Activity::idle) activity_ = Activity::running;
  released_ = true;
  SetEvent(wake_);
}

void Worker::dismiss() {
  dismissed_ = true;
  released_ = true;
  SetEvent(wake_);
}

bool Worker::wait_for_end(DWORD timeout_ms) {
  return WaitForSingleObject(thread_, timeout_ms) == WAIT_OBJECT_0;
}

DWORD WINAPI Worker::thread_main(void* worker) {
  this_worker = static_cast<Worker*>(worker);
  this_worker->live();
  return 0;
}

void Worker::live() {
  stamp_now(write(new_event(EventKind::thread_start)));
  started_ = true;
  while (!dismissed_) {
    perform_actions();
    bool busy = false;
    {
      const std::lock_guard guard(run_.lock());
      busy = run_.busy_next(name_);
    }
    run_.tell_moved();
    while (busy && !released_) YieldProcessor();
    if (!busy) WaitForSingleObject(wake_, INFINITE);
    released_ = false;
  }
  activity_ = Activity::exited;
}

// Until there is nothing more to do, or the routine that runs is over.
void Worker::perform_actions() {
  for (;;) {
    const Action* action = nullptr;
    {
      const std::lock_guard guard(run_.lock());
      action = &run_.interpreter().next(name_);
      const bool done = action->kind == Action::Kind::idle && routines_.empty();
      if (done && !start_line_) activity_ = Activity::idle;
    }
    if (action->kind == Action::Kind::idle && start_line_) {
      line_up();  // a racer without a call holds nobody up
      continue;
    }
    if (action->kind == Action::Kind::idle || action->kind == Action::Kind::routine_end) return;
    perform(*action);
  }
}

void Worker::perform(const Action& action) {
  switch (action.kind) {
    case Action::Kind::call:
      return perform_call(action);
    case Action::Kind::observe:
      return observe(action);
    case Action::Kind::memory:
      change_memory(action);
      break;
    case Action::Kind::settle:
      settle();
      break;
    case Action::Kind::barrier:
      wait_at_barrier(action);
      break;
    case Action::Kind::exit_thread:
      exit_thread();
      break;
    case Action::Kind::environment:
    case Action::Kind::idle:
    case Action::Kind::routine_end:
      break;
  }
  const std::lock_guard guard(run_.lock());
  run_.interpreter().finished(name_);
}

void Worker::perform_call(const Action& action) {
  const Performer performer = find_performer(action.event.function);
  Invocation call(*this, action);
  performer(call);
  Event outcome = call.returned();
  if (outcome.kind == EventKind::exception) outcome.result = Value::absent();  // not its code
  const std::lock_guard guard(run_.lock());
  run_.interpreter().finished(name_, outcome);
}

void Worker::observe(const Action& action) {
  Event event = action.event;
  event.kind = EventKind::observe;
  event.thread = name_;
  event.within = routines_.empty() ? 0 : routines_.back();
  line_up();
  Stamp moment{};
  moment.time_ns = Clock::now_ns();
  moment.seq = Clock::next_seq();
  ioracle::agent::observe(run_, event, action.placed);
  moment.end_seq = Clock::next_seq();
  *write(event) = moment;
  ++progress_;
  const std::lock_guard guard(run_.lock());
  run_.interpreter().finished(name_, event);
}

void Worker::change_memory(const Action& action) {
  Event event = action.event;
  event.kind = EventKind::memory;
  event.thread = name_;
  Stamp* stamp = write(event);
  line_up();
  stamp_now(stamp);
  ioracle::agent::change_memory(run_, event);
  ++progress_;
}

void Worker::settle() {
  activity_ = Activity::settling;
  Event event = new_event(EventKind::settle);
  Stamp moment{};
  run_.settle_for(*this, moment, event);
  *write(event) = moment;
  activity_ = Activity::running;
  ++progress_;
}

void Worker::wait_at_barrier(const Action& action) {
  std::uint64_t ticket = 0;
  while (!run_.pass_barrier(action.barrier, action.barrier_size, ticket)) Sleep(1);
  ++progress_;
}

void Worker::exit_thread() {
  line_up();
  {
    const std::lock_guard guard(run_.lock());
    run_.interpreter().thread_exited(name_);
  }
  stamp_now(write(new_event(EventKind::thread_exit)));
  ++progress_;
  activity_ = Activity::exited;
  run_.tell_moved();
  ExitThread(0);
}

Stamp* Worker::write(const Event& event) {
  bytes_.clear();
  {
    const std::lock_guard guard(run_.lock());
    append_event(bytes_, event, run_.names());
  }
  return journal_.append(bytes_);
}

Event Worker::new_event(EventKind kind) const {
  Event event;
  event.kind = kind;
  event.thread = name_;
  event.within = routines_.empty() ? 0 : routines_.back();
  return event;
}

void Worker::stamp_now(Stamp* stamp) {
  stamp->time_ns = Clock::now_ns();
  stamp->seq = Clock::next_seq();
}

void Worker::line_up() {
  if (!start_line_) return;
  start_line_->arrive();
  start_line_.reset();
}

void Worker::enter_call(std::uint64_t id, Function function, std::uint64_t wakes_at_ns) {
  calls_.push_back(id);
  function_ = function;
  wakes_at_ns_ = wakes_at_ns;
  ++progress_;
  call_ = id;
}

void Worker::leave_call(DWORD last_error) {
  calls_.pop_back();
  last_error_ = last_error;
  call_ = 0;
  wakes_at_ns_ = 0;
  ++progress_;
}

void Worker::run_routine(std::size_t index, const RoutineArguments& arguments, DWORD last_error) {
  Stamp moment{};
  moment.time_ns = Clock::now_ns();
  moment.seq = Clock::next_seq();
  last_error_ = last_error;
  const GuardsAside guards;
  const std::uint64_t interrupted = call_.exchange(0);
  const std::uint64_t wakes_at_ns = wakes_at_ns_.exchange(0);
  const Function function = function_;
  ++progress_;
  moment.id = Clock::next_id();
  Event enter = new_event(EventKind::enter);
  enter.within = calls_.empty() ? 0 : calls_.back();
  enter.id = moment.id;
  enter.routine = run_.program().routines[index].name;
  fill_routine_arguments(run_, arguments, enter);
  *write(enter) = moment;
  {
    const std::lock_guard guard(run_.lock());
    run_.interpreter().enter_routine(name_, enter);
  }
  routines_.push_back(moment.id);
  perform_actions();
  routines_.pop_back();
  Event exit = new_event(EventKind::exited);
  exit.within = 0;
  exit.routine = enter.routine;
  Stamp* stamp = write(exit);
  stamp->id = moment.id;
  wakes_at_ns_ = wakes_at_ns;
  function_ = function;
  call_ = interrupted;
  ++progress_;
  stamp_now(stamp);
  SetLastError(last_error_);
}

}  // namespace ioracle::agent
