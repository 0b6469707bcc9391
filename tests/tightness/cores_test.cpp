// How large the cores of rejections are: of the traces that are rejected, and of accepted ones that
// were made wrong in one thing. A sample in every run of the tests, more of them by
// script/tightness --cores.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "oracle/core.h"
#include "tests/tightness/corpus.h"

namespace ioracle::tightness {
namespace {

constexpr std::uint64_t cores_step = 25;  // traces
constexpr std::uint64_t every = 20;       // rejected changes of a trace
constexpr std::size_t fields_most = 6;

std::size_t measure(std::span<const Event> events, Names& names, const std::string& where,
                    std::vector<std::size_t>& sizes) {
  const Core core = find_core(events, {}, names);
  EXPECT_TRUE(core.minimal) << where;
  sizes.push_back(core.fields.size());
  return core.fields.size();
}

std::size_t median(std::vector<std::size_t> sizes) {
  std::ranges::sort(sizes);
  return sizes[sizes.size() / 2];
}

void print(const char* of, const std::vector<std::size_t>& sizes) {
  std::printf("cores of %s:", of);
  for (const std::size_t size : sizes) std::printf(" %zu", size);
  std::printf("\n");
}

TEST(Cores, OfRejectedTracesAreSmall) {
  std::vector<std::size_t> sizes;
  for (CorpusTrace& trace : rejected_corpus()) {
    measure(trace.events, trace.names, trace.name, sizes);
  }
  print("rejected traces", sizes);
  ASSERT_GT(sizes.size(), 20U);
  EXPECT_LE(median(sizes), fields_most);
}

TEST(Cores, OfCorruptionsAreSmall) {
  std::vector<CorpusTrace> corpus = accepted_corpus();
  Vocabulary vocabulary;
  for (const CorpusTrace& trace : corpus) vocabulary.add(trace.events);
  std::vector<std::size_t> sizes;
  std::uint64_t rejected = 0;
  const std::uint64_t step = wanted("IORACLE_TIGHTNESS_STEP", cores_step);
  for (std::size_t index = 0; index < corpus.size(); index += step) {
    CorpusTrace& trace = corpus[index];
    const auto take = [&](const Change& change, std::span<const Event> changed) {
      if (!is_wrong(change.of) || judge(changed, trace.names).kind != VerdictKind::rejected) return;
      if (rejected++ % every != 0) return;
      measure(changed, trace.names, trace.name + change.field, sizes);
    };
    for_each_change(trace.events, trace.names, vocabulary, take);
  }
  print("corruptions", sizes);
  ASSERT_GT(sizes.size(), 20U);
  EXPECT_LE(median(sizes), fields_most);
}

}  // namespace
}  // namespace ioracle::tightness
