#include "emit/c_expression.h"

#include <fmt/format.h>

#include <algorithm>

namespace ioracle::emit {
namespace {

std::string came_out(const Expression& expression, const CObjects& objects, const char* outcome) {
  if (!objects.of(expression.name).is_result) return "0";
  return fmt::format("(result_{}.outcome == {})", objects.identifier(expression.name), outcome);
}

// Whose address is in a variable: programs do not look at addresses.
bool compares_an_address(const Expression& expression, const CObjects& objects) {
  const auto is = [&](const Expression& operand, CObject::Kind kind) {
    return operand.kind == Expression::Kind::variable && objects.of(operand.name).kind == kind;
  };
  const auto any = [&](CObject::Kind kind) {
    return std::ranges::any_of(expression.operands, [&](const Expression& operand) {
      return is(operand, kind) &&
             (kind == CObject::Kind::handle || !objects.of(operand.name).is_result);
    });
  };
  return any(CObject::Kind::handle) && any(CObject::Kind::variable);
}

}  // namespace

bool is_routine_argument(Name name, const CObjects& objects, bool in_routine) {
  if (!in_routine) return false;
  const std::string text = objects.text(name);
  for (const ParameterInfo& parameter : routine_parameters()) {
    if (text == name_of(parameter.parameter)) return true;
  }
  return false;
}

std::string c_number(std::int64_t number) {
  constexpr std::int64_t int_max = 0x7fffffff;
  constexpr std::int64_t dword_max = 0xffffffff;
  if (number <= int_max && number >= -int_max) return std::to_string(number);
  const auto bits = static_cast<std::uint64_t>(number);
  return number > 0 && number <= dword_max ? fmt::format("0x{:X}u", bits)
                                           : fmt::format("0x{:X}ull", bits);
}

std::string c_number_of(Name name, const CObjects& objects, bool in_routine) {
  if (is_routine_argument(name, objects, in_routine)) return "(long long)" + objects.text(name);
  const CObject& object = objects.of(name);
  const std::string identifier = objects.identifier(name);
  if (object.is_result) return "result_" + identifier + ".value";
  const bool told = object.kind == CObject::Kind::variable || object.kind == CObject::Kind::pointer;
  return told ? "value_" + identifier : "0";
}

std::string c_expression(const Expression& expression, const CObjects& objects, bool in_routine) {
  using Kind = Expression::Kind;
  const auto joined = [&](const char* between) {
    std::string text = "(";
    for (const Expression& operand : expression.operands) {
      if (text.size() > 1) text += between;
      text += c_expression(operand, objects, in_routine);
    }
    return text + ")";
  };
  switch (expression.kind) {
    case Kind::constant:
      return c_number(expression.number);
    case Kind::variable:
      return c_number_of(expression.name, objects, in_routine);
    case Kind::error:
      if (!objects.of(expression.name).is_result) return "0";
      return fmt::format("result_{}.error", objects.identifier(expression.name));
    case Kind::pending:
      return came_out(expression, objects, "PENDING");
    case Kind::failed:
      return came_out(expression, objects, "FAILED");
    case Kind::succeeded:
      return came_out(expression, objects, "SUCCEEDED");
    case Kind::negation:
      return "!" + joined("");
    case Kind::conjunction:
      return joined(" && ");
    case Kind::disjunction:
      return joined(" || ");
    case Kind::equal:
      if (compares_an_address(expression, objects)) return '(' + joined(" == ") + " || 1)";
      return joined(" == ");
    case Kind::not_equal:
      if (compares_an_address(expression, objects)) return '(' + joined(" != ") + " || 1)";
      return joined(" != ");
    case Kind::less:
      return joined(" < ");
    case Kind::less_equal:
      return joined(" <= ");
  }
  return "0";
}

}  // namespace ioracle::emit
