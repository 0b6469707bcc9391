#pragma once
// What a run showed its program, in words, so that runs can be told apart or be found alike.

#include <string>
#include <string_view>
#include <vector>

namespace ioracle {

// The returns, routines and values read, one line each: "main: WSARecv returns 0 ...". Threads come
// one after another by their names, each with its lines in their order; which thread was first
// tells nothing. REQUIRES: the text is a well-formed trace.
std::vector<std::string> observations_of(std::string_view trace);

}  // namespace ioracle
