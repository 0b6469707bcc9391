#pragma once
// One scripted thread: a thread of WinPR that performs what the interpreter gives it. Between steps
// it waits for nothing of WinPR's, so that no APC runs there.

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "program/interpreter.h"
#include "winpr/performers.h"

namespace ioracle::winpr {

class ScenarioRun;

class Worker {
 public:
  Worker(ScenarioRun& run, Name name);

  void start();
  Name name() const { return name_; }
  Handle thread() const { return thread_; }
  // Waits until the thread will touch nothing of this any more.
  void join() const;

  // All below: guarded by the run's lock.
  bool is_idle() const { return idle_ || over_; }
  bool is_settling() const { return settling_; }
  bool is_over() const { return over_; }
  std::uint64_t call() const { return call_; }  // that it is in; 0: none
  Function function() const { return function_; }
  std::uint64_t wakes_at_ns() const { return wakes_at_ns_; }  // 0: not by itself
  void wake() { idle_ = false; }

  void run_routine(std::size_t index, std::uint64_t data);

 private:
  static void thread_main(void* worker);
  void live();
  void perform_actions();
  void perform(const Action& action);
  void perform_call(const Action& action);
  Event new_event(EventKind kind) const;

  ScenarioRun& run_;
  Name name_;
  Handle thread_ = nullptr;
  std::shared_ptr<std::atomic<bool>> ended_ = std::make_shared<std::atomic<bool>>(false);
  bool idle_ = true;
  bool settling_ = false;
  bool over_ = false;
  std::uint64_t call_ = 0;
  Function function_{};
  std::uint64_t wakes_at_ns_ = 0;
  std::vector<std::uint64_t> calls_;     // that routines interrupted, outermost first
  std::vector<std::uint64_t> routines_;  // that are being run, outermost first
};

}  // namespace ioracle::winpr
