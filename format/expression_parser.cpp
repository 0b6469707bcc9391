#include "format/expression_parser.h"

#include <charconv>
#include <utility>

#include "format/constants.h"

namespace ioracle {
namespace {

using Kind = Expression::Kind;
constexpr unsigned depth_max = 64;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) { return is_letter(c) || is_digit(c) || c == '#'; }

class Parser {
 public:
  Parser(std::string_view text, Names& names, ExpressionError& error)
      : text_(text), names_(names), error_(error) {
    advance();
  }

  std::optional<Expression> whole() {
    auto expression = any();
    if (expression && !token_.empty()) return fail("an operator or the end");
    return expression;
  }

 private:
  std::optional<Expression> fail(std::string expected) {
    if (error_.expected.empty()) {
      error_.column = start_ + 1;
      error_.expected = std::move(expected);
      error_.found = token_.empty() ? "the end" : '"' + std::string(token_.substr(0, 40)) + '"';
    }
    return std::nullopt;
  }

  void advance() {
    while (next_ < text_.size() && (text_[next_] == ' ' || text_[next_] == '\t')) ++next_;
    start_ = next_;
    if (next_ == text_.size()) {
      token_ = {};
      return;
    }
    const char first = text_[next_++];
    if (is_letter(first)) {
      while (next_ < text_.size() && is_name(text_[next_])) ++next_;
    } else if (is_digit(first)) {
      while (next_ < text_.size() && (is_letter(text_[next_]) || is_digit(text_[next_]))) ++next_;
    } else if (next_ < text_.size() && text_[next_] == '=' &&
               (first == '=' || first == '!' || first == '<' || first == '>')) {
      ++next_;
    }
    token_ = text_.substr(start_, next_ - start_);
  }

  bool take(std::string_view token) {
    if (token_ != token) return false;
    advance();
    return true;
  }

  std::optional<Expression> joined(Kind kind, std::string_view word,
                                   std::optional<Expression> (Parser::*part)()) {
    auto first = (this->*part)();
    if (!first || token_ != word) return first;
    Expression expression;
    expression.kind = kind;
    expression.operands.push_back(std::move(*first));
    while (take(word)) {
      auto next = (this->*part)();
      if (!next) return next;
      expression.operands.push_back(std::move(*next));
    }
    return expression;
  }

  std::optional<Expression> any() {
    if (++depth_ > depth_max) return fail("a nesting of at most 64 levels");
    auto expression = joined(Kind::disjunction, "or", &Parser::all);
    --depth_;
    return expression;
  }

  std::optional<Expression> all() { return joined(Kind::conjunction, "and", &Parser::one); }

  std::optional<Expression> one() {
    if (!take("not")) return comparison();
    if (++depth_ > depth_max) return fail("a nesting of at most 64 levels");
    auto operand = one();
    --depth_;
    if (!operand) return operand;
    Expression expression;
    expression.kind = Kind::negation;
    expression.operands.push_back(std::move(*operand));
    return expression;
  }

  std::optional<Expression> comparison() {
    auto left = term();
    if (!left) return left;
    Expression expression;
    bool swapped = false;
    if (token_ == "==") {
      expression.kind = Kind::equal;
    } else if (token_ == "!=") {
      expression.kind = Kind::not_equal;
    } else if (token_ == "<" || token_ == ">") {
      expression.kind = Kind::less;
      swapped = token_ == ">";
    } else if (token_ == "<=" || token_ == ">=") {
      expression.kind = Kind::less_equal;
      swapped = token_ == ">=";
    } else {
      return left;
    }
    advance();
    auto right = term();
    if (!right) return right;
    if (swapped) std::swap(left, right);
    expression.operands.push_back(std::move(*left));
    expression.operands.push_back(std::move(*right));
    return expression;
  }

  std::optional<Expression> number() {
    const bool negative = take("-");
    std::string_view digits = token_;
    const bool hexadecimal = digits.starts_with("0x") || digits.starts_with("0X");
    if (hexadecimal) digits.remove_prefix(2);
    Expression expression;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(),
                                              expression.number, hexadecimal ? 16 : 10);
    if (error != std::errc() || end != digits.data() + digits.size()) return fail("a number");
    if (negative) expression.number = -expression.number;
    advance();
    return expression;
  }

  std::optional<Expression> term() {
    if (take("(")) {
      auto inner = any();
      if (inner && !take(")")) return fail("\")\"");
      return inner;
    }
    if (token_.empty()) return fail("a name or a number");
    if (is_digit(token_[0]) || token_ == "-") return number();
    if (!is_letter(token_[0]) || token_ == "and" || token_ == "or") {
      return fail("a name or a number");
    }
    Expression expression;
    if (const auto constant = find_constant(token_)) {
      expression.number = *constant;
      advance();
      return expression;
    }
    expression.kind = Kind::variable;
    expression.name = names_.intern(token_);
    advance();
    if (take(".")) {
      if (take("value")) return expression;
      if (!take("error")) return fail("\"error\" or \"value\"");
      expression.kind = Kind::error;
    } else if (take("pending")) {
      expression.kind = Kind::pending;
    } else if (take("failed")) {
      expression.kind = Kind::failed;
    } else if (take("succeeded")) {
      expression.kind = Kind::succeeded;
    }
    return expression;
  }

  std::string_view text_;
  Names& names_;
  ExpressionError& error_;
  std::string_view token_;
  std::size_t start_ = 0;
  std::size_t next_ = 0;
  unsigned depth_ = 0;
};

}  // namespace

std::optional<Expression> parse_expression(std::string_view text, Names& names,
                                           ExpressionError& error) {
  error = {};
  return Parser(text, names, error).whole();
}

}  // namespace ioracle
