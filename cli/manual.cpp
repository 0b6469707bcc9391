#include "cli/manual.h"

#include <fmt/format.h>

#include <vector>

namespace ioracle {
namespace {

// A leading dot or quote would be a request; a backslash begins an escape.
std::string roff(std::string_view text) {
  std::string out;
  bool line_begins = true;
  for (const char character : text) {
    if (line_begins && (character == '.' || character == '\'')) out += "\\&";
    if (character == '\\') {
      out += "\\e";
    } else if (character == '-') {
      out += "\\-";
    } else {
      out += character;
    }
    line_begins = character == '\n';
  }
  return out;
}

std::string title(std::string_view name) {
  std::string upper;
  for (const char character : name) {
    upper +=
        character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A') : character;
  }
  return fmt::format(".TH {} 1 \"\" \"ioracle {}\" \"ioracle\"\n", upper, IORACLE_VERSION);
}

// "-o, --out FILE.html", "TRACE...", "--format {text,json}"
std::string usage(const CLI::Option& option) {
  std::string text = option.get_positional() ? option.get_name(true) : option.get_name(false, true);
  std::string spaced;
  for (const char character : text) {
    spaced += character;
    if (character == ',') spaced += ' ';
  }
  if (option.get_positional()) {
    return spaced + (option.get_items_expected_max() > 1 ? "..." : "");
  }
  if (option.get_items_expected_max() > 0) spaced += ' ' + option.get_type_name();
  return spaced;
}

std::string options_section(const CLI::App& app) {
  std::string text;
  for (const CLI::Option* option : app.get_options()) {
    text += fmt::format(".TP\n.B {}\n{}", roff(usage(*option)), roff(option->get_description()));
    const std::string usual = option->get_default_str();
    if (!usual.empty()) text += roff(fmt::format(" (default: {})", usual));
    text += '\n';
  }
  return text.empty() ? text : ".SH OPTIONS\n" + text;
}

// The words behind a help text are examples and exit codes, laid out already.
std::string footer_section(const CLI::App& app) {
  if (app.get_footer().empty()) return {};
  return ".SH NOTES\n.nf\n" + roff(app.get_footer()) + "\n.fi\n";
}

std::string synopsis(const CLI::App& app, std::string_view name) {
  std::string text = fmt::format(".SH SYNOPSIS\n.B {}\n", roff(name));
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_positional()) continue;
    const std::string shown = usage(*option);
    text += roff(option->get_required() ? shown : "[" + shown + "]") + '\n';
  }
  return text + "[options]\n";
}

std::vector<const CLI::App*> verbs_of(const CLI::App& program) {
  return program.get_subcommands([](const CLI::App*) { return true; });
}

// The long names of an app's options, with the values that they take where those are few.
struct Completed {
  std::string name;
  std::string description;
  std::vector<std::string> values;
  bool takes_value = false;
};

std::vector<std::string> values_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t begin = type.find('{');
  const std::size_t end = type.find('}');
  std::vector<std::string> values;
  if (begin == type.npos || end == type.npos) return values;
  std::string value;
  for (const char character : type.substr(begin + 1, end - begin - 1) + ',') {
    if (character != ',') {
      value += character;
      continue;
    }
    values.push_back(value);
    value.clear();
  }
  return values;
}

std::vector<Completed> completed(const CLI::App& app) {
  std::vector<Completed> list;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) {
      list.push_back({"--" + name, option->get_description(), values_of(*option),
                      option->get_items_expected_max() > 0});
    }
  }
  return list;
}

// Values of positional arguments, where those are few: the formats of `schema`.
std::vector<std::string> positional_values(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_positional() && !values_of(*option).empty()) return values_of(*option);
  }
  return {};
}

std::string names(const std::vector<Completed>& list) {
  std::string text;
  for (const Completed& one : list) text += (text.empty() ? "" : " ") + one.name;
  return text;
}

std::string verb_names(const CLI::App& program) {
  std::string text;
  for (const CLI::App* verb : verbs_of(program)) {
    text += (text.empty() ? "" : " ") + verb->get_name();
  }
  return text;
}

std::string bash(const CLI::App& program) {
  std::string values;
  std::string options;
  std::string positionals;
  for (const CLI::App* verb : verbs_of(program)) {
    for (const Completed& one : completed(*verb)) {
      if (one.values.empty()) continue;
      values += fmt::format("    {},{}) words=\"{}\" ;;\n", verb->get_name(), one.name,
                            fmt::join(one.values, " "));
    }
    const auto positional = positional_values(*verb);
    options +=
        fmt::format("      {}) words=\"{}\" ;;\n", verb->get_name(), names(completed(*verb)));
    if (positional.empty()) continue;
    positionals +=
        fmt::format("      {}) words=\"{}\" ;;\n", verb->get_name(), fmt::join(positional, " "));
  }
  return fmt::format(R"(# bash completion for ioracle
_ioracle() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} words=""
  local verb=${{COMP_WORDS[1]}}
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "{} {}" -- "$current"))
    return
  fi
  case "$verb,$before" in
{}  esac
  if [ -z "$words" ] && [ "${{current:0:1}}" = "-" ]; then
    case "$verb" in
{}    esac
  elif [ -z "$words" ]; then
    case "$verb" in
{}      *) ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ -n "$words" ] || COMPREPLY=($(compgen -f -- "$current"))
}}
complete -o filenames -F _ioracle ioracle
)",
                     verb_names(program), names(completed(program)), values, options, positionals);
}

std::string in_quotes(std::string_view text, std::string_view escaped, char with) {
  std::string out;
  for (const char character : text) {
    if (escaped.find(character) != escaped.npos) out += with;
    out += character;
  }
  return out;
}

std::string zsh(const CLI::App& program) {
  std::string verbs;
  std::string cases;
  for (const CLI::App* verb : verbs_of(program)) {
    verbs += fmt::format("    '{}:{}'\n", verb->get_name(),
                         in_quotes(verb->get_description(), ":", '\\'));
    cases += fmt::format("    {}) _arguments", verb->get_name());
    for (const Completed& one : completed(*verb)) {
      std::string described;
      for (const char character : one.description) {
        if (character == '\'') {
          described += "'\\''";
        } else {
          described += character == '[' || character == ']' ? ' ' : character;
        }
      }
      cases += fmt::format(" \\\n      '{}[{}]", one.name, described);
      if (!one.values.empty()) {
        cases += fmt::format(":value:({})", fmt::join(one.values, " "));
      } else if (one.takes_value) {
        cases += ":value:_files";
      }
      cases += '\'';
    }
    const auto positional = positional_values(*verb);
    cases += positional.empty()
                 ? " \\\n      '*:file:_files'"
                 : fmt::format(" \\\n      '1:value:({})'", fmt::join(positional, " "));
    cases += " ;;\n";
  }
  return fmt::format(R"(#compdef ioracle
local -a verbs
verbs=(
{})
if (( CURRENT == 2 )); then
  _describe 'verb' verbs
else
  local verb=$words[2]
  shift words
  (( CURRENT-- ))
  case $verb in
{}  esac
fi
)",
                     verbs, cases);
}

std::string fish(const CLI::App& program) {
  std::string text = "# fish completion for ioracle\n";
  for (const CLI::App* verb : verbs_of(program)) {
    text += fmt::format("complete -c ioracle -n __fish_use_subcommand -f -a {} -d '{}'\n",
                        verb->get_name(), in_quotes(verb->get_description(), "'\\", '\\'));
    const std::string when =
        fmt::format("complete -c ioracle -n '__fish_seen_subcommand_from {}'", verb->get_name());
    for (const Completed& one : completed(*verb)) {
      text += fmt::format("{} -l {} -d '{}'", when, one.name.substr(2),
                          in_quotes(one.description, "'\\", '\\'));
      if (one.takes_value) text += " -r";
      if (!one.values.empty()) text += fmt::format(" -f -a '{}'", fmt::join(one.values, " "));
      text += '\n';
    }
    const auto positional = positional_values(*verb);
    if (!positional.empty()) {
      text += fmt::format("{} -f -a '{}'\n", when, fmt::join(positional, " "));
    }
  }
  return text;
}

}  // namespace

std::string man_page(const CLI::App& program) {
  std::string text = title("ioracle");
  text += fmt::format(".SH NAME\nioracle \\- {}\n",
                      "executable specification of Windows overlapped I/O");
  text += ".SH SYNOPSIS\n.B ioracle\nVERB [options]\n.SH DESCRIPTION\n";
  text += roff(program.get_description()) + "\n.SH VERBS\n";
  for (const CLI::App* verb : verbs_of(program)) {
    text += fmt::format(".TP\n.B {}\n{} (\\fBioracle\\-{}\\fR(1))\n", roff(verb->get_name()),
                        roff(verb->get_description()), roff(verb->get_name()));
  }
  return text + options_section(program) + footer_section(program);
}

std::string man_page(const CLI::App& program, const CLI::App& verb) {
  const std::string name = program.get_name() + '-' + verb.get_name();
  std::string text = title(name);
  text += fmt::format(".SH NAME\n{} \\- {}\n", roff(name), roff(verb.get_description()));
  text += synopsis(verb, program.get_name() + ' ' + verb.get_name());
  text += options_section(verb) + footer_section(verb);
  return text + ".SH SEE ALSO\n.BR ioracle (1)\n";
}

std::optional<std::string> completion(const CLI::App& program, std::string_view shell) {
  if (shell == "bash") return bash(program);
  if (shell == "zsh") return zsh(program);
  if (shell == "fish") return fish(program);
  return std::nullopt;
}

}  // namespace ioracle
