#pragma once
// What the names of a scenario stand for, gathered while it is read and checked when it is whole:
// each name is one thing, each handle that is used comes from somewhere, and memory that nobody
// declared gets its size.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "format/decode_context.h"
#include "program/program.h"

namespace ioracle {

enum class Role : std::uint8_t { handle, result, overlapped, buffer, variable, routine };

class ScenarioNames {
 public:
  ScenarioNames(Program& program, DecodeContext& context) : program_(program), context_(context) {}

  // The name is this thing from here on. False: it is something else already.
  bool declare(Name name, Role role, std::uint64_t line);
  // Likewise for `as`, which each one step binds; but `then` and `else` may bind the same.
  bool bind(Name name, Role role, std::uint64_t line);
  // Names bound since `mark()` may be bound once more, until that is forbidden again. These nest.
  std::size_t mark() const { return bound_.size(); }
  void allow_again(std::size_t mark) { allowed_.emplace_back(mark, bound_.size()); }
  void forbid_again() { allowed_.pop_back(); }
  // An OVERLAPPED, or a variable that holds the address of one.
  void use_overlapped(Name name, std::uint64_t line);
  void use_handle(Name name, std::uint64_t line) { use(Use::handle, name, line); }
  void use_routine(Name name, std::uint64_t line) { use(Use::routine, name, line); }
  void use_value(Name name, std::uint64_t line) { use(Use::value, name, line); }
  bool use_values(const Expression& expression, std::uint64_t line);
  bool use_buffer(const BufferValue& buffer, std::uint64_t line);
  // Something to look at; `finish` tells what it is.
  void use_observed(Name name, std::uint64_t line) { use(Use::observed, name, line); }

  // Checks all uses, declares memory that is only used, and says in each `observe` step what it
  // reads.
  bool finish();
  const Role* role(Name name) const;

 private:
  enum class Use : std::uint8_t { handle, overlapped, routine, value, observed };
  struct Place {
    Use use{};
    Name name;
    std::uint64_t line = 0;
    std::string pointer;
  };

  void use(Use use, Name name, std::uint64_t line) {
    uses_.push_back({use, name, line, context_.pointer()});
  }
  bool check(const Place& place);
  bool unknown(const Place& place, const char* expected, std::initializer_list<Role> roles);
  void declare_memory();
  void name_observed(std::vector<Step>& steps);

  Program& program_;
  DecodeContext& context_;
  std::map<Name, Role> roles_;
  std::map<Name, std::uint32_t> sizes_;  // of buffers, as far as they are used
  std::vector<Place> uses_;
  std::vector<Name> bound_;
  // Ranges of bound_: names that the other branch of an `if` has bound.
  std::vector<std::pair<std::size_t, std::size_t>> allowed_;
};

}  // namespace ioracle
