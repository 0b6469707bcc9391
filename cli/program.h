#pragma once
// The whole program but for main(), so that tests can link it.

namespace ioracle {

// Reads the command line, does what its verb says, and returns the exit code (cli/verb.h).
int run_program(int argument_count, char** arguments);

}  // namespace ioracle
