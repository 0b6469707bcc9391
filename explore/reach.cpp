#include "explore/reach.h"

#include <algorithm>
#include <bitset>

namespace ioracle::explore {
namespace {

enum class CellKind : std::uint8_t { instant, cell, fifo, stream };

std::uint64_t key(CellKind kind, std::uint32_t cell) {
  constexpr int kind_shift = 32;
  return static_cast<std::uint64_t>(kind) << kind_shift | cell;
}

void add(std::vector<std::uint64_t>& list, std::uint64_t cell) {
  if (std::ranges::find(list, cell) == list.end()) list.push_back(cell);
}

std::uint64_t read_by(const Atom& atom) {
  switch (atom.kind) {
    case Atom::Kind::reads:
      return key(CellKind::cell, atom.cell);
    case Atom::Kind::head:
    case Atom::Kind::empty:
      return key(CellKind::fifo, atom.cell);
    case Atom::Kind::arrived:
    case Atom::Kind::finished:
    case Atom::Kind::ended:
    case Atom::Kind::in_flight:
    case Atom::Kind::acknowledged:
    case Atom::Kind::longer:
    case Atom::Kind::fits:
      return key(CellKind::stream, atom.cell);
    case Atom::Kind::happened:
    case Atom::Kind::elapsed:  // of time, which stands still while anything owed moves
      break;
  }
  return key(CellKind::instant, atom.cell);
}

void note(const Known& known, const Chain& chain, const Effect& effect, Reach& reach) {
  using Kind = Effect::Kind;
  const auto own = [&](Instant Operation::*instant) {
    return key(CellKind::instant,
               static_cast<std::uint32_t>(known.operation(chain.operation).*instant));
  };
  switch (effect.kind) {
    case Kind::mark:
      return add(reach.writes, key(CellKind::instant, effect.cell));
    case Kind::write:
    case Kind::write_status:
    case Kind::write_information:
      return add(reach.writes, key(CellKind::cell, effect.cell));
    case Kind::load_status:
    case Kind::load_information:
      return add(reach.reads, key(CellKind::cell, effect.cell));
    case Kind::push:
    case Kind::remove:
    case Kind::pop:
      return add(reach.writes, key(CellKind::fifo, effect.cell));
    case Kind::append:
    case Kind::finish:
    case Kind::arrive:
    case Kind::take:
      return add(reach.writes, key(CellKind::stream, effect.cell));
    case Kind::end:
      return add(reach.writes, own(&Operation::ended));
    case Kind::pend:
      return add(reach.writes, own(&Operation::linked));
    case Kind::move:
    case Kind::found:
    case Kind::advance:
      return;
  }
}

class Walk {
 public:
  Walk(const Known& known, Reach& reach) : known_(known), reach_(reach) {}

  void from(const Chain& chain) {
    auto& seen = chain.kind == Chain::Kind::operation ? seen_of_operation_ : seen_of_call_;
    const auto step = static_cast<std::size_t>(chain.step);
    const bool over = chain.step == MicroStep::leave || chain.step == MicroStep::done;
    if (over || seen[step] || reach_.everything) return;
    if (chain.step == MicroStep::running || chain.step == MicroStep::deliver) {
      reach_.everything = true;
      return;
    }
    seen[step] = true;
    Alternatives offered;
    offer(known_, chain, offered);
    add_step(known_, chain, offered, reach_);
    for (const Alternative& alternative : offered) follow(chain, offered, alternative);
  }

 private:
  void follow(const Chain& chain, const Alternatives& offered, const Alternative& alternative) {
    Chain next = chain;
    for (const Effect& effect : offered.effects(alternative)) {
      switch (effect.kind) {
        case Effect::Kind::pop:
          // Of a dequeuer, what may follow is to write the status block.
          reach_.words = true;
          reach_.everything = reach_.everything || chain.operation != no_operation;
          return;
        case Effect::Kind::found:
        case Effect::Kind::advance:
          reach_.everything = true;
          return;
        case Effect::Kind::pend: {
          Chain pended;
          pended.kind = Chain::Kind::operation;
          pended.step = MicroStep::end;
          pended.operation = chain.operation;
          pended.thread = chain.thread;
          from(pended);
          break;
        }
        default:
          apply_to_chain(effect, next);
          break;
      }
    }
    go_to(known_, alternative.next, next);
    from(next);
  }

  const Known& known_;
  Reach& reach_;
  std::bitset<64> seen_of_call_;
  std::bitset<64> seen_of_operation_;
};

bool share(const std::vector<std::uint64_t>& left, const std::vector<std::uint64_t>& right) {
  return std::ranges::any_of(
      left, [&](std::uint64_t cell) { return std::ranges::find(right, cell) != right.end(); });
}

bool has_deferred_word(const Known& known, const std::vector<std::uint64_t>& cells) {
  return std::ranges::any_of(cells, [&](std::uint64_t cell) {
    return cell == key(CellKind::cell, static_cast<std::uint32_t>(cell)) &&
           known.is_deferred_word(Register{static_cast<std::uint32_t>(cell)});
  });
}

}  // namespace

void Reach::clear() {
  reads.clear();
  writes.clear();
  words = false;
  everything = false;
}

void add_step(const Known& known, const Chain& chain, const Alternatives& offered, Reach& reach) {
  for (const Alternative& alternative : offered) {
    for (const Atom& atom : offered.atoms(alternative)) add(reach.reads, read_by(atom));
    for (const Effect& effect : offered.effects(alternative)) note(known, chain, effect, reach);
  }
}

void add_future(const Known& known, const Chain& chain, Reach& reach) {
  // A sweep that found nothing outstanding yet may find what is started while it runs.
  if (chain.kind == Chain::Kind::call && sweeps(known.call(chain.call).event.function) &&
      chain.step != MicroStep::leave) {
    reach.everything = true;
  }
  Walk(known, reach).from(chain);
}

bool conflict(const Known& known, const Reach& step, const Reach& others) {
  if (others.everything || step.everything) return true;
  if (share(step.reads, others.writes) || share(step.writes, others.writes) ||
      share(step.writes, others.reads)) {
    return true;
  }
  return others.words &&
         (has_deferred_word(known, step.reads) || has_deferred_word(known, step.writes));
}

}  // namespace ioracle::explore
