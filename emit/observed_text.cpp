#include "emit/observed_text.h"

#include <fmt/format.h>

namespace ioracle::emit {
namespace {

using P = Parameter;

constexpr std::uint32_t variable_preset = 0xdeadbeef;
constexpr std::size_t bytes_shown_max = 16;

std::string pointer_text(const Value& value, const Names& names) {
  switch (value.kind) {
    case ValueKind::null:
      return "NULL";
    case ValueKind::name:
      return std::string(names.text(value.name));
    case ValueKind::untouched:
      return "untouched";
    case ValueKind::absent:
      return "?";
    default:
      return "no OVERLAPPED of this program";
  }
}

bool failed(Returns returns, const Value& value) {
  const auto low = static_cast<std::uint32_t>(value.number);
  switch (returns) {
    case Returns::boolean:
      return value.is(0);
    case Returns::socket_error:
    case Returns::count:
    case Returns::wait:
      return low == UINT32_MAX;
    case Returns::handle:
    case Returns::socket:
      return value.kind != ValueKind::name;
    default:
      return false;
  }
}

std::string value_text(Returns returns, const Value& value) {
  const bool is_failure = failed(returns, value);
  switch (returns) {
    case Returns::boolean:
      return is_failure ? "FALSE" : "TRUE";
    case Returns::socket_error:
    case Returns::count:
      return is_failure ? "SOCKET_ERROR" : std::to_string(value.number);
    case Returns::handle:
      if (!is_failure) return "a handle";
      return value.kind == ValueKind::null ? "NULL" : "INVALID_HANDLE_VALUE";
    case Returns::socket:
      return is_failure ? "INVALID_SOCKET" : "a socket";
    case Returns::wait:
      return is_failure ? "WAIT_FAILED" : std::to_string(static_cast<std::uint32_t>(value.number));
    case Returns::integer:
    case Returns::status:
      return std::to_string(value.number);
    case Returns::nothing:
      return "returns";
  }
  return "?";
}

std::string packets_text(const Event& returned, const Argument& packets, const Names& names) {
  std::string text;
  for (std::uint32_t index = 0; index < packets.count; ++index) {
    const Value* const packet = &returned.values[packets.first + 4 * index];
    const auto number = [](const Value& value) {
      return value.kind == ValueKind::integer ? std::to_string(value.number) : std::string("?");
    };
    text += fmt::format("; packet of {} with key {}, status ", pointer_text(packet[1], names),
                        number(packet[0]));
    if (packet[2].kind == ValueKind::integer) {
      text += fmt::format("0x{:X}", static_cast<std::uint32_t>(packet[2].number));
      text += ", bytes " + number(packet[3]);
    } else {
      text += "?";  // and anything behind it
    }
  }
  return text;
}

std::string number_text(const Argument& given, const Argument* told, bool wide) {
  if (!given.preset.recorded() && told != nullptr && told->value.kind == ValueKind::integer) {
    // The program may find it untouched if it held that before.
    return "?";
  }
  if (told == nullptr || !told->value.recorded()) return "?";
  if (told->value.kind != ValueKind::integer) return "untouched";
  const std::int64_t number = told->value.number;
  if (!wide) {
    const auto low = static_cast<std::uint32_t>(number);
    if (low == static_cast<std::uint32_t>(given.preset.number)) return "untouched";
    return std::to_string(low);
  }
  return number == given.preset.number ? "untouched"
                                       : std::to_string(static_cast<std::uint64_t>(number));
}

}  // namespace

std::string text_of_return(const Event& call, const Event& returned, const Names& names) {
  const FunctionInfo& function = info(call.function);
  std::string text;
  if (!returned.result.recorded() && function.returns != Returns::nothing) {
    text = "?";
  } else {
    text = value_text(function.returns, returned.result);
    if (failed(function.returns, returned.result)) {
      // A failure that leaves 0 is one of which the model tells no error.
      const std::uint32_t error = returned.last_error.value_or(0);
      text += error == 0 ? ", error ?" : ", error " + std::to_string(error);
    }
  }
  for (const ParameterInfo& parameter : function.parameters) {
    if (parameter.direction == Direction::in) continue;
    const Argument* const given = call.find(parameter.parameter);
    const Argument* const told = returned.find(parameter.parameter);
    if (parameter.type == Type::packets && told != nullptr) {
      text += packets_text(returned, *told, names);
    }
    if (given == nullptr || given->value.kind != ValueKind::name) continue;
    const std::string_view name = name_of(parameter.parameter);
    if (parameter.type == Type::variable) {
      Argument with_preset = *given;
      if (!given->preset.recorded() && parameter.direction == Direction::out) {
        with_preset.preset = Value::integer(variable_preset);
      }
      const bool wide = parameter.parameter == P::lpCompletionKey;
      text += fmt::format("; {} = {}", name, number_text(with_preset, told, wide));
    }
    if (parameter.type == Type::overlapped) {
      text +=
          fmt::format("; {} = {}", name, told == nullptr ? "?" : pointer_text(told->value, names));
    }
  }
  return text;
}

std::string text_of_entry(const Event& enter, std::uint32_t within_call, const Names& names) {
  std::string text = fmt::format("within call {}", within_call);
  for (const Parameter parameter :
       {P::dwError, P::cbTransferred, P::lpOverlapped, P::dwFlags, P::dwData}) {
    const Argument* const told = enter.find(parameter);
    if (told == nullptr) continue;
    const bool number = told->value.kind == ValueKind::integer;
    text += fmt::format("; {} = {}", name_of(parameter),
                        number ? std::to_string(static_cast<std::uint64_t>(told->value.number))
                               : pointer_text(told->value, names));
  }
  return text;
}

std::string text_of_observation(const Event& observation, const Names& names) {
  if (observation.action == "overlapped") {
    const OverlappedWords& words = observation.words;
    return fmt::format(
        "Internal = {}; InternalHigh = {}",
        words.internal ? fmt::format("0x{:X}", static_cast<std::uint32_t>(*words.internal)) : "?",
        words.internal_high ? std::to_string(*words.internal_high) : "?");
  }
  if (observation.action == "handle") {
    if (!observation.result.recorded()) return "?";
    return observation.result.is(0) ? "nonsignaled" : "signaled";
  }
  if (observation.action == "variable") {
    return observation.result.recorded()
               ? std::to_string(static_cast<std::uint64_t>(observation.result.number))
               : "?";
  }
  if (observation.buffers.empty() || !observation.buffers.front().bytes_recorded) return "?";
  const BufferValue& buffer = observation.buffers.front();
  std::string bytes;
  for (std::uint32_t index = 0; index < buffer.run_count; ++index) {
    const Run& run = observation.runs[buffer.first_run + index];
    const std::uint64_t seed = pattern_seed(names.text(run.pattern));
    for (std::uint64_t at = run.offset; at < run.offset + run.length; ++at) {
      bytes +=
          static_cast<char>(run.pattern ? pattern_byte(seed, at)
                                        : static_cast<unsigned char>(observation.literals[at]));
    }
  }
  std::string text = fmt::format("{} bytes", bytes.size());
  if (bytes.empty()) return text;
  text += ' ';
  std::uint32_t hash = 2166136261U;
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619U;
    if (bytes.size() <= bytes_shown_max) {
      text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    }
  }
  if (bytes.size() > bytes_shown_max) text += fmt::format("#{:08x}", hash);
  return text;
}

}  // namespace ioracle::emit
