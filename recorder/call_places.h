#pragma once
// Where in a program its calls stand: file and line of the call, and of what it was inlined into,
// as a symbolizer finds them in the program's file.

#include <filesystem>
#include <string>
#include <vector>

#include "recorder/conversion.h"

namespace ioracle::recorder {

struct Frame {
  std::string function;
  std::string at;  // file:line, as the symbolizer tells it; ??:0 where it knows none
};

struct PlaceOfCalls {
  std::string module;                 // the name of its file
  std::uint64_t offset = 0;           // of the return address, from where the module was loaded
  std::vector<Frame> frames;          // innermost first
  std::vector<std::uint64_t> events;  // of the trace, by seq
};

struct Symbolizer {
  std::string command = "x86_64-w64-mingw32-addr2line";  // takes the options of addr2line
  std::filesystem::path drive_c;                         // where C:\ is; "" unknown
};

// Where a module's file is here; "" if it is not.
std::filesystem::path find_module(const std::string& path, const Symbolizer& symbolizer);

// All places, by module and offset. Where no file or no symbolizer is found they have no frames.
std::vector<PlaceOfCalls> places_of(const Recording& recording, const std::vector<CallPlace>& calls,
                                    const Symbolizer& symbolizer);

// One JSON object a line: {"module", "offset", "frames": [{"function", "at"}], "events": [seq]}.
void write_places(std::string& out, const std::vector<PlaceOfCalls>& places);

}  // namespace ioracle::recorder
