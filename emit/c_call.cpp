#include "emit/c_call.h"

#include <fmt/format.h>

#include "emit/c_call_writer.h"

namespace ioracle::emit {
namespace {

using P = Parameter;

constexpr std::int64_t so_linger = 0x80;
constexpr std::int64_t sol_socket = 0xffff;

std::string_view kind_in_c(Returns returns) {
  switch (returns) {
    case Returns::boolean:
      return "BOOLEAN_";
    case Returns::socket_error:
      return "ERROR_CODE";
    case Returns::handle:
      return "HANDLE_";
    case Returns::socket:
      return "SOCKET_";
    case Returns::wait:
      return "WAIT";
    case Returns::count:
      return "COUNT";
    case Returns::integer:
    case Returns::status:
      return "NUMBER";
    case Returns::nothing:
      return "NOTHING";
  }
  return "NUMBER";
}

}  // namespace

void CallWriter::set_option() {
  const Argument* const level = find(P::level);
  const Argument* const name = find(P::optname);
  const Argument* const value = find(P::optval);
  std::string length = "sizeof set";
  if (level->value.is(sol_socket) && name->value.is(so_linger)) {
    definitions_ += fmt::format("LINGER set = {{1, {}}};\n", number(*value));
  } else if (value->value.kind == ValueKind::name) {
    definitions_ += fmt::format("SOCKET set = (SOCKET){};\n", handle(value->value));
  } else {
    definitions_ += fmt::format("DWORD set = {};\n", number(*value));
  }
  std::string option = "&set";
  if (value->value.kind == ValueKind::null) {
    option = "NULL";
    length = "0 * sizeof set";
  }
  const Argument* const told = find(P::optlen);
  if (told != nullptr && told->value.recorded()) length = number(*told) + " + 0 * sizeof set";
  definitions_ += fmt::format("const void *option = {};\n", option);
  definitions_ += fmt::format("const int option_length = (int)({});\n", length);
}

void CallWriter::find_callee() {
  if (call_.function == Function::GetOverlappedResultEx) {
    before_ =
        "find_function(\"kernel32.dll\", \"GetOverlappedResultEx\", &function, "
        "sizeof function);\n" +
        before_;
  } else if (signature_.callee == "function") {
    const bool message =
        call_.function == Function::WSARecvMsg || call_.function == Function::WSASendMsg;
    before_ = fmt::format("find_extension(id, {}, &function, sizeof function);\n",
                          message ? "SOCK_DGRAM" : "SOCK_STREAM") +
              before_;
  }
}

// `$name` for the arguments of these names.
std::string CallWriter::fill_in(std::string_view text) const {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '$') {
      out += text[at];
      continue;
    }
    const std::size_t end = text.find_first_of(", ;)", at);
    const std::string_view name = text.substr(at + 1, end - at - 1);
    const auto found = arguments_.find(name);
    out += found == arguments_.end() ? "0" : found->second;
    at = end == std::string_view::npos ? text.size() : end - 1;
  }
  return out;
}

std::string CallWriter::timeout() const {
  for (const Parameter parameter : {P::dwMilliseconds, P::dwTimeout}) {
    if (const Argument* const found = find(parameter)) return number(*found);
  }
  return "INFINITE";
}

void CallWriter::tell_result() {
  if (!step_.as) return;
  const std::string identifier = objects_.identifier(step_.as);
  const CObject& object = objects_.of(step_.as);
  std::string told;
  if (object.kind == CObject::Kind::handle) {
    told = fmt::format(
        "if (call.result.outcome == SUCCEEDED) object_{} = (HANDLE)(LONG_PTR)value;\n", identifier);
  }
  if (object.is_asked) told += fmt::format("result_{} = call.result;\n", identifier);
  after_ = told + after_;
}

std::string CallWriter::write(const std::string& indent) {
  std::string all;
  for (const ParameterInfo& parameter : function_.parameters) {
    if (call_.function == Function::setsockopt && parameter.type == Type::option) continue;
    const std::string text = argument(parameter);
    arguments_[std::string(name_of(parameter.parameter))] = text;
    all += (all.empty() ? "" : ", ") + text;
  }
  if (call_.function == Function::setsockopt) set_option();
  store_message();
  if (!signature_.before.empty()) definitions_ += fill_in(signature_.before) + "\n";
  find_callee();
  tell_result();
  const std::string_view callee = signature_.callee.empty() ? function_.name : signature_.callee;
  const std::string made = fmt::format(
      "{}({})", callee, signature_.arguments.empty() ? all : fill_in(signature_.arguments));
  std::string body = definitions_ + "struct call call;\n";
  const bool handle_made = function_.returns == Returns::handle;
  if (function_.returns != Returns::nothing) {
    body += handle_made ? "HANDLE value;\n" : "long long value;\n";
  }
  body += before_;
  body += fmt::format("begin_call(&call, \"{}\", \"{}\", {});\n", function_.name,
                      step_.as ? objects_.text(step_.as) : "", timeout());
  if (function_.returns == Returns::nothing) {
    body += fmt::format("{};\nend_call(&call, NOTHING, 0);\n", made);
  } else {
    const bool socket_made = function_.returns == Returns::socket;
    body += fmt::format("value = {}{};\nend_call(&call, {}, {}value);\n",
                        socket_made ? "(long long)" : "", made, kind_in_c(function_.returns),
                        handle_made ? "(LONG_PTR)" : "");
  }
  body += after_;
  std::string out = indent + "{\n";
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = body.find('\n', at);
    out += indent + "  " + body.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return out + indent + "}\n";
}

bool is_in_c(Function function) { return find_signature(function) != nullptr; }

std::string c_call(const Step& step, const CObjects& objects, bool in_routine,
                   const std::string& indent) {
  return CallWriter(step, objects, in_routine).write(indent);
}

}  // namespace ioracle::emit
