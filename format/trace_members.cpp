#include "format/trace_members.h"

#include "model/name_table.h"

namespace ioracle {
namespace {

// In the order of enum EventKind.
constexpr auto kind_names = std::to_array<std::string_view>({
    "thread_start",
    "thread_exit",
    "process_exit",
    "call",
    "return",
    "enter",
    "exit",
    "observe",
    "memory",
    "word",
    "environment",
    "exception",
    "settle",
    "hang",
    "gap",
    "end",
});

constexpr NameTable<64> kind_table(kind_names);
constexpr NameTable<256> member_table(trace_member_names);

constexpr MemberRules rules(std::initializer_list<TraceMember> required,
                            std::initializer_list<TraceMember> optional) {
  using enum TraceMember;
  MemberRules rules;
  rules.required = only(event) | only(seq);
  rules.optional = only(time) | only(process) | only(thread);
  for (const TraceMember member : required) rules.required |= only(member);
  for (const TraceMember member : optional) rules.optional |= only(member);
  return rules;
}

constexpr auto rules_by_kind = [] {
  using enum TraceMember;
  return std::to_array<MemberRules>({
      rules({thread}, {}),                                             // thread_start
      rules({thread}, {}),                                             // thread_exit
      rules({}, {}),                                                   // process_exit
      rules({thread, id, function}, {arguments, last_error, within}),  // call
      rules({thread, id}, {function, value, last_error, outputs}),     // return
      rules({thread, id, routine}, {within, arguments}),               // enter
      rules({thread, id}, {routine}),                                  // exit
      rules({}, {end_seq, overlapped, buffer, handle, variable, words, offset, bytes, rest,
                 signaled, value}),                            // observe
      rules({action, object}, {offset, bytes}),                // memory
      rules({overlapped, words}, {actor}),                     // word
      rules({action}, {object, actor, value, offset, bytes}),  // environment
      rules({thread, id}, {function, code}),                   // exception
      rules({}, {end_seq, patience_ms, blocked}),              // settle
      rules({}, {blocked}),                                    // hang
      rules({}, {lost}),                                       // gap
      rules({}, {}),                                           // end
  });
}();

}  // namespace

std::optional<TraceMember> find_trace_member(std::string_view name) {
  const auto index = member_table.find(trace_member_names, name);
  if (!index) return std::nullopt;
  return static_cast<TraceMember>(*index);
}

const MemberRules& rules_of(EventKind kind) {
  return rules_by_kind[static_cast<std::size_t>(kind)];
}

std::string_view name_of(EventKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::optional<EventKind> find_event_kind(std::string_view name) {
  const auto index = kind_table.find(kind_names, name);
  if (!index) return std::nullopt;
  return static_cast<EventKind>(*index);
}

std::span<const std::string_view> all_event_kinds() { return kind_names; }

}  // namespace ioracle
