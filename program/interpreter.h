#pragma once
// Performs a Program: tells what each thread does next, and learns what came of it. The simulator
// and the agents ask the same Interpreter, so that both perform a scenario alike. It knows control
// flow, results, variables and names; it knows no time, no scheduling and no system. Those are the
// caller's:
//
//   Names names = program.names;                  // of the run; the interpreter adds "e1#2" and
//   the like Interpreter interpreter(program, names); for (unit = 0; unit <
//   interpreter.unit_count(); ++unit) {
//     interpreter.release(unit);                  // one step, or all the steps of a race
//     for each thread of interpreter.threads_of(unit), on that thread:
//       for (;;) {
//         const Action& action = interpreter.next(thread);
//         if (action.kind == Action::Kind::idle) break;
//         Event returned = perform(action);       // write `call`, do it, write `return`
//         interpreter.finished(thread, returned);
//       }
//     go on when each has come to idle, or is blocked and nothing else moves
//   }
//
// Completion routines and APCs. While a thread is inside a call (next() gave it, finished() has not
// been called), the system may run routines on it. Write `enter`, call enter_routine() with that
// event, and ask next() again: it now gives the actions of the body, and at last routine_end, after
// which the routine is over (write `exit`) and the interrupted call is outstanding again. Routines
// nest when a body makes an alertable wait.
//
// Data of receives. When the notification of a successful receive is delivered (a packet dequeued,
// a routine entered, a query that returned TRUE), next() gives one `observe` for each buffer of
// that operation before anything else, on the thread that was told. The caller need not remember
// which buffers those were.
//
// Threads and locks. Not safe for concurrent use: the caller guards all members with one lock.
// next() may be asked before the moment at which the action is to be performed (before the start of
// a race, say), so that no lock is taken between that moment and the call. A reference that next()
// gave stays valid until the next finished(), enter_routine() or thread_exited() of the same
// thread.
//
// Copies are independent, but share the Program and the Names. Errors: none; a Program that the
// reader accepted can always be performed. Expressions over names that are not bound are false or
// 0.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/event.h"
#include "program/bindings.h"
#include "program/program.h"

namespace ioracle {

struct Action {
  enum class Kind : std::uint8_t {
    idle,         // nothing more has been released for this thread, or it has exited
    call,         // issue event.function with event.arguments
    observe,      // read what event.action says ("overlapped", "buffer", "handle", "variable") of
                  // event.object
    memory,       // event.action ("allocate", "free", "write", "scope_end") on event.object
    environment,  // event.action on event.object, by event.routine as the actor
    settle,       // wait until nothing moves for the patience interval, and write `settle`
    barrier,      // wait until `barrier_size` threads stand at `barrier`
    exit_thread,  // the thread ends here; finished() or thread_exited() when it did
    routine_end,  // the body of the routine entered last is over: write `exit`. No finished() for
                  // this one
  };
  Kind kind = Kind::idle;

  // call, observe, memory, environment: the event as it will be written, but for seq, time, id,
  // within, process and last error. Names are resolved: a handle is the latest that its name was
  // given to, and {"raw": -1} while there is none, as in a variable of the program. A variable
  // with a `preset` is to be set to it before the call, `words` that are recorded are to be stored
  // in the OVERLAPPED before the call, and runs of a send into its buffers. What is not recorded
  // stays as it is in memory; the caller completes the event from there (formats.md: a call in a
  // trace always states hEvent and the offsets).
  Event event;

  Name as;      // call: the name of its result in expressions
  Name handle;  // call that makes a handle: the name of the new handle if it succeeds; none if it
                // makes none
  Name barrier;
  std::uint32_t barrier_size = 0;  // threads of the program that name this barrier
  std::optional<std::uint32_t>
      placed;              // observe of a received buffer: bytes that the notification tells
  bool busy = false;       // spin before it rather than wait
  std::uint32_t line = 0;  // of the scenario
};

class Interpreter {
 public:
  // `names` begins as a copy of program.names (same indices). Both must outlive the interpreter.
  Interpreter(const Program& program, Names& names);

  // Units are what is released at once: a top-level step, or all steps of a race.
  std::size_t unit_count() const { return layout_->units.size(); }
  // The threads that a unit has steps for, in the order in which they appear. REQUIRES: unit <
  // unit_count().
  std::span<const Name> threads_of(std::size_t unit) const { return layout_->units[unit].threads; }
  // Appends the unit's steps to what its threads have to do. REQUIRES: called once per unit, in
  // order.
  void release(std::size_t unit);

  // What `thread` does next. The same answer until finished() or enter_routine().
  const Action& next(Name thread);

  // The action that next() gave is done. A call needs the event of its return, an observe the event
  // that was written (it binds an observed variable); the others need none.
  void finished(Name thread);
  void finished(Name thread, const Event& event);

  // A routine begins on `thread`, inside the outstanding call. `enter` carries routine and
  // arguments; in the body, dwError, cbTransferred, dwFlags, dwData and lpOverlapped name the
  // arguments.
  void enter_routine(Name thread, const Event& enter);

  // The thread is gone (ExitThread, TerminateThread, ExitProcess); next() says idle from now on.
  void thread_exited(Name thread);
  bool has_exited(Name thread) const;

  // Is nothing left of what was released for the thread, behind the action that next() gave?
  bool at_last_action(Name thread) const;

  // The value of an expression as the program stands: for expectations, and for the tests of
  // callers.
  std::int64_t evaluate(const Expression& expression) const;
  const Bindings& bindings() const { return bindings_; }

  // All threads of the program, main first.
  std::span<const Name> threads() const { return layout_->threads; }

  // Appends a text that is equal for two interpreters of one program exactly if they go on alike.
  void append_key(std::string& out) const;

 private:
  struct Unit {
    std::vector<Name> threads;
    std::vector<const Step*> steps;
  };
  struct Layout {  // what follows from the program alone; shared by copies
    std::vector<Unit> units;
    std::vector<Name> threads;
    std::vector<Name> made_handles;  // sorted: names of handles that some step makes
  };
  struct Frame {  // a list of steps being performed
    const std::vector<Step>* steps = nullptr;
    const Step* loop = nullptr;  // the repeat whose body it is, if any
    std::uint32_t index = 0;
    std::uint32_t passes = 0;
  };
  struct Invocation {  // a thread's own steps, or the body of a routine
    std::vector<Frame> frames;
    std::vector<Action> observations;  // owed before anything else
    Action action;
    bool outstanding = false;
    bool routine = false;
    Bindings locals;  // arguments of the routine
  };
  struct Thread {
    std::vector<const Step*> queue;
    std::size_t position = 0;
    std::vector<Invocation> invocations;
    Action last_of_routine;  // the answer routine_end
    bool exited = false;
  };
  struct Posted {  // a receive under way
    Name overlapped;
    std::vector<BufferValue> buffers;
    std::vector<Name> places;  // where the address of the sender and its length go, and flags
  };

  Thread* find_thread(Name name);
  const Step* advance(Thread& thread, Invocation& invocation);
  void prepare(Name thread, Invocation& invocation, const Step& step);
  void prepare_call(Invocation& invocation, const Step& step);
  Value resolve(const Invocation& invocation, const Value& value) const;
  void bind_outputs(const Event& call, const Event& returned);
  void note_receive(const Event& call, Outcome outcome);
  void note_delivery(Invocation& invocation, const Event& call, const Event& returned,
                     Outcome outcome);
  void owe_observations(Invocation& invocation, Name overlapped, std::uint64_t transferred);
  Name fresh_handle(Name as);

  const Program* program_;
  Names* names_;
  std::shared_ptr<const Layout> layout_;
  std::vector<Thread> threads_;
  Bindings bindings_;
  std::vector<Posted> posted_;
  std::vector<std::pair<Name, std::uint32_t>> handle_uses_;
};

}  // namespace ioracle
