#include "fuzz/shrink.h"

#include <algorithm>

#include "format/json_document.h"
#include "format/json_layout.h"
#include "format/scenario_reader.h"
#include "fuzz/edits.h"

namespace ioracle {
namespace {

class Shrinker {
 public:
  Shrinker(JsonNode root, const ShowsIt& shows, std::uint64_t tries_most)
      : root_(std::move(root)), shows_(shows), tries_most_(tries_most) {}

  Shrunk shrink() {
    // Steps first: with each of them a good deal of the rest goes.
    for (bool smaller = true; smaller && tried_ < tries_most_;) {
      smaller = drop_chunks();
      for (const Edit edit : all_edits()) smaller = exhaust(edit) || smaller;
    }
    return {scenario_text(root_), tried_};
  }

 private:
  bool keep(JsonNode candidate) {
    if (tried_ >= tries_most_) return false;
    const std::string text = scenario_text(candidate);
    FormatError ignored;
    if (!read_scenario(text, "<scenario>", ignored)) return false;
    ++tried_;
    if (!shows_(text)) return false;
    root_ = std::move(candidate);
    return true;
  }

  // Halves, quarters and so on of the steps.
  bool drop_chunks() {
    bool smaller = false;
    const JsonNode* steps = root_.find("steps");
    for (std::size_t size = steps->items.size() / 2; size > 1; size /= 2) {
      for (std::size_t first = 0; first < root_.find("steps")->items.size();) {
        JsonNode candidate = root_;
        drop_steps(candidate, first, size);
        if (keep(std::move(candidate))) {
          smaller = true;
        } else {
          first += size;
        }
      }
    }
    return smaller;
  }

  // From the last place to the first: what comes later hangs on what comes before.
  bool exhaust(Edit edit) {
    bool smaller = false;
    for (std::size_t place = count_places(root_, edit); place-- > 0;) {
      place = std::min(place, count_places(root_, edit));
      JsonNode candidate = root_;
      if (apply(candidate, edit, place) && keep(std::move(candidate))) smaller = true;
    }
    return smaller;
  }

  JsonNode root_;
  const ShowsIt& shows_;
  std::uint64_t tries_most_;
  std::uint64_t tried_ = 0;
};

}  // namespace

std::optional<Shrunk> shrink(std::string_view scenario, const ShowsIt& shows,
                             std::uint64_t tries_most, FormatError& error) {
  auto root = parse_json(scenario, "<scenario>", 1, error);
  if (!root) return std::nullopt;
  if (root->find("steps") == nullptr) return Shrunk{std::string(scenario), 0};
  return Shrinker(std::move(*root), shows, tries_most).shrink();
}

std::size_t step_count(std::string_view scenario) {
  FormatError ignored;
  const auto root = parse_json(scenario, "<scenario>", 1, ignored);
  return root ? count_places(*root, Edit::drop_step) : 0;
}

std::string name_of_scenario(std::string_view scenario) {
  FormatError ignored;
  const auto root = parse_json(scenario, "<scenario>", 1, ignored);
  const JsonNode* name = root ? root->find("name") : nullptr;
  return name ? name->text : std::string();
}

std::string renamed(std::string_view scenario, std::string_view name) {
  FormatError ignored;
  auto root = parse_json(scenario, "<scenario>", 1, ignored);
  if (!root || root->find("name") == nullptr) return std::string(scenario);
  set_member(*root, "name", name);
  return scenario_text(*root);
}

}  // namespace ioracle
