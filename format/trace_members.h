#pragma once
// The members of the lines of a trace, and which kind of event has which.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "model/event.h"

namespace ioracle {

// In the order in which the writer puts them.
enum class TraceMember : std::uint8_t {
  event,
  seq,
  end_seq,
  time,
  process,
  thread,
  id,
  function,
  routine,
  within,
  arguments,
  value,
  code,
  last_error,
  outputs,
  action,
  overlapped,
  buffer,
  handle,
  variable,
  object,
  words,
  offset,
  bytes,
  rest,
  signaled,
  actor,
  patience_ms,
  blocked,
  lost,
};

inline constexpr auto trace_member_names = std::to_array<std::string_view>({
    "event",  "seq",        "end_seq", "time",        "process",    "thread",
    "id",     "function",   "routine", "within",      "arguments",  "value",
    "code",   "last_error", "outputs", "action",      "overlapped", "buffer",
    "handle", "variable",   "object",  "words",       "offset",     "bytes",
    "rest",   "signaled",   "actor",   "patience_ms", "blocked",    "lost",
});

using MemberSet = std::uint32_t;
constexpr MemberSet only(TraceMember member) {
  return MemberSet{1} << static_cast<unsigned>(member);
}

struct MemberRules {
  MemberSet required = 0;
  MemberSet optional = 0;
};

inline constexpr MemberSet observed_members =
    only(TraceMember::overlapped) | only(TraceMember::buffer) | only(TraceMember::handle) |
    only(TraceMember::variable);

std::optional<TraceMember> find_trace_member(std::string_view name);
constexpr std::string_view name_of(TraceMember member) {
  return trace_member_names[static_cast<std::size_t>(member)];
}

const MemberRules& rules_of(EventKind kind);
std::string_view name_of(EventKind kind);  // as the member `event` says it
std::optional<EventKind> find_event_kind(std::string_view name);
std::span<const std::string_view> all_event_kinds();

}  // namespace ioracle
