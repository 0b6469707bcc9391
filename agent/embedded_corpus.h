#pragma once
// The agent's second form: scenarios are appended to its own file (script/embed-corpus), and it
// performs them without being asked. For services that run a program on some Windows and return
// what it printed.

#include <optional>
#include <string>
#include <vector>

namespace ioracle::agent {

// The scenarios behind this program's own file, as JSON. Nothing: there are none.
std::optional<std::vector<std::string>> embedded_corpus();

// Performs them by another process of this program, and writes the traces to standard output, one
// behind the other; lines that begin with # tell which could not be recorded, and why. After 100
// seconds it begins no more. Returns the exit code: 0 all were recorded or refused, 3 otherwise.
int perform_embedded(const std::vector<std::string>& scenarios);

// The argument with which that other process is started, so that it serves.
inline constexpr const char* serve_argument = "--serve";

}  // namespace ioracle::agent
