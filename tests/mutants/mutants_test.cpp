// A fixed sample of the mutants in every run of the tests; all of them by script/mutants. Those
// known to survive stand in survivors.txt, each with the reason.

#include "tests/mutants/mutants.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

namespace ioracle::mutants {
namespace {

constexpr std::uint64_t sample_step = 12;

std::uint64_t wanted(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

struct Mutant {
  AlternativeInfo* info = nullptr;
  Switch mutation{};
  std::string name;
};

// Sorted by name, so that the order of linking does not matter.
std::vector<Mutant> all_mutants() {
  std::map<std::string, Mutant> sorted;
  for (AlternativeInfo* const info : AlternativeInfo::all()) {
    for (const Switch mutation : {Switch::dropped, Switch::widened}) {
      std::string name = std::string(info->name()) + " " + std::string(name_of(mutation));
      sorted[name] = {info, mutation, name};
    }
  }
  std::vector<Mutant> mutants;
  for (auto& [name, mutant] : sorted) mutants.push_back(mutant);
  return mutants;
}

// By name: the reason.
std::map<std::string, std::string> known_survivors() {
  std::map<std::string, std::string> known;
  std::ifstream file(std::string(IORACLE_SOURCE_FOLDER) + "/tests/mutants/survivors.txt");
  std::string line;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    std::string alternative;
    std::string mutation;
    std::string reason;
    words >> alternative >> mutation;
    std::getline(words, reason);
    known[alternative + " " + mutation] = reason;
  }
  return known;
}

std::string_view kind_of(const Corpus& corpus, const Mutant& mutant) {
  if (!corpus.is_offered(*mutant.info)) return "no scenario offers it";
  if (mutant.mutation == Switch::widened && !corpus.is_guarded(*mutant.info)) {
    return "equivalent: it needs nothing of hidden history";
  }
  if (!corpus.is_performed(*mutant.info)) return "offered, never performed";
  return "not told apart";
}

// IORACLE_MUTANT_FIRST, IORACLE_MUTANT_STEP: which of the mutants; IORACLE_MUTANT_SURVIVORS: of
// those that are known to survive; IORACLE_MUTANT_SEEDS: runs of each scenario.
TEST(Mutants, AreKilled) {
  const Corpus corpus(wanted("IORACLE_MUTANT_SEEDS", 10));
  std::vector<Mutant> mutants = all_mutants();
  const auto known = known_survivors();
  if (wanted("IORACLE_MUTANT_SURVIVORS", 0) != 0) {
    std::erase_if(mutants, [&](const Mutant& mutant) { return !known.contains(mutant.name); });
  }
  std::uint64_t killed = 0;
  std::uint64_t tried = 0;
  const std::uint64_t step = wanted("IORACLE_MUTANT_STEP", sample_step);
  for (std::uint64_t index = wanted("IORACLE_MUTANT_FIRST", 0); index < mutants.size();
       index += step) {
    const Mutant& mutant = mutants[index];
    const Outcome outcome = try_mutant(corpus, *mutant.info, mutant.mutation);
    ++tried;
    if (outcome.fate == Fate::killed) ++killed;
    std::printf("mutant %s: %s\n", mutant.name.c_str(),
                outcome.fate == Fate::killed ? ("killed by " + outcome.killer).c_str()
                : outcome.fate == Fate::lost
                    ? "lost"
                    : ("survived, " + std::string(kind_of(corpus, mutant))).c_str());
    if (known.contains(mutant.name)) {
      EXPECT_NE(outcome.fate, Fate::killed)
          << mutant.name << " is killed by " << outcome.killer << ": take it off survivors.txt";
    } else {
      EXPECT_EQ(outcome.fate, Fate::killed) << mutant.name << ": " << kind_of(corpus, mutant);
    }
  }
  std::printf("mutants %llu, killed %llu\n", static_cast<unsigned long long>(tried),
              static_cast<unsigned long long>(killed));
  EXPECT_GT(killed, 0U);
}

TEST(Mutants, KnownSurvivorsExistAndHaveReasons) {
  std::set<std::string> names;
  for (const Mutant& mutant : all_mutants()) names.insert(mutant.name);
  for (const auto& [name, reason] : known_survivors()) {
    EXPECT_TRUE(names.contains(name)) << name;
    EXPECT_GT(reason.size(), 10U) << name;
  }
}

}  // namespace
}  // namespace ioracle::mutants
