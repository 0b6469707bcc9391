#pragma once
// The verbs of the program: each adds its options to the command line and does its work when it was
// named. Results go to standard output, everything else to standard error.

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace ioracle {

// The contract with those who call the program; the first that applies, from the top.
enum class ExitCode : int {
  malformed = 2,  // bad usage or malformed input; nothing was written
  rejected = 1,   // something was rejected, or an expectation of a scenario was violated
  undecided = 3,  // something was inconclusive or unsupported
  good = 0,
};

// The graver of two, in the order above.
ExitCode graver(ExitCode left, ExitCode right);

// Each takes where to leave how it ended; both arguments must outlive the parsing.
void add_run(CLI::App& program, ExitCode& ended);
void add_explore(CLI::App& program, ExitCode& ended);
void add_check(CLI::App& program, ExitCode& ended);
void add_record(CLI::App& program, ExitCode& ended);
void add_conform(CLI::App& program, ExitCode& ended);
void add_agent(CLI::App& program, ExitCode& ended);
void add_coverage(CLI::App& program, ExitCode& ended);
void add_fuzz(CLI::App& program, ExitCode& ended);
void add_merge(CLI::App& program, ExitCode& ended);
void add_shrink(CLI::App& program, ExitCode& ended);
void add_emit(CLI::App& program, ExitCode& ended);
void add_view(CLI::App& program, ExitCode& ended);
void add_explain(CLI::App& program, ExitCode& ended);
void add_manual(CLI::App& program, ExitCode& ended);
void add_schema(CLI::App& program, ExitCode& ended);

// What can be done in this folder, for those who name no verb; nothing where it is no checkout.
std::optional<std::string> what_can_be_done_here();

// Says on standard error what stopped the program.
ExitCode refuse(std::string_view message);

// Writes a result to standard output. `ended` if that went well.
ExitCode print(std::string_view text, ExitCode ended);

// Writes a file, or standard output where `path` is "-". False: it was refused, with a message.
bool write_file(const std::string& path, std::string_view text);

}  // namespace ioracle
