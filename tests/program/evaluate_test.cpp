// Expressions over bindings, and how calls came out.

#include "program/evaluate.h"

#include <gtest/gtest.h>

namespace ioracle {
namespace {

constexpr Name r{1};
constexpr Name n{2};

Expression of(Expression::Kind kind, Name name = {}, std::int64_t number = 0) {
  Expression expression;
  expression.kind = kind;
  expression.name = name;
  expression.number = number;
  return expression;
}

using Kind = Expression::Kind;

TEST(Evaluate, WhatIsNotBoundIsNothing) {
  const Bindings none;
  for (const Kind kind :
       {Kind::variable, Kind::error, Kind::pending, Kind::failed, Kind::succeeded}) {
    EXPECT_EQ(evaluate(of(kind, r), none), 0);
  }
}

TEST(Evaluate, Results) {
  Bindings bindings;
  bindings.bind({r, Value::integer(-1), 997, Outcome::pending});
  EXPECT_EQ(evaluate(of(Kind::pending, r), bindings), 1);
  EXPECT_EQ(evaluate(of(Kind::failed, r), bindings), 0);
  EXPECT_EQ(evaluate(of(Kind::error, r), bindings), 997);
  EXPECT_EQ(evaluate(of(Kind::variable, r), bindings), -1);
  bindings.bind({r, Value::integer(0), 0, Outcome::succeeded});
  EXPECT_EQ(evaluate(of(Kind::pending, r), bindings), 0);
  EXPECT_EQ(evaluate(of(Kind::succeeded, r), bindings), 1);
}

TEST(Evaluate, LocalsHideTheOthers) {
  Bindings bindings;
  Bindings locals;
  bindings.bind({n, Value::integer(1), 0, Outcome::none});
  locals.bind({n, Value::integer(2), 0, Outcome::none});
  EXPECT_EQ(evaluate(of(Kind::variable, n), bindings, &locals), 2);
  EXPECT_EQ(evaluate(of(Kind::variable, n), bindings), 1);
}

TEST(Evaluate, ObjectsAreEqualByTheirNames) {
  Bindings bindings;
  const auto compare = [&](Kind kind) {
    Expression expression = of(kind);
    expression.operands = {of(Kind::variable, r), of(Kind::variable, n)};
    return evaluate(expression, bindings);
  };
  bindings.bind({r, Value::of(Name{3}), 0, Outcome::succeeded});
  bindings.bind({n, Value::of(Name{4}), 0, Outcome::none});
  EXPECT_EQ(compare(Kind::equal), 0);
  EXPECT_EQ(compare(Kind::not_equal), 1);
  bindings.bind({n, Value::of(Name{3}), 0, Outcome::none});
  EXPECT_EQ(compare(Kind::equal), 1);
  EXPECT_EQ(compare(Kind::not_equal), 0);
  bindings.bind({n, Value::integer(1), 0, Outcome::none});  // beside a number: true, as ever
  EXPECT_EQ(compare(Kind::equal), 1);
}

TEST(Evaluate, Operators) {
  const Bindings none;
  const auto binary = [&](Kind kind, std::int64_t left, std::int64_t right) {
    Expression expression = of(kind);
    expression.operands = {of(Kind::constant, {}, left), of(Kind::constant, {}, right)};
    return evaluate(expression, none);
  };
  EXPECT_EQ(binary(Kind::less, 1, 2), 1);
  EXPECT_EQ(binary(Kind::less, 2, 2), 0);
  EXPECT_EQ(binary(Kind::less_equal, 2, 2), 1);
  EXPECT_EQ(binary(Kind::equal, 2, 2), 1);
  EXPECT_EQ(binary(Kind::not_equal, 2, 2), 0);
  EXPECT_EQ(binary(Kind::conjunction, 1, 0), 0);
  EXPECT_EQ(binary(Kind::disjunction, 1, 0), 1);
}

TEST(Outcome, ByWhatTheFunctionReturns) {
  EXPECT_EQ(outcome_of(Returns::boolean, Value::integer(0), 997), Outcome::pending);
  EXPECT_EQ(outcome_of(Returns::boolean, Value::integer(0), 6), Outcome::failed);
  EXPECT_EQ(outcome_of(Returns::boolean, Value::integer(1), 997), Outcome::succeeded);
  EXPECT_EQ(outcome_of(Returns::socket_error, Value::integer(-1), 10054), Outcome::failed);
  EXPECT_EQ(outcome_of(Returns::socket_error, Value::integer(0), 0), Outcome::succeeded);
  EXPECT_EQ(outcome_of(Returns::handle, Value::null(), 8), Outcome::failed);
  EXPECT_EQ(outcome_of(Returns::socket, Value::raw(-1), 10093), Outcome::failed);
  EXPECT_EQ(outcome_of(Returns::socket, Value::of(r), 0), Outcome::succeeded);
  EXPECT_EQ(outcome_of(Returns::wait, Value::integer(258), 0), Outcome::succeeded);
  EXPECT_EQ(outcome_of(Returns::wait, Value::integer(0xffffffff), 6), Outcome::failed);
  EXPECT_EQ(outcome_of(Returns::count, Value::integer(-1), 10035), Outcome::failed);
  EXPECT_EQ(outcome_of(Returns::status, Value::integer(0x103), 0), Outcome::pending);
  EXPECT_EQ(outcome_of(Returns::status, Value::integer(0xc0000008), 0), Outcome::failed);
  EXPECT_EQ(outcome_of(Returns::status, Value::integer(0), 0), Outcome::succeeded);
  EXPECT_EQ(outcome_of(Returns::boolean, Value::absent(), 0), Outcome::none);
}

}  // namespace
}  // namespace ioracle
