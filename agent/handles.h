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

  // Closes what the scenario left open.
  void close_all();

 private:
  struct Entry {
    Name name;
    HANDLE handle;
    Kind kind;
    bool open;
  };
  mutable Lock lock_;
  std::vector<Entry> entries_;  // in order of their making
};

}  // namespace ioracle::agent
