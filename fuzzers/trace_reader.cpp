// Any text as a trace: each event that is read, written again and read once more, is the same.

#include "format/trace_reader.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "format/trace_writer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ioracle;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Names names;
  TraceReader reader(names);
  if (!reader.open_text(text)) {
    if (reader.error().message().empty()) std::abort();
    return 0;
  }
  std::string first;
  write_header(first, reader.header());
  Event event;
  TraceReader::Result result = reader.next(event);
  for (; result == TraceReader::Result::event; result = reader.next(event)) {
    write_event(first, event, names);
  }
  if (result == TraceReader::Result::error) {
    if (reader.error().message().empty()) std::abort();
    return 0;
  }
  Names names_again;
  TraceReader again(names_again);
  if (!again.open_text(first)) std::abort();
  std::string second;
  write_header(second, again.header());
  while (again.next(event) == TraceReader::Result::event) {
    write_event(second, event, names_again);
  }
  if (first != second) std::abort();
  return 0;
}
