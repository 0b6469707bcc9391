// Connections in the order world: which of them an AcceptEx was given, and what a ConnectEx that
// was not seen to end has made. Both are found backwards, from what shows that it happened.

#include <algorithm>

#include "oracle/order_world.h"

namespace ioracle {

Stream OrderWorld::stream_of(OperationId id) const {
  const Operation& operation = known_operation(id);
  const Item connection = cell(id).accepted;
  if (operation.kind != OperationKind::accept || connection == no_item) return operation.stream;
  return known_->connection(known_->item(connection).connection).stream[0];
}

// Where the chain of a pended operation stands, as far as known.
Chain OrderWorld::end_chain(OperationId id) const {
  Chain chain;
  chain.kind = Chain::Kind::operation;
  chain.operation = id;
  chain.item = cell(id).accepted;
  chain.step = chain.item == no_item ? MicroStep::end : MicroStep::served;
  return chain;
}

// Connections that an AcceptEx may have been given.
std::vector<Item> OrderWorld::connections_for(OperationId id) const {
  std::vector<Item> connections;
  candidates(known_->socket(known_operation(id)).backlog, {}, connections);
  return connections;
}

// An AcceptEx that pended, and is not known to have been given a connection.
bool OrderWorld::is_unserved(OperationId id) const {
  return cell(id).leave != no_node && cell(id).accepted == no_item;
}

// Could an AcceptEx have taken a connection from there that nobody has seen yet?
bool OrderWorld::may_have_served(Fifo backlog) const {
  return std::ranges::any_of(engaging_, [&](OperationId id) {
    return is_unserved(id) && known_->socket(known_operation(id)).backlog == backlog;
  });
}

// Is there a connection for it, at the instant when it left the listener?
bool OrderWorld::may_have_been_served(OperationId id) const {
  const Fifo backlog = known_->socket(known_operation(id)).backlog;
  if (known_operation(id).lacks_room) return false;
  return may_be_brought(backlog) ||
         std::ranges::any_of(fifos_[index_of(backlog)].entries, [&](const Entry& entry) {
           return !entry.taken && order_.is_before(cell(id).leave, entry.in) != Truth::yes;
         });
}

// A call took an item; where that is an AcceptEx, its connection.
void OrderWorld::note_accepted(OperationId id, Fifo fifo, Item connection) {
  const bool accepts = id != no_operation && known_operation(id).kind == OperationKind::accept &&
                       known_->socket(known_operation(id)).backlog == fifo;
  if (accepts) cell(id).accepted = connection;
}

// May a ConnectEx that was not seen to end have queued its connection?
bool OrderWorld::may_be_brought(Fifo backlog) const {
  return std::ranges::any_of(engaging_, [&](OperationId id) {
    const SocketObject* listener = known_->listener(known_operation(id));
    return listener && listener->backlog == backlog;
  });
}

// The ConnectEx that makes a connection, where it was not seen to end.
OperationId OrderWorld::maker_of(Item connection) const {
  const auto found = std::ranges::find_if(
      engaging_, [&](OperationId id) { return known_operation(id).brings == connection; });
  return found == engaging_.end() ? no_operation : *found;
}

// The pended operation whose success makes a socket connected, where it was not seen to end.
OperationId OrderWorld::connected_by(Instant instant) const {
  const auto found = std::ranges::find_if(engaging_, [&](OperationId id) {
    const OperationKind kind = known_operation(id).kind;
    const bool connects = kind == OperationKind::accept || kind == OperationKind::connect;
    return connects && known_->connected_socket(known_operation(id)).connected == instant;
  });
  return found == engaging_.end() ? no_operation : *found;
}

// The delivery chain that may mark it. A socket keeps its reset while a ConnectEx tries again: what
// counts is the connection that it has now.
std::uint32_t OrderWorld::carrier_of(Instant instant) const {
  const std::uint32_t carrier = instants_[index_of(instant)].carrier;
  if (carrier == no_node || carrier % 2 == 0) return carrier;
  const SocketObject* socket = known_->socket(Value::of(known_->connection(carrier / 2).connector));
  const bool is_its_own =
      socket && socket->linked && known_->connection(socket->connection).reset[0] == instant;
  return is_its_own ? socket->connection * 2 + 1 : carrier;
}

// The AcceptEx that may have dropped its connection with its end, where it was not seen to end and
// nobody else can have reset it.
OperationId OrderWorld::dropped_by(Instant aborted) const {
  const auto found = std::ranges::find_if(engaging_, [&](OperationId id) {
    if (known_operation(id).kind != OperationKind::accept) return false;
    const auto drops = [&](Item item) {
      const Connection& connection = known_->connection(known_->item(item).connection);
      return connection.aborted[1] == aborted &&
             instants_[index_of(connection.closed[1])].node == no_node;
    };
    const Item own = cell(id).accepted;
    return own == no_item ? std::ranges::any_of(connections_for(id), drops) : drops(own);
  });
  return found == engaging_.end() ? no_operation : *found;
}

// It ended before `step`, in a way that reset its connection.
bool OrderWorld::drop_connection(OperationId id, Instant aborted, const Step& step) {
  Explanation ways;
  endings(id, {}, std::nullopt, step.now, *step.others, ways);
  std::erase_if(ways.endings, [&](const Ending& ending) {
    return std::ranges::none_of(
        std::span(ways.effects).subspan(ending.first_effect, ending.effect_count),
        [&](const Effect& effect) {
          return effect.kind == Effect::Kind::mark && effect.cell == index_of(aborted);
        });
  });
  const std::size_t count = ways.endings.size();
  if (count == 0) return false;
  const std::size_t chosen = count > 1 && step.decisions ? step.decisions->choose(count) : 0;
  return order_.precedes(cell(id).end, step.node) &&
         end_operation(ways, ways.endings[chosen], step);
}

// Bytes that a ConnectEx which was not seen to end may have sent.
std::uint64_t OrderWorld::unseen_bytes(Stream stream) const {
  std::uint64_t bytes = 0;
  for (const OperationId id : engaging_) {
    const Operation& operation = known_operation(id);
    if (operation.kind == OperationKind::connect && operation.stream == stream) {
      bytes += operation.capacity;
    }
  }
  return bytes;
}

// The pended operation whose end frees a socket, where it was not seen to end.
OperationId OrderWorld::freed_by(Register engaged) const {
  const auto found = std::ranges::find_if(engaging_, [&](OperationId id) {
    return engages(known_operation(id).kind) &&
           known_->connected_socket(known_operation(id)).engaged == engaged;
  });
  return found == engaging_.end() ? no_operation : *found;
}

// The first phase of an AcceptEx: it was the oldest request of the listener, and took the oldest
// connection.
bool OrderWorld::hand_over(OperationId id, Item connection, const Step& step) {
  if (cell(id).leave == no_node) return false;
  const Step given{cell(id).leave, id, step.now, step.others, step.decisions};
  Chain chain = end_chain(id);
  Alternatives alternatives;
  offer(*known_, chain, alternatives);
  const auto gives = std::ranges::find(alternatives, MicroStep::served, &Alternative::next);
  if (gives == alternatives.end() || gives->info->mutation() == Switch::dropped) return false;
  cell(id).accepted = connection;
  for (const Atom& atom : alternatives.atoms(*gives)) {
    // What is taken shows that there was something.
    const bool shown = atom.kind == Atom::Kind::empty && !atom.expected;
    if (!shown && !assert_atom(atom, given)) return false;
  }
  return std::ranges::all_of(alternatives.effects(*gives), [&](const Effect& effect) {
    return effect.kind == Effect::Kind::pop ? pop(Fifo{effect.cell}, connection, given)
                                            : apply(effect, given);
  });
}

// It ended before `step`, as that shows.
bool OrderWorld::end_unseen(OperationId id, Predicate::Kind how, const Step& step) {
  Predicate predicate;
  predicate.kind = how;
  Explanation ways;
  const std::size_t count = endings(id, predicate, std::nullopt, step.now, *step.others, ways);
  if (count == 0) return false;
  const std::size_t chosen = count > 1 && step.decisions ? step.decisions->choose(count) : 0;
  const bool good = step.node == no_node ? order_.before(cell(id).end, step.now)
                                         : order_.precedes(cell(id).end, step.node);
  return good && end_operation(ways, ways.endings[chosen], step);
}

// Nothing moves any more, and something is owed to this AcceptEx: its connection, then its end, or
// the end alone.
bool OrderWorld::settle_accept(OperationId id, const Step& step) {
  if (cell(id).accepted != no_item || known_operation(id).lacks_room) {
    return end_unseen(id, Predicate::Kind::any, step);
  }
  const std::vector<Item> connections = connections_for(id);
  Explanation ways;
  add_endings(end_chain(id), {}, std::nullopt, step.now, *step.others, ways);
  const std::size_t count = ways.endings.size() + connections.size();
  if (count == 0) return false;
  std::size_t chosen = count > 1 ? step.decisions->choose(count) : 0;
  // Somebody may have taken it away before.
  if (chosen < ways.endings.size()) {
    return order_.precedes(cell(id).end, step.node) &&
           end_operation(ways, ways.endings[chosen], step);
  }
  chosen -= ways.endings.size();
  return order_.precedes(cell(id).leave, step.node) && hand_over(id, connections[chosen], step);
}

}  // namespace ioracle
