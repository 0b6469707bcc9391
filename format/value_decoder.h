#pragma once
// Turns JSON values into arguments, outputs and bytes of an Event, as docs/formats.md tells.
// Written once for every source of JSON: a Backend gives
//   Value                                       a JSON value, cheap to pass
//   static JsonKind kind(Value)
//   static std::string_view text(Value)         REQUIRES: a string; valid until the next line is
//   read static std::optional<std::int64_t> integer(Value)   a whole number of 64 bits, two's
//   complement static bool members(Value, f(name, Value) -> bool)  false: f stopped, or the JSON is
//   broken static bool elements(Value, f(Value) -> bool) static std::string describe(Value) for
//   messages static std::uint64_t line(Value)            0: the line that is being read
// Functions return false when something is wrong; `error` then says what and where.

#include "format/constants.h"
#include "format/decode_context.h"
#include "model/address.h"
#include "model/event.h"

namespace ioracle {

template <typename Backend>
class ValueDecoder {
 public:
  using Json = typename Backend::Value;

  ValueDecoder(DecodeContext& context, Names& names) : context_(context), names_(names) {}

  // An argument of a call or a routine, appended to event.arguments.
  bool argument(Event& event, const ParameterInfo& parameter, Json& json);
  // An output of a call, appended likewise.
  bool output(Event& event, const ParameterInfo& parameter, Json& json);

  bool number(Json& json, std::int64_t& number);
  template <typename Unsigned>
  bool natural(Json& json, Unsigned& number);
  bool name(Json& json, Name& name);
  bool word(Json& json, std::string& text);
  // A name, null or {"raw": n}; also a number, or "untouched".
  bool reference(Json& json, Value& value, bool numbers = false, bool untouched = false);
  bool bytes(Event& event, Json& json, BufferValue& buffer);
  bool words(Json& json, OverlappedWords& words, bool& handled, std::string_view member);
  bool fail(Json& json, std::string expected) {
    return context_.fail(Backend::line(json), std::move(expected), Backend::describe(json));
  }
  // An object all of whose members must be known to `member(name, value)`: it sets `handled`.
  template <typename Member>
  bool object(Json& json, std::string_view expected, std::span<const std::string_view> known,
              Member member);
  template <typename Element>
  bool list(Json& json, std::string_view expected, Element element);

 private:
  bool integer_argument(const ParameterInfo& parameter, Json& json, Value& value);
  bool pointer(Json& json, Argument& argument);
  bool overlapped(Event& event, Json& json, Argument& argument);
  bool address(Json& json, Value& value, bool output);
  bool buffer(Event& event, Json& json);
  bool run(Event& event, Json& json);
  bool literal(Event& event, Json& json);
  bool packet(Event& event, Json& json);
  bool poll(Event& event, Json& json);
  bool list_argument(Event& event, const ParameterInfo& parameter, Json& json, Argument& argument);
  bool references(Event& event, Json& json, Argument& argument, bool numbers);

  DecodeContext& context_;
  Names& names_;
};

}  // namespace ioracle

#include "format/value_decoder_impl.h"
