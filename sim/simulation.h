#pragma once
// Runs a program forward on the exact world, in virtual time. It decides nothing that a rule did
// not offer: it only picks, by a Chooser or along a list of Choices. Deterministic: the same
// program, profile and seed (or choices) give the same events.

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/choice_text.h"
#include "model/exact_world.h"
#include "program/interpreter.h"
#include "sim/choices.h"
#include "sim/chooser.h"
#include "sim/enabled_moves.h"

namespace ioracle {

struct SimulationResult {
  std::uint64_t steps = 0;               // choices resolved
  bool hang = false;                     // threads wait for what never comes
  std::vector<std::string> unsupported;  // functions without a rule
  std::optional<ChoiceCounts> choices;   // of a run that followed a list
};

class Simulation {
 public:
  using Sink = std::function<void(const Event&)>;
  using Watch = std::function<void(const AlternativeInfo&)>;

  // `names` begins as a copy of program.names. All must outlive the simulation.
  Simulation(const Program& program, Names& names, Profile profile, std::uint64_t seed);
  // Follows a list: of the enabled candidates the one that stands earliest is performed. One that
  // is not listed is performed only when no listed one is enabled, as seed 0 ranks them.
  Simulation(const Program& program, Names& names, Profile profile, Choices choices);

  // Runs to the end; every visible event goes to `sink`, `settle` and `end` too.
  SimulationResult run(const Sink& sink);

  // What may come next.
  struct Candidate {
    enum class Kind : std::uint8_t {
      move,      // a hidden step of the world
      leave,     // a call returns
      enter,     // a routine begins
      act,       // what the program does next on a thread
      release,   // the next step of the program: all threads have come to its end
      settle,    // nothing moved for a while, and a thread waits for that
      overtake,  // the next step of the program, though threads are blocked in the last
      time,      // jumps to the next deadline
    };
    Kind kind{};
    std::uint64_t key = 0;
    Move move;
    Name thread;
  };

  // Asks the rules anew at every step of run(), and remembers nothing. The run is the same: a test
  // compares.
  void remember_nothing() { remembers_ = false; }

  // Step by step, for whoever explores. `sink` must outlive the steps; copies are independent, but
  // share the names. After start(), candidates() lists what may come next: what moves, and where
  // nothing moves that is owed, the first that goes on nevertheless (a settle, the next step of the
  // program, time). None: the run is over, finish() ends it.
  void start(const Sink& sink);
  void candidates(std::vector<Candidate>& candidates);
  void step(const Candidate& candidate) { perform(candidate); }
  SimulationResult finish();
  void send_events_to(const Sink& sink) { sink_ = &sink; }
  // Threads that run a call, or have something to do next.
  std::uint32_t busy_threads();
  // Can no other thread begin anything, until the calls that run now have returned?
  bool others_begin_nothing(Name thread);
  // What the thread does now, or next.
  const Action& action(Name thread) { return interpreter_.next(thread); }
  // Is a call what the thread does next?
  bool next_is_call(Name thread);
  // Steps of the program before this one (a unit of the interpreter) are over.
  std::size_t first_open_unit() const { return overtaken_ || released_ == 0 ? 0 : released_ - 1; }
  // Nobody will read the register any more.
  void forget(Register cell) { world_.forget(cell); }
  std::uint64_t time_ns() const { return time_ns_; }
  // Threads of the program at a barrier or at the end of a routine's body: beside the world, the
  // events and the releases so far, all that what comes depends on.
  void append_key(std::string& out) const;

  // Tells `watch` each alternative that is performed; for coverage.
  void watch(Watch watch) { watch_ = std::move(watch); }

  // Adds the text of each choice to `performed`, which must outlive the run.
  void record(Choices& performed) { recorded_ = &performed; }

  const Interpreter& interpreter() const { return interpreter_; }
  const ExactWorld& world() const { return world_; }

 private:
  // A call as choices name it.
  struct Issued {
    std::uint64_t key = 0;
    Name thread;
    std::uint32_t number = 0;  // of the calls of its thread, from 1
  };

  // How often candidates of these keys were performed: keys of calls and operations come up no
  // more once their chain has ended, so that what is counted stays with the slot of the chain.
  struct Count {
    std::uint64_t key = 0;
    std::uint32_t times = 0;
  };
  struct SlotCounts {
    std::uint32_t serial = 0;
    std::vector<Count> counts;
  };
  struct Ranked {
    Candidate candidate;
    std::uint64_t rank = 0;
  };

  struct Entry {
    std::uint64_t id = 0;
    std::uint32_t number = 0;  // of the routines that its thread entered, from 1
  };

  struct ThreadState {
    Name name;
    std::uint64_t hash = 0;
    std::uint32_t calls = 0;  // issued
    std::uint32_t last_error = 0;
    bool at_barrier = false;
    bool routine_over = false;         // its body is done; the exit is to be written
    std::vector<Entry> entries{};      // the routines it is inside of
    std::uint32_t routines_entered{};  // so far
    // What it does itself: act, leave or enter, of which each has one key at a time.
    std::array<Count, 3> counts{};
    std::array<std::uint32_t, static_cast<std::size_t>(Action::Kind::routine_end) + 1> acted{};
  };

  void begin();
  static bool moves_what_is_owed(std::span<const Candidate> candidates);
  void collect(std::vector<Candidate>& candidates);
  // What the thread itself may do. False: it is idle, and so are its calls.
  bool collect_thread(ThreadState& own, std::vector<Candidate>& candidates);
  void collect_threads(std::vector<Candidate>& candidates);
  void collect_quiet(std::vector<Candidate>& candidates);
  bool choose(std::vector<Candidate>& candidates);
  bool choose_remembering(std::vector<Candidate>& candidates);
  // The best of one slot, of which `move.chain` is the slot.
  void rank_slot(const EnabledMoves::OfSlot& enabled);
  bool follow(std::vector<Candidate>& candidates);
  const Candidate& best_ranked(std::span<const Candidate> candidates) const;
  void perform(const Candidate& candidate);
  void act(Name thread);
  void leave_routine(Name thread);
  void issue(Name thread, const Action& action);
  void give_back(Name thread);
  void enter(Name thread);
  void settle(Name thread);
  void jump_to_deadline();
  void report_blocked(Event& event) const;
  const Issued& issued(const Chain& chain) const;
  std::uint64_t key_of(const Move& move, const Chain& chain) const;
  std::uint64_t rank(const Candidate& candidate) const;
  std::uint32_t occurrence(const Candidate& candidate) const;
  void count(const Candidate& candidate, std::uint32_t slot, std::uint32_t serial);
  // After an event: what of the remembered it may have changed.
  void forget_after(Function function, std::uint64_t within);
  void emit(Event& event);

  // Texts, made only while choices are recorded or followed.
  std::string key_text(const Candidate& candidate);
  std::string move_text(const Move& move) const;
  std::string act_text(const ThreadState& own);
  std::string text_of(const Candidate& candidate);
  void note_performed(const Candidate& candidate);
  bool is_book_keeping(const Candidate& candidate);
  bool awaits_release(const std::string& text);
  bool release_what_is_listed(std::span<const Candidate> candidates);

  ThreadState& state(Name thread);
  OverlappedWords& words_of(Name overlapped);

  const Program* program_;
  Names* names_;
  Interpreter interpreter_;
  ExactWorld world_;
  Chooser chooser_;
  const Sink* sink_ = nullptr;
  Watch watch_;
  SimulationResult result_;
  std::vector<ThreadState> threads_;
  std::vector<Issued> issued_;                                   // by call id
  std::unordered_map<std::uint64_t, std::uint32_t> deliveries_;  // by key: so often performed
  std::vector<SlotCounts> slot_counts_;                          // of calls and operations
  EnabledMoves enabled_moves_;
  std::vector<Ranked> ranked_;  // by slot
  bool remembers_ = true;
  bool few_change_ = true;  // the objects are those of which changes_little() speaks
  std::uint32_t structure_ = 0;
  std::vector<OverlappedWords> words_;  // by name of the OVERLAPPED
  std::optional<Choices> followed_;
  Choices* recorded_ = nullptr;
  ChoiceNumbers performed_;
  std::vector<bool> used_;       // by place in the list that is followed
  std::size_t next_listed_ = 0;  // the first that was not performed
  std::uint64_t seq_ = 0;
  std::uint64_t next_id_ = 1;
  std::uint64_t time_ns_ = 0;
  std::size_t released_ = 0;
  bool overtaken_ = false;  // a step was released while threads were blocked in one before
  std::uint32_t settles_ = 0;
  std::uint32_t jumps_ = 0;  // of the virtual time
  bool stepped_ = false;     // nothing is ranked: occurrences need not be counted
};

}  // namespace ioracle
