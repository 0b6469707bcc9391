// The order against brute force: it is consistent exactly when some placement of its nodes is.

#include "oracle/order.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

namespace ioracle {
namespace {

// RapidCheck's default of 100 problems says little; an environment that asks for more is heeded.
[[maybe_unused]] const int many_problems = setenv("RC_PARAMS", "max_success=5000", 0);

constexpr std::uint32_t nodes_most = 6;
constexpr Position positions = 5;

struct Bounds {
  Position low = 0;
  Position high = unbounded;
};

struct Constraint {
  enum class Kind : std::uint8_t { precedes, either, after, before, never };
  Kind kind{};
  Node first = 0, second = 0, third = 0, fourth = 0;
  Position position = 0;
};

void write(std::ostream& out, const Constraint& one) {
  switch (one.kind) {
    case Constraint::Kind::precedes:
      out << one.first << "<" << one.second;
      break;
    case Constraint::Kind::either:
      out << one.first << "<" << one.second << " or " << one.third << "<" << one.fourth;
      break;
    case Constraint::Kind::after:
      out << one.position << "<node " << one.first;
      break;
    case Constraint::Kind::before:
      out << "node " << one.first << "<" << one.position;
      break;
    case Constraint::Kind::never:
      out << "never " << one.first;
      break;
  }
}

struct Problem {
  std::vector<Bounds> nodes;
  std::vector<Constraint> constraints;
};

std::string text_of(const Problem& problem) {
  std::ostringstream out;
  for (std::size_t node = 0; node < problem.nodes.size(); ++node) {
    out << "node " << node << " in (" << problem.nodes[node].low << ", ";
    if (problem.nodes[node].high == unbounded) {
      out << "unbounded); ";
    } else {
      out << problem.nodes[node].high << "); ";
    }
  }
  for (const Constraint& one : problem.constraints) {
    write(out, one);
    out << "; ";
  }
  return out.str();
}

std::uint32_t below(std::uint32_t limit) { return *rc::gen::inRange<std::uint32_t>(0, limit); }

Constraint any_constraint(std::uint32_t nodes) {
  Constraint one;
  // Clauses most of all: they are where a choice may be wrong.
  static constexpr Constraint::Kind kinds[] = {
      Constraint::Kind::either, Constraint::Kind::either,   Constraint::Kind::either,
      Constraint::Kind::either, Constraint::Kind::precedes, Constraint::Kind::after,
      Constraint::Kind::before, Constraint::Kind::precedes, Constraint::Kind::never};
  one.kind = kinds[below(std::size(kinds))];
  const auto other_than = [&](Node node) { return (node + 1 + below(nodes - 1)) % nodes; };
  one.first = below(nodes);
  one.second = other_than(one.first);
  one.third = below(nodes);
  one.fourth = other_than(one.third);
  one.position = 1 + below(positions);
  return one;
}

Problem any_problem(std::uint32_t constraints_most) {
  Problem problem;
  const std::uint32_t nodes = 2 + below(nodes_most - 1);
  for (std::uint32_t node = 0; node < nodes; ++node) {
    Bounds bounds;
    bounds.low = below(positions);
    const bool seen = below(2) == 0;
    if (seen) bounds.high = bounds.low + 1 + below(positions - bounds.low);
    problem.nodes.push_back(bounds);
  }
  const std::uint32_t constraints = below(constraints_most + 1);
  for (std::uint32_t count = 0; count < constraints; ++count) {
    problem.constraints.push_back(any_constraint(nodes));
  }
  return problem;
}

// A placement is a permutation of the nodes, each in a gap not before that of its forerunner.
class Placements {
 public:
  explicit Placements(const std::vector<Bounds>& nodes) : bounds_(nodes) {
    std::vector<Node> order(nodes.size());
    std::iota(order.begin(), order.end(), 0);
    do {
      std::vector<std::uint32_t> place(order.size());
      for (std::uint32_t index = 0; index < order.size(); ++index) place[order[index]] = index;
      orders_.push_back(order);
      places_.push_back(std::move(place));
    } while (std::ranges::next_permutation(order).found);
    keep_fitting();
  }

  void require(const Constraint& one) {
    const auto violated = [&](const std::vector<std::uint32_t>& place) {
      const bool left = place[one.first] < place[one.second];
      return one.kind == Constraint::Kind::precedes
                 ? !left
                 : !left && place[one.third] >= place[one.fourth];
    };
    Bounds& bounds = bounds_[one.first];
    switch (one.kind) {
      case Constraint::Kind::after:
        bounds.low = std::max(bounds.low, one.position);
        break;
      case Constraint::Kind::before:
        bounds.high = std::min(bounds.high, one.position);
        break;
      case Constraint::Kind::never:
        bounds.low = std::max(bounds.low, end_of_trace);
        break;
      default:
        filter(violated);
    }
    keep_fitting();
  }

  bool any() const { return !orders_.empty(); }
  // How many have first before second.
  std::size_t with(Node first, Node second) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        places_, [&](const auto& place) { return place[first] < place[second]; }));
  }
  std::size_t count() const { return places_.size(); }

 private:
  void keep_fitting() {
    filter([](const std::vector<std::uint32_t>&) { return false; });
  }
  bool fits(const std::vector<Node>& order) const {
    Position gap = 0;
    return std::ranges::all_of(order, [&](Node node) {
      gap = std::max(gap, bounds_[node].low);
      return gap < bounds_[node].high;
    });
  }
  template <class Violated>
  void filter(Violated violated) {
    std::size_t kept = 0;
    for (std::size_t index = 0; index < orders_.size(); ++index) {
      if (violated(places_[index]) || !fits(orders_[index])) continue;
      if (kept != index) {
        orders_[kept] = std::move(orders_[index]);
        places_[kept] = std::move(places_[index]);
      }
      ++kept;
    }
    orders_.resize(kept);
    places_.resize(kept);
  }

  std::vector<Bounds> bounds_;
  std::vector<std::vector<Node>> orders_;
  std::vector<std::vector<std::uint32_t>> places_;
};

Order order_of(const std::vector<Bounds>& nodes) {
  Order order;
  for (const Bounds& bounds : nodes) order.add(bounds.low, bounds.high);
  return order;
}

bool require(Order& order, const Constraint& one) {
  switch (one.kind) {
    case Constraint::Kind::precedes:
      return order.precedes(one.first, one.second);
    case Constraint::Kind::either:
      return order.either(one.first, one.second, one.third, one.fourth);
    case Constraint::Kind::after:
      return order.after(one.first, one.position);
    case Constraint::Kind::before:
      return order.before(one.first, one.position);
    case Constraint::Kind::never:
      return order.never_happens(one.first);
  }
  return false;
}

// All that an order tells, for comparison.
std::vector<std::uint32_t> answers(const Order& order) {
  std::vector<std::uint32_t> all = {static_cast<std::uint32_t>(order.size()),
                                    static_cast<std::uint32_t>(order.open_clauses())};
  for (Node node = 0; node < order.size(); ++node) {
    all.push_back(order.low(node));
    all.push_back(order.high(node));
    for (Node other = 0; other < order.size(); ++other) {
      all.push_back(static_cast<std::uint32_t>(order.is_before(node, other)));
    }
    for (Position position = 0; position <= positions; ++position) {
      all.push_back(static_cast<std::uint32_t>(order.is_before_event(node, position)));
    }
  }
  return all;
}

TEST(Order, IsConsistentExactlyWhenAPlacementExists) {
  ASSERT_TRUE(rc::check([] {
    const Problem problem = any_problem(12);
    Order order = order_of(problem.nodes);
    Placements placements(problem.nodes);
    RC_LOG() << text_of(problem) << "\n";
    for (const Constraint& one : problem.constraints) {
      const bool possible = require(order, one);
      placements.require(one);
      if (!possible) {
        RC_ASSERT(!placements.any());
        return;
      }
    }
    RC_CLASSIFY(placements.any(), "consistent");
    RC_ASSERT(order.complete() == placements.any());
  }));
}

TEST(Order, WhatItTellsHoldsInEveryPlacement) {
  ASSERT_TRUE(rc::check([] {
    const Problem problem = any_problem(6);
    Order order = order_of(problem.nodes);
    Placements placements(problem.nodes);
    for (const Constraint& one : problem.constraints) {
      const bool possible = require(order, one);
      placements.require(one);
      if (!possible || !placements.any()) return;
    }
    for (Node first = 0; first < order.size(); ++first) {
      for (Node second = 0; second < order.size(); ++second) {
        const Truth truth = order.is_before(first, second);
        const std::size_t with = placements.with(first, second);
        if (truth == Truth::yes) RC_ASSERT(with == placements.count());
        if (truth == Truth::no) RC_ASSERT(with == 0U);
      }
    }
  }));
}

TEST(Order, RollbackTakesEverythingBack) {
  ASSERT_TRUE(rc::check([] {
    const Problem problem = any_problem(6);
    Order order = order_of(problem.nodes);
    for (const Constraint& one : problem.constraints) {
      if (!require(order, one)) return;
    }
    Order untouched = order;
    const auto before = answers(order);
    order.mark();
    order.add(below(positions), unbounded);
    const auto nodes = static_cast<std::uint32_t>(order.size());
    for (std::uint32_t count = below(8); count > 0; --count) {
      if (!require(order, any_constraint(nodes))) break;
    }
    if (below(2) == 0) order.complete();
    order.rollback();
    RC_ASSERT(answers(order) == before);
    // And it goes on as one that was never marked.
    for (std::uint32_t count = below(4); count > 0; --count) {
      const Constraint one = any_constraint(static_cast<std::uint32_t>(problem.nodes.size()));
      const bool possible = require(order, one);
      RC_ASSERT(possible == require(untouched, one));
      if (!possible) return;
      RC_ASSERT(answers(order) == answers(untouched));
    }
    RC_ASSERT(order.complete() == untouched.complete());
  }));
}

// What the order tells of those that were kept, by their first names.
std::vector<std::uint32_t> answers(const Order& order, const std::vector<Node>& named) {
  std::vector<std::uint32_t> all;
  for (const Node node : named) {
    all.push_back(order.low(node));
    all.push_back(order.high(node));
    for (const Node other : named) {
      all.push_back(static_cast<std::uint32_t>(order.is_before(node, other)));
    }
  }
  return all;
}

TEST(Order, GivingNodesBackChangesNothingForTheOthers) {
  ASSERT_TRUE(rc::check([] {
    const Problem problem = any_problem(8);
    Order whole = order_of(problem.nodes);
    for (const Constraint& one : problem.constraints) {
      if (!require(whole, one)) return;
    }
    RC_LOG() << text_of(problem) << "\n";
    std::vector<bool> wanted(problem.nodes.size());
    std::vector<Node> kept;
    for (Node node = 0; node < problem.nodes.size(); ++node) {
      wanted[node] = below(2) == 0;
      if (wanted[node]) kept.push_back(node);
    }
    Order left = whole;
    const std::vector<Node> renamed = left.keep_only(wanted);
    std::vector<Node> kept_now;
    for (const Node node : kept) kept_now.push_back(renamed[node]);
    RC_CLASSIFY(left.size() < whole.size(), "given back");
    RC_ASSERT(answers(left, kept_now) == answers(whole, kept));
    RC_ASSERT(left.open_clauses() == whole.open_clauses());
    // And it goes on alike.
    for (std::uint32_t count = kept.size() < 2 ? 0 : below(6); count > 0; --count) {
      const Constraint there = any_constraint(static_cast<std::uint32_t>(kept.size()));
      const auto in = [&](const std::vector<Node>& names) {
        return Constraint{there.kind,         names[there.first],  names[there.second],
                          names[there.third], names[there.fourth], there.position};
      };
      const bool possible = require(whole, in(kept));
      RC_ASSERT(possible == require(left, in(kept_now)));
      if (!possible) return;
      RC_ASSERT(answers(left, kept_now) == answers(whole, kept));
    }
    RC_ASSERT(left.complete() == whole.complete());
  }));
}

TEST(Order, KeepMakesChangesLast) {
  Order order;
  const Node first = order.add(0, 5);
  const Node second = order.add(0, 5);
  order.mark();
  ASSERT_TRUE(order.precedes(first, second));
  order.keep();
  EXPECT_EQ(order.is_before(first, second), Truth::yes);
  EXPECT_FALSE(order.precedes(second, first));
}

}  // namespace
}  // namespace ioracle
