// Any line as a message of the agent protocol: it is refused with a problem, or what was read is
// written as a line that reads the same.

#include "format/agent_protocol.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

template <class Message, class Read, class Write>
void round_trip(std::string_view line, Read read, Write write) {
  Message message;
  std::string problem;
  if (!read(line, message, problem)) {
    if (problem.empty()) std::abort();
    return;
  }
  const std::string written = write(message);
  Message again;
  if (!read(written, again, problem) || write(again) != written) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ioracle;
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  if (line.find('\n') != std::string_view::npos) return 0;
  // A request to load nothing is read, and refused by the agent; it cannot be written.
  AgentRequest request;
  std::string problem;
  const bool read = read_request(line, request, problem);
  const bool loads_nothing = read && request.kind == AgentRequest::Kind::load &&
                             (request.scenario.empty() || request.program.empty());
  if (!loads_nothing) round_trip<AgentRequest>(line, read_request, write_request);
  round_trip<AgentAnswer>(line, read_answer, write_answer);
  return 0;
}
