#pragma once
// One scripted thread: a real thread that performs what the interpreter gives it, and records it in
// a journal of its own. Between steps it is in a non-alertable wait for an event that nobody else
// knows, or it spins where the scenario says `busy`.

#include <windows.h>
#include <winsock2.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "agent/journal.h"
#include "agent/routine_pool.h"
#include "agent/start_line.h"
#include "program/interpreter.h"

namespace ioracle::agent {

class ScenarioRun;

class Worker {
 public:
  enum class Activity { idle, running, settling, exited };

  Worker(ScenarioRun& run, Name name, Journal& journal);
  ~Worker();  // REQUIRES: dismissed, and the thread has ended
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // For the protocol's thread. REQUIRES for release: the run's lock is held.
  void release(std::shared_ptr<StartLine> line);
  void dismiss();
  bool wait_for_end(DWORD timeout_ms);

  bool started() const { return started_.load(); }
  Name name() const { return name_; }
  HANDLE thread() const { return thread_; }
  const Journal& journal() const { return journal_; }
  Activity activity() const { return activity_.load(); }
  std::uint64_t progress() const { return progress_.load(); }
  std::uint64_t call() const { return call_.load(); }  // that it is in; 0: none
  Function function() const { return function_.load(); }
  std::uint64_t wakes_at_ns() const { return wakes_at_ns_.load(); }  // 0: not by itself

  // For the worker's own thread.
  ScenarioRun& run() { return run_; }
  Stamp* write(const Event& event);
  Event new_event(EventKind kind) const;  // with thread and `within`
  void line_up();                         // takes part in the race that it was released with
  void enter_call(std::uint64_t id, Function function, std::uint64_t wakes_at_ns);
  void leave_call(DWORD last_error);
  DWORD last_error() const { return last_error_; }  // that the last call left
  void run_routine(std::size_t index, const RoutineArguments& arguments, DWORD last_error);

 private:
  static DWORD WINAPI thread_main(void* worker);
  void live();
  void perform_actions();
  void perform(const Action& action);
  void perform_call(const Action& action);
  void observe(const Action& action);
  void change_memory(const Action& action);
  void settle();
  void wait_at_barrier(const Action& action);
  void exit_thread();
  void stamp_now(Stamp* stamp);

  ScenarioRun& run_;
  Name name_;
  Journal& journal_;
  HANDLE thread_ = nullptr;
  HANDLE wake_ = nullptr;
  std::string bytes_;
  std::shared_ptr<StartLine> start_line_;
  std::vector<std::uint64_t> calls_;     // that routines interrupted, outermost first
  std::vector<std::uint64_t> routines_;  // that are being run, outermost first
  DWORD last_error_ = 0;                 // of the last call
  std::atomic<bool> started_{false};
  std::atomic<bool> released_{false};
  std::atomic<bool> dismissed_{false};
  std::atomic<Activity> activity_{Activity::idle};
  std::atomic<std::uint64_t> progress_{0};
  std::atomic<std::uint64_t> call_{0};
  std::atomic<Function> function_{};
  std::atomic<std::uint64_t> wakes_at_ns_{0};
};

}  // namespace ioracle::agent
