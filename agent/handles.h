#pragma once
// The handles of a scenario: names to handles and back. A closed handle keeps its name, so that
// scenarios can use it after the close; where two names had one value, the later name is told. Safe
// for concurrent use.

#include <windows.h>
#include <winsock2.h>

#include <vector>

#include "agent/lock.h"
#include "model/value.h"

namespace ioracle::agent {

class Handles {
 public:
  enum class Kind { handle, socket };

  void add(Name name, HANDLE handle, Kind kind);
  // The program closed it: the name stays, the handle is not told by it any more.
  void closed(const Value& value);

  // The handle that a value means; a name that stands for no handle is NULL.
  HANDLE find(const Value& value) const;
  // The value that a handle is told as: its name if it is open, NULL, or raw.
  Value tell(HANDLE handle) const;

  // The program is about to close a socket: its port can be told no longer.
  void keep_port(const Value& socket);
  // The socket that is, or was, bound to that port (in network order): by its name, else raw.
  Value socket_at(USHORT port) const;

  // Closes what the scenario left open.
  void close_all();

 private:
  struct Entry {
    Name name;
    HANDLE handle;
    Kind kind;
    bool open;
    USHORT port = 0;  // that it was bound to when it was closed
  };
  mutable Lock lock_;
  std::vector<Entry> entries_;  // in order of their making
};

}  // namespace ioracle::agent
