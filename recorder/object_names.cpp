#include "recorder/object_names.h"

namespace ioracle::recorder {
namespace {

std::string_view prefix_of(Function function) {
  switch (function) {
    case Function::CreateIoCompletionPort:
      return "port";
    case Function::CreateEventW:
    case Function::WSACreateEvent:
      return "event";
    case Function::CreateThread:
      return "started";
    case Function::CreateFileW:
      return "file";
    case Function::CreateNamedPipeW:
      return "pipe";
    case Function::DuplicateHandle:
      return "duplicate";
    default:
      return "socket";
  }
}

// The values that Windows has no object for: INVALID_HANDLE_VALUE, the current process and thread.
bool is_pseudo(std::uint64_t handle) {
  constexpr std::int64_t least = -6;
  const auto value = static_cast<std::int64_t>(handle);
  return value < 0 && value >= least;
}

}  // namespace

Value ObjectNames::make(std::uint64_t handle, Function function) {
  if (handle == 0) return Value::null();
  if (is_pseudo(handle)) return Value::raw(static_cast<std::int64_t>(handle));
  const std::string prefix(prefix_of(function));
  const Name name = names_->intern(prefix + std::to_string(++counts_[prefix]));
  handles_[handle] = name;
  return Value::of(name);
}

Value ObjectNames::handle(std::uint64_t handle) const {
  if (handle == 0) return Value::null();
  const auto found = handles_.find(handle);
  if (found != handles_.end()) return Value::of(found->second);
  return Value::raw(static_cast<std::int64_t>(handle));
}

Value ObjectNames::named(Addresses& known, std::uint64_t address, std::string_view prefix) {
  if (address == 0) return Value::null();
  const auto [place, is_new] = known.try_emplace(address);
  if (is_new) place->second = names_->intern(std::string(prefix) + std::to_string(known.size()));
  return Value::of(place->second);
}

Value ObjectNames::overlapped(std::uint64_t address) {
  return named(overlappeds_, address, "overlapped");
}

Value ObjectNames::variable(std::uint64_t address) {
  return named(variables_, address, "variable");
}

Value ObjectNames::buffer(std::uint64_t address) { return named(buffers_, address, "buffer"); }

Value ObjectNames::routine(std::uint64_t address) { return named(routines_, address, "routine"); }

Value ObjectNames::text(std::string_view text) { return Value::of(names_->intern(text)); }

Name ObjectNames::thread(std::uint32_t index) {
  return names_->intern(index == 0 ? "main" : "thread" + std::to_string(index));
}

Value ObjectNames::thread_of_id(std::uint32_t id) {
  const auto found = thread_ids_.find(id);
  return found == thread_ids_.end() ? Value::raw(id) : Value::of(thread(found->second));
}

void ObjectNames::note_address(const Value& socket, std::uint16_t port) {
  if (socket.kind == ValueKind::name && port != 0) ports_[port] = socket.name;
}

std::optional<Value> ObjectNames::socket_at(std::uint16_t port) const {
  const auto found = ports_.find(port);
  if (found == ports_.end()) return std::nullopt;
  return Value::of(found->second);
}

}  // namespace ioracle::recorder
