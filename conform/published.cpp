#include "conform/published.h"

#include <algorithm>
#include <map>
#include <vector>

#include "format/trace_writer.h"
#include "model/clause.h"
#include "model/observed_field.h"
#include "sim/simulation.h"

namespace ioracle {
namespace {

using Field = ObservedField::Kind;

constexpr Profile published_profile = Profile::windows_10;

bool was_seen_on_windows(const std::string& text) {
  const auto id = find_clause(text);
  if (!id) return false;
  const Clause& clause = lookup(*id);
  return clause.kind == ClauseKind::fact &&
         (clause.evidence == Evidence::observed || clause.evidence == Evidence::measured);
}

bool is_told_by_facts(const Program& program) {
  return !program.clauses.empty() && std::ranges::all_of(program.clauses, was_seen_on_windows) &&
         !program.expectations.empty() &&
         std::ranges::all_of(program.expectations, [](const Expectation& expectation) {
           return expectation.kind == Expectation::Kind::always &&
                  concerns(expectation, published_profile);
         });
}

// What an expression asks of a name: the call's result, its last error, or what a variable holds.
struct Asked {
  bool value = false;
  bool error = false;
};

void collect(const Expression& expression, std::map<std::uint32_t, Asked>& asked) {
  Asked& name = asked[expression.name.index];
  switch (expression.kind) {
    case Expression::Kind::variable:
      name.value = true;
      break;
    case Expression::Kind::error:
      name.error = true;
      break;
    case Expression::Kind::pending:
    case Expression::Kind::failed:
    case Expression::Kind::succeeded:
      name.value = name.error = true;
      break;
    default:
      break;
  }
  for (const Expression& operand : expression.operands) collect(operand, asked);
}

// The events of a run, and which of their fields the expectations speak of.
class PublishedRun {
 public:
  explicit PublishedRun(const Program& program)
      : program_(program),
        names_(program.names),
        simulation_(program, names_, published_profile, 0) {
    for (const Expectation& expectation : program.expectations) {
      collect(expectation.condition, asked_);
    }
  }

  // Does the run show what the expectations state?
  bool run() {
    const SimulationResult ended = simulation_.run([&](const Event& event) { see(event); });
    return ended.unsupported.empty() && !ended.hang &&
           simulation_.interpreter().threads().size() == 1 &&
           std::ranges::all_of(program_.expectations, [&](const Expectation& expectation) {
             return simulation_.interpreter().evaluate(expectation.condition) != 0;
           });
  }

  std::string trace() {
    Header header;
    header.scenario = program_.scenario;
    header.profile = name_of(published_profile);
    header.agent_name = "published";
    for (const std::string& clause : program_.clauses) {
      header.agent_system += (header.agent_system.empty() ? "" : " ") + clause;
    }
    header.environment = program_.environment;
    header.misuse = program_.misuse;
    header.hazards = program_.hazards;
    std::string text;
    write_header(text, header);
    for (std::size_t place = 0; place < events_.size(); ++place) {
      Event& event = events_[place];
      std::vector<ObservedField> kept = stated_at(place);
      // What nobody states was not looked at.
      if (event.kind == EventKind::observe && kept.empty()) continue;
      for (const ObservedField& field : observed_fields(event)) {
        if (field.kind == Field::routine || decides_what_exists(event, field))
          kept.push_back(field);
      }
      free_fields_except(event, kept);
      write_event(text, event, names_);
    }
    return text;
  }

 private:
  struct Stated {
    std::size_t place = 0;
    ObservedField field;
  };

  void see(const Event& event) {
    const std::size_t place = events_.size();
    events_.push_back(event);
    if (event.kind == EventKind::call) {
      calls_[event.id] = {place, simulation_.action(event.thread).as};
    } else if (event.kind == EventKind::returned) {
      const auto [call, as] = calls_[event.id];
      note_result(place, as);
      for (const Argument& given : events_[call].arguments) {
        if (given.value.kind != ValueKind::name || event.find(given.parameter) == nullptr) continue;
        note(given.value.name, place, {Field::output, given.parameter});
      }
    } else if (event.kind == EventKind::observe) {
      note(event.object, place, {Field::result});
    }
  }

  void note_result(std::size_t place, Name as) {
    const auto asked = as ? asked_.find(as.index) : asked_.end();
    if (asked == asked_.end()) return;
    std::vector<Stated>& stated = stated_[as.index];
    stated.clear();
    if (asked->second.value) stated.push_back({place, {Field::result}});
    if (asked->second.error) stated.push_back({place, {Field::last_error}});
  }

  // The latest is what the name holds in the end.
  void note(Name name, std::size_t place, ObservedField field) {
    const auto asked = asked_.find(name.index);
    if (asked == asked_.end() || !asked->second.value) return;
    stated_[name.index] = {{place, field}};
  }

  std::vector<ObservedField> stated_at(std::size_t place) const {
    std::vector<ObservedField> fields;
    for (const auto& [name, stated] : stated_) {
      for (const Stated& one : stated) {
        if (one.place == place) fields.push_back(one.field);
      }
    }
    return fields;
  }

  struct Issued {
    std::size_t place = 0;
    Name as;
  };

  const Program& program_;
  Names names_;
  Simulation simulation_;
  std::map<std::uint32_t, Asked> asked_;  // by name
  std::map<std::uint32_t, std::vector<Stated>> stated_;
  std::map<std::uint64_t, Issued> calls_;  // by id
  std::vector<Event> events_;
};

}  // namespace

std::optional<std::string> published_trace(const Program& program) {
  if (!is_told_by_facts(program)) return std::nullopt;
  PublishedRun run(program);
  if (!run.run()) return std::nullopt;
  return run.trace();
}

}  // namespace ioracle
