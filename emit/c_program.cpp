#include "emit/c_program.h"

#include <fmt/format.h>

#include <algorithm>

#include "emit/c_call.h"
#include "emit/c_expression.h"
#include "emit/c_objects.h"
#include "emit/runtime.h"

namespace ioracle::emit {
namespace {

std::string refusal_of(const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    if (step.kind == Step::Kind::environment) {
      return "it acts on the environment: " + step.call.action;
    }
    if (step.kind == Step::Kind::memory) return "it frees or allocates memory";
    if (step.kind == Step::Kind::call && !is_in_c(step.call.function)) {
      return "it calls " + std::string(info(step.call.function).name);
    }
    for (const auto* inner : {&step.body, &step.otherwise}) {
      if (std::string reason = refusal_of(*inner); !reason.empty()) return reason;
    }
  }
  return {};
}

constexpr std::string_view steps_told =
    "  all_places = places;\n  all_steps = steps;\n"
    "  step_count = (int)(sizeof steps / sizeof steps[0]);\n";

// Comments must not end early.
std::string commented(std::string text) {
  for (std::size_t at = 0; (at = text.find("*/", at)) != std::string::npos;) text[at] = ' ';
  return text;
}

class ProgramWriter {
 public:
  ProgramWriter(const Program& program, Profile profile)
      : program_(program), profile_(profile), objects_(program) {}

  std::string program(const Permitted& permitted);
  std::string wine_test(const WineChecks& checks);

 private:
  std::string head(std::string_view verb) const;
  // All but what is checked, and by whom.
  std::string body(std::string_view verb, std::string_view checker);
  std::string preparations() const;
  std::string expectations(std::string_view format) const;
  std::string steps(const std::vector<Step>& steps, bool in_routine, const std::string& indent);
  std::string step(const Step& step, bool in_routine, const std::string& indent);
  std::string observe(const Step& step, bool in_routine, const std::string& indent) const;
  std::string routines();
  std::string units();
  std::string main_function(const Permitted& permitted) const;

  const Program& program_;
  Profile profile_;
  CObjects objects_;
  std::uint32_t loops_ = 0;
};

std::string ProgramWriter::head(std::string_view verb) const {
  std::string clauses;
  for (const std::string& clause : program_.clauses) {
    clauses += (clauses.empty() ? "" : ", ") + clause;
  }
  const std::string name = commented(program_.scenario);
  std::string out = fmt::format(
      "/* {0}\n *\n * {1}\n * Clauses: {2}\n *\n"
      " * Made of a scenario by `ioracle {6}`. To build and run it:\n"
      " *   x86_64-w64-mingw32-gcc -static -Wall -Wextra -O1 {0}.c -o {0}.exe{3} && wine {0}.exe\n"
      " *   cl /W3 {0}.c{4}\n"
      " * Exit code: 0 all is as {5} allows, 1 something differs, 3 it could not be told. */\n",
      name, commented(program_.about), clauses, objects_.uses_sockets() ? " -lws2_32" : "",
      objects_.uses_sockets() ? " ws2_32.lib" : "", name_of(profile_), verb);
  out +=
      "#ifndef _WIN32_WINNT\n#define _WIN32_WINNT 0x0602\n#endif\n"
      "#define _CRT_SECURE_NO_WARNINGS\n";
  if (objects_.uses_sockets()) {
    out +=
        "#define _WINSOCK_DEPRECATED_NO_WARNINGS\n#ifdef WINPR\n#include <winpr/winsock.h>\n#else\n"
        "#include <winsock2.h>\n#include <ws2tcpip.h>\n#include <mswsock.h>\n#endif\n";
  }
  out +=
      "#ifdef WINPR /* a reimplementation for other systems */\n"
      "#include <winpr/winpr.h>\n#include <winpr/error.h>\n#include <winpr/handle.h>\n"
      "#include <winpr/interlocked.h>\n#include <winpr/io.h>\n#include <winpr/file.h>\n"
      "#include <winpr/pipe.h>\n#include <winpr/synch.h>\n#include <winpr/sysinfo.h>\n"
      "#include <winpr/thread.h>\n#else\n#include <windows.h>\n#endif\n"
      "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n";
  out +=
      "#ifdef WINPR\n#include <sched.h>\n#define YieldProcessor() sched_yield()\n"
      "#define GetCurrentThread _GetCurrentThread\n#endif\n";
  out +=
      "#ifdef _MSC_VER\n#define ALIGNED __declspec(align(16))\n#else\n"
      "#define ALIGNED __attribute__((aligned(16), unused))\n#endif\n\n";
  return out;
}

std::string ProgramWriter::observe(const Step& step, bool in_routine,
                                   const std::string& indent) const {
  const Name object = step.call.object;
  const std::string name = quoted(objects_.text(object));
  if (step.call.action == "overlapped") {
    if (is_routine_argument(object, objects_, in_routine)) {
      return fmt::format("{}observe_overlapped({}, lpOverlapped);\n", indent, name);
    }
    return fmt::format("{}observe_overlapped({}, {});\n", indent, name,
                       objects_.overlapped(object));
  }
  if (step.call.action == "handle") {
    const bool thread = objects_.of(object).kind == CObject::Kind::thread;
    return fmt::format("{}observe_handle({}, {}_{}{});\n", indent, name,
                       thread ? "thread" : "object", objects_.identifier(object),
                       thread ? ".thread" : "");
  }
  if (step.call.action == "buffer") {
    std::uint64_t offset = 0;
    std::uint64_t length = objects_.of(object).size;
    if (!step.call.buffers.empty()) {
      offset = step.call.buffers.front().offset;
      length = step.call.buffers.front().length;
    }
    return fmt::format("{}observe_buffer({}, {}, {});\n", indent, name,
                       objects_.buffer_place(object, offset), length);
  }
  const std::string identifier = objects_.identifier(object);
  const bool member = !objects_.of(step.call.object).member.empty();
  const std::string place =
      member ? objects_.number(step.call.object) : "variable_" + identifier + ".wide";
  std::string out = fmt::format("{}observe_number({}, {});\n", indent, name, place);
  if (objects_.of(object).is_asked) {
    out += fmt::format("{0}value_{1} = (long long){2};\n", indent, identifier, place);
  }
  return out;
}

std::string ProgramWriter::steps(const std::vector<Step>& steps, bool in_routine,
                                 const std::string& indent) {
  std::string out;
  for (const Step& one : steps) out += step(one, in_routine, indent);
  return out;
}

std::string ProgramWriter::step(const Step& step, bool in_routine, const std::string& indent) {
  switch (step.kind) {
    case Step::Kind::call:
      return c_call(step, objects_, in_routine, indent);
    case Step::Kind::observe:
      return observe(step, in_routine, indent);
    case Step::Kind::settle:
      return indent + "settle();\n";
    case Step::Kind::exit_thread:
      return indent + "exit_thread();\n";
    case Step::Kind::barrier:
      return fmt::format("{}stand_at_barrier(&barrier_{}, {});\n", indent,
                         objects_.identifier(step.barrier), objects_.barrier_size(step.barrier));
    case Step::Kind::branch: {
      std::string out =
          fmt::format("{}if ({}) {{\n", indent, c_expression(step.condition, objects_, in_routine));
      out += steps(step.body, in_routine, indent + "  ");
      if (!step.otherwise.empty()) {
        out += indent + "} else {\n" + steps(step.otherwise, in_routine, indent + "  ");
      }
      return out + indent + "}\n";
    }
    case Step::Kind::repeat: {
      const std::uint32_t loop = ++loops_;
      std::string out = fmt::format("{0}{{\n{0}  int pass_{1};\n", indent, loop);
      out += fmt::format("{0}  for (pass_{1} = 0; pass_{1} < {2}; ++pass_{1}) {{\n", indent, loop,
                         step.max);
      out += steps(step.body, in_routine, indent + "    ");
      out += fmt::format("{}    if ({}) break;\n", indent,
                         c_expression(step.condition, objects_, in_routine));
      return out + indent + "  }\n" + indent + "}\n";
    }
    default:
      return {};
  }
}

// A body once, and a function for each shape in which it is handed to a call.
std::string ProgramWriter::routines() {
  std::string out;
  for (const RoutineDeclaration& routine : program_.routines) {
    const std::string name = objects_.identifier(routine.name);
    const auto& used = objects_.routines();
    const auto of_shape = [&](RoutineShape shape) {
      return used.contains({routine.name.index, shape});
    };
    for (const char* prefix : {"winsock_", "file_", "apc_"}) {
      const std::string_view shape(prefix);
      if (shape == "winsock_" && of_shape(RoutineShape::winsock)) {
        out += fmt::format(
            "static void CALLBACK winsock_{}(DWORD dwError, DWORD cbTransferred,\n"
            "    OVERLAPPED *lpOverlapped, DWORD dwFlags);\n",
            name);
      }
      if (shape == "file_" && of_shape(RoutineShape::file)) {
        out += fmt::format(
            "static void CALLBACK file_{}(DWORD dwError, DWORD cbTransferred,\n"
            "    OVERLAPPED *lpOverlapped);\n",
            name);
      }
      if (shape == "apc_" && of_shape(RoutineShape::apc)) {
        out += fmt::format("static void CALLBACK apc_{}(ULONG_PTR dwData);\n", name);
      }
    }
  }
  for (const RoutineDeclaration& routine : program_.routines) {
    const std::string name = objects_.identifier(routine.name);
    const auto of_shape = [&](RoutineShape shape) {
      return objects_.routines().contains({routine.name.index, shape});
    };
    const bool called = of_shape(RoutineShape::winsock) || of_shape(RoutineShape::file) ||
                        of_shape(RoutineShape::apc);
    if (!called) continue;
    out += fmt::format(
        "\nstatic void body_{}(DWORD dwError, DWORD cbTransferred, OVERLAPPED *lpOverlapped,\n"
        "    DWORD dwFlags, ULONG_PTR dwData) {{\n"
        "  (void)dwError, (void)cbTransferred, (void)lpOverlapped, (void)dwFlags, (void)dwData;\n",
        name);
    out += steps(routine.body, true, "  ") + "}\n";
    const std::string told =
        "  tell_argument(note, \"dwError\", dwError);\n"
        "  tell_argument(note, \"cbTransferred\", cbTransferred);\n"
        "  tell_overlapped_argument(note, lpOverlapped);\n";
    const std::string entry = fmt::format("  struct note *note = enter_routine({});\n",
                                          quoted(objects_.text(routine.name)));
    if (of_shape(RoutineShape::winsock)) {
      out += fmt::format(
          "\nstatic void CALLBACK winsock_{0}(DWORD dwError, DWORD cbTransferred,\n"
          "    OVERLAPPED *lpOverlapped, DWORD dwFlags) {{\n{1}{2}"
          "  tell_argument(note, \"dwFlags\", dwFlags);\n"
          "  body_{0}(dwError, cbTransferred, lpOverlapped, dwFlags, 0);\n}}\n",
          name, entry, told);
    }
    if (of_shape(RoutineShape::file)) {
      out += fmt::format(
          "\nstatic void CALLBACK file_{0}(DWORD dwError, DWORD cbTransferred,\n"
          "    OVERLAPPED *lpOverlapped) {{\n{1}{2}"
          "  body_{0}(dwError, cbTransferred, lpOverlapped, 0, 0);\n}}\n",
          name, entry, told);
    }
    if (of_shape(RoutineShape::apc)) {
      out += fmt::format(
          "\nstatic void CALLBACK apc_{0}(ULONG_PTR dwData) {{\n{1}"
          "  tell_argument(note, \"dwData\", dwData);\n"
          "  body_{0}(0, 0, NULL, 0, dwData);\n}}\n",
          name, entry);
    }
  }
  return out;
}

std::string ProgramWriter::units() {
  std::string functions;
  std::string list = "\nstatic const struct step steps[] = {\n";
  std::uint32_t number = 0;
  std::uint32_t unit = 0;
  std::uint32_t race = 0;
  for (const Step& one : program_.steps) {
    ++number;
    if (one.race == 0 || one.race != race) ++unit;
    race = one.race;
    functions += fmt::format("\nstatic void step_{}(void) {{\n", number);
    functions += step(one, false, "  ") + "}\n";
    list += fmt::format("    {{&thread_{}, step_{}, {}, {}}},\n", objects_.identifier(one.thread),
                        number, unit, one.busy ? 1 : 0);
  }
  return functions + list + "};\n";
}

std::string table(const Permitted& permitted) {
  std::string out = fmt::format(
      "\n/* What the model allows, place by place: thread, which of its calls, function. A "
      "question\n"
      " * mark stands for anything. {} */\nstatic const struct permitted permitted[] = {{\n",
      permitted.complete
          ? fmt::format("All of its runs were tried: {}.", permitted.runs)
          : fmt::format("Runs that were tried: {}; there may be others.", permitted.runs));
  for (const Permitted::Row& row : permitted.rows) {
    out += fmt::format("    {{{}, {}}},\n", quoted(row.key), quoted(row.text));
  }
  return out + "    {NULL, NULL},\n};\n";
}

std::string ProgramWriter::preparations() const {
  std::string out = "  static struct actor *const actors[] = {";
  for (const Name thread : objects_.threads()) {
    out += fmt::format("&thread_{}, ", objects_.identifier(thread));
  }
  out += "NULL};\n";
  return out;
}

// `format` says how kind, text and condition are asked.
std::string ProgramWriter::expectations(std::string_view format) const {
  std::string out;
  for (const Expectation& expectation : program_.expectations) {
    if (expectation.kind == Expectation::Kind::sometimes) continue;
    if (!concerns(expectation, profile_)) continue;
    const bool always = expectation.kind == Expectation::Kind::always;
    out += fmt::format(fmt::runtime(format), always ? "always" : "never",
                       always ? "!=" : "==", quoted(expectation.text),
                       c_expression(expectation.condition, objects_, false));
  }
  return out;
}

std::string ProgramWriter::main_function(const Permitted& permitted) const {
  std::string out = "\nint main(void) {\n" + preparations();
  out += "  int differences;\n  setvbuf(stdout, NULL, _IONBF, 0);\n" + objects_.preparations();
  out += fmt::format(
      "{}  printf(\"{}\\n\");\n  start_actors(actors);\n  perform_steps();\n"
      "  differences = judge(permitted);\n",
      steps_told, program_.scenario);
  out += expectations("  differences += judge_expectation(\"{0}\", {2},\n      {3} != 0);\n");
  out += fmt::format(
      "  if (differences == 0) printf(\"nothing differs from what the model of {0} allows\\n\");\n"
      "  else printf(\"%d observations differ from what {1} of {0} allow{2}\\n\", differences);\n"
      "  fflush(stdout);\n"
      "  ExitProcess(differences == 0 ? 0 : 1);\n  return 3;\n}}\n",
      name_of(profile_), permitted.complete ? "the model" : "the runs that were tried of the model",
      permitted.complete ? "s" : "");
  return out;
}

std::string ProgramWriter::body(std::string_view verb, std::string_view checker) {
  std::string out = head(verb) + std::string(runtime_text);
  if (objects_.uses_sockets()) out += runtime_sockets_text;
  if (objects_.uses_paths()) out += runtime_paths_text;
  if (objects_.uses_packets()) out += runtime_packets_text;
  out += checker;
  out +=
      "\n/* -----------------------------------------------------------------------------------"
      "-------------\n * The scenario. */\n\n";
  out += objects_.definitions();
  out += objects_.places();
  out += routines();
  return out + units();
}

std::string ProgramWriter::program(const Permitted& permitted) {
  return body("emit", runtime_judge_text) + table(permitted) + main_function(permitted);
}

std::string ProgramWriter::wine_test(const WineChecks& checks) {
  std::string out = body("emit --form wine-test", runtime_wine_test_text);
  out += fmt::format("\nSTART_TEST({}) {{\n{}", program_.scenario, preparations());
  out += objects_.preparations() + std::string(steps_told);
  out += "  start_actors(actors);\n  perform_steps();\n" + c_checks(checks);
  // They may hang on what is known to differ.
  if (!checks.differs) {
    out += expectations("  ok(({3}) {1} 0,\n     \"%s\\n\", \"{0} \" {2});\n");
  }
  return out + "}\n";
}

}  // namespace

std::string refusal(const Program& program) {
  for (const ThreadDeclaration& thread : program.threads) {
    if (thread.process) return "it has several processes";
  }
  for (const RoutineDeclaration& routine : program.routines) {
    if (std::string reason = refusal_of(routine.body); !reason.empty()) return reason;
  }
  return refusal_of(program.steps);
}

std::string c_program(const Program& program, const Permitted& permitted, Profile profile) {
  return ProgramWriter(program, profile).program(permitted);
}

std::string wine_test(const Program& program, const WineChecks& checks, Profile profile) {
  return ProgramWriter(program, profile).wine_test(checks);
}

}  // namespace ioracle::emit
