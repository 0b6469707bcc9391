#include "program/evaluate.h"

#include <algorithm>

namespace ioracle {
namespace {

const Binding* find(Name name, const Bindings& bindings, const Bindings* locals) {
  if (locals != nullptr) {
    if (const Binding* const found = locals->find(name)) return found;
  }
  return bindings.find(name);
}

// A handle or a pointer is true; NULL, and what was left untouched, is 0.
std::int64_t number_of(const Value& value) {
  switch (value.kind) {
    case ValueKind::integer:
    case ValueKind::raw:
      return value.number;
    case ValueKind::name:
      return 1;
    default:
      return 0;
  }
}

// Two names that stand for objects are equal if the objects are; another pair is compared by
// numbers.
const Value* object_of(const Expression& operand, const Bindings& bindings,
                       const Bindings* locals) {
  if (operand.kind != Expression::Kind::variable || !operand.name) return nullptr;
  const Binding* const binding = find(operand.name, bindings, locals);
  const bool object = binding != nullptr && binding->value.kind == ValueKind::name;
  return object ? &binding->value : nullptr;
}

}  // namespace

std::int64_t evaluate(const Expression& expression, const Bindings& bindings,
                      const Bindings* locals) {
  using Kind = Expression::Kind;
  const auto operand = [&](std::size_t index) {
    return evaluate(expression.operands[index], bindings, locals);
  };
  const auto is_true = [&](const Expression& part) {
    return evaluate(part, bindings, locals) != 0;
  };
  const Binding* const binding =
      expression.name ? find(expression.name, bindings, locals) : nullptr;
  const auto came_out = [&](Outcome outcome) {
    return binding != nullptr && binding->outcome == outcome ? 1 : 0;
  };
  const auto are_equal = [&] {
    const Value* const left = object_of(expression.operands[0], bindings, locals);
    const Value* const right = object_of(expression.operands[1], bindings, locals);
    return left != nullptr && right != nullptr ? *left == *right : operand(0) == operand(1);
  };
  switch (expression.kind) {
    case Kind::constant:
      return expression.number;
    case Kind::variable:
      return binding != nullptr ? number_of(binding->value) : 0;
    case Kind::error:
      return binding != nullptr ? binding->last_error : 0;
    case Kind::pending:
      return came_out(Outcome::pending);
    case Kind::failed:
      return came_out(Outcome::failed);
    case Kind::succeeded:
      return came_out(Outcome::succeeded);
    case Kind::negation:
      return operand(0) == 0 ? 1 : 0;
    case Kind::conjunction:
      return std::ranges::all_of(expression.operands, is_true) ? 1 : 0;
    case Kind::disjunction:
      return std::ranges::any_of(expression.operands, is_true) ? 1 : 0;
    case Kind::equal:
      return are_equal() ? 1 : 0;
    case Kind::not_equal:
      return are_equal() ? 0 : 1;
    case Kind::less:
      return operand(0) < operand(1) ? 1 : 0;
    case Kind::less_equal:
      return operand(0) <= operand(1) ? 1 : 0;
  }
  return 0;
}

}  // namespace ioracle
