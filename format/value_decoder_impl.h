#pragma once
// The bodies of ValueDecoder; included by value_decoder.h alone.

#include <limits>

namespace ioracle {

// Members of objects inside arguments. Order is that of the writer.
inline constexpr std::string_view raw_members[] = {"raw"};
inline constexpr std::string_view variable_members[] = {"var", "value"};
inline constexpr std::string_view address_members[] = {"of"};
inline constexpr std::string_view tagged_members[] = {"tagged"};
inline constexpr std::string_view buffer_members[] = {"buf", "offset", "len", "bytes"};
inline constexpr std::string_view word_members[] = {"hEvent", "Offset", "OffsetHigh", "Internal",
                                                    "InternalHigh"};
inline constexpr std::string_view overlapped_members[] = {"at",         "hEvent",   "Offset",
                                                          "OffsetHigh", "Internal", "InternalHigh"};
inline constexpr std::string_view packet_members[] = {"lpCompletionKey", "lpOverlapped", "Internal",
                                                      "dwNumberOfBytesTransferred"};
inline constexpr std::string_view poll_members[] = {"fd", "events"};

template <typename Backend>
template <typename Member>
bool ValueDecoder<Backend>::object(Json& json, std::string_view expected,
                                   std::span<const std::string_view> known, Member member) {
  if (Backend::kind(json) != JsonKind::object) return fail(json, std::string(expected));
  std::uint64_t seen = 0;
  bool good = true;
  const bool whole = Backend::members(json, [&](std::string_view name, Json& value) {
    std::size_t index = 0;
    while (index < known.size() && known[index] != name) ++index;
    context_.enter(name);
    if (index == known.size()) {
      good = context_.fail(Backend::line(value), "a member of " + std::string(expected),
                           '"' + std::string(name) + '"' + suggestion(name, known));
      return false;
    }
    if ((seen >> index & 1U) != 0) {
      good = context_.fail(Backend::line(value), "each member once", "it twice");
      return false;
    }
    seen |= std::uint64_t{1} << index;
    if (!member(known[index], value)) return good = false;
    context_.leave();
    return true;
  });
  return good && (whole || fail(json, std::string(expected)));
}

template <typename Backend>
template <typename Element>
bool ValueDecoder<Backend>::list(Json& json, std::string_view expected, Element element) {
  if (Backend::kind(json) != JsonKind::array) return fail(json, std::string(expected));
  std::uint32_t index = 0;
  bool good = true;
  const bool whole = Backend::elements(json, [&](Json& value) {
    context_.enter(index++);
    if (!element(value)) return good = false;
    context_.leave();
    return true;
  });
  return good && (whole || fail(json, std::string(expected)));
}

template <typename Backend>
bool ValueDecoder<Backend>::number(Json& json, std::int64_t& number) {
  if (const auto found = Backend::integer(json)) {
    number = *found;
    return true;
  }
  if (context_.constants && Backend::kind(json) == JsonKind::string) {
    if (const auto found = evaluate_constants(Backend::text(json))) {
      number = *found;
      return true;
    }
    return fail(json, "a number or documented constants joined by |");
  }
  return fail(json, "a number");
}

template <typename Backend>
template <typename Unsigned>
bool ValueDecoder<Backend>::natural(Json& json, Unsigned& natural) {
  std::int64_t found = 0;
  if (!number(json, found)) return false;
  if constexpr (sizeof(Unsigned) < sizeof(found)) {
    if (found < 0 || found > std::int64_t{std::numeric_limits<Unsigned>::max()}) {
      return fail(json,
                  "a number from 0 to " + std::to_string(std::numeric_limits<Unsigned>::max()));
    }
  }
  natural = static_cast<Unsigned>(found);
  return true;
}

template <typename Backend>
bool ValueDecoder<Backend>::name(Json& json, Name& name) {
  if (Backend::kind(json) != JsonKind::string) return fail(json, "a name");
  const std::string_view text = Backend::text(json);
  if (text.empty() || text == "untouched") return fail(json, "a name");
  name = names_.intern(text);
  return true;
}

template <typename Backend>
bool ValueDecoder<Backend>::word(Json& json, std::string& text) {
  if (Backend::kind(json) != JsonKind::string) return fail(json, "a string");
  text = Backend::text(json);
  return true;
}

template <typename Backend>
bool ValueDecoder<Backend>::reference(Json& json, Value& value, bool numbers, bool untouched) {
  const char* const expected =
      numbers ? "a number, a name, null or {\"raw\": n}" : "a name, null or {\"raw\": n}";
  switch (Backend::kind(json)) {
    case JsonKind::null:
      value = Value::null();
      return true;
    case JsonKind::string: {
      const std::string_view text = Backend::text(json);
      if (text.empty()) return fail(json, expected);
      if (text == "untouched") {
        if (!untouched) return fail(json, expected);
        value = Value::untouched();
        return true;
      }
      if (context_.constants) {
        if (text == "INVALID_HANDLE_VALUE" || text == "INVALID_SOCKET") {
          value = Value::raw(-1);
          return true;
        }
        if (find_constant(text)) return fail(json, expected);
      }
      value = Value::of(names_.intern(text));
      return true;
    }
    case JsonKind::object: {
      value = {};
      std::int64_t found = 0;
      if (!object(json, expected, raw_members, [&](std::string_view, Json& member) {
            value.kind = ValueKind::raw;
            return number(member, found);
          })) {
        return false;
      }
      if (!value.recorded()) return fail(json, expected);
      value = Value::raw(found);
      return true;
    }
    case JsonKind::boolean:
    case JsonKind::integer:
      if (numbers) {
        value = Value::integer(0);
        return number(json, value.number);
      }
      return fail(json, expected);
    case JsonKind::array:
      break;
  }
  return fail(json, expected);
}

template <typename Backend>
bool ValueDecoder<Backend>::literal(Event& event, Json& json) {
  const std::string_view text = Backend::text(json);
  const auto digit = [](char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
    return -1;
  };
  Run run;
  run.offset = event.literals.size();
  if (text.empty() || text.size() % 2 != 0) return fail(json, "pairs of hexadecimal digits");
  for (std::size_t index = 0; index < text.size(); index += 2) {
    const int high = digit(text[index]);
    const int low = digit(text[index + 1]);
    if (high < 0 || low < 0) return fail(json, "pairs of hexadecimal digits");
    event.literals.push_back(static_cast<char>(high * 16 + low));
  }
  run.length = static_cast<std::uint32_t>(text.size() / 2);
  event.runs.push_back(run);
  return true;
}

template <typename Backend>
bool ValueDecoder<Backend>::run(Event& event, Json& json) {
  if (Backend::kind(json) == JsonKind::string) return literal(event, json);
  Run run;
  std::uint32_t place = 0;
  if (!list(json, "[pattern, offset, length] or hexadecimal digits", [&](Json& part) {
        switch (place++) {
          case 0:
            return name(part, run.pattern);
          case 1:
            return natural(part, run.offset);
          case 2:
            return natural(part, run.length);
          default:
            return fail(part, "no more than pattern, offset, length");
        }
      })) {
    return false;
  }
  if (place != 3) return fail(json, "[pattern, offset, length]");
  event.runs.push_back(run);
  return true;
}

template <typename Backend>
bool ValueDecoder<Backend>::bytes(Event& event, Json& json, BufferValue& buffer) {
  buffer.first_run = static_cast<std::uint32_t>(event.runs.size());
  buffer.bytes_recorded = true;
  if (!list(json, "a list of runs of bytes", [&](Json& part) { return run(event, part); })) {
    return false;
  }
  buffer.run_count = static_cast<std::uint32_t>(event.runs.size()) - buffer.first_run;
  return true;
}

template <typename Backend>
bool ValueDecoder<Backend>::buffer(Event& event, Json& json) {
  BufferValue buffer;
  bool pointed = false;
  if (context_.constants && Backend::kind(json) == JsonKind::string) {
    // Scenarios may name the memory alone where another parameter tells the length.
    if (!name(json, buffer.memory)) return false;
  } else {
    constexpr std::string_view expected = "{\"buf\", \"offset\", \"len\", \"bytes\"}";
    if (!object(json, expected, buffer_members, [&](std::string_view member, Json& value) {
          if (member == "offset") return natural(value, buffer.offset);
          if (member == "len") return natural(value, buffer.length);
          if (member == "bytes") return bytes(event, value, buffer);
          Value where;
          pointed = true;
          if (!reference(value, where)) return false;
          buffer.memory = where.name;
          if (where.kind == ValueKind::raw) buffer.raw = where.number;
          return true;
        })) {
      return false;
    }
    if (!pointed) {
      return context_.fail(Backend::line(json), "a member \"buf\"", "an object without it");
    }
  }
  event.buffers.push_back(buffer);
  return true;
}

template <typename Backend>
bool ValueDecoder<Backend>::words(Json& json, OverlappedWords& words, bool& handled,
                                  std::string_view member) {
  handled = true;
  const auto store = [&](auto& word) { return natural(json, word.emplace()); };
  if (member == "Internal") return store(words.internal);
  if (member == "InternalHigh") return store(words.internal_high);
  if (member == "Offset") return store(words.offset);
  if (member == "OffsetHigh") return store(words.offset_high);
  if (member != "hEvent") {
    handled = false;
    return true;
  }
  words.event_tagged = false;
  if (Backend::kind(json) != JsonKind::object) return reference(json, words.event);
  // Either {"raw": n} or {"tagged": "e1"}: an object is read once, so both are looked for together.
  constexpr std::string_view members[] = {"raw", "tagged"};
  if (!object(json, "a name, null, {\"raw\": n} or {\"tagged\": name}", members,
              [&](std::string_view which, Json& value) {
                if (which == "raw") {
                  words.event = Value::raw(0);
                  return number(value, words.event.number);
                }
                words.event_tagged = true;
                words.event = Value::of({});
                return name(value, words.event.name);
              })) {
    return false;
  }
  return words.event.recorded() || fail(json, "{\"tagged\": name} or {\"raw\": n}");
}

}  // namespace ioracle

#include "format/argument_decoder_impl.h"
