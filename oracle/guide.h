#pragma once
// Walks a trace as a plan says, adds what the plan leaves open, and searches where that does not
// lead on. Used by certify().

#include <optional>
#include <span>
#include <vector>

#include "oracle/certificate.h"

namespace ioracle {

class Guide {
 public:
  Guide(std::span<const Event> events, Profile profile, Names& names, const Plan& plan);

  // False: the event walked to cannot be shown.
  bool run();

  std::size_t next_event() const { return walk_.next_event(); }
  std::span<const Choice> choices() const { return choices_; }
  std::uint32_t searches() const { return searches_; }

 private:
  // A planned step with its place in the whole plan.
  struct Due {
    const PlannedStep* step = nullptr;
    std::size_t place = 0;
  };

  void take_due();
  void perform_due();
  bool perform_planned(const PlannedStep& planned);
  bool perform(const Choice& choice);
  bool perform_interchangeable(const PlannedStep& planned, std::uint32_t slot);
  bool help(const PlannedStep& planned);
  bool satisfy(const Atom& atom, const Chain& chain);
  bool arrive(Stream stream, std::uint64_t least);
  bool arrive_end(Stream stream);
  bool is_there(const PlannedStep& planned);
  void bring_before_marks(const PlannedStep& planned);
  void bring_all_taken(Stream stream);
  bool jump_until(const Atom& atom, const Chain& chain);
  void finish_call(Name thread);
  void settle();
  bool show_next();

  bool search();
  bool search_from(std::size_t event, std::size_t states_most);
  void go_back(std::size_t event);
  void note_performed();

  std::span<const Event> events_;
  Profile profile_;
  Names* names_;
  const Plan* plan_;
  Walk walk_;
  std::vector<Choice> choices_;
  std::vector<std::size_t> choices_before_;  // by event: how many choices before it
  std::vector<Due> due_;
  std::vector<const PlannedStep*> steps_;  // the whole plan
  std::vector<std::uint8_t> performed_;    // by place in the whole plan
  std::vector<std::size_t> first_step_;    // by event: the place of the first step before it
  std::size_t taken_due_ = 0;              // events whose steps are due or performed
  std::vector<Move> moves_;
  Alternatives offered_;
  std::uint32_t searches_ = 0;
};

}  // namespace ioracle
