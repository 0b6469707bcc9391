// ioracle-recording: makes a trace of what the recorder left in a folder.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "format/trace_writer.h"
#include "recorder/call_places.h"
#include "recorder/conversion.h"

namespace {

using namespace ioracle;
using namespace ioracle::recorder;

constexpr int malformed = 2;
constexpr std::size_t flush_bytes = std::size_t{1} << 20U;

struct Options {
  std::string folder;
  std::string out = "-";
  std::string places;
  std::uint32_t process = 0;
  std::string environment_name = "wine";
  Symbolizer symbolizer;
};

int complain(const std::string& message) {
  std::cerr << "ioracle-recording: " << message << '\n';
  return malformed;
}

void report(const Conversion& conversion, std::uint64_t events) {
  std::uint64_t left_out = 0;
  for (const auto& [what, count] : conversion.left_out()) left_out += count;
  const std::uint64_t all = conversion.calls() + left_out;
  std::cerr << events << " events, " << conversion.calls() << " calls; " << left_out
            << " calls left out";
  if (all != 0) std::cerr << " (" << 100.0 * static_cast<double>(left_out) / double(all) << "%)";
  std::cerr << '\n';
  for (const auto& [what, count] : conversion.left_out()) {
    std::cerr << "  " << count << ' ' << what.first << ": " << what.second << '\n';
  }
  if (conversion.untold_data() != 0) {
    std::cerr << "  data not told: " << conversion.untold_data()
              << " (cut otherwise than sent; IORACLE_RECORD_PAYLOAD=full tells them)\n";
  }
  if (!conversion.whole()) std::cerr << "  the trace is a prefix: something was lost\n";
}

int convert(const Options& options) {
  const std::vector<std::uint32_t> processes = processes_in(options.folder);
  if (processes.empty()) return complain(options.folder + ": no recording is there");
  if (options.process == 0 && processes.size() > 1) {
    std::string numbers;
    for (const std::uint32_t process : processes) numbers += ' ' + std::to_string(process);
    return complain(options.folder + ": of several processes; --process names one of" + numbers);
  }
  const ReadRecording read =
      read_recording(options.folder, options.process == 0 ? processes.front() : options.process);
  if (!read.error.empty()) return complain(read.error);
  std::ofstream file;
  if (options.out != "-") {
    file.open(options.out, std::ios::binary);
    if (!file) return complain(options.out + ": cannot be written");
  }
  std::ostream& out = options.out == "-" ? std::cout : file;
  Names names;
  Conversion conversion(read.recording, names);
  Header header;
  header.agent_name = "recorder";
  header.agent_system = options.environment_name;
  std::string text;
  write_header(text, header);
  std::uint64_t events = 0;
  while (const Event* event = conversion.next()) {
    write_event(text, *event, names);
    ++events;
    if (text.size() < flush_bytes) continue;
    out << text;
    text.clear();
  }
  out << text;
  if (!options.places.empty()) {
    std::string lines;
    write_places(lines, places_of(read.recording, conversion.places(), options.symbolizer));
    std::ofstream places(options.places, std::ios::binary);
    if (!(places << lines)) return complain(options.places + ": cannot be written");
  }
  report(conversion, events);
  return out ? 0 : complain(options.out + ": cannot be written");
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App program("Makes a trace of what the recorder left in a folder.", "ioracle-recording");
  Options options;
  program.add_option("FOLDER", options.folder, "what IORACLE_RECORD named")->required();
  program.add_option("-o,--out", options.out, "the trace; - is standard output");
  program.add_option("--process", options.process, "of several processes: this one");
  program.add_option("--places", options.places, "where the calls stand, file and line, as JSON");
  program.add_option("--system", options.environment_name, "on what it ran, for the header");
  program.add_option("--symbolizer", options.symbolizer.command,
                     "finds lines of source; takes the options of addr2line");
  program.add_option("--drive-c", options.symbolizer.drive_c, "the folder that was C:\\");
  try {
    program.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : malformed;
  }
  return convert(options);
}
