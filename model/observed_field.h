#pragma once
// What a trace tells of the system, field by field: return values, errors, counts, words, bytes.
// Purpose: to free one field (make it unknown, so that anything is right there) or to put another
// value in its place. What a program gave to the system is no observation: calls, presets, names.

#include <cstdint>
#include <span>
#include <vector>

#include "model/event.h"

namespace ioracle {

struct ObservedField {
  enum class Kind : std::uint8_t {
    result,         // of a return; of an observe: whether an event is signaled
    last_error,     // behind a return
    time,           // of a return: how long the call took, at least
    output,         // what `parameter` holds after the call, or hands to a routine
    element,        // value `element` of the list that `parameter` holds: packets, revents
    bytes,          // those that `parameter` holds; of an observe: those of the buffer
    routine,        // which routine begins
    internal,       // words of an OVERLAPPED
    internal_high,  //
  };
  Kind kind{};
  Parameter parameter{};      // output, element, bytes of a return
  std::uint32_t element = 0;  // of the values of that list

  friend bool operator==(const ObservedField&, const ObservedField&) = default;
};

// The fields that the event records, in the order of its line.
std::vector<ObservedField> observed_fields(const Event& event);

// Names new objects, or decides what exists from then on (startup, connect, options): later events
// mean nothing without it. Freed, it would not be unknown but missing.
bool decides_what_exists(const Event& event, const ObservedField& field);

// Makes the field unknown. REQUIRES: the event records it.
void free_field(Event& event, const ObservedField& field);
// All that observed_fields() names, but for those in `kept`.
void free_fields_except(Event& event, std::span<const ObservedField> kept);

// The value of a field that has one: not of bytes and routines; absent where there is none.
Value value_of(const Event& event, const ObservedField& field);
// REQUIRES: the field has a value.
void set_value(Event& event, const ObservedField& field, const Value& value);

}  // namespace ioracle
