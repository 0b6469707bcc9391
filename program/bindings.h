#pragma once
// What the names of a running program stand for: results of calls and integer variables. Purpose:
// the one place where expressions take their values from. Plain data, copied freely.

#include <cstdint>
#include <vector>

#include "model/function.h"
#include "model/value.h"

namespace ioracle {

// How a call came out, as expressions ask for it.
enum class Outcome : std::uint8_t { none, succeeded, pending, failed };

struct Binding {
  Name name;
  Value value;                   // of a result: what the call returned; of a variable: its number
  std::uint32_t last_error = 0;  // of a result
  Outcome outcome = Outcome::none;
  friend bool operator==(const Binding&, const Binding&) = default;
};

class Bindings {
 public:
  // The latest binding of a name, or nullptr.
  const Binding* find(Name name) const;
  void bind(const Binding& binding);
  // In the order of their names' indices.
  const std::vector<Binding>& all() const { return bindings_; }

 private:
  std::vector<Binding> bindings_;
};

// How a call that returned `value` with `last_error` came out. Pending is ERROR_IO_PENDING
// (WSA_IO_PENDING) as the last error of a failure, or STATUS_PENDING.
Outcome outcome_of(Returns returns, const Value& value, std::uint32_t last_error);

}  // namespace ioracle
