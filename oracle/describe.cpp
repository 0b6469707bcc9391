#include "oracle/describe.h"

#include "model/function.h"

namespace ioracle {
namespace {

void append(std::string& text, const Value& value, const Names& names) {
  switch (value.kind) {
    case ValueKind::absent: text += "?"; return;
    case ValueKind::null: text += "NULL"; return;
    case ValueKind::integer: text += std::to_string(value.number); return;
    case ValueKind::name: text += names.text(value.name); return;
    case ValueKind::raw: text += "raw " + std::to_string(value.number); return;
    case ValueKind::untouched: text += "untouched"; return;
  }
}

}  // namespace

std::string describe_error(std::uint32_t code) { return std::to_string(code); }

std::string describe_status(std::uint64_t status) { return std::to_string(status); }

std::string describe(const Event& event, const Names& names) {
  std::string text;
  if (event.kind == EventKind::returned) {
    text += std::string(info(event.function).name) + " returned ";
    append(text, event.result, names);
    if (event.last_error) text += ", last error " + describe_error(*event.last_error);
    for (const Argument& argument : event.arguments) {
      text += ", ";
      text += name_of(argument.parameter);
      text += " = ";
      append(text, argument.value, names);
    }
  }
  return text;
}

std::string describe(std::string_view alternative, const Shows& shows) {
  std::string text = "returns";
  if (shows.result == Shown::integer) text += " " + std::to_string(shows.number);
  if (shows.error == Shown::integer) text += ", last error " + describe_error(shows.error_code);
  return text + " (" + std::string(alternative) + ")";
}

}  // namespace ioracle
