#pragma once
// Which values a field can be confused with: those that the corpus shows for the same field of the
// same function, and the least and greatest that it could hold.

#include <compare>
#include <map>
#include <span>
#include <vector>

#include "model/observed_field.h"

namespace ioracle::tightness {

// The classes of changes, in the order of the table.
enum class Class : std::uint8_t {
  return_value,
  error,  // of a call that failed
  count,
  flag,
  status_word,
  payload_byte,
  key,
  order_of_two_events,  // what they told, exchanged
  missing_notification,
  doubled_notification,
  // Told apart, for they need not be wrong: an error code that nobody may look at, and two calls
  // that may commute.
  error_behind_success,
  order_of_two_calls,
};
inline constexpr std::size_t class_count = 12;
constexpr bool is_wrong(Class one) { return one < Class::error_behind_success; }

std::string_view name_of(Class one);

// The class that a change of this field belongs to; nothing: of none (pointers, names, times).
std::optional<Class> class_of(const Event& event, const ObservedField& field);

class Vocabulary {
 public:
  void add(std::span<const Event> events);

  // Wrong values for a field of an event of `events`, none of which shows the same as what it
  // holds.
  std::vector<Value> wrong_values(std::span<const Event> events, std::size_t event,
                                  const ObservedField& field) const;

 private:
  struct Key {
    EventKind event{};
    Function function{};
    ObservedField::Kind kind{};
    Parameter parameter{};
    std::uint32_t part = 0;  // of a packet

    friend auto operator<=>(const Key&, const Key&) = default;
  };
  static Key key_of(const Event& event, const ObservedField& field);

  std::map<Key, std::vector<Value>> values_;  // numbers, null and untouched: names mean nothing
};

}  // namespace ioracle::tightness
