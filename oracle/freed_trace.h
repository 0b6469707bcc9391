#pragma once
// One trace judged again and again, each time with other fields of it free or changed.

#include <cstdint>
#include <span>
#include <vector>

#include "oracle/core.h"

namespace ioracle {

class FreedTrace {
 public:
  // All must outlive it. Judges at most `work` events, all judgings together.
  FreedTrace(std::span<const Event> events, const Oracle::Options& options, Names& names,
             std::uint64_t work);

  // By place: what the first `events` of them record. A field that decides what exists is always
  // kept, but in the last of them: nothing is judged behind it.
  std::vector<CoreField> fields(std::size_t events) const;

  // The verdict on the first `events` of them, with nothing free but `freed`.
  VerdictKind judge_without(std::size_t events, std::span<const CoreField> freed);
  // With everything free that fields(events) names, but for `kept`.
  VerdictKind judge_with_only(std::size_t events, std::span<const CoreField> kept);
  VerdictKind judge_changed(std::size_t events, const CoreField& field, const Value& value);

  bool is_used_up() const { return work_ == 0; }
  std::uint64_t judgings() const { return judgings_; }

 private:
  template <class Change>
  VerdictKind judge(std::size_t events, Change change);

  std::span<const Event> events_;
  Oracle::Options options_;
  Names* names_;
  std::uint64_t work_;
  std::uint64_t judgings_ = 0;
  Event scratch_;
};

}  // namespace ioracle
