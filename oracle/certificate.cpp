#include "oracle/certificate.h"

#include <algorithm>
#include <unordered_map>

#include "oracle/describe.h"
#include "oracle/guide.h"

namespace ioracle {

Certificate certify(std::span<const Event> events, Profile profile, Names& names,
                    const Plan& plan) {
  Certificate certificate;
  Guide guide(events, profile, names, plan);
  const bool good = guide.run();
  certificate.searches = guide.searches();
  if (!good) {
    certificate.event = guide.next_event();
    certificate.reason = "no run was found that shows event " +
                         std::to_string(events[certificate.event].seq) + " (" +
                         describe(events[certificate.event], names) + ")";
    return certificate;
  }
  // Walked once more, now to be written down.
  Walk walk(events, profile, names);
  ChoiceWriter writer(events, names);
  for (const Choice& choice : guide.choices()) {
    std::string text = writer.text(walk, choice);
    if (!walk.perform(choice)) {
      certificate.event = walk.next_event();
      certificate.reason = "a run that was found does not replay";
      return certificate;
    }
    if (!text.empty()) certificate.choices.push_back(std::move(text));
  }
  certificate.found = true;
  return certificate;
}

}  // namespace ioracle
