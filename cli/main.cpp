// The program ioracle: verbs over the library, nothing more.

#include "cli/program.h"

int main(int argument_count, char** arguments) {
  return ioracle::run_program(argument_count, arguments);
}
