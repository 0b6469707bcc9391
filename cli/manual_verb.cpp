// ioracle manual: man pages and shell completions, as packages install them.

#include <filesystem>
#include <memory>

#include "cli/manual.h"
#include "cli/verb.h"

namespace ioracle {
namespace {

constexpr const char* manual_footer = R"(Examples:
  ioracle manual check | man -l -                 the man page of a verb
  ioracle manual --completion bash                a script: source it in ~/.bashrc
  ioracle manual --write build/manual             all pages and scripts)";

struct ManualOptions {
  std::string verb;
  std::string shell;
  std::string folder;
};

bool write_below(const std::filesystem::path& path, std::string_view text) {
  std::error_code ignored;
  std::filesystem::create_directories(path.parent_path(), ignored);
  return write_file(path.string(), text);
}

ExitCode write_all(const CLI::App& program, const std::filesystem::path& folder) {
  bool written = write_below(folder / "man1/ioracle.1", man_page(program));
  for (const CLI::App* verb : program.get_subcommands([](const CLI::App*) { return true; })) {
    written = write_below(folder / ("man1/ioracle-" + verb->get_name() + ".1"),
                          man_page(program, *verb)) &&
              written;
  }
  const std::pair<const char*, const char*> scripts[] = {
      {"bash", "bash/ioracle"}, {"zsh", "zsh/_ioracle"}, {"fish", "fish/ioracle.fish"}};
  for (const auto& [shell, file] : scripts) {
    written = write_below(folder / file, *completion(program, shell)) && written;
  }
  return written ? ExitCode::good : ExitCode::malformed;
}

ExitCode manual(const CLI::App& program, const ManualOptions& options) {
  if (!options.folder.empty()) return write_all(program, options.folder);
  if (!options.shell.empty()) return print(*completion(program, options.shell), ExitCode::good);
  if (options.verb.empty()) return print(man_page(program), ExitCode::good);
  const auto named = program.get_subcommands(
      [&](const CLI::App* verb) { return verb->get_name() == options.verb; });
  if (named.empty()) return refuse("there is no verb \"" + options.verb + '"');
  return print(man_page(program, *named.front()), ExitCode::good);
}

}  // namespace

void add_manual(CLI::App& program, ExitCode& ended) {
  CLI::App* const verb = program.add_subcommand("manual", "Print man pages and shell completions");
  const auto options = std::make_shared<ManualOptions>();
  verb->footer(manual_footer);
  CLI::Option* const page =
      verb->add_option("VERB", options->verb, "The page of this verb; default: of the program");
  CLI::Option* const shell =
      verb->add_option("--completion", options->shell, "A completion script for this shell")
          ->check(CLI::IsMember({"bash", "zsh", "fish"}))
          ->excludes(page);
  verb->add_option("--write", options->folder, "Write every page and script into this folder")
      ->type_name("DIR")
      ->excludes(page)
      ->excludes(shell);
  verb->callback([options, &program, &ended] { ended = manual(program, *options); });
}

}  // namespace ioracle
