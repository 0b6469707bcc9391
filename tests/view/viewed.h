#pragma once
// Recorded traces with their timelines.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "format/trace_reader.h"
#include "view/timeline.h"

namespace ioracle {

// A trace with its timeline.
struct Viewed {
  Names names;
  std::vector<Event> events;
  LongestRun run;
  Timeline timeline;

  explicit Viewed(const std::filesystem::path& file) {
    TraceReader reader(names);
    EXPECT_TRUE(reader.open_file(file.string()));
    Event event;
    while (reader.next(event) == TraceReader::Result::event) events.push_back(event);
    run = find_run(events, events.size(), Profile::windows_10, names, 200'000);
    timeline = make_timeline(events, Profile::windows_10, names, run.certificate, run.events);
  }
};

inline std::filesystem::path recorded(std::string_view name) {
  return std::filesystem::path(IORACLE_SOURCE_FOLDER) / "traces/wine-8.0" /
         (std::string(name) + ".jsonl");
}

}  // namespace ioracle
