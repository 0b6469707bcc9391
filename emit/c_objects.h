#pragma once
// What the names of a scenario are in its C program: handles, memory, routines, results. A name
// gets a prefix that tells which, so that none collides with a word of C or of a Windows header.

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "program/program.h"

namespace ioracle::emit {

enum class RoutineShape : std::uint8_t { winsock, file, apc };

struct CObject {
  enum class Kind : std::uint8_t {
    none,
    handle,
    thread,
    overlapped,
    buffer,
    variable,
    pointer,
    message
  };
  Kind kind = Kind::none;
  std::uint64_t size = 0;    // buffer: bytes
  Name inside;               // it lies in this buffer, at `offset`
  std::uint32_t offset = 0;  // bytes
  std::int64_t number = 0;   // variable: as preset
  std::string member;        // variable: the member of a WSAMSG that it is
  const MemoryDeclaration* declaration = nullptr;
  bool is_result = false;  // `as` of a call
  bool is_asked = false;   // by an expression, or where a number is expected
};

class CObjects {
 public:
  explicit CObjects(const Program& program);

  const Program& program() const { return *program_; }
  const CObject& of(Name name) const { return objects_[name.index]; }
  std::string text(Name name) const;        // as the scenario has it
  std::string identifier(Name name) const;  // without prefix
  std::string buffer_place(Name name, std::uint64_t offset) const;
  std::string overlapped(Name name) const;  // a pointer to it
  std::string number(Name name) const;      // the place of a variable
  bool is_message(const Value& value) const {
    return value.kind == ValueKind::name && of(value.name).kind == CObject::Kind::message;
  }
  const std::vector<Name>& threads() const { return threads_; }
  const std::set<std::pair<std::uint32_t, RoutineShape>>& routines() const { return routines_; }
  bool uses_sockets() const { return uses_sockets_; }
  bool uses_paths() const { return uses_paths_; }
  bool uses_packets() const { return uses_packets_; }
  std::uint32_t barrier_size(Name barrier) const;  // threads that name it
  std::vector<Name> barriers() const;

  // Definitions at file scope, in the order of the names.
  std::string definitions() const;
  // Statements at the start of main: buffers with their sentinel, words as declared.
  std::string preparations() const;
  std::string places() const;

 private:
  void note(const Step& step);
  void note_call(const Step& step);
  void note_message(const Event& call);
  void note_asked(const Expression& expression);
  void need(Name name, CObject::Kind kind, std::uint64_t size);

  const Program* program_;
  std::vector<CObject> objects_;  // by name
  std::vector<Name> threads_;
  std::set<std::pair<std::uint32_t, RoutineShape>> routines_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> barriers_;  // with each thread that names it
  bool uses_sockets_ = false;
  bool uses_paths_ = false;
  bool uses_packets_ = false;
};

// The shape of the routine that a function takes.
RoutineShape routine_shape(Function function);
// Is the handle of this parameter a socket?
bool takes_socket(Parameter parameter);

}  // namespace ioracle::emit
