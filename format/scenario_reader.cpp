#include "format/scenario_reader.h"

#include <algorithm>

#include "format/given.h"
#include "format/step_reader.h"
#include "format/text_file.h"
#include "model/clause.h"

namespace ioracle {
namespace {

constexpr std::string_view scenario_members[] = {
    "name",  "about", "clauses", "requires", "memory",  "threads",    "routines",
    "given", "steps", "expect",  "misuse",   "hazards", "environment"};
constexpr std::string_view expect_members[] = {"always",   "sometimes", "never",
                                               "profiles", "question",  "clauses"};
constexpr std::string_view thread_members[] = {"process"};
constexpr std::string_view memory_members[] = {"buffer", "overlapped", "variable", "inside",
                                               "offset"};
constexpr std::string_view profiles[] = {"documented", "windows-xp", "windows-7", "windows-8.1",
                                         "windows-10", "windows-11", "any"};

class ScenarioReader {
 public:
  explicit ScenarioReader(Program& program)
      : program_(program),
        names_(program, context_),
        values_(context_, program.names),
        steps_(program, context_, names_) {
    context_.constants = true;
  }

  bool read(const JsonNode& root);
  const FormatError& error() const { return context_.error; }

 private:
  using Json = const JsonNode*;

  template <typename Read>
  bool member(const JsonNode& json, std::string_view name, Read read);
  template <typename Read>
  bool each_member(Json json, std::string_view expected, Read read);
  bool words(Json json, std::vector<std::string>& words);
  bool clauses(Json json, std::vector<std::string>& ids);
  bool threads(Json json);
  bool thread(std::string_view name, Json json);
  bool memory(std::string_view name, Json json);
  bool given(Json json);
  bool expectation(Json json);

  Program& program_;
  DecodeContext context_;
  ScenarioNames names_;
  ValueDecoder<NodeBackend> values_;
  StepReader steps_;
};

template <typename Read>
bool ScenarioReader::member(const JsonNode& json, std::string_view name, Read read) {
  Json node = json.find(name);
  if (node == nullptr) return true;
  context_.enter(name);
  if (!read(node)) return false;
  context_.leave();
  return true;
}

// The members of an object whose names are up to the scenario.
template <typename Read>
bool ScenarioReader::each_member(Json json, std::string_view expected, Read read) {
  if (json->kind != JsonKind::object) return values_.fail(json, std::string(expected));
  for (std::size_t index = 0; index < json->names.size(); ++index) {
    context_.enter(json->names[index]);
    if (json->names[index].empty() || json->names[index] == "untouched") {
      return context_.fail(json->items[index].line, "a name", '"' + json->names[index] + '"');
    }
    if (!read(json->names[index], &json->items[index])) return false;
    context_.leave();
  }
  return true;
}

bool ScenarioReader::words(Json json, std::vector<std::string>& words) {
  return values_.list(json, "a list of strings",
                      [&](Json& item) { return values_.word(item, words.emplace_back()); });
}

bool ScenarioReader::clauses(Json json, std::vector<std::string>& ids) {
  return values_.list(json, "a list of clause ids", [&](Json& item) {
    if (!values_.word(item, ids.emplace_back())) return false;
    if (find_clause(ids.back())) return true;
    std::vector<std::string_view> known;
    for (const Clause& clause : ioracle::clauses()) known.push_back(clause.id);
    return context_.fail(item->line, "a clause of the catalogue",
                         '"' + ids.back() + '"' + suggestion(ids.back(), known));
  });
}

bool ScenarioReader::thread(std::string_view text, Json json) {
  const Name name = program_.names.intern(text);
  if (!names_.declare(name, Role::handle, json->line)) return false;
  if (std::ranges::count(program_.threads, name, &ThreadDeclaration::name) > 0) {
    if (text != "main") return values_.fail(json, "each thread once");
  } else {
    program_.threads.push_back({name, {}});
  }
  if (json->kind == JsonKind::string) return true;
  auto& declaration = *std::ranges::find(program_.threads, name, &ThreadDeclaration::name);
  return values_.object(json, "a thread", thread_members, [&](std::string_view, Json& process) {
    return values_.name(process, declaration.process);
  });
}

bool ScenarioReader::threads(Json json) {
  steps_.restrict_threads();
  if (json->kind == JsonKind::object) {
    return each_member(json, "threads", [&](std::string_view name, Json declaration) {
      return thread(name, declaration);
    });
  }
  return values_.list(json, "a list of names, or an object of threads", [&](Json& item) {
    Name name;
    return values_.name(item, name) && thread(item->text, item);
  });
}

bool ScenarioReader::memory(std::string_view text, Json json) {
  MemoryDeclaration memory;
  memory.name = program_.names.intern(text);
  int kinds = 0;
  Role role = Role::buffer;
  if (!values_.object(json, "a declaration of memory", memory_members,
                      [&](std::string_view member, Json& value) {
                        if (member == "inside") return values_.name(value, memory.inside);
                        if (member == "offset") return values_.natural(value, memory.offset);
                        ++kinds;
                        if (member == "buffer") return values_.natural(value, memory.size);
                        if (member == "variable") {
                          role = Role::variable;
                          memory.kind = MemoryDeclaration::Kind::variable;
                          return values_.number(value, memory.number);
                        }
                        role = Role::overlapped;
                        memory.kind = MemoryDeclaration::Kind::overlapped;
                        memory.words.event = Value::null();
                        memory.words.offset = memory.words.offset_high = 0;
                        memory.words.internal = memory.words.internal_high = 0;
                        return values_.object(value, "an object of words", word_members,
                                              [&](std::string_view word, Json& inner) {
                                                bool handled = false;
                                                return values_.words(inner, memory.words, handled,
                                                                     word);
                                              });
                      })) {
    return false;
  }
  if (kinds != 1) return values_.fail(json, "one of buffer, overlapped and variable");
  if (memory.words.event.kind == ValueKind::name) {
    names_.use_handle(memory.words.event.name, json->line);
  }
  if (memory.inside) names_.use_observed(memory.inside, json->line);
  program_.memory.push_back(memory);
  return names_.declare(memory.name, role, json->line);
}

bool ScenarioReader::given(Json json) {
  bool startup_done = false;
  std::size_t index = 0;
  return values_.list(json, "a list", [&](Json& item) {
    const auto text = given_steps(*item, context_, program_.names, startup_done);
    if (!text) return false;
    FormatError ignored;
    auto steps = parse_json(*text, {}, 1, ignored);
    if (!steps) return values_.fail(item, "names that can be written");
    const auto set_line = [&](auto& self, JsonNode& node) -> void {
      node.line = item->line;
      for (JsonNode& inner : node.items) self(self, inner);
    };
    set_line(set_line, *steps);
    return steps_.top_level(&*steps, "given_" + std::to_string(index++) + '_');
  });
}

bool ScenarioReader::expectation(Json json) {
  Expectation& expectation = program_.expectations.emplace_back();
  int kinds = 0;
  if (!values_.object(json, "an expectation", expect_members,
                      [&](std::string_view member, Json& value) {
                        if (member == "profiles") {
                          return values_.list(value, "a list of profiles", [&](Json& item) {
                            std::string& profile = expectation.profiles.emplace_back();
                            if (!values_.word(item, profile)) return false;
                            return std::ranges::count(profiles, profile) > 0 ||
                                   context_.fail(item->line, "a profile",
                                                 describe(*item) + suggestion(profile, profiles));
                          });
                        }
                        if (member == "question") return values_.word(value, expectation.question);
                        if (member == "clauses") return clauses(value, expectation.clauses);
                        ++kinds;
                        using Kind = Expectation::Kind;
                        expectation.kind = member == "always"      ? Kind::always
                                           : member == "sometimes" ? Kind::sometimes
                                                                   : Kind::never;
                        expectation.text = value->text;
                        return steps_.expression(value, expectation.condition);
                      })) {
    return false;
  }
  return kinds == 1 || values_.fail(json, "one of always, sometimes and never");
}

bool ScenarioReader::read(const JsonNode& root) {
  if (root.kind != JsonKind::object) {
    return context_.fail(root.line, "a scenario, an object", describe(root));
  }
  for (std::size_t index = 0; index < root.names.size(); ++index) {
    if (std::ranges::count(scenario_members, root.names[index]) > 0) continue;
    context_.enter(root.names[index]);
    return context_.fail(
        root.items[index].line, "a member of a scenario",
        '"' + root.names[index] + '"' + suggestion(root.names[index], scenario_members));
  }
  for (const std::string_view required : {"name", "steps"}) {
    if (root.find(required) != nullptr) continue;
    return context_.fail(root.line, "the member \"" + std::string(required) + '"',
                         "a scenario without it");
  }
  const Name main = program_.names.intern("main");
  program_.threads.push_back({main, {}});
  if (!names_.declare(main, Role::handle, root.line)) return false;
  const auto list_of = [this](auto function) {
    return [this, function](Json json) { return values_.list(json, "a list", function); };
  };
  return member(root, "name", [&](Json& n) { return values_.word(n, program_.scenario); }) &&
         member(root, "about", [&](Json& n) { return values_.word(n, program_.about); }) &&
         member(root, "clauses", [&](Json n) { return clauses(n, program_.clauses); }) &&
         member(root, "misuse", [&](Json n) { return clauses(n, program_.misuse); }) &&
         member(root, "hazards", [&](Json n) { return clauses(n, program_.hazards); }) &&
         member(root, "requires", [&](Json n) { return words(n, program_.requirements); }) &&
         member(root, "environment", [&](Json n) { return words(n, program_.environment); }) &&
         member(root, "threads", [&](Json n) { return threads(n); }) &&
         member(root, "memory",
                [&](Json n) {
                  return each_member(n, "an object of memory", [&](std::string_view name, Json m) {
                    return memory(name, m);
                  });
                }) &&
         member(root, "routines",
                [&](Json n) {
                  return each_member(
                      n, "an object of routines", [&](std::string_view name, Json body) {
                        RoutineDeclaration routine;
                        routine.name = program_.names.intern(name);
                        if (!names_.declare(routine.name, Role::routine, body->line) ||
                            !steps_.routine(body, routine.name, routine.body)) {
                          return false;
                        }
                        program_.routines.push_back(std::move(routine));
                        return true;
                      });
                }) &&
         member(root, "given", [&](Json n) { return given(n); }) &&
         member(root, "steps", [&](Json n) { return steps_.top_level(n, ""); }) &&
         member(root, "expect", list_of([&](Json& item) { return expectation(item); })) &&
         names_.finish();
}

}  // namespace

std::optional<Program> read_scenario(std::string_view text, std::string_view name,
                                     FormatError& error) {
  const auto root = parse_json(text, name, 1, error);
  if (!root) return std::nullopt;
  std::optional<Program> program(std::in_place);
  ScenarioReader reader(*program);
  if (reader.read(*root)) return program;
  error = reader.error();
  error.file = name;
  return std::nullopt;
}

std::optional<Program> read_scenario_file(const std::string& path, FormatError& error) {
  const std::optional<TextFile> file = read_text_file(path, error);
  return file ? read_scenario(file->text, file->name, error) : std::nullopt;
}

}  // namespace ioracle
