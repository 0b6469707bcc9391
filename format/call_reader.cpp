#include "format/call_reader.h"

#include <algorithm>
#include <numeric>

#include "model/address.h"

namespace ioracle {
namespace {

using P = Parameter;

constexpr std::int64_t address_bytes_max = 128;    // sizeof(SOCKADDR_STORAGE)
constexpr std::int64_t accept_address_bytes = 32;  // sizeof(sockaddr_in) + 16, as AcceptEx wants it
constexpr std::int64_t winsock_2_2 = 0x0202;

Argument* find(Event& call, Parameter parameter) {
  for (Argument& argument : call.arguments) {
    if (argument.parameter == parameter) return &argument;
  }
  return nullptr;
}

std::uint32_t bytes_of(const Event& call, const BufferValue& buffer) {
  std::uint32_t bytes = 0;
  for (std::uint32_t index = 0; index < buffer.run_count; ++index) {
    bytes += call.runs[buffer.first_run + index].length;
  }
  return bytes;
}

bool is_buffer(Type type) { return type == Type::buffer || type == Type::buffers; }

}  // namespace

bool is_length(Parameter parameter) {
  switch (parameter) {
    case P::len:
    case P::Length:
    case P::nInBufferSize:
    case P::nOutBufferSize:
    case P::dwSendDataLength:
    case P::dwReceiveDataLength:
    case P::cbInBuffer:
    case P::cbOutBuffer:
    case P::nBufferSize:
    case P::nBufferLength:
    case P::nNumberOfBytesToRead:
    case P::nNumberOfBytesToWrite:
    case P::InputBufferLength:
    case P::OutputBufferLength:
      return true;
    default:
      return false;
  }
}

std::optional<Function> CallReader::function(const JsonNode* json) {
  const std::string_view text = json->kind == JsonKind::string ? json->text : std::string_view();
  if (const auto found = find_function(text)) return found;
  std::vector<std::string_view> known;
  for (const FunctionInfo& candidate : all_functions()) known.push_back(candidate.name);
  context_.fail(json->line, "a function of the vocabulary",
                describe(*json) + suggestion(text, known));
  return std::nullopt;
}

bool CallReader::check_members(const FunctionInfo& function, const JsonNode& with) {
  for (std::size_t index = 0; index < with.names.size(); ++index) {
    const auto parameter = find_parameter(with.names[index]);
    if (parameter && find_parameter(function, *parameter) != nullptr) continue;
    std::vector<std::string_view> known;
    for (const ParameterInfo& candidate : function.parameters) {
      known.push_back(name_of(candidate.parameter));
    }
    context_.enter(with.names[index]);
    return context_.fail(with.items[index].line, "a parameter of " + std::string(function.name),
                         '"' + with.names[index] + '"' + suggestion(with.names[index], known));
  }
  return true;
}

void CallReader::add_fresh_variable(Argument& argument, Name as, std::int64_t preset) {
  const std::string name =
      std::string(program_.names.text(as)) + '_' + std::string(name_of(argument.parameter));
  argument.value = Value::of(program_.names.intern(name));
  argument.preset = Value::integer(preset);
}

void CallReader::add_default(Event& call, const FunctionInfo& function, std::size_t index,
                             Name as) {
  const ParameterInfo& parameter = function.parameters[index];
  if (parameter.type == Type::count) return;  // told by the list that it counts
  Argument& argument = call.arguments.emplace_back();
  argument.parameter = parameter.parameter;
  argument.value = Value::null();
  switch (parameter.type) {
    case Type::integer:
    case Type::option:
      argument.value = Value::integer(0);
      if (parameter.parameter == P::wVersionRequested) argument.value.number = winsock_2_2;
      if (parameter.parameter == P::dwLocalAddressLength ||
          parameter.parameter == P::dwRemoteAddressLength) {
        argument.value.number = accept_address_bytes;
      }
      break;
    case Type::handle:
      if (parameter.parameter == P::hSourceProcessHandle ||
          parameter.parameter == P::hTargetProcessHandle) {
        argument.value = Value::raw(-1);  // the current process
      }
      break;
    case Type::variable:
      if (parameter.direction != Direction::in_out) break;
      if (parameter.parameter == P::lpFlags || parameter.parameter == P::dwFlags) {
        add_fresh_variable(argument, as, 0);
      } else if (index > 0) {
        // The length of an address or a value that is asked for.
        const Argument* const asked = find(call, function.parameters[index - 1].parameter);
        if (asked != nullptr && asked->value.kind == ValueKind::name) {
          add_fresh_variable(argument, as,
                             parameter.parameter == P::optlen ? 4 : address_bytes_max);
        }
      }
      break;
    default:
      break;
  }
}

void CallReader::fill_lengths(Event& call, const FunctionInfo& function) {
  for (BufferValue& buffer : call.buffers) {
    if (buffer.length == 0) buffer.length = bytes_of(call, buffer);
  }
  for (std::size_t index = 1; index < function.parameters.size(); ++index) {
    const ParameterInfo& parameter = function.parameters[index];
    const ParameterInfo& before = function.parameters[index - 1];
    if (!is_length(parameter.parameter) || !is_buffer(before.type)) continue;
    Argument& length = *find(call, parameter.parameter);
    const Argument& list = *find(call, before.parameter);
    if (list.count == 0) continue;
    const auto first = call.buffers.begin() + list.first;
    const std::int64_t told = std::accumulate(
        first, first + list.count, std::int64_t{0},
        [](std::int64_t sum, const BufferValue& buffer) { return sum + buffer.length; });
    std::int64_t addresses = 0;
    if (parameter.parameter == P::dwReceiveDataLength) {
      addresses = find(call, P::dwLocalAddressLength)->value.number +
                  find(call, P::dwRemoteAddressLength)->value.number;
    }
    if (length.value.kind == ValueKind::absent) {
      length.value = Value::integer(std::max<std::int64_t>(0, told - addresses));
    }
    if (before.type == Type::buffer && told == 0 && length.value.kind == ValueKind::integer) {
      first->length = static_cast<std::uint32_t>(length.value.number + addresses);
    }
  }
}

bool CallReader::note_pointer(const ParameterInfo& parameter, const Argument& argument,
                              std::uint64_t line) {
  if (argument.value.kind != ValueKind::name) return true;
  const Role role = parameter.type == Type::handle ? Role::handle : Role::variable;
  return names_.declare(argument.value.name, role, line);
}

bool CallReader::note_names(const Event& call, const FunctionInfo& function, const JsonNode* with) {
  for (const Argument& argument : call.arguments) {
    const ParameterInfo& parameter = *find_parameter(function, argument.parameter);
    const JsonNode* const json =
        with != nullptr ? with->find(name_of(argument.parameter)) : nullptr;
    const std::uint64_t line = json != nullptr ? json->line : 0;
    const Name name = argument.value.kind == ValueKind::name ? argument.value.name : Name{};
    const bool out = parameter.direction == Direction::out;
    context_.enter(name_of(argument.parameter));
    switch (parameter.type) {
      case Type::variable:
      case Type::packets:
        if (!note_pointer(parameter, argument, line)) return false;
        break;
      case Type::overlapped:
        if (out && !note_pointer(parameter, argument, line)) return false;
        if (!out && name) names_.use_overlapped(name, line);
        break;
      case Type::handle:
      case Type::option:
        if (out && !note_pointer(parameter, argument, line)) return false;
        if (!out && name) names_.use_handle(name, line);
        break;
      case Type::address: {
        if (out && !note_pointer(parameter, argument, line)) return false;
        const std::string_view text = program_.names.text(name);
        if (!out && name && !address::is_word(text)) names_.use_handle(name, line);
        break;
      }
      case Type::integers:
        if (out && !note_pointer(parameter, argument, line)) return false;
        break;
      case Type::routine:
        if (name) names_.use_routine(name, line);
        break;
      case Type::integer:
      case Type::count:
        if (name) names_.use_value(name, line);
        break;
      case Type::handles:
      case Type::polls:
        for (std::uint32_t index = 0; index < argument.count; ++index) {
          const std::uint32_t each = values_per_element(parameter.type, false);
          const Value& value = call.values[argument.first + index * each];
          if (value.kind == ValueKind::name) names_.use_handle(value.name, line);
        }
        break;
      case Type::buffer:
      case Type::buffers:
        for (std::uint32_t index = 0; index < argument.count; ++index) {
          if (!names_.use_buffer(call.buffers[argument.first + index], line)) return false;
        }
        break;
      case Type::path:
        break;
    }
    context_.leave();
  }
  if (call.words.event.kind == ValueKind::name) {
    names_.use_handle(call.words.event.name, with != nullptr ? with->line : 0);
  }
  return true;
}

bool CallReader::read(const JsonNode* name, const JsonNode* with, Name as, Event& call) {
  context_.enter("call");
  const auto called = function(name);
  if (!called) return false;
  context_.leave();
  const FunctionInfo& function_info = info(*called);
  call.kind = EventKind::call;
  call.function = *called;
  context_.enter("with");
  if (with != nullptr && with->kind != JsonKind::object) return values_.fail(with, "an object");
  if (with != nullptr && !check_members(function_info, *with)) return false;
  for (std::size_t index = 0; index < function_info.parameters.size(); ++index) {
    const ParameterInfo& parameter = function_info.parameters[index];
    const JsonNode* json = with != nullptr ? with->find(name_of(parameter.parameter)) : nullptr;
    if (json == nullptr) {
      add_default(call, function_info, index, as);
      const bool length = is_length(parameter.parameter) && index > 0 &&
                          is_buffer(function_info.parameters[index - 1].type);
      if (length) call.arguments.back().value = {};  // the buffer tells it
      continue;
    }
    context_.enter(name_of(parameter.parameter));
    if (!values_.argument(call, parameter, json)) return false;
    context_.leave();
  }
  fill_lengths(call, function_info);
  for (Argument& argument : call.arguments) {
    const ParameterInfo& parameter = *find_parameter(function_info, argument.parameter);
    if (parameter.type == Type::integer && !argument.value.recorded()) {
      argument.value = Value::integer(0);
    }
  }
  if (!note_names(call, function_info, with)) return false;
  context_.leave();
  return true;
}

}  // namespace ioracle
