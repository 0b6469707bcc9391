#pragma once
// simdjson's on-demand values as a source of JSON for the decoders (see value_decoder.h).

#include <simdjson.h>

#include "format/json_document.h"

namespace ioracle {

struct SimdjsonBackend {
  using Value = simdjson::ondemand::value;

  // What is no JSON value counts as an array: reading it as one fails, and the line is read again
  // by the slow reader, which says what is wrong.
  static JsonKind kind(Value& value) {
    simdjson::ondemand::json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) return JsonKind::array;
    switch (type) {
      case simdjson::ondemand::json_type::array:
        return JsonKind::array;
      case simdjson::ondemand::json_type::object:
        return JsonKind::object;
      case simdjson::ondemand::json_type::number:
        return JsonKind::integer;
      case simdjson::ondemand::json_type::string:
        return JsonKind::string;
      case simdjson::ondemand::json_type::boolean:
        return JsonKind::boolean;
      case simdjson::ondemand::json_type::null:
        break;
    }
    bool nothing = false;  // what begins as null need not be it
    return !value.is_null().get(nothing) && nothing ? JsonKind::null : JsonKind::array;
  }

  // REQUIRES: the line has no escapes, so that a string is taken where it stands.
  static std::string_view text(Value& value) {
    simdjson::ondemand::raw_json_string raw;
    if (value.get_raw_json_string().get(raw) != simdjson::SUCCESS) return {};
    return until_quote(raw.raw());
  }

  static std::optional<std::int64_t> integer(Value& value) {
    // Whole numbers of up to 18 digits, nearly all there are, are read where they stand; they are
    // not consumed then, which costs nothing: the next member is found from the index.
    const std::string_view token = value.raw_json_token();
    const char* at = token.data();
    const bool negative = *at == '-';
    if (negative) ++at;
    const char* const digits = at;
    std::int64_t number = 0;
    while (*at >= '0' && *at <= '9' && at - digits < 18) number = number * 10 + (*at++ - '0');
    const bool plain = at != digits && (*digits != '0' || at - digits == 1);
    if (plain && (*at == ',' || *at == '}' || *at == ']')) return negative ? -number : number;
    if (value.get_int64().get(number) == simdjson::SUCCESS) return number;
    std::uint64_t large = 0;
    if (value.get_uint64().get(large) == simdjson::SUCCESS) return static_cast<std::int64_t>(large);
    bool truth = false;
    if (value.get_bool().get(truth) == simdjson::SUCCESS) return truth ? 1 : 0;
    return std::nullopt;
  }

  template <typename Function>
  static bool members(Value& value, Function function) {
    simdjson::ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return false;
    return members(object, function);
  }

  template <typename Function>
  static bool members(simdjson::ondemand::object& object, Function function) {
    // By reference all the way: copying these small structures right after they were stored stalls.
    for (auto entry : object) {
      if (entry.error() != simdjson::SUCCESS) return false;
      simdjson::ondemand::field&& field = std::move(entry).value_unsafe();
      if (!function(until_quote(field.key().raw()), field.value())) return false;
    }
    return true;
  }

  template <typename Function>
  static bool elements(Value& value, Function function) {
    simdjson::ondemand::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) return false;
    for (auto entry : array) {
      if (entry.error() != simdjson::SUCCESS) return false;
      Value&& element = std::move(entry).value_unsafe();
      if (!function(element)) return false;
    }
    return true;
  }

  static std::string_view until_quote(const char* text) {
    const char* end = text;
    while (*end != '"') ++end;
    return {text, static_cast<std::size_t>(end - text)};
  }

  static std::string describe(Value&) {
    return "something else";
  }  // said better by a second reading
  static std::uint64_t line(const Value&) { return 0; }
};

struct SimdjsonDocument {
  simdjson::ondemand::document& document;

  template <typename Function>
  bool members(Function function) {
    document.rewind();
    simdjson::ondemand::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS) return false;
    if (!SimdjsonBackend::members(object, function)) return false;
    // Nothing may follow the object.
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  }
};

}  // namespace ioracle
