#include "oracle/footprint.h"

#include <algorithm>
#include <bitset>

namespace ioracle {
namespace {

void add(std::vector<std::uint32_t>& list, std::uint32_t cell) {
  if (std::ranges::find(list, cell) == list.end()) list.push_back(cell);
}

class Explorer {
 public:
  Explorer(const Known& known, Footprint& footprint) : known_(known), footprint_(footprint) {}

  void explore(const Chain& chain) {
    auto& seen = chain.kind == Chain::Kind::operation ? seen_of_operation_ : seen_of_call_;
    const auto step = static_cast<std::size_t>(chain.step);
    if (chain.step == MicroStep::leave || chain.step == MicroStep::done ||
        chain.step == MicroStep::running || seen[step]) {
      return;
    }
    seen[step] = true;
    Alternatives offered;
    offer(known_, chain, offered);
    for (const Alternative& alternative : offered) {
      for (const Atom& atom : offered.atoms(alternative)) note(atom, alternative.next);
      bool goes_on = true;
      Chain next = chain;
      for (const Effect& effect : offered.effects(alternative)) {
        goes_on = note(effect, chain) && goes_on;
        apply_to_chain(effect, next);
      }
      if (!goes_on) continue;
      go_to(known_, alternative.next, next);
      explore(next);
    }
  }

 private:
  // A call that finds nothing and waits shows nothing that it would not show without having looked.
  void note(const Atom& atom, MicroStep next) {
    switch (atom.kind) {
      case Atom::Kind::happened:
      case Atom::Kind::elapsed:
        break;
      case Atom::Kind::reads:
        add(footprint_.reads, atom.cell);
        break;
      case Atom::Kind::head:
        add(footprint_.fifos_asked, atom.cell);
        break;
      case Atom::Kind::empty:
        if (atom.expected && next != MicroStep::wait) add(footprint_.fifos_asked, atom.cell);
        break;
      default:
        add(footprint_.streams_asked, atom.cell);
    }
  }

  // False: what follows depends on what is not known, and was noted as a whole.
  bool note(const Effect& effect, const Chain& chain) {
    switch (effect.kind) {
      case Effect::Kind::mark:
        add(footprint_.marks, effect.cell);
        return true;
      case Effect::Kind::write:
      case Effect::Kind::write_status:
      case Effect::Kind::write_information:
        add(footprint_.writes, effect.cell);
        return true;
      case Effect::Kind::push:
        add(footprint_.pushes, effect.cell);
        footprint_.brings.emplace_back(effect.cell, Item{effect.item});
        return true;
      case Effect::Kind::remove:
        add(footprint_.pops, effect.cell);
        add(footprint_.fifos_asked, effect.cell);
        return true;
      case Effect::Kind::take:
        add(footprint_.streams_asked, effect.cell);
        return true;
      case Effect::Kind::load_status:
      case Effect::Kind::load_information:
        add(footprint_.reads, effect.cell);
        return true;
      case Effect::Kind::pop:
        add(footprint_.pops, effect.cell);
        if (chain.operation != no_operation && own(chain).kind == OperationKind::accept) {
          note_accepted(chain);
        } else if (known_.call(chain.call).event.function == Function::CreateFileW) {
          note_opened(Fifo{effect.cell});
        } else {
          footprint_.words = true;
        }
        return false;
      case Effect::Kind::append:
        add(footprint_.appends, effect.cell);
        return true;
      case Effect::Kind::finish:
        add(footprint_.finishes, effect.cell);
        return true;
      case Effect::Kind::end:
        add(footprint_.marks, static_cast<std::uint32_t>(own(chain).ended));
        return true;
      case Effect::Kind::pend: {
        add(footprint_.marks, static_cast<std::uint32_t>(own(chain).linked));
        Chain pended;
        pended.kind = Chain::Kind::operation;
        pended.step = MicroStep::end;
        pended.operation = chain.operation;
        explore(pended);
        return true;
      }
      case Effect::Kind::advance:
        footprint_.sweeps = true;
        footprint_.swept = known_.operation(OperationId{effect.item}).file;
        return false;
      default:
        return true;
    }
  }

  // An AcceptEx with a connection ends, whichever that is.
  void note_accepted(const Chain& chain) {
    const Operation& operation = own(chain);
    const SocketObject& accepting = known_.connected_socket(operation);
    add(footprint_.marks, static_cast<std::uint32_t>(accepting.connected));
    add(footprint_.marks, static_cast<std::uint32_t>(operation.ended));
    add(footprint_.writes, static_cast<std::uint32_t>(accepting.engaged));
    Chain ended = chain;
    ended.step = first_after_end(operation, chain.kind == Chain::Kind::operation);
    explore(ended);
  }

  // Some instance that listens, or will, is given a client.
  void note_opened(Fifo listening) {
    for (std::uint32_t index = 0; index < known_.connection_count(); ++index) {
      const Connection& connection = known_.connection(index);
      if (!connection.is_pipe || known_.pipe(connection.pipe).listening != listening) continue;
      add(footprint_.marks, static_cast<std::uint32_t>(connection.connected));
    }
  }

  const Operation& own(const Chain& chain) const { return known_.operation(chain.operation); }

  const Known& known_;
  Footprint& footprint_;
  std::bitset<64> seen_of_call_;
  std::bitset<64> seen_of_operation_;
};

}  // namespace

const Others nobody;

Footprint footprint_of(const Known& known, const Chain& chain) {
  Footprint footprint;
  Explorer(known, footprint).explore(chain);
  // A sweep that found nothing outstanding yet may find what is started while it runs.
  const Call& call = known.call(chain.call);
  if (call.event.function == Function::CancelSynchronousIo) {
    const ThreadObject* thread = known.thread(call.value(Parameter::hThread));
    footprint.sweeps_thread = thread != nullptr;
    footprint.swept_thread = thread ? thread->name : Name{};
  } else if (chain.kind == Chain::Kind::call && sweeps(call.event.function)) {
    if (const FileObject* file = known.file(call.value(Parameter::hFile))) {
      footprint.sweeps = true;
      footprint.swept = known.file_index(*file);
    }
  }
  return footprint;
}

bool Others::any(std::vector<std::uint32_t> Footprint::*list, std::size_t cell) const {
  return std::ranges::any_of(list_, [&](const Footprint* one) {
    return std::ranges::find(one->*list, static_cast<std::uint32_t>(cell)) != (one->*list).end();
  });
}

bool Others::may_mark(const Known& known, Instant instant) const {
  if (list_.empty()) return false;
  if (any(&Footprint::marks, index_of(instant))) return true;
  const OperationId id = known.cancelled_by(instant);
  return id != no_operation && std::ranges::any_of(list_, [&](const Footprint* one) {
           const Operation& operation = known.operation(id);
           return (one->sweeps && one->swept == operation.file) ||
                  (one->sweeps_thread && one->swept_thread == known.thread(operation.thread).name);
         });
}

bool Others::may_write(const Known& known, Register cell) const {
  if (list_.empty()) return false;
  if (any(&Footprint::writes, index_of(cell))) return true;
  return known.is_deferred_word(cell) &&
         std::ranges::any_of(list_, [](const Footprint* one) { return one->words; });
}

}  // namespace ioracle
