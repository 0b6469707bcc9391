#include "oracle/explanation.h"

#include "model/status.h"

namespace ioracle {

bool Predicate::holds(std::uint64_t seen) const {
  const auto status = static_cast<Status>(seen);
  if (flags && *flags != receive_flags(status)) return false;
  switch (kind) {
    case Kind::any:
      return true;
    case Kind::equal:
      return seen == value;
    case Kind::not_equal:
      return seen != value;
    case Kind::success:
      return succeeded(status) && (pending_counts || status != Status::pending);
    case Kind::failure:
      return !succeeded(status);
    case Kind::win32_error:
      return !succeeded(status) && win32_error(status) == value;
    case Kind::winsock_error:
      return !succeeded(status) && winsock_error(status) == value;
  }
  return false;
}

std::size_t Decisions::choose(std::size_t count) {
  if (place_ == made_.size()) made_.push_back({0, count});
  return made_[place_++].chosen;
}

bool Decisions::next() {
  made_.resize(place_);  // what a failed attempt did not come to is not decided yet
  while (!made_.empty() && made_.back().chosen + 1 >= made_.back().count) made_.pop_back();
  if (made_.empty()) return false;
  ++made_.back().chosen;
  return true;
}

}  // namespace ioracle
