// Scenarios: what is expanded, what is filled in, and what malformed ones are told.

#include "format/scenario_reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace ioracle {
namespace {

std::string with_steps(const std::string& steps) {
  return "{\"name\": \"t\",\n \"steps\": [\n" + steps + "]}";
}

std::string message_about_scenario(const std::string& text) {
  FormatError error;
  return read_scenario(text, "t", error) ? "" : error.message();
}

Program read(const std::string& text) {
  FormatError error;
  auto program = read_scenario(text, "t", error);
  EXPECT_TRUE(program) << error.message();
  return program ? std::move(*program) : Program{};
}

TEST(ScenarioReader, EveryScenarioOfTheCorpus) {
  std::size_t count = 0;
  const std::filesystem::path folder(IORACLE_SOURCE_FOLDER "/scenarios");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    FormatError error;
    const auto program = read_scenario_file(entry.path().string(), error);
    ++count;
    ASSERT_TRUE(program) << error.message();
    EXPECT_EQ(program->scenario, entry.path().stem().string());
  }
  EXPECT_GT(count, 0U);
}

TEST(ScenarioReader, GivenStandsForItsSteps) {
  const Program program = read(R"({"name": "t", "steps": [], "given": [
      {"tcp_pair": {"client": "c", "server": "s", "overlapped": true}}, {"startup": true}]})");
  std::vector<std::string_view> calls;
  for (const Step& step : program.steps) calls.push_back(info(step.call.function).name);
  const std::vector<std::string_view> expected = {"WSAStartup", "WSASocketW", "bind",
                                                  "listen",     "WSASocketW", "connect",
                                                  "accept",     "closesocket"};
  EXPECT_TRUE(std::ranges::equal(std::span(calls).first(expected.size()), expected));
  EXPECT_EQ(program.names.text(program.steps[6].as), "s");
}

TEST(ScenarioReader, FillsInWhatIsLeftOut) {
  const Program program = read(with_steps(R"(
    {"call": "socket", "as": "c", "with": {"af": "AF_INET", "type": "SOCK_STREAM"}},
    {"call": "WSARecv", "with": {"s": "c", "lpBuffers": [{"buf": "b", "offset": 3, "len": 9}]}},
    {"call": "send", "with": {"s": "c", "buf": {"buf": "d", "bytes": [["A", 0, 5], "6869"]},
     "flags": "MSG_OOB|MSG_DONTROUTE"}},
    {"thread": "other", "call": "ReadFile",
     "with": {"hFile": "c", "lpBuffer": "b", "nNumberOfBytesToRead": 4}},
    {"call": "WSACleanup"})"));
  ASSERT_EQ(program.steps.size(), 5U);
  const Event& receive = program.steps[1].call;
  EXPECT_EQ(program.names.text(program.steps[1].as), "WSARecv_1");
  EXPECT_EQ(receive.find(Parameter::lpNumberOfBytesRecvd)->value, Value::null());
  EXPECT_EQ(receive.find(Parameter::lpFlags)->preset, Value::integer(0));
  EXPECT_EQ(receive.find(Parameter::lpOverlapped)->value, Value::null());
  EXPECT_EQ(receive.find(Parameter::dwBufferCount), nullptr);
  const Event& send = program.steps[2].call;
  EXPECT_EQ(send.find(Parameter::len)->value, Value::integer(7));
  EXPECT_EQ(send.find(Parameter::flags)->value, Value::integer(5));
  EXPECT_EQ(send.buffers[0].length, 7U);
  EXPECT_EQ(program.steps[3].call.buffers[0].length, 4U);
  EXPECT_EQ(program.names.text(program.steps[4].thread), "other");
  const auto size_of = [&](std::string_view name) {
    for (const MemoryDeclaration& memory : program.memory) {
      if (program.names.text(memory.name) == name) return memory.size;
    }
    return 0U;
  };
  EXPECT_EQ(size_of("b"), 12U);
  EXPECT_EQ(size_of("d"), 7U);
}

TEST(ScenarioReader, StepsInsideOfSteps) {
  const Program program = read(with_steps(R"(
    {"repeat": [{"if": "r pending", "then": [{"call": "WSACleanup", "as": "x"}],
                 "else": [{"call": "WSACleanup", "as": "x"}]},
                {"call": "WSACleanup", "as": "r"}], "until": "r.error == WSAECONNRESET", "max": 3},
    {"race": [[{"thread": "a", "barrier": "b"}, {"settle": true}],
              [{"thread": "b2", "barrier": "b"}]]},
    {"thread": "main", "exit_thread": true})"));
  ASSERT_EQ(program.steps.size(), 5U);
  EXPECT_EQ(program.steps[0].max, 3U);
  EXPECT_EQ(program.steps[0].body[0].otherwise.size(), 1U);
  EXPECT_EQ(program.steps[1].race, 1U);
  EXPECT_EQ(program.steps[2].thread, program.steps[1].thread);
  EXPECT_EQ(program.steps[3].race, 1U);
  EXPECT_EQ(program.steps[4].race, 0U);
}

TEST(MalformedScenario, UnknownWords) {
  EXPECT_EQ(message_about_scenario(with_steps(R"({"call": "WSARecve"})")),
            "t:3: at /steps/0/call: expected a function of the vocabulary, found \"WSARecve\" (did "
            "you mean \"WSARecv\"?)");
  EXPECT_EQ(
      message_about_scenario(with_steps("{\"call\": \"WSARecv\",\n \"with\": {\"lpBufers\": []}}")),
      "t:4: at /steps/0/with/lpBufers: expected a parameter of WSARecv, found \"lpBufers\" "
      "(did you mean \"lpBuffers\"?)");
  EXPECT_EQ(message_about_scenario(with_steps(R"({"cal": "WSARecv"})")),
            "t:3: at /steps/0: expected a step: call, if, repeat, race, barrier, settle, observe, "
            "memory, environment or exit_thread, found \"cal\" (did you mean \"call\"?)");
  EXPECT_EQ(message_about_scenario(R"({"name": "t", "step": []})"),
            "t:1: at /step: expected a member of a scenario, found \"step\" (did you mean "
            "\"steps\"?)");
  EXPECT_EQ(
      message_about_scenario(R"({"name": "t", "steps": [], "clauses": ["WSARecv.ret.zer"]})"),
      "t:1: at /clauses/0: expected a clause of the catalogue, found \"WSARecv.ret.zer\" (did "
      "you mean \"WSARecv.ret.zero\"?)");
  EXPECT_EQ(message_about_scenario(with_steps(R"({"call": "socket", "with": {"af": "AF_INETT"}})")),
            "t:3: at /steps/0/with/af: expected a variable, or the name of a result, found "
            "\"AF_INETT\"");
}

TEST(MalformedScenario, Names) {
  EXPECT_EQ(message_about_scenario(with_steps("{\"call\": \"socket\", \"as\": \"c\"},\n"
                                              "{\"call\": \"socket\", \"as\": \"c\"}")),
            "t:4: at /steps/1/as: expected a new name, found \"c\", which another step has bound");
  EXPECT_EQ(
      message_about_scenario(with_steps("{\"call\": \"socket\", \"as\": \"cc\"},\n"
                                        "{\"call\": \"listen\", \"with\": {\"s\": \"ccc\"}}")),
      "t:4: at /steps/1/with/s: expected a handle that a step makes, found \"ccc\" (did you "
      "mean \"cc\"?)");
  EXPECT_EQ(message_about_scenario(with_steps(R"({"call": "socket", "as": "WSAEINTR"})")),
            "t:3: at /steps/0/as: expected a name that is no documented constant or parameter, "
            "found \"WSAEINTR\"");
  EXPECT_EQ(message_about_scenario(
                R"({"name": "t", "steps": [], "memory": {"b": {"buffer": 1}, "b": {}}})"),
            "t:1: at /memory/b: expected each member once, found the member \"b\" twice");
  EXPECT_EQ(message_about_scenario(with_steps(R"({"if": "r5 pending"})")),
            "t:3: at /steps/0/if: expected a variable, or the name of a result, found \"r5\"");
}

TEST(MalformedScenario, Steps) {
  EXPECT_EQ(message_about_scenario(with_steps(R"({"repeat": [{"settle": true}]})")),
            "t:3: at /steps/0: expected the member \"max\", how often at most, found a repeat "
            "without it");
  EXPECT_EQ(message_about_scenario(with_steps(R"({"if": "1 ="})")),
            "t:3: at /steps/0/if: expected an operator or the end in column 3 of the expression, "
            "found \"=\"");
  EXPECT_EQ(message_about_scenario(with_steps(R"({"race": [[{"settle": true}]]})")),
            "t:3: at /steps/0/race/0: expected a member \"thread\" in a step of the list, found "
            "none");
  EXPECT_EQ(message_about_scenario(with_steps(R"({"call": "listen", "with": {"s": 5}})")),
            "t:3: at /steps/0/with/s: expected a name, null or {\"raw\": n}, found 5");
  EXPECT_EQ(message_about_scenario(R"({"name": 5, "steps": []})"),
            "t:1: at /name: expected a string, found 5");
  EXPECT_EQ(message_about_scenario(R"({"name": "t"})"),
            "t:1: expected the member \"steps\", found a scenario without it");
}

TEST(MalformedScenario, DeepNesting) {
  const std::string text(100000, '[');
  EXPECT_NE(
      message_about_scenario(with_steps(text)).find("expected a nesting of at most 64 levels"),
      std::string::npos);
  std::string nested = R"({"settle": true})";
  for (int level = 0; level < 40; ++level) nested = R"({"if": "1", "then": [)" + nested + "]}";
  EXPECT_NE(
      message_about_scenario(with_steps(nested)).find("expected a nesting of at most 64 levels"),
      std::string::npos);
  const std::string expression = std::string(1000, '(') + "1" + std::string(1000, ')');
  EXPECT_NE(message_about_scenario(with_steps(R"({"if": ")" + expression + "\"}"))
                .find("at most 64 levels"),
            std::string::npos);
}

TEST(MalformedScenario, Truncated) {
  const std::string whole = with_steps(R"(
    {"call": "socket", "as": "c", "with": {"af": "AF_INET", "type": "SOCK_STREAM"}},
    {"repeat": [{"call": "WSACleanup"}], "until": "c failed", "max": 2})");
  EXPECT_EQ(message_about_scenario(whole), "");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const std::string message = message_about_scenario(whole.substr(0, size));
    EXPECT_TRUE(message.starts_with("t:")) << size << ": " << message;
    EXPECT_NE(message.find("expected JSON"), std::string::npos) << message;
  }
}

TEST(MalformedScenario, LineOf100Megabytes) {
  std::string text = "{\"name\":\n\"";
  text.append(std::size_t{100} << 20U, 'x');
  EXPECT_EQ(message_about_scenario(text),
            "t:2: expected lines of at most 64 MB, found a longer one");
}

}  // namespace
}  // namespace ioracle
