#include "fuzz/reached.h"

#include <algorithm>

namespace ioracle {
namespace {

constexpr std::uint32_t kind_shift = 30;
constexpr std::size_t splices_most = 8;
constexpr std::size_t kept_most = 4'096;
constexpr double remembered = 0.995;  // of a yield, from one scenario of the family to the next

}  // namespace

FeatureKind kind_of(std::uint32_t feature) { return FeatureKind(feature >> kind_shift); }

void Reached::add(FeatureKind kind, std::uint64_t number) {
  const std::uint32_t feature = (static_cast<std::uint32_t>(kind) << kind_shift) |
                                (static_cast<std::uint32_t>(mix(number)) >> 2U);
  if (known_.insert(feature).second) features_.push_back(feature);
}

void Reached::rule(const AlternativeInfo& rule) {
  std::uint64_t number = 0;
  for (const char letter : rule.name()) number = mix(number ^ static_cast<unsigned char>(letter));
  add(FeatureKind::rule, number);
  for (const ClauseId clause : rule.cites()) {
    add(FeatureKind::clause, clause.index);
  }
  if (rule.cites().empty()) return;
  const auto clause = rule.cites().front().index + 1U;
  if (last_clause_ != 0) {
    add(FeatureKind::pair, (static_cast<std::uint64_t>(last_clause_) << 32U) | clause);
  }
  last_clause_ = clause;
}

void Reached::event(const Event& event) {
  if (event.kind == EventKind::call) running_[event.id] = event.function;
  if (event.kind != EventKind::returned) return;
  const auto function = static_cast<std::uint64_t>(running_[event.id]);
  // Counts differ from run to run: what matters is whether there is any.
  const auto& result = event.result;
  const std::int64_t number = result.kind == ValueKind::integer ? result.number : 1;
  const auto shown = static_cast<std::uint64_t>(std::clamp<std::int64_t>(number, -1, 0x200));
  const std::uint64_t error = event.last_error.value_or(0);
  add(FeatureKind::outcome, (function << 48U) | ((shown & 0xFFFFU) << 32U) | error);
}

void Corpus::take(const Recipe& recipe, Family family, std::uint32_t thrown,
                  std::span<const std::uint32_t> features) {
  std::uint32_t fresh = 0;
  for (const std::uint32_t feature : features) {
    if (!known_.insert(feature).second) continue;
    ++counts_[static_cast<std::size_t>(kind_of(feature))];
    ++fresh;
  }
  const auto place = std::ranges::find(families_, family) - families_.begin();
  yields_[static_cast<std::size_t>(place)].note(fresh);
  ways_[static_cast<std::size_t>(recipe.way)].note(fresh);
  if (fresh > 0 && kept_.size() < kept_most) kept_.push_back({recipe, thrown});
}

void Corpus::Yield::note(std::uint32_t fresh) {
  scenarios = scenarios * remembered + 1;
  features = features * remembered + fresh;
}

std::size_t Corpus::choose(std::span<const Yield> yields, Dice& dice) {
  constexpr double parts = 1'000;
  constexpr double rate_most = 50;
  std::vector<std::uint32_t> weights;
  std::uint32_t sum = 0;
  for (const Yield& yield : yields) {
    const double rate = std::min((yield.features + 1) / (yield.scenarios + 1), rate_most);
    weights.push_back(1 + static_cast<std::uint32_t>(rate * rate * parts));
    sum += weights.back();
  }
  std::uint32_t roll = dice.roll(sum);
  std::size_t wanted = 0;
  while (roll >= weights[wanted]) roll -= weights[wanted++];
  return wanted;
}

Splice Corpus::choose_family(Dice& dice) const {
  constexpr std::uint32_t family_die = 1;  // the second that is thrown, generate_variant()
  const std::size_t wanted = choose(yields_, dice);
  Splice splice{dice.next(), family_die, 1};
  while (mix(splice.seed + family_die * mix_increment) % families_.size() != wanted) ++splice.seed;
  return splice;
}

Recipe Corpus::recipe(std::uint64_t index) const {
  constexpr std::uint64_t salt = 0x636f72707573ULL;
  Dice dice(mix(mix(seed_ ^ salt) ^ index));
  if (kept_.empty()) return {index, {}, Recipe::Way::fresh};
  const auto way = static_cast<Recipe::Way>(choose(ways_, dice));
  if (way == Recipe::Way::fresh) return {index, {choose_family(dice)}, way};
  // Late ones more often: what they reached is rarer.
  const auto count = static_cast<std::uint32_t>(kept_.size());
  const Kept& kept = kept_[std::max(dice.roll(count), dice.roll(count))];
  Recipe recipe = kept.recipe;
  if (recipe.splices.size() >= splices_most) recipe.splices.erase(recipe.splices.begin());
  recipe.way = way;
  const bool reruns = way == Recipe::Way::rerun;  // the first die is the seed of the run
  const std::uint32_t from = reruns ? 0 : dice.roll(std::max(kept.thrown, 1U));
  const std::uint32_t times = reruns ? 1 : way == Recipe::Way::few ? 1 + dice.roll(4) : 0;
  recipe.splices.push_back({dice.next(), from, times});
  return recipe;
}

}  // namespace ioracle
