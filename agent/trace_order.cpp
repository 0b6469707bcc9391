#include "agent/trace_order.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>

namespace ioracle::agent {
namespace {

// Which bytes of a pattern were sent: the pieces in which, and up to where.
struct SentPattern {
  Name pattern;
  std::uint64_t seed = 0;
  std::uint64_t end = 0;
  std::vector<std::uint64_t> starts;
  std::vector<std::uint64_t> cursors;  // where those who read it have got to
};

struct Match {
  SentPattern* sent = nullptr;
  std::uint64_t offset = 0;
  std::uint32_t length = 0;
  int preference = 0;
};

constexpr int preference_continues = 2;
constexpr int preference_starts = 1;

std::vector<SentPattern> sent_patterns(const std::vector<Event>& events, const Names& names) {
  std::vector<SentPattern> all;
  for (const Event& event : events) {
    if (event.kind != EventKind::call && event.kind != EventKind::memory) continue;
    for (const Run& run : event.runs) {
      if (!run.pattern) continue;
      auto found = std::ranges::find(all, run.pattern, &SentPattern::pattern);
      if (found == all.end()) {
        all.push_back({run.pattern, pattern_seed(names.text(run.pattern)), 0, {}, {}});
        found = all.end() - 1;
      }
      found->end = std::max(found->end, run.offset + run.length);
      found->starts.push_back(run.offset);
    }
  }
  return all;
}

std::uint32_t match_length(const SentPattern& sent, std::uint64_t offset, std::string_view bytes) {
  std::uint32_t length = 0;
  while (length < bytes.size() && offset + length < sent.end &&
         pattern_byte(sent.seed, offset + length) == static_cast<unsigned char>(bytes[length])) {
    ++length;
  }
  return length;
}

Match best_match(std::vector<SentPattern>& all, std::string_view bytes) {
  Match best;
  for (SentPattern& sent : all) {
    for (std::uint64_t offset = 0; offset < sent.end; ++offset) {
      Match match{&sent, offset, match_length(sent, offset, bytes), 0};
      if (std::ranges::count(sent.starts, offset) != 0) match.preference = preference_starts;
      if (std::ranges::count(sent.cursors, offset) != 0) match.preference = preference_continues;
      const bool longer = match.length > best.length;
      const bool equal = match.length == best.length && match.length > 0;
      if (longer || (equal && match.preference > best.preference)) best = match;
    }
  }
  // A single byte matches by chance too easily to be taken from anywhere.
  if (best.length == 1 && best.preference == 0) best.length = 0;
  return best;
}

void append_literal(std::vector<Run>& runs, std::uint64_t offset) {
  const bool continues =
      !runs.empty() && !runs.back().pattern && runs.back().offset + runs.back().length == offset;
  if (continues) {
    ++runs.back().length;
  } else {
    runs.push_back({{}, offset, 1});
  }
}

void name_patterns_of(Event& event, std::vector<SentPattern>& all) {
  std::vector<Run> runs;
  for (BufferValue& buffer : event.buffers) {
    const auto first = static_cast<std::uint32_t>(runs.size());
    for (std::uint32_t index = 0; index < buffer.run_count; ++index) {
      const Run run = event.runs[buffer.first_run + index];
      if (run.pattern) {
        runs.push_back(run);
        continue;
      }
      std::string_view bytes(event.literals);
      bytes = bytes.substr(static_cast<std::size_t>(run.offset), run.length);
      for (std::uint64_t done = 0; done < run.length;) {
        const Match match = best_match(all, bytes.substr(static_cast<std::size_t>(done)));
        if (match.length == 0) {
          append_literal(runs, run.offset + done);
          ++done;
          continue;
        }
        runs.push_back({match.sent->pattern, match.offset, match.length});
        std::erase(match.sent->cursors, match.offset);
        match.sent->cursors.push_back(match.offset + match.length);
        done += match.length;
      }
    }
    buffer.first_run = first;
    buffer.run_count = static_cast<std::uint32_t>(runs.size()) - first;
  }
  event.runs = std::move(runs);
}

}  // namespace

void name_patterns(std::vector<Event>& events, const Names& names) {
  std::vector<SentPattern> all = sent_patterns(events, names);
  for (Event& event : events) {
    if (!event.literals.empty()) name_patterns_of(event, all);
  }
}

void put_in_order(std::vector<Event>& events, const Names& names) {
  std::ranges::stable_sort(events, {}, &Event::seq);
  std::vector<std::uint64_t> seqs;
  std::unordered_map<std::uint64_t, std::uint64_t> ids;
  for (const Event& event : events) {
    seqs.push_back(event.seq);
    if (event.end_seq != 0) seqs.push_back(event.end_seq);
    if (event.kind == EventKind::call || event.kind == EventKind::enter) {
      ids.emplace(event.id, ids.size() + 1);
    }
  }
  std::ranges::sort(seqs);
  const auto seq_of = [&](std::uint64_t seq) {
    if (seq == 0) return std::uint64_t{0};
    const auto place = std::ranges::lower_bound(seqs, seq) - seqs.begin();
    return static_cast<std::uint64_t>(place) + 1;
  };
  const auto id_of = [&](std::uint64_t id) {
    const auto found = ids.find(id);
    return found == ids.end() ? std::uint64_t{0} : found->second;
  };
  for (Event& event : events) {
    event.seq = seq_of(event.seq);
    event.end_seq = seq_of(event.end_seq);
    event.id = id_of(event.id);
    event.within = id_of(event.within);
    if (event.kind != EventKind::settle && event.kind != EventKind::hang) continue;
    for (Value& value : event.values) {
      if (value.kind != ValueKind::integer) continue;
      value.number = static_cast<std::int64_t>(id_of(static_cast<std::uint64_t>(value.number)));
    }
  }
  name_patterns(events, names);
}

}  // namespace ioracle::agent
