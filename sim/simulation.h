#pragma once
// Runs a program forward on the exact world, in virtual time. It decides nothing that a rule did
// not offer: it only picks, by a Chooser. Deterministic: the same program, profile and seed give
// the same events.

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/exact_world.h"
#include "program/interpreter.h"
#include "sim/choices.h"

namespace ioracle {

struct SimulationResult {
  std::uint64_t steps = 0;               // choices resolved
  bool hang = false;                     // threads wait for what never comes
  std::vector<std::string> unsupported;  // functions without a rule
};

class Simulation {
 public:
  using Sink = std::function<void(const Event&)>;
  using Watch = std::function<void(const AlternativeInfo&)>;

  // `names` begins as a copy of program.names. All must outlive the simulation.
  Simulation(const Program& program, Names& names, Profile profile, std::uint64_t seed);

  // Runs to the end; every visible event goes to `sink`, `settle` and `end` too.
  SimulationResult run(const Sink& sink);

  // Tells `watch` each alternative that is performed; for coverage.
  void watch(Watch watch) { watch_ = std::move(watch); }

  const Interpreter& interpreter() const { return interpreter_; }
  const ExactWorld& world() const { return world_; }

 private:
  struct Candidate {
    enum class Kind : std::uint8_t { move, leave, enter, act, release };
    Kind kind{};
    std::uint64_t key = 0;
    Move move;
    Name thread;
  };

  void collect(std::vector<Candidate>& candidates);
  void collect_thread(Name thread, std::vector<Candidate>& candidates);
  bool choose(std::vector<Candidate>& candidates);
  void perform(Candidate& candidate);
  void act(Name thread);
  void leave_routine(Name thread);
  void issue(Name thread, const Action& action);
  void give_back(Name thread);
  void enter(Name thread);
  bool pass_time();
  void report_blocked(Event& event) const;
  std::uint64_t key_of(const Move& move) const;
  std::uint32_t occurrence(std::uint64_t key);
  void emit(Event& event);

  struct ThreadState {
    Name name;
    std::uint64_t hash = 0;
    std::uint32_t calls = 0;  // issued
    std::uint32_t last_error = 0;
    bool at_barrier = false;
    bool routine_over = false;           // its body is done; the exit is to be written
    std::vector<std::uint64_t> entries;  // ids of the routines it is inside of
  };
  ThreadState& state(Name thread);

  const Program* program_;
  Names* names_;
  Interpreter interpreter_;
  ExactWorld world_;
  Chooser chooser_;
  const Sink* sink_ = nullptr;
  Watch watch_;
  SimulationResult result_;
  std::vector<ThreadState> threads_;
  std::vector<std::uint64_t> call_keys_;  // by call id
  std::unordered_map<std::uint64_t, std::uint32_t> occurrences_;
  std::unordered_map<std::uint32_t, OverlappedWords> words_;  // by name of the OVERLAPPED
  std::vector<Move> moves_;
  std::uint64_t seq_ = 0;
  std::uint64_t next_id_ = 1;
  std::uint64_t time_ns_ = 0;
  std::size_t released_ = 0;
};

}  // namespace ioracle
