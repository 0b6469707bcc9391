#pragma once
// A strict partial order over hidden instants, along the chain of a trace's events. Nothing is
// enumerated: two instants stay unordered until something observed orders them.
//
// A node lies strictly between two events: after position low(x) and before position high(x).
// Positions are 1, 2, ... in trace order; 0 is before everything. A node that has not been seen to
// happen may lie after the end of the trace: its high is `unbounded`; one that never happens has
// low == `end_of_trace`. Bounds are propagated along edges; within a gap between two events only
// edges order nodes.
//
// Every assertion returns false when it contradicts what is known. After that the order must not be
// used.

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace ioracle {

using Node = std::uint32_t;
using Position = std::uint32_t;

constexpr Node no_node = std::numeric_limits<Node>::max();
constexpr Position end_of_trace = std::numeric_limits<Position>::max() - 1;
constexpr Position unbounded = std::numeric_limits<Position>::max();

enum class Truth : std::uint8_t { no, yes, open };

// One way in which a clause may hold: first < second, and second < third where there is one.
struct Literal {
  Node first = no_node;
  Node second = no_node;
  Node third = no_node;
};

class Order {
 public:
  Node add(Position low, Position high);
  Position low(Node node) const { return nodes_[node].low; }
  Position high(Node node) const { return nodes_[node].high; }
  // Seen to happen within the trace.
  bool happened(Node node) const { return nodes_[node].high <= end_of_trace; }
  bool never(Node node) const { return nodes_[node].low >= end_of_trace; }

  bool after(Node node, Position position);   // position < node
  bool before(Node node, Position position);  // node < position
  bool never_happens(Node node) { return after(node, end_of_trace); }

  // Somebody who wants to hear when it becomes known that a node happened within the trace.
  struct Listener {
    std::uint32_t cell = no_node;
    std::uint32_t place = no_node;
  };
  void hear_of(Node node, Listener listener) { nodes_[node].listener = listener; }
  Listener listener(Node node) const { return nodes_[node].listener; }
  // Of these nodes it became known.
  const std::vector<Node>& heard() const { return heard_; }
  void clear_heard() { heard_.clear(); }

  bool precedes(Node first, Node second);  // first < second
  // At least one of them holds.
  bool one_of(std::span<const Literal> literals);
  // first < second or third < fourth.
  bool either(Node first, Node second, Node third, Node fourth) {
    const Literal both[] = {{first, second}, {third, fourth}};
    return one_of(both);
  }

  // Is first < second known? open: both ways are still possible, as far as edges and bounds tell.
  Truth is_before(Node first, Node second) const;
  // The same for many `first` and one `second`: whether each is known to lie before it. Until the
  // next other question.
  void note_earlier(Node second) const;
  bool was_noted(Node first) const {
    return nodes_[first].mark == epoch_ || nodes_[first].high <= nodes_[noted_].low;
  }
  Truth is_before_event(Node node, Position position) const;

  // From mark() on, changes can be taken back by rollback(), until keep(): those since the last
  // mark of which neither was said. What is kept since a mark, an earlier mark still takes back.
  void mark();
  void rollback();
  void keep();

  // Decides what is still open, so that a history exists. False: there is none.
  bool complete();

  // Gives back the nodes that are not in `kept`, and tells what the others are called from now on:
  // by node, no_node where it is gone. What is known of the others stays known. Some that are not
  // in `kept` stay too: open clauses speak of them, or too much depends on them.
  // REQUIRES: no mark.
  std::vector<Node> keep_only(std::vector<bool> kept);

  std::size_t size() const { return nodes_.size(); }
  // The nodes that lie directly behind this one. What bounds tell already has no edge.
  template <class Visit>
  void each_successor(Node node, Visit visit) const {
    for (std::uint32_t edge = nodes_[node].successors; edge != no_node; edge = edges_[edge].next) {
      visit(edges_[edge].node);
    }
  }
  std::size_t open_clauses() const { return open_clauses_; }

 private:
  struct NodeRecord {
    Position low = 0;
    Position high = unbounded;
    std::uint32_t successors = no_node;  // first edge
    std::uint32_t predecessors = no_node;
    std::uint32_t watches = no_node;  // first watch
    mutable std::uint32_t mark = 0;
    Listener listener;
  };
  struct Edge {
    Node node;
    std::uint32_t next;
  };
  struct Clause {
    std::uint32_t first;  // of its literals
    std::uint32_t count;
    bool used;
  };

  // A change of one field, for rollback.
  enum class Field : std::uint8_t { low, high, successors, predecessors, watches, clause };
  struct Change {
    Field field;
    std::uint32_t index;
    std::uint32_t old;
  };

  // How much there was.
  struct Mark {
    std::size_t changes;
    std::size_t nodes;
    std::size_t edges;
    std::size_t clauses;
    std::size_t literals;
    std::size_t heard;
  };

  void set(Field field, Node node, std::uint32_t value);
  std::uint32_t& field_of(Field field, Node node);
  void close_clause(std::uint32_t index);
  // A search along edges, depth first.
  struct Search {
    explicit Search(bool is_forward) : forward(is_forward) {}
    bool forward;
    Position limit = 0;       // of what it may find
    std::uint32_t found = 0;  // how it marks that
    std::uint32_t sought = 0;
    std::uint32_t edge = no_node;  // where it stands
    std::vector<Node> stack;

    void start(const Order& order, Node at, Position bound, std::uint32_t own,
               std::uint32_t other) {
      limit = bound;
      found = own;
      sought = other;
      edge = forward ? order.nodes_[at].successors : order.nodes_[at].predecessors;
      stack.clear();
      order.nodes_[at].mark = own;
    }
    bool is_over() const { return edge == no_node && stack.empty(); }
    bool step(const Order& order);
  };
  bool reaches(Node from, Node to) const;
  bool link(Node first, Node second);
  void add_edge(Node first, Node second);
  bool link(const Literal& literal);
  Truth holds(const Literal& literal) const;
  std::span<const Literal> literals_of(const Clause& clause) const {
    return std::span(literals_).subspan(clause.first, clause.count);
  }
  bool settle_clause(std::uint32_t index);
  bool settle_clauses();
  bool choose_first();
  void watch(Node node, std::uint32_t clause);
  bool propagate();
  void touch(Node node);
  void bridge(Node gone, std::vector<bool>& kept);
  std::vector<Node> neighbours(std::uint32_t first_edge, const std::vector<bool>& present) const;

  std::vector<NodeRecord> nodes_;
  std::vector<Edge> edges_;
  std::vector<Clause> clauses_;
  std::vector<Literal> literals_;
  std::vector<Change> changes_;
  std::vector<Mark> marks_;
  std::size_t open_clauses_ = 0;
  std::vector<Node> work_;          // bounds to push on
  std::vector<std::uint32_t> due_;  // clauses to look at
  std::vector<Node> heard_;
  mutable Search forward_{true};
  mutable Search backward_{false};
  mutable std::vector<Node> stack_;
  mutable std::uint32_t epoch_ = 0;
  mutable Node noted_ = no_node;
};

}  // namespace ioracle
