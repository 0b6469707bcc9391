#pragma once
// The parts of a C program that do not hang on its scenario: the files emit/runtime*.c, compiled
// in.

#include <string_view>

namespace ioracle::emit {

extern const std::string_view runtime_text;
extern const std::string_view runtime_sockets_text;
extern const std::string_view runtime_paths_text;
extern const std::string_view runtime_packets_text;
// How a program judges itself, and how a test of Wine does.
extern const std::string_view runtime_judge_text;
extern const std::string_view runtime_wine_test_text;

}  // namespace ioracle::emit
