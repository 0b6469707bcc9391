#include "fuzz/campaign.h"

#include <algorithm>
#include <map>

#include "fuzz/crew.h"
#include "fuzz/reached.h"
#include "fuzz/shrink.h"
#include "fuzz/subject.h"

namespace ioracle {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t batch_simulated = 2'048;
constexpr std::uint64_t batch_of_agent = 64;
constexpr std::uint64_t batch_guided = 256;  // what it reaches guides the next
constexpr std::size_t others_most = 20;

class Campaign {
 public:
  explicit Campaign(const CampaignOptions& options)
      : options_(options), begin_(Clock::now()), corpus_(options.seed, options.families) {
    options_.measured = options.measured || options.guided;
    trial_ = options_.trial;
    trial_.features = options_.measured;
  }

  CampaignResult run() {
    result_.seed = options_.seed;
    std::uint64_t next = options_.shard - 1;
    while (next < options_.scenarios && !is_over()) {
      std::vector<std::uint64_t> batch;
      const std::uint64_t most = options_.agent      ? batch_of_agent
                                 : options_.measured ? batch_guided
                                                     : batch_simulated;
      recipes_.clear();
      for (; batch.size() < most && next < options_.scenarios; next += options_.shards) {
        batch.push_back(next);
        if (options_.guided) recipes_.emplace(next, corpus_.recipe(next));
      }
      for (const TrialRecord& record : perform(batch)) take(record);
      if (options_.progress) options_.progress(result_.scenarios, result_.failures.size());
    }
    result_.seconds = seconds();
    if (options_.measured) tell_reached();
    return std::move(result_);
  }

 private:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

  bool is_over() const {
    if (!result_.problem.empty() || is_full()) return true;
    return options_.time.count() > 0 && Clock::now() - begin_ >= options_.time;
  }

  Recipe recipe(std::uint64_t index) const {
    const auto found = recipes_.find(index);
    return found == recipes_.end() ? Recipe{index, {}, {}} : found->second;
  }

  GeneratedScenario scenario(std::uint64_t index) const {
    return generate_variant(options_.seed, index, recipe(index), options_.families, options_.size);
  }

  void tell_reached() {
    result_.reached = {corpus_.reached(FeatureKind::rule), corpus_.reached(FeatureKind::clause),
                       corpus_.reached(FeatureKind::outcome), corpus_.reached(FeatureKind::pair),
                       corpus_.size()};
  }

  // New to what was known before this batch, whoever of the others finds it too.
  TrialRecord with_features(TrialRecord record, const GeneratedScenario& of,
                            const std::vector<std::uint32_t>& features) const {
    record.family = of.family;
    record.thrown = of.thrown;
    for (const std::uint32_t feature : features) {
      if (record.feature_count == TrialRecord::features_most) break;
      if (!corpus_.knows(feature)) record.features[record.feature_count++] = feature;
    }
    return record;
  }

  std::vector<TrialRecord> perform(const std::vector<std::uint64_t>& batch) const {
    CrewOptions how;
    how.jobs = options_.jobs;
    if (options_.agent) how.patience += 2 * options_.agent->answer_timeout;
    return perform_all(batch, how, [&]() -> Perform {
      if (!options_.agent) {
        return [&](std::uint64_t index) {
          const GeneratedScenario one = scenario(index);
          const Trial trial = try_simulator(one.text, one.run_seed, trial_);
          return with_features(record_of(index, trial), one, trial.features);
        };
      }
      const auto agent = std::make_shared<AgentProcess>(*options_.agent);
      return [&, agent](std::uint64_t index) {
        const GeneratedScenario one = scenario(index);
        const TrialRecord record = record_of(index, try_agent(one.text, *agent, options_.trial));
        if (!options_.measured) return record;
        // What the agent's run reached is not known; a simulation of it tells about as much.
        return with_features(record, one, try_simulator(one.text, one.run_seed, trial_).features);
      };
    });
  }

  void take(const TrialRecord& record) {
    if (is_full()) return;  // what comes after the last failure that was wanted
    using enum Trial::Outcome;
    ++result_.scenarios;
    result_.events += record.events;
    if (options_.measured) {
      corpus_.take(recipe(record.index), record.family, record.thrown,
                   {record.features.data(), record.feature_count});
    }
    switch (record.outcome) {
      case accepted:
        return;
      case undecided:
        ++result_.undecided;
        return;
      case refused:
        ++result_.refused;
        return;
      case unavailable:
        result_.problem = "the agent cannot be started, or makes no sense";
        return;
      case crashed:
      case endless:
        // Of an agent's trace it is our judge that did not come to an end.
        if (options_.agent) {
          ++result_.undecided;
          return;
        }
        break;
      case rejected:
      case died:
      case hung:
        break;
    }
    fail(record);
  }

  bool is_full() const { return result_.failures.size() >= options_.failures_most; }

  void fail(const TrialRecord& record) {
    const Reason reason = reason_of(record);
    const auto known = seen_.find(reason);
    if (known != seen_.end()) {
      ++result_.rejected;
      Failure& first = result_.failures[known->second];
      ++first.like;
      if (first.others.size() < others_most) first.others.push_back(record.index);
      return;
    }
    const GeneratedScenario generated = scenario(record.index);
    Subject subject(options_, generated.run_seed);
    if (options_.agent && subject.simulator_fails(generated.text)) {
      ++result_.doubtful;
      return;
    }
    ++result_.rejected;
    seen_.emplace(reason, result_.failures.size());
    const double found_after_s = seconds();
    Failure failure = subject.make_small(generated, reason);
    failure.index = record.index;
    failure.found_after_s = found_after_s;
    result_.failures.push_back(std::move(failure));
  }

  CampaignOptions options_;
  TrialOptions trial_;
  Clock::time_point begin_;
  Corpus corpus_;
  std::map<std::uint64_t, Recipe> recipes_;  // of this batch, where they are guided
  CampaignResult result_;
  std::map<Reason, std::size_t> seen_;
};

}  // namespace

CampaignResult run_campaign(const CampaignOptions& options) { return Campaign(options).run(); }

std::optional<Failure> shrink_failure(const CampaignOptions& options, const std::string& scenario,
                                      std::uint64_t run_seed) {
  GeneratedScenario given;
  given.text = scenario;
  given.name = name_of_scenario(scenario);
  given.run_seed = run_seed;
  Subject subject(options, run_seed);
  const std::optional<Reason> reason = subject.first_reason(given.text);
  if (!reason) return std::nullopt;
  return subject.make_small(given, *reason);
}

}  // namespace ioracle
