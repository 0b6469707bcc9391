// How much of what is wrong the oracle rejects: accepted traces of the corpus, each changed in one
// thing. A sample in every run of the tests; all of it by script/tightness.
//
// IORACLE_TIGHTNESS_STEP, IORACLE_TIGHTNESS_FIRST: which traces; IORACLE_SURVIVORS: a file to which
// what was not rejected is appended, as JSON Lines.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/reference/reference_checker.h"
#include "tests/tightness/corpus.h"

namespace ioracle::tightness {
namespace {

constexpr std::uint64_t sample_step = 10;
constexpr std::size_t states_limit = 20'000;

struct Counts {
  std::uint64_t changed = 0;
  std::uint64_t rejected = 0;
};

// The alternatives that a call took in a run that shows the changed trace, and what they cite.
nlohmann::ordered_json allowed_by(std::span<const Event> events, std::uint64_t seq, Names& names) {
  nlohmann::ordered_json found = nlohmann::ordered_json::array();
  const auto event = std::ranges::find(events, seq, &Event::seq);
  if (event == events.end() || event->kind != EventKind::returned) return found;
  const auto number = std::ranges::count_if(events, [&](const Event& one) {
    return one.kind == EventKind::call && one.thread == event->thread && one.id <= event->id;
  });
  const std::string of =
      '@' + std::string(names.text(event->thread)) + ':' + std::to_string(number);
  for (const std::string& choice : judge(events, names, true).certificate) {
    const std::size_t at = choice.find('@');
    if (at == choice.npos || choice.substr(at) != of) continue;
    const std::string alternative = choice.substr(0, at);
    for (const AlternativeInfo* info : AlternativeInfo::all()) {
      if (!alternative.starts_with(info->name())) continue;
      if (alternative.size() > info->name().size() && alternative[info->name().size()] != '.') {
        continue;
      }
      nlohmann::ordered_json clauses = nlohmann::ordered_json::array();
      for (const ClauseId id : info->cites()) clauses.push_back(lookup(id).id);
      found.push_back({{"alternative", alternative}, {"clauses", clauses}});
    }
  }
  return found;
}

std::string_view second_opinion(std::span<const Event> events, Names& names) {
  switch (reference::check(events, Profile::windows_10, names, states_limit).verdict) {
    case reference::Verdict::accepted:
      return "accepted";
    case reference::Verdict::rejected:
      return "rejected";
    case reference::Verdict::inconclusive:
      break;
  }
  return "inconclusive";
}

class Measurement {
 public:
  explicit Measurement(const char* survivors) {
    if (survivors) survivors_.open(survivors, std::ios::app);
  }

  void measure(CorpusTrace& trace, const Vocabulary& vocabulary) {
    for_each_change(trace.events, trace.names, vocabulary,
                    [&](const Change& change, std::span<const Event> changed) {
                      count(trace, change, changed);
                    });
  }

  const Counts& counts(bool racing, std::size_t one) const { return counts_[racing ? 1 : 0][one]; }

 private:
  void count(CorpusTrace& trace, const Change& change, std::span<const Event> changed) {
    Counts& counts = counts_[trace.racing ? 1 : 0][static_cast<std::size_t>(change.of)];
    ++counts.changed;
    const VerdictKind verdict = judge(changed, trace.names).kind;
    if (verdict == VerdictKind::rejected) {
      ++counts.rejected;
    } else if (survivors_.is_open()) {
      write(trace, change, changed, verdict);
    }
  }

  void write(CorpusTrace& trace, const Change& change, std::span<const Event> changed,
             VerdictKind verdict) {
    nlohmann::ordered_json line = {{"trace", trace.name},
                                   {"racing", trace.racing},
                                   {"class", name_of(change.of)},
                                   {"event", change.event},
                                   {"field", change.field},
                                   {"before", change.before},
                                   {"after", change.after},
                                   {"verdict", name_of(verdict)},
                                   {"reference", second_opinion(changed, trace.names)},
                                   {"allowed_by", allowed_by(changed, change.event, trace.names)}};
    survivors_ << line.dump() << '\n';
  }

  std::array<std::array<Counts, class_count>, 2> counts_{};
  std::ofstream survivors_;
};

double percent(const Counts& counts) {
  return 100.0 * static_cast<double>(counts.rejected) / static_cast<double>(counts.changed);
}

// Few changes of a class in the sample, or one of several parts, say nothing by themselves: the
// bounds of the classes are for the whole.
constexpr std::uint64_t few = 100;

TEST(Tightness, MostChangesAreRejected) {
  std::vector<CorpusTrace> corpus = accepted_corpus();
  Vocabulary vocabulary;
  for (const CorpusTrace& trace : corpus) vocabulary.add(trace.events);
  Measurement measurement(std::getenv("IORACLE_SURVIVORS"));
  const std::uint64_t step = wanted("IORACLE_TIGHTNESS_STEP", sample_step);
  for (std::size_t index = wanted("IORACLE_TIGHTNESS_FIRST", 0); index < corpus.size();
       index += step) {
    measurement.measure(corpus[index], vocabulary);
  }
  Counts all;
  for (std::size_t one = 0; one < class_count; ++one) {
    for (const bool racing : {false, true}) {
      const Counts& counts = measurement.counts(racing, one);
      std::printf("tightness: %s, %s: %llu changed, %llu rejected\n",
                  racing ? "racing" : "not racing", name_of(static_cast<Class>(one)).data(),
                  static_cast<unsigned long long>(counts.changed),
                  static_cast<unsigned long long>(counts.rejected));
    }
    if (!is_wrong(static_cast<Class>(one))) continue;
    const Counts& counts = measurement.counts(false, one);
    if (counts.changed >= few) {
      EXPECT_GE(percent(counts), 90.0) << name_of(static_cast<Class>(one));
    }
    all.changed += measurement.counts(false, one).changed;
    all.rejected += measurement.counts(false, one).rejected;
  }
  ASSERT_GT(all.changed, 1000U);
  EXPECT_GE(percent(all), 97.0);
}

}  // namespace
}  // namespace ioracle::tightness
