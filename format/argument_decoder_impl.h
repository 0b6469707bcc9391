#pragma once
// The bodies of ValueDecoder that follow the types of parameters; included by value_decoder_impl.h
// alone.

namespace ioracle {

template <typename Backend>
bool ValueDecoder<Backend>::integer_argument(const ParameterInfo& parameter, Json& json,
                                             Value& value) {
  switch (Backend::kind(json)) {
    case JsonKind::null:
      value = Value::null();
      return true;
    case JsonKind::string:
      if (context_.constants) {
        if (const auto found = evaluate_constants(Backend::text(json))) {
          value = Value::integer(*found);
          return true;
        }
      }
      // A name stands for a handle in an option, and in scenarios for the number of a variable.
      if (context_.constants || parameter.type == Type::option) return reference(json, value);
      return fail(json, "a number or null");
    case JsonKind::object:
      if (parameter.type == Type::option) return reference(json, value);
      return fail(json, "a number or null");
    default:
      value = Value::integer(0);
      return number(json, value.number);
  }
}

template <typename Backend>
bool ValueDecoder<Backend>::pointer(Json& json, Argument& argument) {
  if (Backend::kind(json) != JsonKind::object) return reference(json, argument.value);
  constexpr std::string_view members[] = {"raw", "var", "value"};
  if (!object(json, "a name, null, {\"raw\": n} or {\"var\": name, \"value\": n}", members,
              [&](std::string_view member, Json& value) {
                if (member == "raw") {
                  argument.value = Value::raw(0);
                  return number(value, argument.value.number);
                }
                if (member == "value") {
                  if (context_.constants && Backend::kind(value) == JsonKind::string) {
                    if (const auto found = evaluate_constants(Backend::text(value))) {
                      argument.preset = Value::integer(*found);
                      return true;
                    }
                  }
                  return reference(value, argument.preset, true);
                }
                argument.value = Value::of({});
                return name(value, argument.value.name);
              })) {
    return false;
  }
  return argument.value.recorded() || fail(json, "a member \"var\"");
}

template <typename Backend>
bool ValueDecoder<Backend>::overlapped(Event& event, Json& json, Argument& argument) {
  if (Backend::kind(json) != JsonKind::object) return reference(json, argument.value);
  constexpr std::string_view members[] = {"raw",        "at",       "hEvent",      "Offset",
                                          "OffsetHigh", "Internal", "InternalHigh"};
  const bool taken = event.words.recorded();
  if (!object(json, "a name, null, {\"raw\": n} or {\"at\": name, ...}", members,
              [&](std::string_view member, Json& value) {
                if (member == "raw") {
                  argument.value = Value::raw(0);
                  return number(value, argument.value.number);
                }
                if (member == "at") {
                  argument.value = Value::of({});
                  return name(value, argument.value.name);
                }
                bool handled = false;
                return words(value, event.words, handled, member);
              })) {
    return false;
  }
  if (!argument.value.recorded()) return fail(json, "a member \"at\"");
  const bool words_here = event.words.recorded();
  if (words_here && (taken || !has_words(argument.parameter))) {
    return fail(json, "words only of the OVERLAPPED of the operation");
  }
  if (words_here && argument.value.kind != ValueKind::name) {
    return fail(json, "words only beside \"at\"");
  }
  return true;
}

template <typename Backend>
bool ValueDecoder<Backend>::address(Json& json, Value& value, bool output) {
  constexpr std::string_view expected =
      "\"loopback\", \"closed\", \"any\", \"broadcast\", {\"of\": name} or null";
  switch (Backend::kind(json)) {
    case JsonKind::null:
      value = Value::null();
      return true;
    case JsonKind::string: {
      const std::string_view text = Backend::text(json);
      if (output && text == "untouched") {
        value = Value::untouched();
        return true;
      }
      if (!address::is_word(text)) return fail(json, std::string(expected));
      value = Value::of(names_.intern(text));
      return true;
    }
    case JsonKind::object: {
      constexpr std::string_view members[] = {"of", "raw"};
      if (!object(json, expected, members, [&](std::string_view member, Json& inner) {
            if (member == "raw") {
              value = Value::raw(0);
              return number(inner, value.number);
            }
            value = Value::of({});
            return name(inner, value.name);
          })) {
        return false;
      }
      return value.recorded() || fail(json, std::string(expected));
    }
    default:
      return fail(json, std::string(expected));
  }
}

template <typename Backend>
bool ValueDecoder<Backend>::packet(Event& event, Json& json) {
  Value packet[4];
  if (!object(json, "a packet", packet_members, [&](std::string_view member, Json& value) {
        if (member == packet_members[0]) return reference(value, packet[0], true);
        if (member == packet_members[1]) return reference(value, packet[1], true);
        Value& number_of = member == packet_members[2] ? packet[2] : packet[3];
        number_of = Value::integer(0);
        return number(value, number_of.number);
      })) {
    return false;
  }
  event.values.insert(event.values.end(), std::begin(packet), std::end(packet));
  return true;
}

template <typename Backend>
bool ValueDecoder<Backend>::poll(Event& event, Json& json) {
  Value socket;
  Value events = Value::integer(0);
  if (!object(json, "{\"fd\", \"events\"}", poll_members,
              [&](std::string_view member, Json& value) {
                return member == "fd" ? reference(value, socket) : number(value, events.number);
              })) {
    return false;
  }
  event.values.push_back(socket);
  event.values.push_back(events);
  return true;
}

template <typename Backend>
bool ValueDecoder<Backend>::references(Event& event, Json& json, Argument& argument, bool numbers) {
  return list(json, numbers ? "a list of numbers" : "a list of names", [&](Json& element) {
    Value value;
    if (numbers) {
      value = Value::integer(0);
      if (!number(element, value.number)) return false;
    } else if (!reference(element, value)) {
      return false;
    }
    event.values.push_back(value);
    ++argument.count;
    return true;
  });
}

template <typename Backend>
bool ValueDecoder<Backend>::list_argument(Event& event, const ParameterInfo& parameter, Json& json,
                                          Argument& argument) {
  const JsonKind kind = Backend::kind(json);
  const bool buffers = parameter.type == Type::buffers || parameter.type == Type::buffer;
  argument.first = static_cast<std::uint32_t>(buffers ? event.buffers.size() : event.values.size());
  if (kind == JsonKind::null) return reference(json, argument.value);
  if (parameter.type == Type::buffer) {
    argument.count = 1;
    return buffer(event, json);
  }
  if (kind == JsonKind::object) return reference(json, argument.value);
  if (parameter.type == Type::handles || parameter.type == Type::integers) {
    return references(event, json, argument, parameter.type == Type::integers);
  }
  return list(json, buffers ? "a list of buffers" : "a list of sockets with events",
              [&](Json& element) {
                ++argument.count;
                return buffers ? buffer(event, element) : poll(event, element);
              });
}

template <typename Backend>
bool ValueDecoder<Backend>::argument(Event& event, const ParameterInfo& parameter, Json& json) {
  Argument& argument = event.arguments.emplace_back();
  argument.parameter = parameter.parameter;
  const bool out = parameter.direction == Direction::out;
  switch (parameter.type) {
    case Type::integer:
    case Type::count:
    case Type::option:
      return integer_argument(parameter, json, argument.value);
    case Type::handle:
      return out ? pointer(json, argument) : reference(json, argument.value);
    case Type::overlapped:
      return out ? pointer(json, argument) : overlapped(event, json, argument);
    case Type::routine:
    case Type::path:
      return reference(json, argument.value);
    case Type::variable:
    case Type::packets:
      return pointer(json, argument);
    case Type::address:
      return out ? pointer(json, argument) : address(json, argument.value, false);
    case Type::integers:
      return out ? pointer(json, argument) : list_argument(event, parameter, json, argument);
    case Type::buffer:
    case Type::buffers:
    case Type::handles:
    case Type::polls:
      return list_argument(event, parameter, json, argument);
  }
  return false;
}

template <typename Backend>
bool ValueDecoder<Backend>::output(Event& event, const ParameterInfo& parameter, Json& json) {
  Argument& argument = event.arguments.emplace_back();
  argument.parameter = parameter.parameter;
  const bool buffers = parameter.type == Type::buffers || parameter.type == Type::buffer;
  argument.first = static_cast<std::uint32_t>(buffers ? event.buffers.size() : event.values.size());
  if (Backend::kind(json) == JsonKind::string && Backend::text(json) == "untouched") {
    argument.value = Value::untouched();
    return true;
  }
  const auto bytes_of_one = [&](Json& element) {
    BufferValue placed;
    if (!bytes(event, element, placed)) return false;
    event.buffers.push_back(placed);
    ++argument.count;
    return true;
  };
  switch (parameter.type) {
    case Type::address:
      return address(json, argument.value, true);
    case Type::buffer:
      return bytes_of_one(json);
    case Type::buffers:
      return list(json, "a list of lists of runs of bytes", bytes_of_one);
    case Type::handles:
      return references(event, json, argument, false);
    case Type::polls:
    case Type::integers:
      return references(event, json, argument, true);
    case Type::packets:
      return list(json, "a list of packets", [&](Json& element) {
        ++argument.count;
        return packet(event, element);
      });
    case Type::handle:
    case Type::overlapped:
      return reference(json, argument.value);
    default:
      argument.value = Value::integer(0);
      return number(json, argument.value.number);
  }
}

}  // namespace ioracle
