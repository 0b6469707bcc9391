// Any trace judged, with a small budget: there is a verdict, and a rejection names its event.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "format/trace_reader.h"
#include "model/contract/contract.h"
#include "oracle/oracle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ioracle;
  constexpr std::uint64_t budget = 2'000;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Names names;
  TraceReader reader(names);
  if (!reader.open_text(text)) return 0;
  Oracle::Options options;
  options.profile = find_profile(reader.header().profile).value_or(Profile::windows_10);
  options.budget = budget;
  Oracle oracle(options, names);
  contract::Contract contract;
  Event event;
  while (reader.next(event) == TraceReader::Result::event) {
    oracle.take(event);
    contract.take(event);
  }
  const Verdict verdict = oracle.verdict();
  const bool rejected = verdict.kind == VerdictKind::rejected;
  if (rejected && verdict.event_seq == 0 && verdict.reason.empty()) std::abort();
  return 0;
}
