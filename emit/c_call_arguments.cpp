#include <fmt/format.h>

#include <algorithm>

#include "emit/c_call_writer.h"
#include "emit/c_expression.h"

namespace ioracle::emit {
namespace {

using P = Parameter;

constexpr std::int64_t current_thread = -2;  // what GetCurrentThread returns
constexpr std::uint32_t infinite = 0xffffffff;

bool is_int(Parameter parameter) {
  return parameter == P::namelen || parameter == P::optlen || parameter == P::addrlen ||
         parameter == P::fromlen || parameter == P::LocalSockaddrLength ||
         parameter == P::RemoteSockaddrLength;
}

}  // namespace

std::string CallWriter::number(const Argument& argument) const {
  if (argument.value.kind == ValueKind::name) {
    return "(DWORD)" + c_number_of(argument.value.name, objects_, in_routine_);
  }
  const auto low = static_cast<std::uint32_t>(argument.value.number);
  const bool waits = argument.parameter == P::dwMilliseconds || argument.parameter == P::dwTimeout;
  if (waits && low == infinite) return "INFINITE";
  return c_number(argument.value.number);
}

std::string CallWriter::handle(const Value& value) const {
  if (value.kind == ValueKind::name) {
    const std::string identifier = objects_.identifier(value.name);
    const CObject& object = objects_.of(value.name);
    if (object.kind == CObject::Kind::thread) return "thread_" + identifier + ".thread";
    if (object.kind == CObject::Kind::handle) return "object_" + identifier;
    return "INVALID_HANDLE_VALUE";
  }
  if (value.kind == ValueKind::raw && value.number == current_thread) return "GetCurrentThread()";
  return pointer(value) == "NULL" ? "NULL" : "(HANDLE)" + pointer(value);
}

std::string CallWriter::pointer(const Value& value) const {
  const bool null = value.kind == ValueKind::null || !value.recorded() || value.number == 0;
  if (null) return "NULL";
  if (value.number < 0) return fmt::format("(void *)(LONG_PTR){}", value.number);
  return "(void *)(ULONG_PTR)" + c_number(value.number);
}

void CallWriter::store_words(const ParameterInfo& parameter, const Argument& argument) {
  const OverlappedWords& words = call_.words;
  if (!has_words(parameter.parameter) || argument.value.kind != ValueKind::name) return;
  const std::string place = objects_.overlapped(argument.value.name);
  const std::string to =
      place.starts_with("&overlapped_") ? place.substr(1) + "." : "(" + place + ")->";
  const auto store = [&](const char* word, std::uint64_t value) {
    before_ += fmt::format("{}{} = {};\n", to, word, c_number(static_cast<std::int64_t>(value)));
  };
  if (words.internal) store("Internal", *words.internal);
  if (words.internal_high) store("InternalHigh", *words.internal_high);
  if (words.offset) store("Offset", *words.offset);
  if (words.offset_high) store("OffsetHigh", *words.offset_high);
  if (!words.event.recorded()) return;
  const std::string event = handle(words.event);
  before_ += words.event_tagged
                 ? fmt::format("{}hEvent = (HANDLE)((ULONG_PTR){} | 1);\n", to, event)
                 : fmt::format("{}hEvent = {};\n", to, event);
}

std::string CallWriter::overlapped(const ParameterInfo& parameter, const Argument& argument) {
  const Value& value = argument.value;
  if (value.kind != ValueKind::name) return pointer(value);
  if (is_routine_argument(value.name, objects_, in_routine_)) return objects_.text(value.name);
  const std::string identifier = objects_.identifier(value.name);
  if (parameter.direction == Direction::out) {
    before_ += fmt::format("variable_{}.pointer = (OVERLAPPED *)(ULONG_PTR)PRESET;\n", identifier);
    after_ += fmt::format("tell_pointer(&call, \"{}\", variable_{}.pointer);\n",
                          name_of(parameter.parameter), identifier);
    if (objects_.of(value.name).is_asked) {
      after_ += fmt::format("value_{0} = variable_{0}.pointer != NULL;\n", identifier);
    }
    return fmt::format("&variable_{}.pointer", identifier);
  }
  store_words(parameter, argument);
  return objects_.overlapped(value.name);
}

std::string CallWriter::variable(const ParameterInfo& parameter, const Argument& argument) {
  const Value& value = argument.value;
  const std::string cast = is_int(parameter.parameter) ? "(int *)" : "";
  if (value.kind != ValueKind::name) {
    return pointer(value) == "NULL" ? "NULL" : cast + pointer(value);
  }
  const std::string identifier = objects_.identifier(value.name);
  const bool wide = parameter.parameter == P::lpCompletionKey;
  const std::string member =
      wide ? fmt::format("variable_{}.wide", identifier) : objects_.number(value.name);
  std::string preset = "PRESET";
  if (argument.preset.recorded()) {
    preset = c_number(argument.preset.number);
    if (!wide) preset = "(DWORD)" + preset;
  } else if (parameter.direction != Direction::out) {
    definitions_ += fmt::format("const DWORD preset_{} = {};\n", identifier, member);
    preset = "preset_" + identifier;
  }
  if (!objects_.of(value.name).member.empty()) {
    if (parameter.parameter == P::Control_len) preset = "(DWORD)" + control_room();
    message_members_ += fmt::format("{} = {};\n", member, preset);
  } else if (!preset.starts_with("preset_")) {
    before_ += fmt::format("variable_{}.wide = {};\n", identifier, preset);
  }
  if (parameter.direction != Direction::in) {
    after_ += fmt::format("tell_number(&call, \"{}\", {}, {});\n", name_of(parameter.parameter),
                          member, preset);
    if (objects_.of(value.name).is_asked)
      after_ += fmt::format("value_{} = {};\n", identifier, member);
  }
  return cast + "&" + member;
}

// Where the buffer lies; filled with what a send sends, or with the sentinel.
std::string CallWriter::place(const ParameterInfo& parameter, const BufferValue& buffer) {
  if (!buffer.memory) return buffer.raw ? "(char *)" + pointer(Value::raw(*buffer.raw)) : "NULL";
  const std::string base = objects_.buffer_place(buffer.memory, buffer.offset);
  if (parameter.direction != Direction::in) {
    if (buffer.length != 0) before_ += fmt::format("clear({}, {});\n", base, buffer.length);
    return base;
  }
  std::uint64_t at = buffer.offset;
  for (std::uint32_t index = 0; index < buffer.run_count; ++index) {
    const Run& run = call_.runs[buffer.first_run + index];
    const std::string to = objects_.buffer_place(buffer.memory, at);
    if (run.pattern) {
      before_ += fmt::format("fill({}, 0x{:x}ull, {}, {}); /* {} */\n", to,
                             pattern_seed(objects_.text(run.pattern)), run.offset, run.length,
                             objects_.text(run.pattern));
    } else {
      std::string text;
      for (std::uint64_t byte = run.offset; byte < run.offset + run.length; ++byte) {
        text += fmt::format("\\{:03o}", static_cast<unsigned char>(call_.literals[byte]));
      }
      before_ += fmt::format("memcpy({}, \"{}\", {});\n", to, text, run.length);
    }
    at += run.length;
  }
  return base;
}

std::string CallWriter::buffer(const ParameterInfo& parameter, const Argument& argument) {
  if (argument.count == 0) return pointer(argument.value);
  return place(parameter, call_.buffers[argument.first]);
}

std::string CallWriter::buffers(const ParameterInfo& parameter, const Argument& argument) {
  if (argument.value.recorded()) {
    const std::string value = pointer(argument.value);
    return value == "NULL" ? value : "(WSABUF *)" + value;
  }
  const std::string_view name = name_of(parameter.parameter);
  std::string list;
  for (std::uint32_t index = 0; index < argument.count; ++index) {
    const BufferValue& buffer = call_.buffers[argument.first + index];
    const std::string base = place(parameter, buffer);
    list += fmt::format("{}{{{}, {}}}", index == 0 ? "" : ", ", buffer.length, base);
  }
  definitions_ +=
      fmt::format("static WSABUF {}[] = {{{}}};\n", name, argument.count == 0 ? "{0, NULL}" : list);
  return std::string(name);
}

std::string CallWriter::handles(const ParameterInfo& parameter, const Argument& argument) {
  if (argument.value.recorded()) return pointer(argument.value);
  const std::string_view name = name_of(parameter.parameter);
  std::string list;
  for (std::uint32_t index = 0; index < argument.count; ++index) {
    list +=
        fmt::format("{}{}", index == 0 ? "" : ", ", handle(call_.values[argument.first + index]));
  }
  definitions_ += fmt::format("HANDLE {}[] = {{{}}};\n", name, argument.count == 0 ? "NULL" : list);
  return std::string(name);
}

std::string CallWriter::packets() {
  const Argument* const room = find(P::ulCount);
  const std::int64_t size = room == nullptr ? 1 : std::max<std::int64_t>(room->value.number, 1);
  definitions_ += fmt::format("OVERLAPPED_ENTRY packets[{}];\n", size);
  const Argument* const removed = find(P::ulNumEntriesRemoved);
  if (removed != nullptr && removed->value.kind == ValueKind::name) {
    after_ += fmt::format("if (value) tell_packets(&call, packets, variable_{}.number);\n",
                          objects_.identifier(removed->value.name));
  }
  return "packets";
}

std::string CallWriter::address(const ParameterInfo& parameter, const Argument& argument) {
  const Value& value = argument.value;
  if (value.kind != ValueKind::name) {
    const std::string raw = pointer(value);
    return raw == "NULL" ? raw : "(struct sockaddr *)" + raw;
  }
  const std::string place = objects_.text(value.name);
  std::string made = "address_of((SOCKET)" + handle(value) + ")";
  if (place == "loopback") made = "loopback(0)";
  if (place == "closed") made = "closed_address()";
  definitions_ += fmt::format("struct sockaddr_in {} = {};\n", name_of(parameter.parameter), made);
  return fmt::format("(struct sockaddr *)&{}", name_of(parameter.parameter));
}

std::string CallWriter::count(const ParameterInfo& parameter, const Argument* argument) const {
  if (argument != nullptr && argument->value.recorded()) return number(*argument);
  if (parameter.parameter == P::iTolen) {
    const Argument* const to = find(P::lpTo);
    if (to == nullptr || to->value.kind != ValueKind::name) return "0";
  }
  if (parameter.parameter == P::namelen) return "(int)sizeof(struct sockaddr_in)";
  for (const ParameterInfo& other : function_.parameters) {
    const Argument* const list = find(other.parameter);
    if (other.type != Type::buffers && other.type != Type::handles) continue;
    return list == nullptr ? "0" : std::to_string(list->count);
  }
  return "(int)sizeof(struct sockaddr_in)";
}

std::string CallWriter::control_room() const {
  const Argument* const control = find(P::Control);
  const bool given = control != nullptr && control->count > 0;
  return std::to_string(given ? call_.buffers[control->first].length : 0);
}

// Fills in the WSAMSG before the call, from the members that the scenario names.
void CallWriter::store_message() {
  const Argument* const found = find(P::lpMsg);
  if (found == nullptr || found->value.kind != ValueKind::name) return;
  const std::string message = "message_" + objects_.identifier(found->value.name);
  const bool sends = call_.function == Function::WSASendMsg;
  const auto set = [&](std::string_view member, std::string_view value) {
    before_ += fmt::format("{}.{} = {};\n", message, member, value);
  };
  before_ += fmt::format("memset(&{0}, 0, sizeof {0});\n", message);
  if (sends) {
    const std::string& name = arguments_["name"];
    const Argument* const length = find(P::namelen);
    set("name", name);
    if (length != nullptr && length->value.recorded()) {
      set("namelen", number(*length));
    } else if (name != "NULL") {
      set("namelen", "(int)sizeof(struct sockaddr_in)");
    }
  }
  const Argument* const list = find(P::lpBuffers);
  set("lpBuffers", list == nullptr ? "NULL" : arguments_["lpBuffers"]);
  set("dwBufferCount", arguments_["dwBufferCount"]);
  if (find(P::Control) != nullptr) {
    set("Control.buf", arguments_["Control"]);
    set("Control.len", control_room());
  }
  before_ += message_members_;
}

std::string CallWriter::routine(const Argument& argument) const {
  if (argument.value.kind != ValueKind::name) return "NULL";
  static constexpr std::string_view prefixes[] = {"winsock_", "file_", "apc_"};
  const auto shape = static_cast<std::size_t>(routine_shape(call_.function));
  return std::string(prefixes[shape]) + objects_.identifier(argument.value.name);
}

std::string CallWriter::path(const Argument& argument) const {
  if (argument.value.kind != ValueKind::name) return "NULL";
  std::string text;
  for (const char character : objects_.text(argument.value.name)) {
    if (character == '\\' || character == '"') text += '\\';
    text += character;
  }
  return "path_of(L\"" + text + "\")";
}

std::string CallWriter::argument(const ParameterInfo& parameter) {
  const Argument* const found = find(parameter.parameter);
  if (parameter.type == Type::count) return count(parameter, found);
  if (parameter.type == Type::packets) return packets();
  if (found == nullptr) return parameter.type == Type::integer ? "0" : "NULL";
  switch (parameter.type) {
    case Type::integer:
      return number(*found);
    case Type::handle:
      if (takes_socket(parameter.parameter)) return "(SOCKET)" + handle(found->value);
      return handle(found->value);
    case Type::overlapped:
      return overlapped(parameter, *found);
    case Type::routine:
      return routine(*found);
    case Type::variable:
      if (objects_.is_message(found->value)) {
        return "&message_" + objects_.identifier(found->value.name);
      }
      return variable(parameter, *found);
    case Type::buffer:
      return buffer(parameter, *found);
    case Type::buffers:
      return buffers(parameter, *found);
    case Type::handles:
      return handles(parameter, *found);
    case Type::address:
      if (parameter.direction == Direction::out) return "NULL";
      return address(parameter, *found);
    case Type::path:
      return path(*found);
    default:
      return "0";
  }
}

}  // namespace ioracle::emit
