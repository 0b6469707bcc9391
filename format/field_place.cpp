#include "format/field_place.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "format/trace_writer.h"

namespace ioracle {

std::string pointer_of(const Event& event, const ObservedField& field) {
  const std::string place = (event.kind == EventKind::enter ? "/arguments/" : "/outputs/") +
                            std::string(name_of(field.parameter));
  using Kind = ObservedField::Kind;
  switch (field.kind) {
    case Kind::result:
      return event.kind == EventKind::observe && event.action == "handle" ? "/signaled" : "/value";
    case Kind::last_error:
      return "/last_error";
    case Kind::time:
      return "/time";
    case Kind::output:
      return place;
    case Kind::element: {
      if (field.parameter != Parameter::lpCompletionPortEntries) {
        return place + '/' + std::to_string(field.element);
      }
      constexpr std::string_view parts[] = {"lpCompletionKey", "lpOverlapped", "Internal",
                                            "dwNumberOfBytesTransferred"};
      return place + '/' + std::to_string(field.element / 4) + '/' +
             std::string(parts[field.element % 4]);
    }
    case Kind::bytes:
      return event.kind == EventKind::observe ? "/bytes" : place;
    case Kind::routine:
      return "/routine";
    case Kind::internal:
      return "/words/Internal";
    case Kind::internal_high:
      return "/words/InternalHigh";
  }
  return {};
}

std::string json_of(const Event& event, const ObservedField& field, const Names& names) {
  std::string line;
  write_event(line, event, names);
  const auto json = nlohmann::ordered_json::parse(line, nullptr, false);
  const nlohmann::ordered_json::json_pointer pointer(pointer_of(event, field));
  return json.contains(pointer) ? json[pointer].dump() : "null";
}

}  // namespace ioracle
