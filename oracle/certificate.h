#pragma once
// Certificates: a history that the oracle found is walked on an exact world. What comes to the end
// is a run of the specification that shows the trace; its choices are the certificate.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "oracle/plan.h"
#include "oracle/walk.h"

namespace ioracle {

struct Certificate {
  bool found = false;
  std::vector<std::string> choices;  // docs/formats.md, "Choices"
  std::size_t event = 0;             // not found: the place of the event that could not be shown
  std::string reason;                // not found: why
  std::uint32_t searches = 0;        // where the history alone did not lead on
};

// `events`: the whole trace, in its order; `plan` is of that trace.
Certificate certify(std::span<const Event> events, Profile profile, Names& names, const Plan& plan);

// What a list of choices makes of a trace.
struct Replay {
  bool good = false;
  std::size_t choice = 0;  // not good: the place in the list of the choice that is refused
  std::string reason;
};

// Is told each thing that was performed, right after it, with the world as it is then.
using Follower = std::function<void(const Walk& walk, const Choice& performed)>;

// Follows the list strictly: each choice must be possible in its place, events show what the trace
// shows, and the whole trace is shown. REQUIRES: `names` are those of the events.
Replay replay(std::span<const Event> events, Profile profile, Names& names,
              std::span<const std::string> choices, const Follower& follower = {});

}  // namespace ioracle
