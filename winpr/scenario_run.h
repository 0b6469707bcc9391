#pragma once
// A scenario on WinPR: its threads, its objects, and what was recorded of them.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "format/agent_protocol.h"
#include "winpr/worker.h"

namespace ioracle::winpr {

class ScenarioRun {
 public:
  // REQUIRES: refusal(program) is empty. `patience_ms` is that of settle steps.
  ScenarioRun(Program program, std::uint64_t patience_ms);
  ~ScenarioRun();  // REQUIRES: finish() said true
  ScenarioRun(const ScenarioRun&) = delete;
  ScenarioRun& operator=(const ScenarioRun&) = delete;

  // For the protocol's thread; each returns who is blocked.
  using Blocked = std::vector<AgentAnswer::Blocked>;
  std::size_t unit_count() const { return interpreter_.unit_count(); }
  Blocked step(std::size_t unit);
  Blocked settle(std::uint64_t patience_ms, bool timers, const Worker* self);
  std::vector<std::string> trace();  // with a hang, if threads are blocked
  // Ends the threads. False: some are blocked for ever.
  bool finish();

  // For the workers. REQUIRES: the lock is held, but for settle().
  std::mutex& lock() { return lock_; }
  std::condition_variable& changed() { return changed_; }
  Interpreter& interpreter() { return interpreter_; }
  const Program& program() const { return program_; }
  std::uint64_t patience_ms() const { return patience_ms_; }
  bool is_ending() const { return ending_; }
  std::uint64_t write(Event event);  // gives it its place and its time; returns a fresh id
  void tell_progress() { ++progress_; }
  Handle find(const Value& value) const;
  void add_handle(Name name, Handle handle) { handles_[name] = handle; }
  // Later calls give the value that the handle had, as a program would.
  void note_closed(Name name) { closed_.insert(name); }
  std::uint64_t& arrivals(Name barrier) { return arrivals_[barrier]; }
  std::uint64_t next_id() { return ++last_id_; }
  static std::uint64_t now_ns();

 private:
  Blocked blocked() const;
  void tell_blocked(Event& event, const Worker* except) const;

  Program program_;
  Names names_;
  Interpreter interpreter_;
  std::mutex lock_;
  std::condition_variable changed_;
  std::deque<Worker> workers_;
  std::map<Name, Handle> handles_;
  std::set<Name> closed_;
  std::map<Name, std::uint64_t> arrivals_;
  std::vector<std::string> lines_;
  std::uint64_t last_id_ = 0;
  std::uint64_t progress_ = 0;
  std::uint64_t patience_ms_;
  bool ending_ = false;
};

}  // namespace ioracle::winpr
