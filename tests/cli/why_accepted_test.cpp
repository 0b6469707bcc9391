// check --why-accepted: what an acceptance takes for granted.

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

using Json = nlohmann::json;

Json why(const Folder& folder, const std::string& trace) {
  const Ran run = folder.run({"check", "--why-accepted", "--format", "json", "-"}, trace);
  return Json::parse(run.output)["verdicts"][0]["why_accepted"];
}

std::string simulated(const Folder& folder, const char* scenario) {
  return folder.run({"run", source(scenario), "--seed", "1", "--trace", "-", "-q"}).output;
}

bool names(const Json& list, std::string_view alternative, bool unobserved) {
  return std::ranges::any_of(list, [&](const Json& one) {
    return one["alternative"] == alternative && one["unobserved"] == unobserved;
  });
}

constexpr const char* cited =
    "scenarios/result/query_of_a_pending_receive_without_wait_is_incomplete.json";

// A choice of ours decides what a thread that is none is told.
TEST(WhyAccepted, NamesWhatRestsOnAChoiceOfOurs) {
  const Folder folder;
  const Json list =
      why(folder, text_of(source("traces/wine-8.0/apc_to_no_thread_is_refused.jsonl")));
  ASSERT_TRUE(list.is_array());
  EXPECT_TRUE(names(list, "QueueUserAPC.is_no_thread", false)) << list.dump(1);
  for (const Json& one : list) {
    EXPECT_GT(one["event"], 0);
    EXPECT_TRUE(one["evidence"] == "inferred" || one["unobserved"]) << one.dump();
  }
}

// Whether a close resets the connection nobody looked at; that a receive pends shows.
TEST(WhyAccepted, NamesWhatNoObservationNeeds) {
  const Folder folder;
  const Json list =
      why(folder, text_of(source("traces/wine-8.0/query_of_a_closed_socket_fails.jsonl")));
  EXPECT_TRUE(names(list, "closesocket.resets_with_pending_receive", true)) << list.dump(1);
  const std::string trace = simulated(folder, cited);
  EXPECT_FALSE(names(why(folder, trace), "WSARecv.pends_without_data", true));
}

TEST(WhyAccepted, TextSaysItToo) {
  const Folder folder;
  const Ran run = folder.run({"check", "--why-accepted", "-"}, simulated(folder, cited));
  EXPECT_EQ(run.code, 0) << run.errors;
  EXPECT_NE(run.output.find("unsupported:"), std::string::npos) << run.output;
}

TEST(WhyAccepted, IsNotToldUnlessAskedForNorOfARejection) {
  const Folder folder;
  const Ran plain = folder.run({"check", "--format", "json", "-"}, simulated(folder, cited));
  EXPECT_FALSE(Json::parse(plain.output)["verdicts"][0].contains("why_accepted"));
  const Ran rejected =
      folder.run({"check", "--why-accepted", "--format", "json",
                  source("traces/wine-8.0/close_aborts_a_pending_receive_on_a_port.jsonl")});
  EXPECT_FALSE(Json::parse(rejected.output)["verdicts"][0].contains("why_accepted"));
}

}  // namespace
}  // namespace ioracle::test
