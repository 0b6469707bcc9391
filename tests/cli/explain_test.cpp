// ioracle explain: clauses, errors, calls, and the pages of clauses.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "model/clause.h"
#include "tests/cli/command.h"

namespace ioracle::test {
namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST(Explain, AClauseWithItsRulesScenariosAndBreaks) {
  const Folder folder;
  const std::string expectations = folder.path("expectations");
  std::filesystem::create_directory(expectations);
  folder.write("expectations/some.json",
               R"({"implementation": "Some 1.0", "expectations": [{"scenario": "x",)"
               R"( "clause": "sock-078", "reason": "tells another error"}]})");
  const Ran ran = folder.run({"explain", "sock-078", "--scenarios", source("scenarios/port"),
                              "--expectations", expectations});
  EXPECT_EQ(ran.code, 0) << ran.errors;
  EXPECT_TRUE(has(ran.output, "sock-078 (fact, observed)"));
  EXPECT_TRUE(has(ran.output, "sock.c:iocp_async_read_closesocket"));
  EXPECT_TRUE(has(ran.output, "receive.ends_by_close\n"));
  EXPECT_TRUE(has(ran.output, "Some 1.0, x: tells another error"));
  const Ran named = folder.run({"explain", "GQCS.success", "--scenarios", source("scenarios/port"),
                                "--expectations", expectations});
  EXPECT_TRUE(has(named.output, "* " + source("scenarios/port/pending_receive_queues_one_packet")));
}

TEST(Explain, AnErrorByItsSymbolItsNumberAndItsStatus) {
  const Folder folder;
  const Ran symbol =
      folder.run({"explain", "WSA_IO_PENDING", "--scenarios", source("scenarios/receive")});
  EXPECT_EQ(symbol.code, 0);
  EXPECT_TRUE(has(symbol.output, "ERROR_IO_PENDING, WSA_IO_PENDING (997)"));
  EXPECT_TRUE(has(symbol.output, "STATUS_PENDING (0x00000103)"));
  EXPECT_TRUE(has(symbol.output, "WSARecv.ret.pending"));
  EXPECT_TRUE(has(symbol.output, "(rule WSARecv.pends_without_data)\n      when "));
  const Ran number = folder.run({"explain", "997", "--scenarios", source("scenarios/receive")});
  EXPECT_EQ(number.output, symbol.output);
  const Ran status = folder.run({"explain", "STATUS_CANCELLED"});
  EXPECT_TRUE(has(status.output, "ERROR_OPERATION_ABORTED"));
  EXPECT_TRUE(has(status.output, "(995)"));
}

TEST(Explain, ACallWithItsClausesAndRules) {
  const Folder folder;
  const Ran ran = folder.run({"explain", "WSARecv", "--scenarios", source("scenarios/receive")});
  EXPECT_EQ(ran.code, 0);
  EXPECT_TRUE(has(ran.output, "WSARecv(s, lpBuffers"));
  EXPECT_TRUE(has(ran.output, "documented:"));
  EXPECT_TRUE(has(ran.output, "observed:"));
  EXPECT_TRUE(has(ran.output, "what it may show, and when:\n"));
  EXPECT_TRUE(
      has(ran.output, "WSARecv returns SOCKET_ERROR (-1), last error WSA_IO_PENDING (997)"));
  EXPECT_TRUE(has(ran.output, "too few data have arrived\n"));
  for (std::size_t from = 0; from < ran.output.size();) {
    const std::size_t end = ran.output.find('\n', from);
    EXPECT_LE(end - from, 100U);
    from = end + 1;
  }
}

TEST(Explain, AWrongWordIsRefusedWithTheNearest) {
  const Folder folder;
  const Ran ran = folder.run({"explain", "WSARecvv"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_TRUE(has(ran.errors, "did you mean \"WSARecv\"?")) << ran.errors;
  EXPECT_EQ(ran.output, "");
  EXPECT_EQ(folder.run({"explain"}).code, 2);
  EXPECT_EQ(folder.run({"explain", "WSARecv", "--site", "x"}).code, 2);
}

TEST(Explain, EveryClauseHasAPage) {
  const Folder folder;
  const Ran ran = folder.run(
      {"explain", "--site", folder.path("site"), "--scenarios", source("scenarios/cancel")});
  EXPECT_EQ(ran.code, 0) << ran.errors;
  std::set<std::string> names;  // as file systems without case see them
  const std::string index = text_of(folder.path("site/index.html"));
  for (const Clause& clause : clauses()) {
    const std::string link = "clauses/" + std::string(clause.id) + ".html";
    EXPECT_TRUE(std::filesystem::exists(folder.path("site/" + link))) << link;
    EXPECT_TRUE(has(index, "\"" + link + "\"")) << link;
    std::string folded = link;
    std::ranges::transform(folded, folded.begin(), [](unsigned char c) { return tolower(c); });
    EXPECT_TRUE(names.insert(folded).second) << link;
  }
  const std::string page = text_of(folder.path("site/clauses/CancelIoEx.notfound.html"));
  EXPECT_TRUE(has(page, "Rules that cite it"));
  EXPECT_TRUE(
      has(text_of(folder.path("site/clauses/WSARecv.ret.pending.html")), "scenarios/cancel/"));
}

}  // namespace
}  // namespace ioracle::test
