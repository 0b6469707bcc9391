// The tables of error codes and statuses, from which readers and explanations take their symbols.

#include "model/error_code.h"

#include <gtest/gtest.h>

#include "model/status.h"

namespace ioracle {
namespace {

TEST(ErrorCode, IsNamedAsItsFunctionsDocumentationNamesIt) {
  EXPECT_EQ(error_symbol(997, false), "ERROR_IO_PENDING");
  EXPECT_EQ(error_symbol(997, true), "WSA_IO_PENDING");
  EXPECT_EQ(error_symbol(10054, false), "WSAECONNRESET");
  EXPECT_EQ(error_symbol(64, true), "ERROR_NETNAME_DELETED");
  EXPECT_EQ(error_symbol(4'000'000, true), "");
}

TEST(ErrorCode, IsFoundByItsSymbol) {
  EXPECT_EQ(find_error("WSA_IO_PENDING"), 997U);
  EXPECT_EQ(find_error("ERROR_IO_PENDING"), 997U);
  EXPECT_EQ(find_error("ERROR_IO"), std::nullopt);
}

TEST(ErrorCode, EveryCodeThatAStatusMapsToHasASymbol) {
  for (const ErrorCode& row : error_codes()) EXPECT_EQ(find_error(row.symbol), row.code);
  for (std::uint64_t status = 0; status < 0x1'0000; ++status) {
    for (const std::uint64_t severity : {0x0000'0000U, 0x8000'0000U, 0xC000'0000U}) {
      const auto code = static_cast<Status>(severity + status);
      if (name_of(code).empty() || code == Status::success) continue;
      EXPECT_NE(error_symbol(win32_error(code), false), "") << name_of(code);
      if (winsock_error(code) == 0) continue;
      EXPECT_NE(error_symbol(winsock_error(code), true), "") << name_of(code);
    }
  }
}

}  // namespace
}  // namespace ioracle
