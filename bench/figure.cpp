#include "bench/figure.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace ioracle::bench {
namespace {

// Whole numbers in groups of three, small ones with three digits that count.
std::string number(double value) {
  constexpr double whole = 1000;
  if (value < whole) return fmt::format("{:.3g}", value);
  std::string digits = fmt::format("{:.0f}", value);
  for (std::size_t place = digits.size(); place > 3;) digits.insert(place -= 3, ",");
  return digits;
}

std::string ratio(const Figure& figure) {
  if (figure.ratio <= 0) return "";
  return fmt::format("{:.2f} times {}", figure.ratio, figure.against);
}

std::string asked(const Figure& figure) {
  if (figure.asked.empty()) return "";
  return figure.asked + (figure.is_reached ? ": reached" : ": not reached");
}

}  // namespace

bool Options::wants(std::string_view workload) const {
  return only.empty() || std::ranges::any_of(only, [&](const std::string& name) {
           return workload.starts_with(name);
         });
}

std::string text(const std::vector<Figure>& figures) {
  std::string out;
  for (const Figure& figure : figures) {
    out += fmt::format("{:<16} {:<34} {:>12} {:<12} {:<44} {}\n", figure.workload, figure.what,
                       number(figure.value), figure.unit, ratio(figure), asked(figure));
  }
  return out;
}

std::string markdown(const std::vector<Figure>& figures) {
  std::string out =
      "| workload | what | figure | ratio in the same run | asked |\n|---|---|---|---|---|\n";
  for (const Figure& figure : figures) {
    out += fmt::format("| `{}` | {} | {} {} | {} | {} |\n", figure.workload, figure.what,
                       number(figure.value), figure.unit, ratio(figure), asked(figure));
  }
  return out;
}

std::string json(const std::vector<Figure>& figures) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const Figure& figure : figures) {
    nlohmann::ordered_json one = {{"workload", figure.workload},
                                  {"what", figure.what},
                                  {"value", figure.value},
                                  {"unit", figure.unit}};
    if (figure.ratio > 0) {
      one["ratio"] = figure.ratio;
      one["against"] = figure.against;
    }
    if (!figure.asked.empty()) {
      one["asked"] = figure.asked;
      one["reached"] = figure.is_reached;
    }
    all.push_back(std::move(one));
  }
  return all.dump(1) + '\n';
}

}  // namespace ioracle::bench
