#pragma once
// What a test in the manner of Wine's own checks, place by place (emit/permitted.h): what Windows
// shows now, what only older versions showed (broken()), what Wine is known not to show
// (todo_wine).

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emit/permitted.h"

namespace ioracle::emit {

struct WineCheck {
  struct Old {
    std::string text;
    Profile profile{};  // the latest that showed it
  };
  std::string key;
  std::vector<std::string> now;
  std::vector<Old> old;
  bool todo = false;
};

struct WineChecks {
  std::vector<WineCheck> checks;  // by thread, kind and number
  bool faults = false;            // a call may end in an access violation
  bool differs = false;           // something is todo
};

// `shown`: what Wine was seen to show, as shown_by() tells it; empty: nothing is known of Wine.
WineChecks find_wine_checks(const Program& program, const PermittedOptions& options,
                            const std::map<std::string, std::string>& shown);

// As statements in C.
std::string c_checks(const WineChecks& checks);

// A literal in C.
std::string quoted(std::string_view text);

}  // namespace ioracle::emit
