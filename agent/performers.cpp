#include "agent/performers.h"

#include <array>

namespace ioracle::agent {

Performer find_performer(Function function) {
  const std::array families = {socket_performers(), socket_extension_performers(),
                               wait_performers(),   port_performers(),
                               file_performers(),   handle_performers()};
  for (const auto& family : families) {
    for (const PerformerEntry& entry : family) {
      if (entry.function == function) return entry.performer;
    }
  }
  return nullptr;
}

}  // namespace ioracle::agent
