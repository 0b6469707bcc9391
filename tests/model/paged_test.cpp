// Tables whose old rows are given back.

#include "model/paged.h"

#include <gtest/gtest.h>

#include <string>

namespace ioracle {
namespace {

TEST(Paged, KeepsWhatIsNamedAndGivesBackWholePages) {
  Paged<std::string> rows;
  for (int row = 0; row < 2000; ++row) rows.push_back("row " + std::to_string(row));
  rows.release(std::vector<std::uint32_t>{300, 301, 1999});
  EXPECT_EQ(rows.size(), 2000U);
  EXPECT_EQ(rows[300], "row 300");
  EXPECT_EQ(rows[301], "row 301");
  EXPECT_EQ(rows.back(), "row 1999");
  EXPECT_EQ(rows[302], "");  // its page is still there
  EXPECT_THROW(rows[0], std::logic_error);
  EXPECT_THROW(rows[700], std::logic_error);
}

TEST(Paged, GoesOnBehindWhatWasGivenBack) {
  Paged<int> rows;
  for (int round = 0; round < 5; ++round) {
    for (int row = 0; row < 777; ++row) rows.push_back(row);
    rows.release({});
  }
  EXPECT_EQ(rows.size(), 5U * 777U);
  rows.push_back(42);
  EXPECT_EQ(rows.back(), 42);
  EXPECT_EQ(rows[rows.size() - 1], 42);
}

TEST(PagedSpans, RowsAddedTogetherAreReadTogether) {
  PagedSpans<int> spans;
  std::vector<std::uint64_t> names;
  std::vector<std::vector<int>> added;
  for (const std::size_t count : {3U, 0U, 1021U, 1U, 5000U, 2U, 1024U, 7U}) {
    added.emplace_back(count, static_cast<int>(added.size()));
    names.push_back(spans.add(added.back()));
  }
  for (std::size_t index = 0; index < added.size(); ++index) {
    const std::span<const int> found = spans.rows(names[index], added[index].size());
    EXPECT_EQ(std::vector<int>(found.begin(), found.end()), added[index]) << index;
  }
  spans.release(std::vector<std::uint64_t>{names[4]});
  EXPECT_EQ(spans.rows(names[4], 5000).back(), 4);
  EXPECT_THROW(spans.rows(names[2], 1021), std::logic_error);
}

}  // namespace
}  // namespace ioracle
