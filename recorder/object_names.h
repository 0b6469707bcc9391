#pragma once
// Names for what a recorded program calls by handles and addresses. A handle gets a new name each
// time it is made, so that a value that Windows gives out again names another object; memory keeps
// the name of its address.

#include <optional>
#include <string>
#include <unordered_map>

#include "model/function.h"
#include "model/value.h"

namespace ioracle::recorder {

class ObjectNames {
 public:
  explicit ObjectNames(Names& names) : names_(&names) {}

  // A call of `function` made this handle.
  Value make(std::uint64_t handle, Function function);
  // NULL, a name, or raw: INVALID_HANDLE_VALUE and its like, and handles that no recorded call
  // made.
  Value handle(std::uint64_t handle) const;
  bool is_known(std::uint64_t handle) const { return handles_.contains(handle); }

  Value overlapped(std::uint64_t address);  // NULL or a name
  Value variable(std::uint64_t address);
  Value buffer(std::uint64_t address);
  Value routine(std::uint64_t address);
  Value text(std::string_view text);
  Name thread(std::uint32_t index);
  // The thread that has, or had last, this id of Windows.
  void note_thread_id(std::uint32_t id, std::uint32_t index) { thread_ids_[id] = index; }
  Value thread_of_id(std::uint32_t id);

  // Where a socket is bound: others connect to that address.
  void note_address(const Value& socket, std::uint16_t port);
  // The socket at an address of this machine; none: nobody in this process.
  std::optional<Value> socket_at(std::uint16_t port) const;

 private:
  using Addresses = std::unordered_map<std::uint64_t, Name>;
  Value named(Addresses& known, std::uint64_t address, std::string_view prefix);

  Names* names_;
  std::unordered_map<std::uint64_t, Name> handles_;
  std::unordered_map<std::string, std::uint32_t> counts_;
  Addresses overlappeds_;
  Addresses variables_;
  Addresses buffers_;
  Addresses routines_;
  std::unordered_map<std::uint32_t, std::uint32_t> thread_ids_;
  std::unordered_map<std::uint16_t, Name> ports_;
};

}  // namespace ioracle::recorder
