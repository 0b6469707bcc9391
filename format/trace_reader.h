#pragma once
// Reads traces: JSON Lines to Events, one at a time, as docs/formats.md tells. The event is reused,
// names are interned; in the steady state nothing is allocated. Malformed input is an error value;
// nothing is thrown.
//
//   TraceReader reader(names);
//   if (!reader.open_file(path)) ... reader.error()
//   while (reader.next(event) == TraceReader::Result::event) ...   // reader.header() is known from
//   the first on then: end, or error with reader.error()

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "format/format_error.h"
#include "format/header.h"
#include "model/event.h"

namespace ioracle {

// Single lines, for those who have them from elsewhere (the answers of an agent). Knows the calls
// under way.
class EventReader {
 public:
  explicit EventReader(Names& names);
  ~EventReader();
  EventReader(EventReader&&) noexcept;

  enum class Result : std::uint8_t { event, skipped, error };
  // Reads one event. `line_number` is for messages. `readable` bytes behind the line may be read
  // (64 save a copy). skipped: a return whose call was lost in a gap, which tells nothing.
  Result read(std::string_view line, std::uint64_t line_number, Event& event,
              std::size_t readable = 0);
  bool ended() const;                // the event `end` was read
  const FormatError& error() const;  // its `file` is empty

 private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

// Reads the first line of a trace.
bool read_header(std::string_view line, std::uint64_t line_number, Header& header,
                 FormatError& error);

class TraceReader {
 public:
  explicit TraceReader(Names& names);
  ~TraceReader();

  // One of these comes first. "-" is standard input; `text` must outlive the reading. All read the
  // header: false if it is bad.
  bool open_file(const std::string& path);
  bool open_text(std::string_view text, std::string name = "<text>");

  enum class Result : std::uint8_t { event, end, error };
  Result next(Event& event);

  const Header& header() const;
  bool whole() const;  // the event `end` was read; if not, the trace is a prefix
  std::uint64_t line_number() const;
  std::uint64_t bytes() const;  // read so far
  const FormatError& error() const;

 private:
  struct Implementation;
  bool start();
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace ioracle
