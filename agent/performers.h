#pragma once
// The functions that this agent performs, by family. To add one: write its performer in the file of
// its family and list it there.

#include <span>

#include "agent/invocation.h"

namespace ioracle::agent {

struct PerformerEntry {
  Function function;
  Performer performer;
};

std::span<const PerformerEntry> socket_performers();
std::span<const PerformerEntry> socket_extension_performers();
std::span<const PerformerEntry> wait_performers();
std::span<const PerformerEntry> port_performers();
std::span<const PerformerEntry> file_performers();
std::span<const PerformerEntry> handle_performers();

}  // namespace ioracle::agent
