#pragma once
// Turns one line of a trace into an Event, for any source of JSON (see value_decoder.h). Checks the
// members of each kind of event, and the pairs of calls and returns that the shapes of outputs
// depend on.

#include <bit>

#include "format/outstanding_calls.h"
#include "format/trace_members.h"
#include "format/value_decoder.h"

namespace ioracle {

// What a trace has shown so far, as far as reading the next line needs it.
struct TraceState {
  OutstandingCalls calls;
  std::uint64_t last_seq = 0;
  bool any = false;  // an event was read
  bool gap = false;  // events were lost: a return may come without its call
  bool ended = false;
};

enum class Decoded : std::uint8_t { event, skipped, error };

template <typename Backend>
class EventDecoder {
 public:
  using Json = typename Backend::Value;

  EventDecoder(DecodeContext& context, Names& names, TraceState& state)
      : context_(context), values_(context, names), state_(state) {}

  // Document gives `bool members(f(name, value) -> bool)`, which may be called twice.
  template <typename Document>
  Decoded decode(Document& document, Event& event) {
    seen_ = 0;
    later_ = 0;
    lost_ = false;
    kind_known_ = false;
    function_known_ = false;
    words_ = 0;
    event.clear();
    event.line = context_.line;
    if (!pass(document, event, ~MemberSet{0})) return Decoded::error;
    if (!kind_known_) return missing(TraceMember::event);
    if (!check_members(event)) return Decoded::error;
    if (!pair(event)) return Decoded::error;
    if (lost_) return Decoded::skipped;
    if (later_ != 0 && !pass(document, event, later_)) return Decoded::error;
    if (event.kind == EventKind::word) event.action.clear();
    return check_order(event) ? Decoded::event : Decoded::error;
  }

 private:
  template <typename Document>
  bool pass(Document& document, Event& event, MemberSet wanted) {
    const bool second = later_ != 0;
    bool good = true;
    const bool whole = document.members([&](std::string_view name, Json& json) {
      const auto member = find_trace_member(name);
      context_.enter(name);
      if (!member) {
        good = context_.fail(Backend::line(json), "a member of an event",
                             '"' + std::string(name) + '"' + suggestion(name, trace_member_names));
        return false;
      }
      if ((wanted & only(*member)) != 0) {
        if (!second && (seen_ & only(*member)) != 0) {
          good = context_.fail(Backend::line(json), "each member once", "it twice");
          return false;
        }
        seen_ |= only(*member);
        good = read(event, *member, json);
        if (!good) return false;
      }
      context_.leave();
      return true;
    });
    if (good && !whole) good = context_.fail(0, "a JSON object", "something else");
    return good;
  }

  bool read(Event& event, TraceMember member, Json& json);
  bool read_kind(Event& event, Json& json);
  bool read_function(Event& event, Json& json);
  bool read_arguments(Event& event, std::span<const ParameterInfo> parameters, Json& json,
                      std::string_view owner);
  bool read_outputs(Event& event, Json& json);
  bool read_words(Event& event, Json& json);
  bool read_blocked(Event& event, Json& json);
  bool read_object(Event& event, std::string_view what, Json& json);
  bool read_rest(Event& event, Json& json);

  BufferValue& the_buffer(Event& event) {
    return event.buffers.empty() ? event.buffers.emplace_back() : event.buffers[0];
  }
  Decoded missing(TraceMember member) {
    context_.fail(0, "the member \"" + std::string(name_of(member)) + '"', "an event without it");
    return Decoded::error;
  }

  bool check_members(const Event& event) {
    const MemberRules& rules = rules_of(event.kind);
    if (const MemberSet lacking = rules.required & ~seen_; lacking != 0) {
      missing(static_cast<TraceMember>(std::countr_zero(lacking)));
      return false;
    }
    if (const MemberSet strange = seen_ & ~(rules.required | rules.optional); strange != 0) {
      const auto name = name_of(static_cast<TraceMember>(std::countr_zero(strange)));
      context_.enter(name);
      return context_.fail(0, "no such member in \"" + std::string(name_of(event.kind)) + '"',
                           '"' + std::string(name) + '"');
    }
    if (event.kind == EventKind::observe && std::popcount(seen_ & observed_members) != 1) {
      return context_.fail(0, "one of overlapped, buffer, handle and variable",
                           std::to_string(std::popcount(seen_ & observed_members)) + " of them");
    }
    if (event.kind == EventKind::word && words_ != 1) {
      return context_.fail(0, "exactly one word", std::to_string(words_) + " words");
    }
    return true;
  }

  // Returns and exceptions belong to a call that has not returned yet; it tells the function.
  bool pair(Event& event) {
    const auto called = state_.calls.find(event.id);
    if (event.kind == EventKind::call) {
      if (!called && event.id != 0) return true;
      context_.enter("id");
      return context_.fail(0, "an id above 0 that no call under way has", std::to_string(event.id));
    }
    if (event.kind != EventKind::returned && event.kind != EventKind::exception) return true;
    if (called) {
      if (!function_known_ || *called == event.function) {
        event.function = *called;
        return true;
      }
      context_.enter("function");
      return context_.fail(0, '"' + std::string(info(*called).name) + "\", as in the call",
                           '"' + std::string(info(event.function).name) + '"');
    }
    if (state_.gap) {
      lost_ = !function_known_;
      return true;
    }
    context_.enter("id");
    return context_.fail(0, "the id of a call that has not returned", std::to_string(event.id));
  }

  // The last check; what the line tells about the lines to come is noted only when it is good.
  bool check_order(const Event& event) {
    if (state_.ended) return context_.fail(0, "nothing after \"end\"", "another event");
    if (state_.any && event.seq <= state_.last_seq) {
      context_.enter("seq");
      return context_.fail(0, "a number above " + std::to_string(state_.last_seq),
                           std::to_string(event.seq));
    }
    if (event.end_seq != 0 && event.end_seq < event.seq) {
      context_.enter("end_seq");
      return context_.fail(0, "a number not below seq", std::to_string(event.end_seq));
    }
    state_.any = true;
    state_.last_seq = event.seq;
    if (event.kind == EventKind::call) {
      state_.calls.insert(event.id, event.function);
    } else if (event.kind == EventKind::returned || event.kind == EventKind::exception) {
      state_.calls.take(event.id);
    }
    if (event.kind == EventKind::gap) state_.gap = true;
    if (event.kind == EventKind::end) state_.ended = true;
    return true;
  }

  DecodeContext& context_;
  ValueDecoder<Backend> values_;
  TraceState& state_;
  MemberSet seen_ = 0;
  MemberSet later_ = 0;  // members that must wait for the kind, the function or the call
  unsigned words_ = 0;
  bool lost_ = false;
  bool kind_known_ = false;
  bool function_known_ = false;
};

}  // namespace ioracle

#include "format/event_decoder_impl.h"
