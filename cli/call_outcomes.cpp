#include "cli/call_outcomes.h"

#include <map>
#include <tuple>

#include "model/chain.h"
#include "oracle/describe.h"
#include "sim/simulation.h"

namespace ioracle {
namespace {

// Atoms in words, for one call: its cells are known by the objects that it names.
class Conditions {
 public:
  Conditions(const Known& known, const Chain& chain) : known_(known) {
    const Call& call = known.call(chain.call);
    const auto name = [&](const Value& value) { add_object(value); };
    for (const Argument& argument : call.event.arguments) name(argument.value);
    for (const Value& value : call.event.values) name(value);
    name(call.event.words.event);
    if (chain.operation != no_operation) add_operation(known.operation(chain.operation));
    add(known.thread(chain.thread).apcs, "no APC is queued", "an APC is queued");
    registers_[index_of(known.started())] = {"Winsock was started", "Winsock was not started"};
  }

  std::string text(const Alternatives& alternatives, const Alternative& alternative) const {
    std::set<std::string> parts;
    for (const Atom& atom : alternatives.atoms(alternative)) {
      const std::string part = words(atom);
      if (!part.empty()) parts.insert(part);
    }
    std::string text;
    for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
    return text;
  }

 private:
  struct Words {
    std::string_view holds;
    std::string_view fails;
  };

  void add(Instant instant, std::string_view holds, std::string_view fails) {
    if (instant != no_instant) instants_[index_of(instant)] = {holds, fails};
  }
  void add(Fifo fifo, std::string_view empty, std::string_view filled) {
    if (fifo != no_fifo) fifos_[index_of(fifo)] = {empty, filled};
  }

  void add_object(const Value& value) {
    if (const FileObject* file = known_.file(value)) {
      add(file->closed, "the handle was closed", "the handle is open");
      add(file->associated, "it has a port", "it has no port");
      registers_[index_of(file->signal)] = {"the handle is signaled", "the handle is not signaled"};
    }
    if (const SocketObject* socket = known_.socket(value)) {
      add(socket->bound, "it is bound", "it is not bound");
      add(socket->listening, "it listens", "it does not listen");
      add(socket->connected, "it is connected", "it is not connected");
      add(socket->receive_shut, "receiving was shut down", "receiving was not shut down");
      add(socket->send_shut, "sending was shut down", "sending was not shut down");
      add(socket->reset, "a reset has arrived", "no reset has arrived");
      add(socket->receives, "no receive is pending", "a receive is pending");
      add(socket->sends, "no send is pending", "a send is pending");
      add(socket->backlog, "no connection waits", "a connection waits");
      add(socket->accepts, "no AcceptEx is pending", "an AcceptEx is pending");
      if (socket->nonblocking != no_register) {
        registers_[index_of(socket->nonblocking)] = {"it is nonblocking", "it is blocking"};
      }
    }
    if (const EventObject* event = known_.event(value)) {
      add(event->closed, "the event was closed", "the event is open");
      registers_[index_of(event->state)] = {"the event is signaled", "the event is not signaled"};
    }
    if (const PortObject* port = known_.port(value)) {
      add(port->closed, "the port was closed", "the port is open");
      add(port->packets, "no packet is queued", "a packet is queued");
    }
    if (const OverlappedObject* overlapped = known_.overlapped(value)) {
      statuses_.insert(static_cast<std::uint32_t>(index_of(overlapped->internal)));
      if (overlapped->last != no_operation) add_operation(known_.operation(overlapped->last));
    }
  }

  void add_operation(const Operation& operation) {
    add(operation.linked, "the operation has pended", "the operation has not pended");
    add(operation.cancelled, "a cancel got hold of the operation",
        "no cancel got hold of the operation");
    add(operation.ended, "the operation has ended", "the operation has not ended");
  }

  std::string words(const Atom& atom) const {
    const auto of = [&](const std::map<std::size_t, Words>& map, bool holds) {
      const auto found = map.find(atom.cell);
      if (found == map.end()) return std::string();
      return std::string(holds ? found->second.holds : found->second.fails);
    };
    const auto either = [&](std::string_view holds, std::string_view fails) {
      return std::string(atom.expected ? holds : fails);
    };
    switch (atom.kind) {
      case Atom::Kind::happened:
        return of(instants_, atom.expected);
      case Atom::Kind::reads:
        if (statuses_.contains(atom.cell)) {
          return std::string("Internal is ") + (atom.expected ? "" : "not ") +
                 describe_status(atom.amount);
        }
        return of(registers_, atom.expected == (atom.amount != 0));
      case Atom::Kind::head:
        return either("it is the oldest in its queue", "an older one is in its queue");
      case Atom::Kind::empty:
        return of(fifos_, atom.expected);
      case Atom::Kind::arrived:
        return either("data have arrived", "too few data have arrived");
      case Atom::Kind::finished:
        return either("the end of the stream has arrived and all was taken",
                      "the stream has not ended");
      case Atom::Kind::ended:
        return either("the end of the stream has arrived", "more may come");
      case Atom::Kind::in_flight:
        return either("bytes are under way", "few bytes are under way");
      case Atom::Kind::acknowledged:
        return either("its bytes have arrived", "its bytes have not all arrived");
      case Atom::Kind::elapsed:
        return either("its time is over", "its time is not over");
      case Atom::Kind::longer:
        return either("the message is longer than the buffers", "the message fits");
      case Atom::Kind::fits:
        return either("it fits into the pipe", "the pipe has no room for it");
    }
    return {};
  }

  const Known& known_;
  std::map<std::size_t, Words> instants_;
  std::map<std::size_t, Words> registers_;
  std::map<std::size_t, Words> fifos_;
  std::set<std::uint32_t> statuses_;  // registers that are Internal
};

bool shows_something(const Shows& shows) {
  return shows.result != Shown::any || shows.error != Shown::any || shows.output_count > 0;
}

}  // namespace

std::vector<CallOutcome> outcomes_of(std::optional<Function> function,
                                     std::span<const Program> scenarios) {
  constexpr std::uint64_t seeds = 4;
  std::map<std::tuple<Function, std::string_view, std::string>, CallOutcome> outcomes;
  Alternatives offered;
  const auto note = [&](const Known& known, const Chain& chain, Function called) {
    offered.clear();
    offer(known, chain, offered);
    const Conditions conditions(known, chain);
    for (const Alternative& alternative : offered) {
      if (!shows_something(alternative.shows)) continue;
      const std::string_view name = alternative.info->name();
      std::string shows = describe(name, alternative.shows, called);
      CallOutcome& outcome = outcomes[{called, name, shows}];
      outcome.function = called;
      outcome.rule = alternative.info;
      if (alternative.shows.error == Shown::integer) {
        outcome.last_error = alternative.shows.error_code;
      }
      outcome.shows = std::move(shows);
      outcome.conditions.insert(conditions.text(offered, alternative));
    }
  };
  for (const Program& scenario : scenarios) {
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      Names names = scenario.names;
      Simulation simulation(scenario, names, Profile::windows_10, seed);
      simulation.watch([&](const AlternativeInfo&) {
        const ExactWorld& world = simulation.world();
        for (std::uint32_t slot = 0; slot < world.chain_count(); ++slot) {
          const Chain& chain = world.chain(slot);
          if (chain.kind != Chain::Kind::call || chain.step == MicroStep::leave ||
              chain.step == MicroStep::running) {
            continue;
          }
          const Function called = world.known().call(chain.call).event.function;
          if (!function || called == *function) note(world.known(), chain, called);
        }
      });
      simulation.run([](const Event&) {});
    }
  }
  std::vector<CallOutcome> list;
  list.reserve(outcomes.size());
  for (auto& [key, outcome] : outcomes) list.push_back(std::move(outcome));
  return list;
}

}  // namespace ioracle
