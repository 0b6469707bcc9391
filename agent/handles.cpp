#include "agent/handles.h"

#include <mutex>

#include "agent/addresses.h"

namespace ioracle::agent {

void Handles::add(Name name, HANDLE handle, Kind kind) {
  const std::lock_guard guard(lock_);
  entries_.push_back({name, handle, kind, true, 0});
}

void Handles::closed(const Value& value) {
  const HANDLE handle = find(value);
  const std::lock_guard guard(lock_);
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
    const bool meant =
        value.kind == ValueKind::name ? entry->name == value.name : entry->handle == handle;
    if (!meant || !entry->open) continue;
    entry->open = false;
    return;
  }
}

HANDLE Handles::find(const Value& value) const {
  if (value.kind == ValueKind::raw || value.kind == ValueKind::integer) {
    return reinterpret_cast<HANDLE>(static_cast<ULONG_PTR>(value.number));
  }
  if (value.kind != ValueKind::name) return nullptr;
  const std::lock_guard guard(lock_);
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
    if (entry->name == value.name) return entry->handle;
  }
  return nullptr;
}

Value Handles::tell(HANDLE handle) const {
  if (handle == nullptr) return Value::null();
  const std::lock_guard guard(lock_);
  for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
    if (entry->handle == handle && entry->open) return Value::of(entry->name);
  }
  return Value::raw(static_cast<std::int64_t>(reinterpret_cast<ULONG_PTR>(handle)));
}

void Handles::keep_port(const Value& socket) {
  const USHORT port = address_of(reinterpret_cast<SOCKET>(find(socket))).sin_port;
  const std::lock_guard guard(lock_);
  for (Entry& entry : entries_) {
    if (socket.kind == ValueKind::name && entry.name == socket.name) entry.port = port;
  }
}

Value Handles::socket_at(USHORT port) const {
  const std::lock_guard guard(lock_);
  for (const bool open : {true, false}) {
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
      if (entry->kind != Kind::socket || entry->open != open) continue;
      const auto socket = reinterpret_cast<SOCKET>(entry->handle);
      if ((open ? address_of(socket).sin_port : entry->port) == port) return Value::of(entry->name);
    }
  }
  return Value::raw(port);
}

void Handles::close_all() {
  const std::lock_guard guard(lock_);
  for (const bool sockets : {true, false}) {
    for (auto entry = entries_.rbegin(); entry != entries_.rend(); ++entry) {
      if (!entry->open || (entry->kind == Kind::socket) != sockets) continue;
      if (sockets) closesocket(reinterpret_cast<SOCKET>(entry->handle));
      if (!sockets) CloseHandle(entry->handle);
      entry->open = false;
    }
  }
}

}  // namespace ioracle::agent
