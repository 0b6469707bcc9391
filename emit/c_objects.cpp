#include "emit/c_objects.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace ioracle::emit {
namespace {

using Kind = CObject::Kind;
using P = Parameter;

constexpr std::uint64_t buffer_size_min = 64;

}  // namespace

RoutineShape routine_shape(Function function) {
  switch (function) {
    case Function::QueueUserAPC:
      return RoutineShape::apc;
    case Function::ReadFileEx:
    case Function::WriteFileEx:
      return RoutineShape::file;
    default:
      return RoutineShape::winsock;
  }
}

bool takes_socket(Parameter parameter) {
  return parameter == P::s || parameter == P::sListenSocket || parameter == P::sAcceptSocket ||
         parameter == P::Handle;
}

CObjects::CObjects(const Program& program)
    : program_(&program), objects_(program.names.size() + 1) {
  for (std::uint32_t index = 1; index <= program.names.size(); ++index) {
    if (program.names.text(Name{index}) == "main") threads_.push_back(Name{index});
  }
  for (const ThreadDeclaration& thread : program.threads) {
    if (std::ranges::find(threads_, thread.name) == threads_.end()) threads_.push_back(thread.name);
  }
  for (const MemoryDeclaration& declaration : program.memory) {
    const Kind kind = declaration.kind == MemoryDeclaration::Kind::buffer       ? Kind::buffer
                      : declaration.kind == MemoryDeclaration::Kind::overlapped ? Kind::overlapped
                                                                                : Kind::variable;
    need(declaration.name, kind, declaration.size);
    CObject& object = objects_[declaration.name.index];
    object.inside = declaration.inside;
    object.offset = declaration.offset;
    object.declaration = &declaration;
  }
  for (const Step& step : program.steps) note(step);
  for (const RoutineDeclaration& routine : program.routines) {
    for (const Step& step : routine.body) note(step);
  }
  for (const Expectation& expectation : program.expectations) note_asked(expectation.condition);
  for (const Name thread : threads_) objects_[thread.index].kind = Kind::thread;
  for (const MemoryDeclaration& declaration : program.memory) {
    if (!declaration.inside) continue;
    constexpr std::uint64_t overlapped_bytes = 32;
    const CObject& inner = objects_[declaration.name.index];
    const std::uint64_t size = inner.kind == Kind::buffer ? inner.size : overlapped_bytes;
    need(declaration.inside, Kind::buffer, declaration.offset + size);
  }
}

void CObjects::need(Name name, Kind kind, std::uint64_t size) {
  if (!name) return;
  CObject& object = objects_[name.index];
  const bool surely = kind == Kind::pointer || kind == Kind::message;
  if (object.kind == Kind::none || surely) object.kind = kind;
  if (object.kind == Kind::buffer) object.size = std::max({object.size, size, buffer_size_min});
}

void CObjects::note_asked(const Expression& expression) {
  if (expression.name) objects_[expression.name.index].is_asked = true;
  for (const Expression& operand : expression.operands) note_asked(operand);
}

void CObjects::note(const Step& step) {
  if (step.thread && std::ranges::find(threads_, step.thread) == threads_.end()) {
    threads_.push_back(step.thread);
  }
  if (step.kind == Step::Kind::call) note_call(step);
  if (step.kind == Step::Kind::barrier) {
    barriers_.emplace(step.barrier.index, step.thread.index);
  }
  if (step.kind == Step::Kind::observe && step.call.action == "buffer") {
    need(step.call.object, Kind::buffer, 0);
  }
  note_asked(step.condition);
  for (const Step& inner : step.body) note(inner);
  for (const Step& inner : step.otherwise) note(inner);
}

void CObjects::note_call(const Step& step) {
  const FunctionInfo& function = info(step.call.function);
  if (step.as) {
    objects_[step.as.index].is_result = true;
    if (function.returns == Returns::handle || function.returns == Returns::socket) {
      need(step.as, Kind::handle, 0);
    }
  }
  for (const ParameterInfo& parameter : function.parameters) {
    const Argument* const argument = step.call.find(parameter.parameter);
    uses_sockets_ = uses_sockets_ || takes_socket(parameter.parameter);
    if (argument == nullptr || argument->value.kind != ValueKind::name) continue;
    const Name name = argument->value.name;
    switch (parameter.type) {
      case Type::overlapped:
        need(name, parameter.direction == Direction::out ? Kind::pointer : Kind::overlapped, 0);
        break;
      case Type::variable:
        need(name, Kind::variable, 0);
        break;
      case Type::integer:
      case Type::count:
        objects_[name.index].is_asked = true;
        break;
      case Type::routine:
        routines_.emplace(name.index, routine_shape(step.call.function));
        break;
      case Type::path:
        uses_paths_ = true;
        break;
      default:
        break;
    }
  }
  note_message(step.call);
  const std::string_view name = function.name;
  uses_sockets_ = uses_sockets_ || name.starts_with("WSA") || name == "socket";
  uses_packets_ = uses_packets_ || step.call.function == Function::GetQueuedCompletionStatusEx;
  for (const BufferValue& buffer : step.call.buffers) {
    need(buffer.memory, Kind::buffer, buffer.offset + buffer.length);
  }
}

// What WSARecvMsg stores in a WSAMSG lies there.
void CObjects::note_message(const Event& call) {
  const Argument* const message = call.find(P::lpMsg);
  if (message == nullptr || message->value.kind != ValueKind::name) return;
  need(message->value.name, Kind::message, 0);
  if (call.function != Function::WSARecvMsg) return;
  for (const P parameter : {P::namelen, P::Control_len, P::dwFlags}) {
    const Argument* const member = call.find(parameter);
    if (member == nullptr || member->value.kind != ValueKind::name) continue;
    objects_[member->value.name.index].member =
        fmt::format("message_{}.{}", identifier(message->value.name), name_of(parameter));
  }
}

std::string CObjects::number(Name name) const {
  const CObject& object = of(name);
  return object.member.empty() ? "variable_" + identifier(name) + ".number" : object.member;
}

std::string CObjects::text(Name name) const { return std::string(program_->names.text(name)); }

std::string CObjects::identifier(Name name) const {
  std::string text(program_->names.text(name));
  const auto fits = [](char character) {
    return std::isalnum(static_cast<unsigned char>(character)) != 0 || character == '_';
  };
  if (std::ranges::all_of(text, fits)) return text;
  for (char& character : text) {
    if (!fits(character)) character = '_';
  }
  return text + std::to_string(name.index);
}

std::string CObjects::buffer_place(Name name, std::uint64_t offset) const {
  const CObject& object = of(name);
  const std::uint64_t at = offset + object.offset;
  const std::string base = "buffer_" + identifier(object.inside ? object.inside : name);
  return at == 0 ? base : fmt::format("{} + {}", base, at);
}

std::string CObjects::overlapped(Name name) const {
  const CObject& object = of(name);
  if (object.kind == Kind::pointer) return "variable_" + identifier(name) + ".pointer";
  if (object.inside) return "((OVERLAPPED *)(" + buffer_place(name, 0) + "))";
  return "&overlapped_" + identifier(name);
}

std::uint32_t CObjects::barrier_size(Name barrier) const {
  return static_cast<std::uint32_t>(std::ranges::count(
      barriers_, barrier.index, &std::pair<std::uint32_t, std::uint32_t>::first));
}

std::vector<Name> CObjects::barriers() const {
  std::set<std::uint32_t> all;
  for (const auto& [barrier, thread] : barriers_) all.insert(barrier);
  std::vector<Name> names;
  for (const std::uint32_t index : all) names.push_back(Name{index});
  return names;
}

std::string CObjects::definitions() const {
  std::string out;
  for (const Name thread : threads_) {
    out += fmt::format("static struct actor thread_{} = {{.name = \"{}\"}};\n", identifier(thread),
                       text(thread));
  }
  for (std::uint32_t index = 1; index < objects_.size(); ++index) {
    const CObject& object = objects_[index];
    const std::string name = identifier(Name{index});
    switch (object.kind) {
      case Kind::handle:
        out += fmt::format("static HANDLE object_{} = INVALID_HANDLE_VALUE;\n", name);
        break;
      case Kind::overlapped:
        if (!object.inside) out += fmt::format("static OVERLAPPED overlapped_{};\n", name);
        break;
      case Kind::buffer:
        if (!object.inside) {
          out += fmt::format("static ALIGNED char buffer_{}[{}];\n", name, object.size);
        }
        break;
      case Kind::message:
        out += fmt::format("static WSAMSG message_{};\n", name);
        break;
      case Kind::variable:
      case Kind::pointer:
        if (!object.member.empty()) break;
        out += fmt::format("static union variable variable_{};\n", name);
        break;
      default:
        break;
    }
    if (!object.is_asked) continue;
    if (object.is_result) {
      out += fmt::format("static struct result result_{};\n", name);
    } else if (object.kind == Kind::variable || object.kind == Kind::pointer) {
      out += fmt::format("static long long value_{}; /* 0 until it is told */\n", name);
    }
  }
  for (const Name barrier : barriers()) {
    out += fmt::format("static volatile LONG barrier_{};\n", identifier(barrier));
  }
  return out;
}

std::string CObjects::preparations() const {
  std::string out;
  for (std::uint32_t index = 1; index < objects_.size(); ++index) {
    const CObject& object = objects_[index];
    const std::string name = identifier(Name{index});
    if (object.kind == Kind::buffer && !object.inside) {
      out += fmt::format("  clear(buffer_{0}, sizeof buffer_{0});\n", name);
    }
    const MemoryDeclaration* const declared = object.declaration;
    const bool variable = object.kind == Kind::variable || object.kind == Kind::pointer;
    if (variable && object.member.empty()) {
      out += fmt::format("  variable_{}.wide = {};\n", name,
                         declared != nullptr ? fmt::format("{}u", declared->number) : "PRESET");
    }
  }
  for (std::uint32_t index = 1; index < objects_.size(); ++index) {
    const CObject& object = objects_[index];
    const MemoryDeclaration* const declared = object.declaration;
    if (object.kind != Kind::overlapped || declared == nullptr) continue;
    const std::string place = overlapped(Name{index});
    if (object.inside) out += fmt::format("  memset({}, 0, sizeof(OVERLAPPED));\n", place);
    const OverlappedWords& words = declared->words;
    const std::string to = "(" + place + ")->";
    if (words.internal) out += fmt::format("  {}Internal = {}u;\n", to, *words.internal);
    if (words.internal_high) {
      out += fmt::format("  {}InternalHigh = {}u;\n", to, *words.internal_high);
    }
    if (words.offset) out += fmt::format("  {}Offset = {}u;\n", to, *words.offset);
    if (words.offset_high) out += fmt::format("  {}OffsetHigh = {}u;\n", to, *words.offset_high);
  }
  return out;
}

std::string CObjects::places() const {
  std::string out = "static const struct place places[] = {\n";
  for (std::uint32_t index = 1; index < objects_.size(); ++index) {
    if (objects_[index].kind != Kind::overlapped || objects_[index].inside) continue;
    out += fmt::format("    {{{}, \"{}\"}},\n", overlapped(Name{index}), text(Name{index}));
  }
  return out + "    {NULL, NULL},\n};\n";
}

}  // namespace ioracle::emit
