#include "recorder/call_places.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>

#include "format/json_text.h"

namespace ioracle::recorder {
namespace {

namespace fs = std::filesystem;

// The address that the linker gave the module: symbols are told by it.
std::optional<std::uint64_t> preferred_base(const fs::path& path) {
  constexpr std::streamoff headers_at = 0x3c;
  constexpr std::streamoff base_in_headers =
      4 + 20 + 24;  // signature, file header, optional header
  std::ifstream file(path, std::ios::binary);
  std::uint32_t headers = 0;
  std::uint64_t base = 0;
  file.seekg(headers_at);
  file.read(reinterpret_cast<char*>(&headers), sizeof headers);
  file.seekg(headers + base_in_headers);
  file.read(reinterpret_cast<char*>(&base), sizeof base);
  if (!file) return std::nullopt;
  return base;
}

std::string in_quotes(const std::string& text) {
  std::string quoted = "'";
  for (const char character : text) {
    if (character == '\'') {
      quoted += "'\\''";
    } else {
      quoted += character;
    }
  }
  return quoted + "'";
}

std::string output_of(const std::string& command) {
  std::string text;
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  if (!pipe) return text;
  std::array<char, 4096> buffer;
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) {
    text.append(buffer.data(), count);
  }
  return text;
}

std::string hexadecimal(std::uint64_t number) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (; number != 0; number >>= 4U) text.insert(text.begin(), digits[number & 15U]);
  return "0x" + (text.empty() ? "0" : text);
}

// Asks for places of one module, all at once: an address line, then pairs of function and line.
void add_frames(const fs::path& file, std::vector<PlaceOfCalls*>& places,
                const Symbolizer& symbolizer) {
  const auto base = preferred_base(file);
  if (!base) return;
  std::string command = symbolizer.command + " -a -f -C -i -e " + in_quotes(file.string());
  // The return address is behind the call, perhaps on another line.
  for (const PlaceOfCalls* place : places) {
    command += ' ' + hexadecimal(*base + place->offset - 1);
  }
  const std::string text = output_of(command + " 2>/dev/null");
  std::size_t index = 0;
  std::size_t from = 0;
  Frame frame;
  bool expects_line = false;
  while (from < text.size()) {
    std::size_t end = text.find('\n', from);
    if (end == std::string::npos) end = text.size();
    std::string line = text.substr(from, end - from);
    from = end + 1;
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!expects_line && line.starts_with("0x")) {
      ++index;
      continue;
    }
    if (index == 0 || index > places.size()) return;
    if (expects_line) {
      frame.at = line.substr(0, line.find(" (discriminator"));
      places[index - 1]->frames.push_back(frame);
    } else {
      frame.function = line;
    }
    expects_line = !expects_line;
  }
}

}  // namespace

fs::path find_module(const std::string& path, const Symbolizer& symbolizer) {
  std::string here = path;
  for (char& character : here) {
    if (character == '\\') character = '/';
  }
  constexpr std::size_t drive_length = 2;
  std::error_code error;
  if (here.size() < drive_length || here[1] != ':') return fs::exists(here, error) ? here : "";
  const std::string rest = here.substr(drive_length);
  fs::path found = rest;
  if (here[0] == 'C' || here[0] == 'c') found = symbolizer.drive_c.string() + rest;
  return fs::exists(found, error) ? found : "";
}

std::vector<PlaceOfCalls> places_of(const Recording& recording, const std::vector<CallPlace>& calls,
                                    const Symbolizer& symbolizer) {
  std::map<std::pair<std::size_t, std::uint64_t>, PlaceOfCalls> found;  // module and offset
  for (const CallPlace& call : calls) {
    for (std::size_t index = 0; index < recording.modules.size(); ++index) {
      const Module& module = recording.modules[index];
      if (call.address < module.base || call.address >= module.base + module.size) continue;
      PlaceOfCalls& place = found[{index, call.address - module.base}];
      place.module = module.path.substr(module.path.find_last_of("\\/") + 1);
      place.offset = call.address - module.base;
      place.events.push_back(call.seq);
      break;
    }
  }
  for (std::size_t index = 0; index < recording.modules.size(); ++index) {
    const fs::path file = find_module(recording.modules[index].path, symbolizer);
    if (file.empty()) continue;
    constexpr std::size_t at_once = 500;
    std::vector<PlaceOfCalls*> some;
    for (auto& [key, place] : found) {
      if (key.first != index) continue;
      some.push_back(&place);
      if (some.size() < at_once) continue;
      add_frames(file, some, symbolizer);
      some.clear();
    }
    if (!some.empty()) add_frames(file, some, symbolizer);
  }
  std::vector<PlaceOfCalls> places;
  for (auto& [key, place] : found) places.push_back(std::move(place));
  return places;
}

void write_places(std::string& out, const std::vector<PlaceOfCalls>& places) {
  for (const PlaceOfCalls& place : places) {
    out += '{';
    Separator members(out);
    members.text("module", place.module);
    members.number("offset", place.offset);
    members.member("frames") += '[';
    Separator frames(out);
    for (const Frame& frame : place.frames) {
      frames.next();
      out += '{';
      Separator parts(out);
      parts.text("function", frame.function);
      parts.text("at", frame.at);
      out += '}';
    }
    out += ']';
    members.member("events") += '[';
    Separator events(out);
    for (const std::uint64_t seq : place.events) {
      events.next();
      append_number(out, seq);
    }
    out += "]}\n";
  }
}

}  // namespace ioracle::recorder
