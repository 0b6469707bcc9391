#pragma once
// Which micro-steps need not be interleaved with others, told from the events that are still to
// come. Such a step reads nothing that anyone else may still change and writes nothing that anyone
// will still look at, so every history that takes it later can take it at once and shows the same.

#include <cstddef>
#include <span>
#include <vector>

#include "model/exact_world.h"

namespace ioracle::reference {

class Outlook {
 public:
  explicit Outlook(std::span<const Event> events);

  // Before the event at `index`: performs every step of `world` that commutes with everything, and
  // forgets what nobody reads any more.
  void perform_commuting(ExactWorld& world, std::size_t index);

 private:
  void find_unread(const ExactWorld& world, std::size_t index);
  bool is_seen(Name object, std::size_t index) const;
  void see(const Value& object, std::size_t until);
  void note(const Event& call, std::size_t until);
  bool commutes(const Known& known, const Chain& chain, std::size_t index) const;

  std::vector<std::size_t> seen_until_;  // by name: the last event at which someone may look at it
  std::size_t handles_change_until_ = 0;
  // Of the latest `index`: the registers that nobody reads any more.
  std::size_t unread_at_ = static_cast<std::size_t>(-1);
  std::vector<bool> unread_;
  std::vector<Register> unread_list_;
  std::vector<Move> moves_;
};

}  // namespace ioracle::reference
