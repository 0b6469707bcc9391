// Atoms in the exact world: every cell has a value that answers them.

#include <algorithm>

#include "model/exact_world.h"

namespace ioracle {

bool ExactWorld::holds(const Atom& atom, const Chain& chain) const {
  switch (atom.kind) {
    case Atom::Kind::happened:
      return instants_[atom.cell] != 0;
    case Atom::Kind::reads:
      return registers_[atom.cell] == atom.amount;
    case Atom::Kind::head:
      return !fifos_[atom.cell].empty() && fifos_[atom.cell].front() == Item{atom.item};
    case Atom::Kind::empty:
      return fifos_[atom.cell].empty();
    case Atom::Kind::arrived: {
      const StreamState& stream = streams_[atom.cell];
      return stream.arrived - stream.taken >= atom.amount;
    }
    case Atom::Kind::ended:
    case Atom::Kind::finished: {
      const StreamState& stream = streams_[atom.cell];
      const bool taken = atom.kind == Atom::Kind::ended || stream.taken == stream.appended;
      return stream.finish_arrived && taken;
    }
    case Atom::Kind::in_flight: {
      const StreamState& stream = streams_[atom.cell];
      const std::uint64_t amount = std::max<std::uint64_t>(atom.amount, 1);
      if (stream.appended - stream.arrived >= amount) return true;
      return atom.amount == 0 && stream.finish_sent && !stream.finish_arrived;
    }
    case Atom::Kind::acknowledged:
      return streams_[atom.cell].arrived >= state(OperationId{atom.item}).sent_until;
    case Atom::Kind::longer:
      return next_message(streams_[atom.cell]) > atom.amount;
    case Atom::Kind::fits:
      return untaken(Stream{atom.cell}, OperationId{atom.item}) <= atom.amount;
    case Atom::Kind::elapsed:
      return time_ns_ >=
             known_->call(chain.call).event.time_ns + atom.amount * nanoseconds_per_millisecond;
  }
  return false;
}

}  // namespace ioracle
