#include "explore/explorer.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

#include "explore/commuting.h"
#include "explore/fingerprint.h"
#include "explore/fingerprint_set.h"

namespace ioracle::explore {
namespace {

using Candidate = Simulation::Candidate;

// A state on its way: the run that led to it, and what its threads have seen.
struct Node {
  Simulation simulation;
  Fingerprint visible;                // of the events so far, in their order
  std::vector<Fingerprint> observed;  // by thread
  std::uint32_t number = 0;           // of the state
};

// Where a state came from.
struct Origin {
  std::uint32_t parent = 0;
  std::uint32_t candidate = 0;
};

struct Edge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
};

// Takes away states that no step leads to, until none is left, or all that are left lie on cycles
// or behind them.
bool has_cycle(std::size_t states, const std::vector<Edge>& edges) {
  std::vector<std::vector<std::uint32_t>> next(states);
  std::vector<std::uint32_t> before(states, 0);
  for (const Edge& edge : edges) {
    next[edge.from].push_back(edge.to);
    ++before[edge.to];
  }
  std::vector<std::uint32_t> free;
  for (std::uint32_t state = 0; state < states; ++state) {
    if (before[state] == 0) free.push_back(state);
  }
  std::size_t taken = 0;
  for (; !free.empty(); ++taken) {
    const std::uint32_t state = free.back();
    free.pop_back();
    for (const std::uint32_t to : next[state]) {
      if (--before[to] == 0) free.push_back(to);
    }
  }
  return taken < states;
}

struct Child {
  Fingerprint key;
  std::uint32_t candidate = 0;
  std::optional<Node> node;  // none: the state was known already
};

struct End {
  Fingerprint key;
  Bindings bindings;
  bool hang = false;
};

struct Expanded {
  std::vector<Child> children;
  std::optional<End> end;
  bool too_many = false;  // candidates: they were not followed
};

// How often a step may make a handle of one name: times of the loops around it.
void count_handles(const std::vector<Step>& steps, std::uint64_t times,
                   std::vector<std::uint64_t>& uses) {
  for (const Step& step : steps) {
    if (step.kind == Step::Kind::call && makes_handle(info(step.call.function))) {
      uses[step.as.index] += times;
      for (const Argument& argument : step.call.arguments) {
        if (argument.value.kind == ValueKind::name) uses[argument.value.name.index] += times;
      }
    }
    const std::uint64_t inside = times * std::max<std::uint32_t>(step.max, 1);
    count_handles(step.body, inside, uses);
    count_handles(step.otherwise, times, uses);
  }
}

// Interns every name that a run may come to use, so that the names are only read from then on.
// False: routines make handles, nobody knows how many.
bool intern_all(const Program& program, Names& names) {
  constexpr std::uint64_t uses_most = 10'000;
  std::vector<std::uint64_t> uses(names.size() + 1, 0);
  count_handles(program.steps, 1, uses);
  std::vector<std::uint64_t> unbounded(names.size() + 1, 0);
  for (const RoutineDeclaration& routine : program.routines) {
    count_handles(routine.body, 1, unbounded);
  }
  bool all = std::ranges::count(unbounded, 0U) == std::ssize(unbounded);
  for (std::uint32_t index = 1; index < uses.size(); ++index) {
    const std::string base(names.text(Name{index}));
    all = all && uses[index] <= uses_most;
    for (std::uint64_t use = 2; use <= std::min(uses[index], uses_most); ++use) {
      names.intern(base + '#' + std::to_string(use));
    }
  }
  names.intern("main");
  for (const std::string_view parameter : all_parameter_names()) names.intern(parameter);
  names.intern("main");  // after the last new one: room for the next is made here, if it must be
  return all;
}

class Explorer {
 public:
  Explorer(const Program& program, const Options& options)
      : program_(program), options_(options), names_(program.names) {
    jobs_ = intern_all(program, names_) ? options.jobs : 1;
    if (options_.reduction == Reduction::commuting) commuting_.emplace(program_, names_);
  }

  Exploration explore();

 private:
  static constexpr std::size_t batch_most = 256;  // states that are expanded before any is kept
  // Of one state. Beyond it (a large send arrives in as many ways as it has bytes) the exploration
  // is cut short, as by the limit of states.
  static constexpr std::size_t candidates_most = 1'000;

  Node root();
  // Performs one candidate.
  void step(Node& node, const Candidate& candidate) const;
  Fingerprint key_of(const Node& node) const;
  // Takes the node apart: what it is goes on in its last child.
  Expanded expand(Node& node) const;
  void expand_batch(std::span<Node> batch, std::vector<Expanded>& expanded) const;
  void keep(const Node& parent, Expanded& expanded, std::vector<Node>& next);
  Outcome outcome(const End& end, std::uint32_t state);

  const Program& program_;
  const Options& options_;
  Names names_;
  unsigned jobs_ = 1;
  std::optional<Commuting> commuting_;
  FingerprintSet states_;
  FingerprintSet ends_;
  std::vector<Origin> origins_;  // by state
  std::vector<Edge> edges_;      // where cycles are looked for
  Exploration result_;
};

Node Explorer::root() {
  Node node{Simulation(program_, names_, options_.profile, std::uint64_t{0}), {}, {}, 0};
  node.simulation.start([](const Event&) {});
  node.observed.resize(node.simulation.interpreter().threads().size());
  return node;
}

void Explorer::step(Node& node, const Candidate& candidate) const {
  thread_local std::string bytes;
  const Simulation::Sink sink = [&](const Event& event) {
    bytes.clear();
    append_whole(bytes, event);
    node.visible = extended(node.visible, bytes);
    if (!is_observed(event)) return;
    bytes.clear();
    append_observed(bytes, event);
    const auto threads = node.simulation.interpreter().threads();
    const auto thread = std::ranges::find(threads, event.thread) - threads.begin();
    Fingerprint& observed = node.observed[static_cast<std::size_t>(thread)];
    observed = extended(observed, bytes);
  };
  node.simulation.send_events_to(sink);
  node.simulation.step(candidate);
  if (candidate.kind == Candidate::Kind::move) {
    if (commuting_) commuting_->forget_unread(node.simulation);
    return;
  }
  // What the program does unseen has a place among the events too: an expression is evaluated then.
  node.visible = extended(node.visible, static_cast<std::uint64_t>(candidate.kind));
  node.visible = extended(node.visible, candidate.thread.index);
  if (commuting_) commuting_->forget_unread(node.simulation);
}

Fingerprint Explorer::key_of(const Node& node) const {
  thread_local std::string bytes;
  bytes.clear();
  node.simulation.world().pack(bytes);
  node.simulation.append_key(bytes);
  return extended(extended(node.visible, node.simulation.time_ns()), bytes);
}

Expanded Explorer::expand(Node& node) const {
  thread_local std::vector<Candidate> candidates;
  Expanded expanded;
  node.simulation.candidates(candidates);
  if (candidates.empty()) {
    End& end = expanded.end.emplace();
    const Simulation::Sink nobody = [](const Event&) {};
    node.simulation.send_events_to(nobody);
    end.hang = node.simulation.finish().hang;
    end.bindings = node.simulation.interpreter().bindings();
    for (const Fingerprint& observed : node.observed) end.key = extended(end.key, observed);
    for (const Binding& binding : end.bindings.all()) {
      end.key = extended(end.key, binding.name.index);
      end.key = extended(end.key, static_cast<std::uint64_t>(binding.value.kind));
      end.key = extended(end.key, binding.value.name.index);
      end.key = extended(end.key, static_cast<std::uint64_t>(binding.value.number));
      end.key = extended(end.key, binding.last_error);
      end.key = extended(end.key, static_cast<std::uint64_t>(binding.outcome));
    }
    end.key = extended(end.key, end.hang ? 1U : 0U);
    return expanded;
  }
  Commuting::Part part{0, candidates.size()};
  if (commuting_) part = commuting_->part(node.simulation, candidates).value_or(part);
  expanded.too_many = part.count > candidates_most;
  for (std::size_t index = part.first; index < part.first + part.count; ++index) {
    if (expanded.too_many) break;
    Child& child = expanded.children.emplace_back();
    child.candidate = static_cast<std::uint32_t>(index);
    const bool is_last = index + 1 == part.first + part.count;
    if (is_last) {
      child.node.emplace(std::move(node));
    } else {
      child.node.emplace(node);
    }
    step(*child.node, candidates[index]);
    child.key = key_of(*child.node);
    if (states_.find(child.key)) child.node.reset();
  }
  return expanded;
}

void Explorer::expand_batch(std::span<Node> batch, std::vector<Expanded>& expanded) const {
  expanded.clear();
  expanded.resize(batch.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t index = next++; index < batch.size(); index = next++) {
      expanded[index] = expand(batch[index]);
    }
  };
  std::vector<std::jthread> helpers;
  for (unsigned job = 1; job < jobs_ && job < batch.size(); ++job) helpers.emplace_back(work);
  work();
}

void Explorer::keep(const Node& parent, Expanded& expanded, std::vector<Node>& next) {
  if (expanded.too_many) result_.complete = false;
  for (Child& child : expanded.children) {
    ++result_.steps;
    if (const auto known = states_.find(child.key)) {
      if (options_.look_for_cycles) edges_.push_back({parent.number, *known});
      continue;
    }
    if (states_.size() == options_.states_limit) {
      result_.complete = false;
      return;
    }
    const auto number = static_cast<std::uint32_t>(states_.size());
    states_.insert(child.key, number);
    if (options_.look_for_cycles) edges_.push_back({parent.number, number});
    origins_.push_back({parent.number, child.candidate});
    child.node->number = number;
    next.push_back(std::move(*child.node));
  }
  if (expanded.end && !ends_.find(expanded.end->key)) {
    ends_.insert(expanded.end->key, static_cast<std::uint32_t>(ends_.size()));
    result_.outcomes.push_back(outcome(*expanded.end, parent.number));
  }
}

// Goes the way to the state once more, and writes down what is chosen.
Outcome Explorer::outcome(const End& end, std::uint32_t state) {
  std::vector<std::uint32_t> way;
  for (; state != 0; state = origins_[state].parent) way.push_back(origins_[state].candidate);
  std::ranges::reverse(way);
  Outcome outcome{end.key, {}, end.bindings, end.hang};
  Node node = root();
  node.simulation.record(outcome.witness);
  std::vector<Candidate> candidates;
  for (const std::uint32_t index : way) {
    node.simulation.candidates(candidates);
    step(node, candidates[index]);
  }
  return outcome;
}

Exploration Explorer::explore() {
  result_.complete = options_.states_limit > 0;
  std::vector<Node> level;
  level.push_back(root());
  states_.insert(key_of(level[0]), 0);
  origins_.push_back({});
  std::vector<Expanded> expanded;
  while (!level.empty() && result_.complete) {
    std::vector<Node> next;
    for (std::size_t begin = 0; begin < level.size() && result_.complete; begin += batch_most) {
      const auto batch =
          std::span(level).subspan(begin, std::min(batch_most, level.size() - begin));
      expand_batch(batch, expanded);
      for (std::size_t index = 0; index < batch.size(); ++index) {
        keep(batch[index], expanded[index], next);
      }
      expanded.clear();
      if (options_.progress) options_.progress(states_.size(), result_.outcomes.size());
    }
    level = std::move(next);
  }
  result_.states = states_.size();
  if (options_.look_for_cycles) result_.cyclic = has_cycle(states_.size(), edges_);
  result_.names = names_;
  return std::move(result_);
}

}  // namespace

Exploration explore(const Program& program, const Options& options) {
  return Explorer(program, options).explore();
}

}  // namespace ioracle::explore
