#pragma once
// One scenario being performed: its program, its objects, its threads. The protocol's thread steers
// it and never waits for a scripted thread longer than it says.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/handles.h"
#include "agent/journal.h"
#include "agent/lock.h"
#include "agent/memory.h"
#include "agent/worker.h"
#include "program/interpreter.h"

namespace ioracle::agent {

// The journals of this agent, one per thread, used again from scenario to scenario.
class JournalPool {
 public:
  JournalPool();
  JournalPool(const JournalPool&) = delete;
  JournalPool& operator=(const JournalPool&) = delete;

  // Deletes the files. `in_use`: threads still write to them, so they stay mapped.
  void remove(bool in_use);
  // Forgets what earlier scenarios recorded: of an agent that dies all journals are read.
  void clear();
  const std::wstring& prefix() const { return prefix_; }
  Journal* at(std::size_t index);  // cleared; nullptr if the file cannot be made

 private:
  std::wstring prefix_;
  std::deque<std::unique_ptr<Journal>> journals_;
};

// Who is inside of which call.
struct Blocked {
  Name thread;
  std::uint64_t call = 0;  // 0: in a barrier
};

class ScenarioRun {
 public:
  // Why this agent cannot perform the program, or empty.
  static std::string refusal(const Program& program);

  // REQUIRES: refusal(*program) is empty. `patience_ms` is that of settle steps.
  ScenarioRun(std::unique_ptr<Program> program, JournalPool& journals, std::uint64_t patience_ms);
  ~ScenarioRun();  // REQUIRES: finish() said true
  ScenarioRun(const ScenarioRun&) = delete;
  ScenarioRun& operator=(const ScenarioRun&) = delete;

  // For the protocol's thread.
  std::size_t unit_count() const { return interpreter_->unit_count(); }
  // Releases a unit; returns when it is done, or when its threads are blocked: these are told.
  // REQUIRES: once per unit, in order.
  std::vector<Blocked> step(std::size_t unit);
  // Waits until nothing moved for the patience, writes `settle`, tells who is blocked. With
  // `timers`, threads that wake by themselves soon are waited for.
  std::vector<Blocked> settle(std::uint64_t patience_ms, bool timers);
  // Writes `hang` if threads are blocked.
  void note_hang();
  // All events, ordered and numbered.
  std::vector<Event> trace();
  // Ends the threads. False: some are blocked, and this process cannot be used any more.
  bool finish();
  std::string function_of(const Blocked& blocked) const;

  // For the workers.
  const Program& program() const { return *program_; }
  Names& names() { return names_; }
  Lock& lock() { return lock_; }  // guards names() and interpreter()
  Interpreter& interpreter() { return *interpreter_; }
  Memory& memory() { return memory_; }
  Handles& handles() { return handles_; }
  std::optional<std::size_t> routine_index(Name routine) const;
  // For a settle step, which `self` performs: waits, and fills the moment and the event.
  void settle_for(const Worker& self, Stamp& stamp, Event& event);
  bool busy_next(Name thread) const;  // REQUIRES: lock() is held
  // Asked again until it says true. `ticket` begins as 0.
  bool pass_barrier(Name barrier, std::uint32_t size, std::uint64_t& ticket);
  void tell_moved() { SetEvent(moved_); }
  void note_startup(int change) { startups_ += change; }

 private:
  std::uint64_t total_progress() const;
  bool something_runs(const Worker* except) const;
  std::uint64_t last_timer_ns() const;
  Stamp wait_until_settled(std::uint64_t patience_ms, bool timers, const Worker* self);
  std::vector<Blocked> blocked(const Worker* except) const;
  Worker* worker(Name name);
  void write_own(Event& event, Stamp moment);

  std::unique_ptr<Program> program_;
  Names names_;
  Lock lock_;
  std::unique_ptr<Interpreter> interpreter_;
  Memory memory_;
  Handles handles_;
  Journal& own_journal_;
  HANDLE moved_;
  std::uint64_t patience_ms_;
  std::vector<std::vector<Name>> busy_threads_;  // that spin before a unit, by unit
  std::size_t released_ = 0;                     // units
  std::map<std::uint32_t, std::uint64_t> barrier_arrivals_;
  std::atomic<int> startups_{0};
  std::deque<Worker> workers_;
};

}  // namespace ioracle::agent
