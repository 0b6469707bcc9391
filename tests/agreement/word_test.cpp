// A property of each word of the vocabularies, each Atom and each Effect: on small programs, at
// each return, entry and observation, every value is tried, and where the verdict on it hangs on
// the word (the reference checker says otherwise once the word is taken out of all rules) the order
// world says what the exact worlds say. Nothing is shown of a word on which no verdict hangs, so
// each must have some.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "format/scenario_reader.h"
#include "tests/agreement/pipe_program.h"
#include "tests/agreement/random_program.h"
#include "tests/agreement/recording.h"
#include "tests/agreement/values.h"
#include "tests/agreement/wide_program.h"
#include "tests/sim/simulated.h"

namespace ioracle {
namespace {

struct Word {
  std::string name;
  bool is_atom = false;
  Atom::Kind atom{};
  bool expected = false;
  Effect::Kind effect{};

  void take_out() const { is_atom ? mute(atom, expected) : mute(effect); }
};

Word asks(const char* name, Atom::Kind kind) { return {name, true, kind, true, {}}; }
Word denies(const char* name, Atom::Kind kind) { return {name, true, kind, false, {}}; }
Word does(const char* name, Effect::Kind kind) { return {name, false, {}, false, kind}; }

// Judges by the rules without the word.
class Spoiled {
 public:
  Spoiled(const Word& word, Names& names)
      : word_(word), checker_(one_profile, names, states_limit) {}

  reference::Verdict take(const Event& event) {
    return without([&] { return checker_.take(event); });
  }
  reference::Verdict would_take(const Event& event) {
    return without([&] { return checker_.would_take(event); });
  }

 private:
  template <class Asked>
  reference::Verdict without(const Asked& asked) {
    word_.take_out();
    const reference::Verdict verdict = asked();
    unmute();
    return verdict;
  }

  const Word& word_;
  reference::Checker checker_;
};

class Words : public testing::TestWithParam<Word> {
 protected:
  // Programs enough for the word, small ones first.
  void SetUp() override {
    const std::uint64_t programs = wanted("IORACLE_PROGRAMS", 40);
    const std::uint64_t first = wanted("IORACLE_FIRST", 1);
    for (std::uint64_t seed = first; seed < first + programs && !enough(); ++seed) {
      try_program(random_scenario(seed), seed);
      try_program(wide_program(seed, short_program).scenario, seed);
      try_program(pipe_program(seed), seed);
    }
    for (const auto& path : test::scenarios()) {
      if (enough()) break;
      try_run(simulate(test::read_file(path), one_profile, first), path.stem().string());
    }
    std::printf("%s: hangs on it %d, of them accepted %d, in %d programs\n",
                GetParam().name.c_str(), hanging_, good_, programs_);
  }

  bool enough() const { return hanging_ >= static_cast<int>(wanted("IORACLE_VALUES", 8)); }

  void try_program(const std::string& scenario, std::uint64_t seed) {
    FormatError error;
    const auto program = read_scenario(scenario, "random", error);
    ASSERT_TRUE(program) << error.message() << "\n" << scenario;
    try_run(simulate(*program, one_profile, seed), "program " + std::to_string(seed));
  }

  void try_run(Recording run, const std::string& title) {
    ++programs_;
    reference::Checker right(one_profile, run.names, states_limit);
    Spoiled spoiled(GetParam(), run.names);
    Vocabulary vocabulary;
    std::vector<Event> prefix;
    std::vector<const Event*> calls;
    for (const Event& event : run.events) {
      if (event.kind == EventKind::call) vocabulary.learn(event);
      const Event* entered = nullptr;
      for (const Event& earlier : run.events) {
        if (&earlier == &event) break;
        if (earlier.kind == EventKind::call && earlier.id == event.id) entered = &earlier;
      }
      for (const Event& value : every_value(event, entered, vocabulary)) {
        compare(value, prefix, right, spoiled, run.names, title);
      }
      const bool settles = event.kind == EventKind::settle;
      if (settles) compare(event, prefix, right, spoiled, run.names, title);
      if (enough() || right.take(event) != reference::Verdict::accepted) return;
      // Without the word the program itself may be impossible: that is known by now.
      if (spoiled.take(event) != reference::Verdict::accepted) return;
      prefix.push_back(event);
    }
  }

  void compare(const Event& value, std::vector<Event>& prefix, reference::Checker& right,
               Spoiled& spoiled, Names& names, const std::string& title) {
    const reference::Verdict wanted = right.would_take(value);
    const reference::Verdict without = spoiled.would_take(value);
    if (wanted == without || wanted == reference::Verdict::inconclusive ||
        without == reference::Verdict::inconclusive) {
      return;
    }
    prefix.push_back(value);
    const VerdictKind found = judge(prefix, names, one_profile).kind;
    prefix.pop_back();
    if (found != VerdictKind::accepted && found != VerdictKind::rejected) return;
    const bool good = wanted == reference::Verdict::accepted;
    ++hanging_;
    if (good) ++good_;
    EXPECT_EQ(good, found == VerdictKind::accepted) << title << ", event " << value.seq;
  }

  int hanging_ = 0;
  int good_ = 0;
  int programs_ = 0;
};

TEST_P(Words, MeanTheSameInBothWorlds) { EXPECT_GT(hanging_, 0) << "no verdict hangs on it"; }

using A = Atom::Kind;
using E = Effect::Kind;

// Not here: `not_empty` and `pop`, which have no meaning without each other; `acknowledged`, on
// which no verdict on one value hangs; what no rule denies.
INSTANTIATE_TEST_SUITE_P(
    Atoms, Words,
    testing::Values(asks("happened", A::happened), denies("not_happened", A::happened),
                    asks("reads", A::reads), denies("reads_another", A::reads),
                    asks("head", A::head), asks("empty", A::empty), asks("arrived", A::arrived),
                    denies("not_arrived", A::arrived), asks("finished", A::finished),
                    denies("not_finished", A::finished), asks("in_flight", A::in_flight),
                    asks("elapsed", A::elapsed), asks("longer", A::longer),
                    denies("not_longer", A::longer), asks("fits", A::fits),
                    denies("does_not_fit", A::fits)),
    [](const auto& word) { return word.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Effects, Words,
    testing::Values(does("mark", E::mark), does("write", E::write),
                    does("write_status", E::write_status),
                    does("write_information", E::write_information), does("push", E::push),
                    does("remove", E::remove), does("append", E::append), does("finish", E::finish),
                    does("arrive", E::arrive), does("take", E::take), does("move", E::move),
                    does("end", E::end), does("pend", E::pend), does("found", E::found),
                    does("advance", E::advance), does("load_status", E::load_status),
                    does("load_information", E::load_information)),
    [](const auto& word) { return word.param.name; });

}  // namespace
}  // namespace ioracle
