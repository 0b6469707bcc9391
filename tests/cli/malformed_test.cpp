// Bad usage and malformed input: exit code 2, a message that names the place, and nothing written.

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

constexpr std::string_view header_line = R"({"event":"header","format":1})";

std::string trace(std::string_view line) {
  return std::string(header_line) + '\n' + std::string(line) + '\n';
}

void expect_refused(const Ran& run, std::string_view place) {
  EXPECT_EQ(run.code, 2) << run.output << run.errors;
  EXPECT_EQ(run.output, "");
  EXPECT_NE(run.errors.find(place), std::string::npos) << run.errors;
}

TEST(Malformed, Usage) {
  const Folder folder;
  EXPECT_EQ(folder.run({"judge"}).code, 2);
  EXPECT_EQ(folder.run({"check"}).code, 2);
  EXPECT_EQ(folder.run({"check", "-", "-"}).code, 2);
  EXPECT_EQ(folder.run({"run", "x.json", "--seed", "many"}).code, 2);
  EXPECT_EQ(folder.run({"run", "x.json", "--profile", "any"}).code, 2);
  EXPECT_EQ(folder.run({"run", "x.json", "--trace", "-", "--format", "json"}).code, 2);
  EXPECT_EQ(folder.run({"--help"}).code, 0);
  EXPECT_EQ(folder.run({"--version"}).code, 0);
}

TEST(Malformed, MissingFiles) {
  const Folder folder;
  expect_refused(folder.run({"check", folder.path("none.jsonl")}), "none.jsonl");
  expect_refused(folder.run({"run", folder.path("none.json")}), "none.json");
}

TEST(Malformed, Traces) {
  const Folder folder;
  const auto check = [&](std::string_view text) {
    return folder.run({"check", folder.write("t.jsonl", text)});
  };
  expect_refused(check(""), "t.jsonl");
  expect_refused(check(R"({"event":"call","seq":1})"), "t.jsonl:1");
  expect_refused(check(trace(R"({"event":"thread_start","seq":1,"thr)")), "t.jsonl:2");
  expect_refused(check(trace(R"({"event":"thread_start","seq":"one","thread":"main"})")), "/seq");
  expect_refused(check(trace(R"({"event":"call","seq":1,"thread":"main","id":1,)"
                             R"("function":"WSAReceive","arguments":{}})")),
                 "t.jsonl:2: at /function");
  expect_refused(check(trace(R"({"event":"end","seq":1,"seq":2})")), "/seq");
}

TEST(Malformed, AGoodTraceBesideABadOneIsNotReported) {
  const Folder folder;
  const std::string good = folder.write("good.jsonl", trace(R"({"event":"end","seq":1})"));
  const std::string bad = folder.write("bad.jsonl", "[");
  expect_refused(folder.run({"check", good, bad}), "bad.jsonl:1");
  expect_refused(folder.run({"check", good, bad, "--format", "json"}), "bad.jsonl:1");
}

TEST(Malformed, Nesting) {
  const Folder folder;
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  expect_refused(folder.run({"check", folder.write("t.jsonl", trace(deep))}), "t.jsonl:2");
  expect_refused(folder.run({"run", folder.write("s.json", deep)}), "s.json:1");
}

TEST(Malformed, ALineOf100Megabytes) {
  const Folder folder;
  const std::string line = R"({"event":")" + std::string(100'000'000, 'x') + R"("})";
  expect_refused(folder.run({"check", folder.write("t.jsonl", trace(line))}), "t.jsonl:2");
}

TEST(Malformed, Scenarios) {
  const Folder folder;
  const std::string out = folder.path("out.jsonl");
  const auto run = [&](std::string_view text) {
    return folder.run({"run", folder.write("s.json", text), "--trace", out});
  };
  expect_refused(run("{"), "s.json:1");
  expect_refused(run(R"({"name": 5, "steps": []})"), "/name");
  expect_refused(run("{\"name\": \"s\",\n \"steps\": [{\"call\": \"WSAReceive\"}]}"),
                 "s.json:2: at /steps/0/call");
  expect_refused(run(R"({"name": "s", "name": "t", "steps": []})"), "s.json:1");
  expect_refused(run(R"({"name": "s", "steps": [{"call": "WSACreateEvent", "as": "e"},
    {"call": "WSARecv", "with": {"s": "e", "lpOverlapped": "e"}}]})"),
                 "s.json:2");
  EXPECT_FALSE(std::filesystem::exists(out));
}

}  // namespace
}  // namespace ioracle::test
