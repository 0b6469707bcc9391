#pragma once
// The memory of a scenario: buffers, OVERLAPPEDs and variables by name, each in pages of its own,
// so that a freed one stays invalid. Purpose: names to pointers and back. Regions that the program
// uses anywhere are made in the constructor; finding them takes no lock. Not safe against allocate
// and release of the same region by another thread, as with the memory of any program.

#include <windows.h>
#include <winsock2.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "program/program.h"

namespace ioracle::agent {

// What an output variable holds before a call that does not say otherwise.
constexpr std::int64_t variable_preset = 0xdeadbeef;

// What a buffer holds at `index` before anything is received into it.
constexpr unsigned char sentinel_byte(std::size_t index) {
  return pattern_byte(pattern_seed("the sentinel of the agent"), index);
}

struct Region {
  MemoryDeclaration::Kind kind = MemoryDeclaration::Kind::buffer;
  unsigned char* base = nullptr;  // null: the program never named it
  std::size_t size = 0;           // bytes
  bool owns_pages = false;
  bool freed = false;  // by the program: nobody may look at it
};

// A variable that lies in a structure: a member of a WSAMSG.
struct Member {
  Name variable;
  Name structure;
  std::size_t offset = 0;  // bytes
};

class Memory {
 public:
  explicit Memory(const Program& program);
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  // The region of that name, or nullptr.
  const Region* find(Name name) const;
  // The name of the OVERLAPPED at this address; none if there is none.
  Name overlapped_at(const void* address) const;

  // The program frees and allocates again: without a change of address.
  void release(Name name);
  void allocate(Name name);

 private:
  void note(const Step& step);
  void note_message(const Event& call);
  void place_members();
  void need(Name name, MemoryDeclaration::Kind kind, std::size_t size);
  void make(Name name);
  void set_freed(const Region& outer, bool freed);

  std::vector<Region> regions_;  // by index of the name
  std::vector<Member> members_;
};

}  // namespace ioracle::agent
