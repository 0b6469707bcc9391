#pragma once
// What this agent is and what it can do, for `hello`.

#include <string>
#include <vector>

namespace ioracle::agent {

struct SystemDescription {
  std::string name;     // "windows" or "wine"
  std::string version;  // of Windows, or of Wine
  std::string system;   // what runs beneath
  std::string build;    // build number of Windows, as told
};

SystemDescription describe_system();

// The words that scenarios may require.
const std::vector<std::string>& capabilities();

}  // namespace ioracle::agent
