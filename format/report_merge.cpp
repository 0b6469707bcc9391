#include "format/report_merge.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

namespace ioracle {
namespace {

using Json = nlohmann::ordered_json;
using Ended = MergedReport::Ended;

std::string numbered(std::uint64_t index, std::uint64_t of) {
  return std::to_string(index) + " of " + std::to_string(of);
}

// The parts in their order; a problem where one is missing, or does not belong to the others.
class Parts {
 public:
  explicit Parts(const std::vector<NamedReport>& reports) {
    for (const NamedReport& report : reports) {
      add(report);
      if (!problem_.empty()) return;
    }
    for (std::uint64_t index = 1; index <= of_; ++index) {
      if (parts_.contains(index)) continue;
      problem_ = "part " + numbered(index, of_) + " is missing";
      return;
    }
  }

  const std::string& problem() const { return problem_; }
  const std::map<std::uint64_t, Json>& all() const { return parts_; }
  bool of_check() const { return parts_.begin()->second.contains("verdicts"); }

 private:
  void add(const NamedReport& report) {
    Json part = Json::parse(report.text, nullptr, false);
    const auto refuse = [&](const std::string& why) { problem_ = report.name + ": " + why; };
    const bool known = part.is_object() && (part.contains("verdicts") || part.contains("failures"));
    if (!known) return refuse("expected a whole report of check or fuzz in JSON: run it again");
    const auto shard = part.find("shard");
    const bool has_number = shard != part.end() && shard->is_object() &&
                            shard->value("index", Json()).is_number_unsigned() &&
                            shard->value("of", Json()).is_number_unsigned();
    if (!has_number) return refuse("expected the report of a part, found none that --shard made");
    const std::uint64_t index = shard->at("index");
    const std::uint64_t of = shard->at("of");
    if (of_ == 0) of_ = of;
    if (of != of_)
      return refuse("one of " + std::to_string(of) + " parts, beside parts of " +
                    std::to_string(of_));
    if (index < 1 || index > of) return refuse("there is no part " + numbered(index, of));
    Json about = part;
    part.erase("shard");
    about["shard"].erase("index");
    for (const char* member : {"verdicts", "failures", "events", "scenarios", "rejected",
                               "undecided", "refused", "doubtful"}) {
      about.erase(member);
    }
    about["kind"] = part.contains("verdicts") ? "check" : "fuzz";
    if (parts_.empty()) about_ = about;
    if (about != about_) return refuse("made with other arguments, or by another specification");
    const auto [place, added] = parts_.try_emplace(index, part);
    if (!added && place->second != part) {
      return refuse("part " + std::to_string(index) + " is there twice, and they differ");
    }
  }

  std::uint64_t of_ = 0;
  Json about_;
  std::map<std::uint64_t, Json> parts_;
  std::string problem_;
};

// Each part has every N-th element, as a list that was dealt out.
Json dealt_back(const Parts& parts, const char* member) {
  Json all = Json::array();
  for (std::size_t place = 0;; ++place) {
    const std::size_t before = all.size();
    for (const auto& [index, part] : parts.all()) {
      if (place < part[member].size()) all.push_back(part[member][place]);
    }
    if (all.size() == before) return all;
  }
}

std::uint64_t sum(const Parts& parts, const char* member) {
  std::uint64_t total = 0;
  for (const auto& [index, part] : parts.all()) total += part[member].get<std::uint64_t>();
  return total;
}

Ended code_of_verdict(const Json& verdict) {
  const std::string kind = verdict["verdict"];
  const bool misused = std::ranges::any_of(
      verdict["misuse"], [](const Json& mark) { return !mark["declared"].get<bool>(); });
  if (kind == "rejected" || misused) return Ended::rejected;
  return kind == "accepted" ? Ended::good : Ended::undecided;
}

MergedReport merged_checks(const Parts& parts) {
  Json whole = parts.all().begin()->second;
  whole["verdicts"] = dealt_back(parts, "verdicts");
  whole["events"] = sum(parts, "events");
  Ended ended = Ended::good;
  for (const Json& verdict : whole["verdicts"]) ended = std::max(ended, code_of_verdict(verdict));
  return {whole.dump() + '\n', ended, {}};
}

// Failures of one reason are one: the first scenario that showed it, with the count of all.
Json merged_failures(const Parts& parts) {
  std::vector<Json> all;
  for (const auto& [index, part] : parts.all()) {
    for (const Json& failure : part["failures"]) all.push_back(failure);
  }
  std::ranges::sort(all, {},
                    [](const Json& failure) { return failure["index"].get<std::uint64_t>(); });
  Json different = Json::array();
  for (const Json& failure : all) {
    const auto known = std::ranges::find_if(different, [&](const Json& other) {
      return other["clauses"] == failure["clauses"] && other["result"] == failure["result"];
    });
    if (known == different.end()) {
      different.push_back(failure);
    } else {
      (*known)["like"] =
          (*known)["like"].get<std::uint64_t>() + failure["like"].get<std::uint64_t>();
    }
  }
  return different;
}

MergedReport merged_campaigns(const Parts& parts) {
  Json whole = parts.all().begin()->second;
  const std::uint64_t most = whole["failures_most"];
  whole["failures"] = merged_failures(parts);
  if (whole["failures"].size() >= most) {
    const std::string count = std::to_string(whole["failures"].size());
    return {{},
            {},
            count +
                " different failures: one run would have stopped before its end. Run the parts "
                "with a greater --failures"};
  }
  for (const char* member :
       {"scenarios", "events", "rejected", "undecided", "refused", "doubtful"}) {
    whole[member] = sum(parts, member);
  }
  const Ended ended = whole["rejected"] > 0    ? Ended::rejected
                      : whole["undecided"] > 0 ? Ended::undecided
                                               : Ended::good;
  return {whole.dump() + '\n', ended, {}};
}

}  // namespace

MergedReport merge_reports(const std::vector<NamedReport>& reports) {
  const Parts parts(reports);
  if (!parts.problem().empty()) return {{}, {}, parts.problem()};
  return parts.of_check() ? merged_checks(parts) : merged_campaigns(parts);
}

}  // namespace ioracle
