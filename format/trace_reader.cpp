#include "format/trace_reader.h"

#include <algorithm>
#include <cstring>

#include "format/event_decoder.h"
#include "format/line_source.h"
#include "format/node_backend.h"

#ifndef IORACLE_WITH_SIMDJSON
#define IORACLE_WITH_SIMDJSON 1
#endif
#if IORACLE_WITH_SIMDJSON
#include "format/simdjson_backend.h"
#endif

namespace ioracle {
namespace {

bool blank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

}  // namespace

struct EventReader::Implementation {
  explicit Implementation(Names& names)
      : slow(context, names, state)
#if IORACLE_WITH_SIMDJSON
        ,
        fast(context, names, state)
#endif
  {
  }

  DecodeContext context;
  TraceState state;
  EventDecoder<NodeBackend> slow;

#if IORACLE_WITH_SIMDJSON
  simdjson::ondemand::parser parser;
  EventDecoder<SimdjsonBackend> fast;
  std::string padded;

  // False where the line is bad, or has escapes: then the slow reader has the word.
  bool read_fast(std::string_view line, Event& event, std::size_t readable, Decoded& decoded) {
    if (std::memchr(line.data(), '\\', line.size()) != nullptr) return false;
    if (readable < simdjson::SIMDJSON_PADDING) {
      padded.assign(line);
      padded.append(simdjson::SIMDJSON_PADDING, ' ');
      line = {padded.data(), line.size()};
    }
    simdjson::ondemand::document document;
    const simdjson::padded_string_view view(line.data(), line.size(),
                                            line.size() + simdjson::SIMDJSON_PADDING);
    if (parser.iterate(view).get(document) != simdjson::SUCCESS) return false;
    SimdjsonDocument source{document};
    decoded = fast.decode(source, event);
    return decoded != Decoded::error;
  }
#endif

  Decoded read_slow(std::string_view line, Event& event) {
    FormatError error;
    const auto root = parse_json(line, {}, context.line, error);
    if (!root) {
      context.error = error;
      return Decoded::error;
    }
    if (root->kind != JsonKind::object) {
      context.fail(0, "an event, a JSON object", describe(*root));
      return Decoded::error;
    }
    NodeDocument source{&*root};
    return slow.decode(source, event);
  }
};

EventReader::EventReader(Names& names) : implementation_(std::make_unique<Implementation>(names)) {}
EventReader::~EventReader() = default;
EventReader::EventReader(EventReader&&) noexcept = default;

EventReader::Result EventReader::read(std::string_view line, std::uint64_t line_number,
                                      Event& event, [[maybe_unused]] std::size_t readable) {
  Implementation& self = *implementation_;
  self.context.reset();
  self.context.line = line_number;
  Decoded decoded = Decoded::error;
#if IORACLE_WITH_SIMDJSON
  if (self.read_fast(line, event, readable, decoded)) {
    return decoded == Decoded::event ? Result::event : Result::skipped;
  }
  self.context.reset();
#endif
  decoded = self.read_slow(line, event);
  if (decoded == Decoded::error) return Result::error;
  return decoded == Decoded::event ? Result::event : Result::skipped;
}

bool EventReader::ended() const { return implementation_->state.ended; }
const FormatError& EventReader::error() const { return implementation_->context.error; }

struct TraceReader::Implementation {
  explicit Implementation(Names& names) : events(names) {}

  LineSource source;
  EventReader events;
  Header header;
  FormatError error;
  bool failed = false;

  void take_error(const FormatError& other) {
    error = other;
    error.file = source.name();
    if (source.cut_short()) error.found += " (the text ends in this line)";
    failed = true;
  }
};

TraceReader::TraceReader(Names& names) : implementation_(std::make_unique<Implementation>(names)) {}
TraceReader::~TraceReader() = default;

bool TraceReader::open_file(const std::string& path) {
  Implementation& self = *implementation_;
  if (self.source.open_file(path)) return start();
  self.take_error(self.source.error());
  return false;
}

bool TraceReader::open_text(std::string_view text, std::string name) {
  implementation_->source.open_text(text, std::move(name));
  return start();
}

bool TraceReader::start() {
  Implementation& self = *implementation_;
  std::string_view line;
  FormatError error;
  switch (self.source.next(line)) {
    case LineSource::Result::line:
      if (read_header(line, self.source.line_number(), self.header, error)) return true;
      break;
    case LineSource::Result::end:
      error.line = 1;
      error.expected = "a header, {\"event\": \"header\", ...}";
      error.found = "nothing";
      break;
    case LineSource::Result::error:
      error = self.source.error();
      break;
  }
  self.take_error(error);
  return false;
}

TraceReader::Result TraceReader::next(Event& event) {
  Implementation& self = *implementation_;
  if (self.failed) return Result::error;
  std::string_view line;
  for (;;) {
    switch (self.source.next(line)) {
      case LineSource::Result::end:
        return Result::end;
      case LineSource::Result::error:
        self.take_error(self.source.error());
        return Result::error;
      case LineSource::Result::line:
        break;
    }
    if (blank(line)) continue;
    switch (self.events.read(line, self.source.line_number(), event, LineSource::padding)) {
      case EventReader::Result::event:
        return Result::event;
      case EventReader::Result::skipped:
        break;
      case EventReader::Result::error:
        self.take_error(self.events.error());
        return Result::error;
    }
  }
}

const Header& TraceReader::header() const { return implementation_->header; }
bool TraceReader::whole() const { return implementation_->events.ended(); }
std::uint64_t TraceReader::line_number() const { return implementation_->source.line_number(); }
std::uint64_t TraceReader::bytes() const { return implementation_->source.bytes(); }
const FormatError& TraceReader::error() const { return implementation_->error; }

}  // namespace ioracle
