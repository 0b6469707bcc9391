#pragma once
// What random traces are like, and what became of them: so that a share that is too small shows.

#include <cstdint>
#include <set>
#include <span>
#include <string>

#include "model/clause.h"
#include "model/event.h"

namespace ioracle {

// What a trace has at its busiest instant.
struct TraceShape {
  std::uint32_t running_most = 0;      // calls of different threads that overlap
  std::uint32_t outstanding_most = 0;  // operations whose end no program was told of yet

  bool overlaps() const { return running_most >= 2; }
  bool crowded() const { return outstanding_most >= 3; }
};

TraceShape shape_of(std::span<const Event> events);

struct Statistics {
  std::uint64_t traces = 0;
  std::uint64_t accepted = 0;
  std::uint64_t rejected = 0;
  std::uint64_t oracle_gave_up = 0;
  std::uint64_t reference_gave_up = 0;
  std::uint64_t overlapping = 0;
  std::uint64_t crowded = 0;
  std::uint64_t both = 0;  // overlapping and crowded
  std::uint64_t wrongly_accepted = 0;
  std::uint64_t wrongly_rejected = 0;
  std::set<ClauseId> clauses;  // that rejections rest on

  void add(const TraceShape& shape);
  // One line of counts; the last word of each is what script/agreement adds up.
  std::string text() const;
  std::string clause_names() const;
};

}  // namespace ioracle
