// What the Interpreter knows of calls: names in arguments, results, and which receive fills which
// buffers.

#include <algorithm>

#include "program/interpreter.h"

namespace ioracle {
namespace {

using P = Parameter;

// The OVERLAPPED (or IO_STATUS_BLOCK) that a call starts an operation with.
const Argument* overlapped_of(const Event& call) {
  for (const Parameter parameter : {P::lpOverlapped, P::IoStatusBlock}) {
    const Argument* const found = call.find(parameter);
    if (found != nullptr && found->value.kind == ValueKind::name) return found;
  }
  return nullptr;
}

const BufferValue* first_buffer(const Event& call, const Argument& argument) {
  return argument.count == 0 ? nullptr : &call.buffers[argument.first];
}

std::uint64_t number_in(const Event& event, std::initializer_list<Parameter> parameters) {
  for (const Parameter parameter : parameters) {
    const Argument* const found = event.find(parameter);
    if (found != nullptr && found->value.kind == ValueKind::integer) {
      return static_cast<std::uint64_t>(found->value.number);
    }
  }
  return 0;
}

}  // namespace

Value Interpreter::resolve(const Invocation& invocation, const Value& value) const {
  if (value.kind != ValueKind::name) return value;
  if (const Binding* const local = invocation.locals.find(value.name)) return local->value;
  if (const Binding* const bound = bindings_.find(value.name)) return bound->value;
  const bool made_later = std::ranges::binary_search(layout_->made_handles, value.name);
  return made_later ? Value::raw(-1) : value;
}

Name Interpreter::fresh_handle(Name as) {
  const auto found = std::ranges::find(handle_uses_, as, &std::pair<Name, std::uint32_t>::first);
  if (found == handle_uses_.end()) {
    handle_uses_.emplace_back(as, 1);
    return as;
  }
  ++found->second;
  return names_->intern(std::string(names_->text(as)) + '#' + std::to_string(found->second));
}

void Interpreter::prepare_call(Invocation& invocation, const Step& step) {
  Action& action = invocation.action;
  action.kind = Action::Kind::call;
  action.as = step.as;
  Event& call = action.event;
  const FunctionInfo& function = info(call.function);
  for (Argument& argument : call.arguments) {
    const ParameterInfo& parameter = *find_parameter(function, argument.parameter);
    const bool out = parameter.direction == Direction::out;
    switch (parameter.type) {
      case Type::handle:
      case Type::overlapped:
      case Type::address:
      case Type::option:
        if (!out) argument.value = resolve(invocation, argument.value);
        break;
      case Type::integer:
      case Type::count:
        if (argument.value.kind == ValueKind::name) {
          const Value value = resolve(invocation, argument.value);
          argument.value = Value::integer(value.kind == ValueKind::integer ? value.number : 0);
        }
        break;
      case Type::handles:
      case Type::polls:
        for (std::uint32_t index = 0; index < argument.count; ++index) {
          Value& handle =
              call.values[argument.first + index * values_per_element(parameter.type, false)];
          handle = resolve(invocation, handle);
        }
        break;
      default:
        break;
    }
  }
  if (call.words.event.kind == ValueKind::name) {
    call.words.event = resolve(invocation, call.words.event);
  }
  if (!makes_handle(function)) return;
  Name made = step.as;
  for (const ParameterInfo& parameter : function.parameters) {
    if (parameter.type != Type::handle || parameter.direction != Direction::out) continue;
    const Argument* const argument = call.find(parameter.parameter);
    made = argument != nullptr ? argument->value.name : Name{};
  }
  if (made) action.handle = fresh_handle(made);
}

void Interpreter::finished(Name name, const Event& event) {
  Thread* const found = find_thread(name);
  if (found == nullptr) return;
  Invocation& invocation = found->invocations.back();
  const Action::Kind kind = invocation.action.kind;
  invocation.outstanding = false;
  if (kind == Action::Kind::observe) {
    if (event.action == "variable" && event.result.recorded()) {
      bindings_.bind({event.object, event.result, 0, Outcome::none});
    }
    return;
  }
  if (kind != Action::Kind::call) return finished(name);
  const Event& call = invocation.action.event;
  const Name as = invocation.action.as;
  const std::uint32_t last_error = event.last_error.value_or(0);
  const Outcome outcome = outcome_of(info(call.function).returns, event.result, last_error);
  if (as) bindings_.bind({as, event.result, last_error, outcome});
  bind_outputs(call, event);
  note_receive(call, outcome);
  note_delivery(invocation, call, event, outcome);
}

void Interpreter::bind_outputs(const Event& call, const Event& returned) {
  for (const Argument& output : returned.arguments) {
    const Argument* const given = call.find(output.parameter);
    if (given == nullptr || given->value.kind != ValueKind::name) continue;
    const ParameterInfo* const parameter = find_parameter(info(call.function), output.parameter);
    if (parameter == nullptr || parameter->direction == Direction::in) continue;
    if (parameter->type != Type::variable && parameter->type != Type::overlapped &&
        parameter->type != Type::handle && parameter->type != Type::address) {
      continue;
    }
    Value value = output.value;
    if (value.kind == ValueKind::untouched) value = given->preset;
    if (value.recorded()) bindings_.bind({given->value.name, value, 0, Outcome::none});
  }
}

// Remembers the buffers of a receive that was started with an OVERLAPPED, until it is told of.
void Interpreter::note_receive(const Event& call, Outcome outcome) {
  if (outcome != Outcome::succeeded && outcome != Outcome::pending) return;
  const Argument* const overlapped = overlapped_of(call);
  if (overlapped == nullptr || !starts_operation(call.function)) return;
  Posted posted;
  posted.overlapped = overlapped->value.name;
  for (const ParameterInfo& parameter : info(call.function).parameters) {
    const bool fills = parameter.direction != Direction::in;
    if (!fills || (parameter.type != Type::buffers && parameter.type != Type::buffer)) continue;
    if (parameter.parameter == P::Control) continue;
    const Argument* const list = call.find(parameter.parameter);
    if (list == nullptr || first_buffer(call, *list) == nullptr) continue;
    for (std::uint32_t index = 0; index < list->count; ++index) {
      BufferValue buffer = call.buffers[list->first + index];
      buffer.first_run = buffer.run_count = 0;
      buffer.bytes_recorded = false;
      if (buffer.memory) posted.buffers.push_back(buffer);
    }
  }
  const auto note_place = [&](Parameter parameter) {
    const Argument* const place = call.find(parameter);
    const ParameterInfo* const known = find_parameter(info(call.function), parameter);
    const bool out = known != nullptr && known->direction != Direction::in;
    if (out && place != nullptr && place->value.kind == ValueKind::name) {
      posted.places.push_back(place->value.name);
    }
  };
  if (const auto named = address_parameters(call.function)) {
    note_place(named->address);
    note_place(named->length);
  }
  if (call.function == Function::WSARecvMsg) {
    note_place(P::Control_len);
    note_place(P::dwFlags);
  }
  // A new operation takes the place of one whose notification never came.
  std::erase_if(posted_, [&](const Posted& old) { return old.overlapped == posted.overlapped; });
  if (!posted.buffers.empty() || !posted.places.empty()) posted_.push_back(std::move(posted));
}

void Interpreter::note_delivery(Invocation& invocation, const Event& call, const Event& returned,
                                Outcome outcome) {
  if (outcome != Outcome::succeeded) return;
  switch (call.function) {
    case Function::GetQueuedCompletionStatus: {
      const Argument* const told = returned.find(P::lpOverlapped);
      if (told == nullptr || told->value.kind != ValueKind::name) return;
      owe_observations(invocation, told->value.name,
                       number_in(returned, {P::lpNumberOfBytesTransferred}));
      return;
    }
    case Function::NtRemoveIoCompletion: {
      const Argument* const told = returned.find(P::ApcContext);
      const Argument* const block = returned.find(P::IoStatusBlock);
      if (told == nullptr || told->value.kind != ValueKind::name) return;
      const bool counted = block != nullptr && block->count > 1;
      const std::int64_t count = counted ? returned.values[block->first + 1].number : 0;
      owe_observations(invocation, told->value.name, static_cast<std::uint64_t>(count));
      return;
    }
    case Function::GetQueuedCompletionStatusEx:
    case Function::NtRemoveIoCompletionEx: {
      const Argument* packets = returned.find(P::lpCompletionPortEntries);
      if (packets == nullptr) packets = returned.find(P::IoCompletionInformation);
      if (packets == nullptr) return;
      for (std::uint32_t index = 0; index < packets->count; ++index) {
        const Value* const packet = &returned.values[packets->first + 4 * index];
        const auto status = static_cast<std::uint32_t>(packet[2].number);
        if (packet[1].kind != ValueKind::name || status >= 0x80000000U) continue;
        owe_observations(invocation, packet[1].name, static_cast<std::uint64_t>(packet[3].number));
      }
      return;
    }
    case Function::WSAGetOverlappedResult:
    case Function::GetOverlappedResult:
    case Function::GetOverlappedResultEx:
    case Function::WSPGetOverlappedResult: {
      const Argument* const asked = call.find(P::lpOverlapped);
      if (asked == nullptr || asked->value.kind != ValueKind::name) return;
      owe_observations(invocation, asked->value.name,
                       number_in(returned, {P::lpcbTransfer, P::lpNumberOfBytesTransferred}));
      return;
    }
    default:
      return;
  }
}

void Interpreter::owe_observations(Invocation& invocation, Name overlapped,
                                   std::uint64_t transferred) {
  const auto found = std::ranges::find(posted_, overlapped, &Posted::overlapped);
  if (found == posted_.end()) return;
  for (const BufferValue& buffer : found->buffers) {
    const std::uint64_t placed = std::min<std::uint64_t>(transferred, buffer.length);
    transferred -= placed;
    Action& action = invocation.observations.emplace_back();
    action.kind = Action::Kind::observe;
    action.event.kind = EventKind::observe;
    action.event.action = "buffer";
    action.event.object = buffer.memory;
    action.event.buffers.push_back(buffer);
    action.placed = static_cast<std::uint32_t>(placed);
    action.line = invocation.action.line;
  }
  for (const Name place : found->places) {
    Action& action = invocation.observations.emplace_back();
    action.kind = Action::Kind::observe;
    action.event.kind = EventKind::observe;
    action.event.action = "variable";
    action.event.object = place;
    action.line = invocation.action.line;
  }
  posted_.erase(found);
}

void Interpreter::enter_routine(Name name, const Event& enter) {
  Thread* const found = find_thread(name);
  if (found == nullptr) return;
  Invocation& invocation = found->invocations.emplace_back();
  invocation.routine = true;
  for (const Argument& argument : enter.arguments) {
    const Name parameter = names_->intern(name_of(argument.parameter));
    invocation.locals.bind({parameter, argument.value, 0, Outcome::none});
  }
  const auto body = std::ranges::find(program_->routines, enter.routine, &RoutineDeclaration::name);
  if (body != program_->routines.end()) {
    invocation.frames.push_back({&body->body, nullptr, 0, 0});
  }
  const Argument* const overlapped = enter.find(P::lpOverlapped);
  const bool failed = number_in(enter, {P::dwError}) != 0;
  if (overlapped != nullptr && overlapped->value.kind == ValueKind::name && !failed) {
    owe_observations(invocation, overlapped->value.name, number_in(enter, {P::cbTransferred}));
  }
}

}  // namespace ioracle
