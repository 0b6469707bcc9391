#include "fuzz/edits.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ioracle {
namespace {

using Visit = std::function<void(JsonNode&)>;
using Index = std::ptrdiff_t;

void erase_item(JsonNode& node, std::size_t place) {
  node.items.erase(node.items.begin() + static_cast<Index>(place));
  if (node.kind == JsonKind::object)
    node.names.erase(node.names.begin() + static_cast<Index>(place));
}

JsonNode* member(JsonNode& node, std::string_view name) {
  return const_cast<JsonNode*>(std::as_const(node).find(name));
}

// Each list of steps: the scenario's, those of races and branches, bodies of routines.
void each_list_inside(JsonNode& list, const Visit& visit) {
  visit(list);
  for (JsonNode& step : list.items) {
    if (JsonNode* race = member(step, "race")) {
      for (JsonNode& inner : race->items) each_list_inside(inner, visit);
    }
    for (const std::string_view name : {"then", "else", "repeat"}) {
      if (JsonNode* inner = member(step, name)) each_list_inside(*inner, visit);
    }
  }
}

void each_list(JsonNode& root, const Visit& visit) {
  if (JsonNode* routines = member(root, "routines")) {
    for (JsonNode& body : routines->items) each_list_inside(body, visit);
  }
  if (JsonNode* steps = member(root, "steps")) each_list_inside(*steps, visit);
}

bool holds_steps(const JsonNode& step) {
  return step.find("race") || step.find("if") || step.find("repeat");
}

void each_step(JsonNode& root, const Visit& visit) {
  each_list(root, [&](JsonNode& list) {
    for (JsonNode& step : list.items) visit(step);
  });
}

void each_string(JsonNode& node, const Visit& visit) {
  if (node.kind == JsonKind::string) visit(node);
  for (JsonNode& inner : node.items) each_string(inner, visit);
}

// A change that is to be made at one place of many: counts the places and makes it there.
class Place {
 public:
  explicit Place(std::size_t wanted) : wanted_(wanted) {}
  bool is_here() {
    const bool here = seen_++ == wanted_;
    found_ = found_ || here;
    return here;
  }
  bool found() const { return found_; }
  std::size_t seen() const { return seen_; }

 private:
  std::size_t wanted_;
  std::size_t seen_ = 0;
  bool found_ = false;
};

void drop_step(JsonNode& root, Place& place) {
  each_list(root, [&](JsonNode& list) {
    for (std::size_t index = 0; index < list.items.size(); ++index) {
      const JsonNode& step = list.items[index];
      // Of what holds others, those are the steps.
      if (!holds_steps(step) && place.is_here()) return erase_item(list, index);
    }
  });
  // A race or a branch that is left without steps goes with its last one.
  each_list(root, [&](JsonNode& list) {
    for (JsonNode& step : list.items) {
      if (JsonNode* race = member(step, "race")) {
        std::erase_if(race->items, [](const JsonNode& inner) { return inner.items.empty(); });
      }
    }
    std::erase_if(list.items, [](const JsonNode& step) {
      for (const std::string_view name : {"race", "repeat", "then"}) {
        const JsonNode* inner = step.find(name);
        if (inner != nullptr) return inner->items.empty();
      }
      return false;
    });
  });
}

void unfold(JsonNode& root, Place& place) {
  each_list(root, [&](JsonNode& list) {
    for (std::size_t index = 0; index < list.items.size(); ++index) {
      if (!holds_steps(list.items[index]) || !place.is_here()) continue;
      const JsonNode step = list.items[index];
      std::vector<JsonNode> inside;
      if (const JsonNode* race = step.find("race")) {
        for (const JsonNode& inner : race->items) {
          inside.insert(inside.end(), inner.items.begin(), inner.items.end());
        }
      }
      for (const std::string_view name : {"then", "repeat"}) {
        const JsonNode* inner = step.find(name);
        if (inner != nullptr) inside = inner->items;
      }
      erase_item(list, index);
      list.items.insert(list.items.begin() + static_cast<Index>(index), inside.begin(),
                        inside.end());
      return;
    }
  });
}

void join_thread(JsonNode& root, Place& place) {
  std::set<std::string> threads;
  each_step(root, [&](JsonNode& step) {
    const JsonNode* thread = step.find("thread");
    if (thread != nullptr && thread->text != "main") threads.insert(thread->text);
  });
  for (const std::string& name : threads) {
    if (!place.is_here()) continue;
    each_step(root, [&](JsonNode& step) {
      JsonNode* thread = member(step, "thread");
      if (thread != nullptr && thread->text == name) thread->text = "main";
    });
  }
}

void drop_member(JsonNode& root, Place& place) {
  for (const std::string_view name : {"given", "routines", "threads", "requires", "memory"}) {
    JsonNode* list = member(root, name);
    if (list == nullptr) continue;
    for (std::size_t index = 0; index < list->items.size(); ++index) {
      if (place.is_here()) return erase_item(*list, index);
    }
  }
  for (std::size_t index = 0; index < root.names.size(); ++index) {
    const std::string& name = root.names[index];
    if (name == "name" || name == "about" || name == "steps") continue;
    if (place.is_here()) return erase_item(root, index);
  }
}

// What must stay for the argument to mean anything.
bool is_needed(const std::string& name) { return name == "at" || name == "buf" || name == "var"; }

void drop_argument_of(JsonNode& object, Place& place) {
  for (std::size_t index = 0; index < object.items.size(); ++index) {
    const bool whole = object.kind != JsonKind::object || is_needed(object.names[index]);
    if (!whole && place.is_here()) return erase_item(object, index);
    drop_argument_of(object.items[index], place);
    if (place.found()) return;
  }
}

void drop_argument(JsonNode& root, Place& place) {
  each_step(root, [&](JsonNode& step) {
    JsonNode* with = member(step, "with");
    if (with != nullptr && !place.found()) drop_argument_of(*with, place);
    for (std::size_t index = 0; index < step.names.size(); ++index) {
      if (step.names[index] == "as" && !place.found() && place.is_here()) {
        return erase_item(step, index);
      }
    }
  });
}

void drop_element(JsonNode& root, Place& place) {
  each_step(root, [&](JsonNode& step) {
    JsonNode* with = member(step, "with");
    if (with == nullptr || place.found()) return;
    for (JsonNode& argument : with->items) {
      if (argument.kind != JsonKind::array || argument.items.size() < 2) continue;
      for (std::size_t index = 0; index < argument.items.size(); ++index) {
        if (place.is_here()) return erase_item(argument, index);
      }
    }
  });
}

// Lengths of a buffer and of its bytes go together.
void lower_numbers_of(JsonNode& node, Place& place) {
  JsonNode* length = node.kind == JsonKind::object ? member(node, "len") : nullptr;
  JsonNode* bytes = node.kind == JsonKind::object ? member(node, "bytes") : nullptr;
  constexpr std::size_t run_parts = 3;  // pattern, first, length
  if (length != nullptr && bytes != nullptr && bytes->items.size() == 1 &&
      bytes->items[0].items.size() == run_parts && length->number > 1) {
    for (const std::int64_t smaller : {std::int64_t{1}, length->number / 2}) {
      if (smaller >= length->number || !place.is_here()) continue;
      length->number = smaller;
      bytes->items[0].items[2].number = smaller;
      return;
    }
  }
  for (std::size_t index = 0; index < node.items.size(); ++index) {
    JsonNode& inner = node.items[index];
    if (node.kind == JsonKind::object && node.names[index] == "bytes") continue;
    if (inner.kind == JsonKind::integer && bytes == nullptr) {
      for (const std::int64_t smaller : {std::int64_t{0}, std::int64_t{1}, inner.number / 2}) {
        if (smaller >= inner.number || place.found() || !place.is_here()) continue;
        inner.number = smaller;
        return;
      }
    }
    if (!place.found()) lower_numbers_of(inner, place);
  }
}

void lower_number(JsonNode& root, Place& place) {
  each_step(root, [&](JsonNode& step) {
    JsonNode* with = member(step, "with");
    if (with != nullptr && !place.found()) lower_numbers_of(*with, place);
  });
}

// Names that end in a number get the smallest that is free, in the order of the text.
void rename_all(JsonNode& root, Place& place) {
  std::map<std::string, std::set<std::string>> numbered;
  std::vector<std::string> found;
  JsonNode* steps = member(root, "steps");
  if (steps == nullptr) return;
  each_string(*steps, [&](JsonNode& node) {
    const std::size_t end = node.text.find_last_not_of("0123456789");
    const bool is_numbered = end != std::string::npos && end + 1 < node.text.size() && end < 9 &&
                             std::ranges::all_of(node.text.substr(0, end + 1), [](char letter) {
                               return letter >= 'a' && letter <= 'z';
                             });
    if (!is_numbered) return;
    if (numbered[node.text.substr(0, end + 1)].insert(node.text).second) {
      found.push_back(node.text);
    }
  });
  for (const std::string& old : found) {
    const std::string prefix = old.substr(0, old.find_last_not_of("0123456789") + 1);
    std::string fresh;
    for (std::size_t number = 1; fresh.empty(); ++number) {
      const std::string name = prefix + std::to_string(number);
      if (name == old || !numbered[prefix].contains(name)) fresh = name;
    }
    if (fresh == old || !place.is_here()) continue;
    each_string(root, [&](JsonNode& node) {
      if (node.text == old) node.text = fresh;
    });
    return;
  }
}

using Change = void (*)(JsonNode& root, Place& place);

Change change_of(Edit edit) {
  switch (edit) {
    case Edit::drop_step:
      return drop_step;
    case Edit::unfold:
      return unfold;
    case Edit::join_thread:
      return join_thread;
    case Edit::drop_member:
      return drop_member;
    case Edit::drop_argument:
      return drop_argument;
    case Edit::drop_element:
      return drop_element;
    case Edit::lower_number:
      return lower_number;
    case Edit::rename:
      break;
  }
  return rename_all;
}

}  // namespace

std::span<const Edit> all_edits() {
  static constexpr std::array edits = {Edit::drop_step,    Edit::unfold,        Edit::join_thread,
                                       Edit::drop_member,  Edit::drop_argument, Edit::drop_element,
                                       Edit::lower_number, Edit::rename};
  return edits;
}

std::size_t count_places(const JsonNode& root, Edit edit) {
  JsonNode copy = root;
  Place nowhere(static_cast<std::size_t>(-1));
  change_of(edit)(copy, nowhere);
  return nowhere.seen();
}

bool apply(JsonNode& root, Edit edit, std::size_t place) {
  Place here(place);
  change_of(edit)(root, here);
  return here.found();
}

void drop_steps(JsonNode& root, std::size_t first, std::size_t count) {
  JsonNode* steps = member(root, "steps");
  const auto begin = steps->items.begin() + static_cast<Index>(first);
  const auto left = static_cast<std::size_t>(steps->items.end() - begin);
  steps->items.erase(begin, begin + static_cast<Index>(std::min(count, left)));
}

void set_member(JsonNode& object, std::string_view name, std::string_view text) {
  if (JsonNode* found = member(object, name)) found->text = text;
}

}  // namespace ioracle
