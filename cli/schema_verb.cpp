// ioracle schema: the published formats.

#include <memory>

#include "cli/verb.h"
#include "format/schema.h"

namespace ioracle {

void add_schema(CLI::App& program, ExitCode& ended) {
  CLI::App* const verb = program.add_subcommand("schema", "Print the JSON Schema of a format");
  const auto name = std::make_shared<std::string>();
  verb->footer(R"(Examples:
  ioracle schema trace > trace.schema.json
  ioracle schema scenario

docs/formats.md tells the same in words, and what a schema cannot say.)");
  verb->add_option("FORMAT", *name, "scenario, trace (one line), agent (one line) or choices")
      ->required()
      ->check(CLI::IsMember({"scenario", "trace", "agent", "choices"}));
  verb->callback([name, &ended] {
    ended = print(find_schema(*name).value_or(std::string()), ExitCode::good);
  });
}

}  // namespace ioracle
