#include "program/bindings.h"

#include <algorithm>

#include "model/status.h"

namespace ioracle {
namespace {

constexpr std::uint32_t status_pending = 0x103;    // STATUS_PENDING
constexpr std::uint32_t wait_failed = 0xffffffff;  // WAIT_FAILED, WSA_WAIT_FAILED

bool is_failure(Returns returns, const Value& value) {
  const auto low = static_cast<std::uint32_t>(value.number);
  switch (returns) {
    case Returns::boolean:
      return value.is(0);
    case Returns::socket_error:
    case Returns::count:
      return value.kind == ValueKind::integer && low == UINT32_MAX;
    case Returns::handle:
    case Returns::socket:
      // INVALID_SOCKET is written as a number or as a raw handle.
      return value.kind == ValueKind::null || (value.kind != ValueKind::name && value.number == -1);
    case Returns::wait:
      return value.kind == ValueKind::integer && low == wait_failed;
    case Returns::status:
      return value.kind == ValueKind::integer && low >= 0x80000000U;
    case Returns::integer:
    case Returns::nothing:
      return false;
  }
  return false;
}

}  // namespace

const Binding* Bindings::find(Name name) const {
  const auto found = std::ranges::lower_bound(bindings_, name, {}, &Binding::name);
  return found != bindings_.end() && found->name == name ? &*found : nullptr;
}

void Bindings::bind(const Binding& binding) {
  const auto found = std::ranges::lower_bound(bindings_, binding.name, {}, &Binding::name);
  if (found != bindings_.end() && found->name == binding.name) {
    *found = binding;
  } else {
    bindings_.insert(found, binding);
  }
}

Outcome outcome_of(Returns returns, const Value& value, std::uint32_t last_error) {
  if (!value.recorded() && returns != Returns::nothing) return Outcome::none;
  if (returns == Returns::status) {
    if (static_cast<std::uint32_t>(value.number) == status_pending) return Outcome::pending;
    return is_failure(returns, value) ? Outcome::failed : Outcome::succeeded;
  }
  if (!is_failure(returns, value)) return Outcome::succeeded;
  return last_error == error::io_pending ? Outcome::pending : Outcome::failed;
}

}  // namespace ioracle
