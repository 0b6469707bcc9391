#include "view/page.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "format/json_text.h"
#include "oracle/describe.h"

namespace ioracle {
namespace {

// A list of lists: what the scripts of the page take apart again (view/trace.js).
class Row {
 public:
  explicit Row(std::string& out) : out_(out), elements_(out) { out_ += '['; }
  ~Row() { out_ += ']'; }
  Row(const Row&) = delete;
  Row& operator=(const Row&) = delete;

  template <std::integral Number>
  Row& number(Number number) {
    append_number(elements_.next(), number);
    return *this;
  }
  // -1 for what is not there.
  Row& place(std::uint32_t place) { return place == no_place ? number(-1) : number(place); }
  Row& text(std::string_view text) {
    append_quoted(elements_.next(), text);
    return *this;
  }
  std::string& list() { return elements_.next(); }

 private:
  std::string& out_;
  Separator elements_;
};

template <typename Range, typename Fill>
void append_rows(std::string& out, const Range& range, const Fill& fill) {
  out += '[';
  Separator elements(out);
  for (const auto& element : range) {
    Row row(elements.next());
    fill(row, element);
  }
  out += ']';
}

// The clauses that the page can tell of, numbered as they come up.
class CitedClauses {
 public:
  std::uint32_t place(ClauseId id) {
    const auto [found, added] = places_.emplace(id.index, static_cast<std::uint32_t>(all_.size()));
    if (added) all_.push_back(id);
    return found->second;
  }
  std::span<const ClauseId> all() const { return all_; }

 private:
  std::unordered_map<std::uint16_t, std::uint32_t> places_;
  std::vector<ClauseId> all_;
};

void append_events(const Timeline& timeline, Separator& members) {
  std::unordered_map<std::uint32_t, std::uint32_t> thread_places;
  for (std::uint32_t at = 0; at < timeline.threads.size(); ++at) {
    thread_places.emplace(timeline.threads[at].index, at);
  }
  std::unordered_map<std::uint64_t, Function> functions;  // by the ids of calls
  for (const ViewedCall& call : timeline.calls) {
    const Event& first = timeline.events[call.first];
    if (first.kind == EventKind::call) functions.emplace(first.id, first.function);
  }
  const auto function_of = [&](std::uint64_t id) -> std::optional<Function> {
    const auto found = functions.find(id);
    return found == functions.end() ? std::nullopt : std::optional(found->second);
  };
  std::size_t index = 0;
  append_rows(members.member("events"), timeline.events, [&](Row& row, const Event& event) {
    const auto thread = thread_places.find(event.thread.index);
    row.number(timeline.ticks[index++]).number(event.seq).number(event.time_ns);
    row.place(event.thread && thread != thread_places.end() ? thread->second : no_place);
    row.text(describe(event, *timeline.names, function_of));
  });
  append_rows(members.member("calls"), timeline.calls, [&](Row& row, const ViewedCall& call) {
    const Event& first = timeline.events[call.first];
    const bool routine = first.kind == EventKind::enter;
    row.number(call.first).place(call.last).number(call.depth).place(call.operation);
    row.text(routine ? timeline.names->text(first.routine) : info(first.function).name);
    row.number(routine ? 1 : 0);
  });
}

void append_steps(const Timeline& timeline, CitedClauses& clauses, Separator& members) {
  std::unordered_map<const AlternativeInfo*, std::uint32_t> places;
  std::vector<const AlternativeInfo*> rules;
  append_rows(members.member("steps"), timeline.steps, [&](Row& row, const ViewedStep& step) {
    std::uint32_t rule = no_place;
    if (step.rule) {
      const auto next = static_cast<std::uint32_t>(rules.size());
      const auto [found, added] = places.emplace(step.rule, next);
      if (added) rules.push_back(step.rule);
      rule = found->second;
    }
    row.number(step.tick).place(rule).number(static_cast<int>(step.kind)).place(step.of);
    row.number(step.bytes);
  });
  append_rows(members.member("rules"), rules, [&](Row& row, const AlternativeInfo* rule) {
    row.text(rule->name());
    Row cited(row.list());
    for (const ClauseId id : rule->cites()) cited.number(clauses.place(id));
  });
}

void append_operations(const Timeline& timeline, Separator& members) {
  append_rows(members.member("operations"), timeline.operations,
              [](Row& row, const ViewedOperation& operation) {
                row.text(operation.name).text(operation.file).number(operation.call);
                row.text(operation.status).number(operation.information);
                append_rows(row.list(), operation.phases,
                            [](Row& phase, const ViewedPhase& viewed) {
                              phase.number(viewed.tick).number(static_cast<int>(viewed.phase));
                            });
              });
}

void append_levels(const Timeline& timeline, Separator& members) {
  std::map<std::uint64_t, std::string> statuses;
  append_rows(members.member("levels"), timeline.levels, [&](Row& row, const ViewedLevel& level) {
    row.text(level.name).number(static_cast<int>(level.kind)).place(level.closed);
    append_rows(row.list(), level.changes, [&](Row& change, const ViewedLevel::Change& viewed) {
      change.number(viewed.tick).number(viewed.value).number(viewed.second);
      if (level.kind == ViewedLevel::Kind::overlapped) {
        statuses.emplace(viewed.value, describe_status(viewed.value));
      }
    });
  });
  std::string& out = members.member("statuses") += '{';
  Separator names(out);
  for (const auto& [status, text] : statuses) names.text(std::to_string(status), text);
  out += '}';
}

void append_queues(const Timeline& timeline, Separator& members) {
  append_rows(members.member("queues"), timeline.queues, [](Row& row, const ViewedQueue& queue) {
    row.text(queue.name).number(queue.port ? 1 : 0);
    append_rows(row.list(), queue.entries, [](Row& entry, const ViewedQueue::Entry& viewed) {
      entry.text(viewed.text).number(viewed.from).place(viewed.until).place(viewed.operation);
    });
  });
  append_rows(members.member("streams"), timeline.streams,
              [](Row& row, const ViewedStream& stream) {
                row.text(stream.name);
                append_rows(row.list(), stream.changes,
                            [](Row& change, const ViewedStream::Change& viewed) {
                              change.number(viewed.tick).number(viewed.sent).number(viewed.arrived);
                              change.number(viewed.received).number(viewed.end_sent ? 1 : 0);
                              change.number(viewed.end_arrived ? 1 : 0);
                            });
              });
  append_rows(members.member("clock"), timeline.clock,
              [](Row& row, const ViewedTime& time) { row.number(time.tick).number(time.time_ns); });
}

}  // namespace

std::string page_data(const Timeline& timeline, const PageFacts& facts) {
  std::string out = "{";
  Separator members(out);
  CitedClauses clauses;
  for (const ClauseId id : facts.clauses) clauses.place(id);
  members.text("trace", facts.trace);
  members.text("scenario", facts.scenario);
  members.member("verdict") += facts.verdict;
  members.text("note", facts.note);
  members.number("end", timeline.end);
  members.number("followed", timeline.followed);
  Separator threads(members.member("threads") += '[');
  for (const Name thread : timeline.threads) {
    append_quoted(threads.next(), timeline.names->text(thread));
  }
  out += ']';
  append_events(timeline, members);
  append_steps(timeline, clauses, members);
  append_operations(timeline, members);
  append_levels(timeline, members);
  append_queues(timeline, members);
  append_rows(members.member("clauses"), clauses.all(), [](Row& row, ClauseId id) {
    const Clause& clause = lookup(id);
    row.text(clause.id).text(name(clause.kind)).text(name(clause.evidence));
    row.text(clause.text).text(clause.source).text(clause.versions);
  });
  return out + '}';
}

std::string page(const Timeline& timeline, const PageFacts& facts) {
  std::string text(page_before_data);
  // Inside a script element only "<" could be taken for markup; in JSON it stands in texts alone.
  for (const char character : page_data(timeline, facts)) {
    if (character == '<') {
      text += "\\u003c";
    } else {
      text += character;
    }
  }
  text += page_after_data;
  return text;
}

}  // namespace ioracle
