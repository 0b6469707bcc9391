#include "oracle/order.h"

#include <algorithm>

namespace ioracle {

Node Order::add(Position low, Position high) {
  NodeRecord record;
  record.low = low;
  record.high = high;
  nodes_.push_back(record);
  return static_cast<Node>(nodes_.size() - 1);
}

void Order::mark() {
  marks_.push_back({changes_.size(), nodes_.size(), edges_.size(), clauses_.size(),
                    literals_.size(), heard_.size()});
}

void Order::keep() {
  marks_.pop_back();
  if (marks_.empty()) changes_.clear();
}

void Order::rollback() {
  const Mark mark = marks_.back();
  for (; changes_.size() > mark.changes; changes_.pop_back()) {
    const Change& change = changes_.back();
    if (change.field == Field::clause) {
      clauses_[change.index].used = change.old != 0;
      if (change.old != 0) ++open_clauses_;
    } else {
      field_of(change.field, change.index) = change.old;
    }
  }
  for (std::size_t index = mark.clauses; index < clauses_.size(); ++index) {
    if (clauses_[index].used) --open_clauses_;
  }
  nodes_.resize(mark.nodes);
  edges_.resize(mark.edges);
  clauses_.resize(mark.clauses);
  literals_.resize(mark.literals);
  heard_.resize(mark.heard);
  work_.clear();
  due_.clear();
  marks_.pop_back();
}

std::uint32_t& Order::field_of(Field field, Node node) {
  NodeRecord& record = nodes_[node];
  switch (field) {
    case Field::low:
      return record.low;
    case Field::high:
      return record.high;
    case Field::successors:
      return record.successors;
    case Field::predecessors:
      return record.predecessors;
    default:
      return record.watches;
  }
}

void Order::set(Field field, Node node, std::uint32_t value) {
  std::uint32_t& place = field_of(field, node);
  if (field == Field::high && place == unbounded && nodes_[node].listener.cell != no_node) {
    heard_.push_back(node);
  }
  if (!marks_.empty()) changes_.push_back({field, node, place});
  place = value;
}

void Order::close_clause(std::uint32_t index) {
  if (!marks_.empty()) changes_.push_back({Field::clause, index, 1});
  clauses_[index].used = false;
  --open_clauses_;
}

void Order::touch(Node node) { work_.push_back(node); }

bool Order::after(Node node, Position position) {
  if (nodes_[node].low >= position) return true;
  set(Field::low, node, position);
  touch(node);
  return propagate();
}

bool Order::before(Node node, Position position) {
  if (nodes_[node].high <= position) return true;
  set(Field::high, node, position);
  touch(node);
  return propagate();
}

// One edge onwards from `from`, or backwards from `to`: has it met what the other search found?
// A node whose low is beyond the target's high cannot lie before it, and the other way round.
bool Order::Search::step(const Order& order) {
  const auto list = forward ? &NodeRecord::successors : &NodeRecord::predecessors;
  while (edge == no_node) {
    if (stack.empty()) return false;
    edge = order.nodes_[stack.back()].*list;
    stack.pop_back();
  }
  const Node next = order.edges_[edge].node;
  edge = order.edges_[edge].next;
  const NodeRecord& record = order.nodes_[next];
  if (record.mark == sought) return true;
  const bool is_beyond = forward ? record.low >= limit : record.high <= limit;
  if (record.mark == found || is_beyond) return false;
  record.mark = found;
  stack.push_back(next);
  return false;
}

// From both ends in turn: many may lie behind the one where few lie before the other.
bool Order::reaches(Node from, Node to) const {
  if (from == to) return true;
  if (nodes_[from].successors == no_node || nodes_[to].predecessors == no_node) return false;
  epoch_ += 2;
  forward_.start(*this, from, nodes_[to].high, epoch_ - 1, epoch_);
  backward_.start(*this, to, nodes_[from].low, epoch_, epoch_ - 1);
  while (!forward_.is_over() && !backward_.is_over()) {
    if (forward_.step(*this) || backward_.step(*this)) return true;
  }
  return false;
}

void Order::note_earlier(Node second) const {
  noted_ = second;
  ++epoch_;
  stack_.clear();
  stack_.push_back(second);
  while (!stack_.empty()) {
    const Node node = stack_.back();
    stack_.pop_back();
    for (std::uint32_t edge = nodes_[node].predecessors; edge != no_node;
         edge = edges_[edge].next) {
      const Node earlier = edges_[edge].node;
      // What ended before it began, and all before that, the bounds tell.
      if (nodes_[earlier].mark == epoch_ || nodes_[earlier].high <= nodes_[second].low) continue;
      nodes_[earlier].mark = epoch_;
      stack_.push_back(earlier);
    }
  }
}

Truth Order::is_before(Node first, Node second) const {
  if (first == second) return Truth::no;
  const NodeRecord& left = nodes_[first];
  const NodeRecord& right = nodes_[second];
  if (left.high <= right.low) return Truth::yes;
  if (right.high <= left.low) return Truth::no;
  if (reaches(first, second)) return Truth::yes;
  if (reaches(second, first)) return Truth::no;
  return Truth::open;
}

Truth Order::is_before_event(Node node, Position position) const {
  if (nodes_[node].high <= position) return Truth::yes;
  if (nodes_[node].low >= position) return Truth::no;
  return Truth::open;
}

bool Order::precedes(Node first, Node second) { return link(first, second) && propagate(); }

// Adds the edge where it tells something new, and leaves the pushing of bounds to propagate().
bool Order::link(Node first, Node second) {
  const Truth known = is_before(first, second);
  if (known == Truth::open) add_edge(first, second);
  return first != second && known != Truth::no;
}

void Order::add_edge(Node first, Node second) {
  edges_.push_back({second, nodes_[first].successors});
  set(Field::successors, first, static_cast<std::uint32_t>(edges_.size() - 1));
  edges_.push_back({first, nodes_[second].predecessors});
  set(Field::predecessors, second, static_cast<std::uint32_t>(edges_.size() - 1));
  touch(first);
  touch(second);
}

void Order::watch(Node node, std::uint32_t clause) {
  edges_.push_back({clause, nodes_[node].watches});
  set(Field::watches, node, static_cast<std::uint32_t>(edges_.size() - 1));
}

Truth Order::holds(const Literal& literal) const {
  const Truth first = is_before(literal.first, literal.second);
  if (literal.third == no_node || first == Truth::no) return first;
  const Truth second = is_before(literal.second, literal.third);
  return second == Truth::yes ? first : second;
}

bool Order::link(const Literal& literal) {
  return link(literal.first, literal.second) &&
         (literal.third == no_node || link(literal.second, literal.third));
}

bool Order::one_of(std::span<const Literal> literals) {
  const auto first = static_cast<std::uint32_t>(literals_.size());
  for (const Literal& literal : literals) {
    const Truth truth = holds(literal);
    if (truth == Truth::yes) {
      literals_.resize(first);
      return true;
    }
    if (truth == Truth::open) literals_.push_back(literal);
  }
  const auto count = static_cast<std::uint32_t>(literals_.size()) - first;
  if (count <= 1) {
    if (count == 0) return false;
    const Literal only = literals_.back();
    literals_.pop_back();
    return link(only) && propagate();
  }
  const auto index = static_cast<std::uint32_t>(clauses_.size());
  clauses_.push_back({first, count, true});
  ++open_clauses_;
  for (const Literal& literal : literals_of(clauses_.back())) {
    for (const Node node : {literal.first, literal.second, literal.third}) {
      if (node != no_node) watch(node, index);
    }
  }
  return true;
}

bool Order::settle_clause(std::uint32_t index) {
  const Clause clause = clauses_[index];
  if (!clause.used) return true;
  const Literal* open = nullptr;
  for (const Literal& literal : literals_of(clause)) {
    const Truth truth = holds(literal);
    if (truth == Truth::yes) {
      close_clause(index);
      return true;
    }
    if (truth == Truth::no) continue;
    if (open) return true;  // two at least
    open = &literal;
  }
  close_clause(index);
  return open && link(*open);
}

// Pushes bounds along edges until nothing changes, then looks at the clauses that were touched. A
// clause may be told of twice: looking at it again does no harm.
bool Order::propagate() {
  while (!work_.empty() || !due_.empty()) {
    if (work_.empty()) {
      const std::uint32_t clause = due_.back();
      due_.pop_back();
      if (!settle_clause(clause)) return false;
      continue;
    }
    const Node node = work_.back();
    work_.pop_back();
    const NodeRecord record = nodes_[node];
    if (record.low >= record.high) return false;
    for (std::uint32_t edge = record.successors; edge != no_node; edge = edges_[edge].next) {
      const Node next = edges_[edge].node;
      if (nodes_[next].low >= record.low) continue;
      set(Field::low, next, record.low);
      touch(next);
    }
    for (std::uint32_t edge = record.predecessors; edge != no_node; edge = edges_[edge].next) {
      const Node previous = edges_[edge].node;
      if (nodes_[previous].high <= record.high) continue;
      set(Field::high, previous, record.high);
      touch(previous);
    }
    for (std::uint32_t watch = record.watches; watch != no_node; watch = edges_[watch].next) {
      due_.push_back(edges_[watch].node);
    }
  }
  return true;
}

// What follows from one clause may decide another: until nothing new follows.
bool Order::settle_clauses() {
  std::size_t open_before = 0;
  do {
    open_before = open_clauses_;
    for (std::uint32_t index = 0; index < clauses_.size(); ++index) {
      if (!settle_clause(index) || !propagate()) return false;
    }
  } while (open_clauses_ != open_before);
  return true;
}

// The first way of every clause that is still open when its turn comes. Nearly always that is a
// history.
bool Order::choose_first() {
  for (std::uint32_t index = 0; index < clauses_.size(); ++index) {
    if (!settle_clause(index) || !propagate()) return false;
    if (!clauses_[index].used) continue;
    const std::span<const Literal> literals = literals_of(clauses_[index]);
    const auto first = std::ranges::find_if(
        literals, [&](const Literal& literal) { return holds(literal) == Truth::open; });
    close_clause(index);
    if (!link(*first) || !propagate()) return false;
  }
  return true;
}

bool Order::complete() {
  if (!settle_clauses()) return false;
  if (open_clauses_ == 0) return true;
  mark();
  if (choose_first()) {
    keep();
    return true;
  }
  rollback();
  // An early choice may leave a later clause without any: then every way of a clause is tried.
  const auto open = std::ranges::find_if(clauses_, &Clause::used);
  const std::span<const Literal> literals = literals_of(*open);
  const std::vector<Literal> ways(literals.begin(), literals.end());
  close_clause(static_cast<std::uint32_t>(open - clauses_.begin()));
  return std::ranges::any_of(ways, [&](const Literal& way) {
    mark();
    const bool good = link(way) && propagate() && complete();
    if (good) {
      keep();
    } else {
      rollback();
    }
    return good;
  });
}

}  // namespace ioracle
