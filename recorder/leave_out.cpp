// Which calls are not told: those that the specification has no rule for and that change nothing it
// holds, and those on objects of kinds that it does not know.

#include "model/chain.h"
#include "model/constants.h"
#include "recorder/conversion.h"
#include "recorder/parameters.h"

namespace ioracle::recorder {
namespace {

// Does nothing to what the specification holds: a trace without it is as right as one with it.
bool changes_nothing(Function function) {
  switch (function) {
    case Function::CreateFileW:
    case Function::CreateNamedPipeW:
    case Function::CreateThread:
    case Function::ExitProcess:
    case Function::ExitThread:
    case Function::GetAcceptExSockaddrs:
    case Function::select:
    case Function::WSAPoll:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool Conversion::names_a_known_object(const Record& record, bool& names_any) const {
  const auto function = static_cast<Function>(record.head.function);
  bool knows = false;
  bool knows_all = true;
  const auto look = [&](std::uint64_t handle) {
    const Value value = objects_.handle(handle);
    if (value.kind == ValueKind::null || static_cast<std::int64_t>(handle) < 0) return;
    names_any = true;
    const bool known = value.kind == ValueKind::name;
    knows = knows || known;
    knows_all = knows_all && known;
  };
  for (const Field& field : record.fields) {
    const ParameterInfo* parameter = parameter_at(function, field.position);
    if (parameter == nullptr || parameter->direction == Direction::out) continue;
    if (parameter->type == Type::handle) look(field.number());
    if (parameter->type == Type::handles && field.tag == FieldTag::list) {
      for (std::uint32_t index = 0; index < field.count; ++index) look(field.number(index));
    }
  }
  // Of a list that names another one nothing can be said.
  return function == Function::CreateIoCompletionPort ? knows : knows && knows_all;
}

std::string Conversion::reason_to_leave_out(const Record& record) const {
  const auto function = static_cast<Function>(record.head.function);
  bool names_any = false;
  const bool known = names_a_known_object(record, names_any);
  if (function == Function::QueueUserAPC) return {};
  if (names_any && !known) return "on a handle that no recorded call of the vocabulary made";
  if (!has_rule(function)) {
    return changes_nothing(function) || !names_any ? "no rule, and changes nothing" : "";
  }
  if (function == Function::ioctlsocket) {
    const Field* command = field_of(record, function, Parameter::cmd);
    if (command != nullptr &&
        static_cast<std::int64_t>(command->number() & 0xffffffffU) != constant::fionbio) {
      return "no rule for this command";
    }
  }
  if (function == Function::WSAIoctl) {
    const Field* code = field_of(record, function, Parameter::dwIoControlCode);
    if (code != nullptr && !has_rule_for_control(static_cast<std::int64_t>(code->number()))) {
      return "no rule for this control code, and changes nothing";
    }
  }
  return {};
}

}  // namespace ioracle::recorder
