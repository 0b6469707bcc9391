#pragma once
// What the acceptance of a trace rests on without evidence (oracle/why_accepted.h), as `check
// --why-accepted` prints it.

#include <string>

#include "oracle/why_accepted.h"

namespace ioracle {

// In lines of at most 100 columns.
std::string why_accepted_text(const WhyAccepted& why);
// A JSON list; null: no run was found.
std::string why_accepted_json(const WhyAccepted& why);

}  // namespace ioracle
