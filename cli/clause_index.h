#pragma once
// What is known of each clause beside its text: the rules that cite it, the scenarios that exercise
// it, the implementations that break it.

#include <span>
#include <string>
#include <vector>

#include "format/format_error.h"
#include "model/alternative.h"
#include "model/clause.h"
#include "program/program.h"

namespace ioracle {

struct Exercise {
  std::string file;
  std::string scenario;
  bool named = false;  // by the scenario itself; else a run of it performs a rule that cites it
};

struct Break {
  std::string implementation;
  std::string scenario;
  std::string reason;
};

class ClauseIndex {
 public:
  // Begins with the rules.
  ClauseIndex();

  // Every scenario in the folder and the folders in it. False: `error` says which is malformed.
  bool add_scenarios(const std::string& folder, FormatError& error);
  // Runs them, to see what they exercise.
  void exercise();
  // Every file of expectations (*.json) in the folder.
  bool add_expectations(const std::string& folder, FormatError& error);

  std::span<const Program> scenarios() const { return scenarios_; }
  const std::vector<const AlternativeInfo*>& rules(ClauseId id) const { return rules_[id.index]; }
  const std::vector<Exercise>& exercises(ClauseId id) const { return exercises_[id.index]; }
  const std::vector<Break>& breaks(ClauseId id) const { return breaks_[id.index]; }

 private:
  void add(const std::string& file, const Program& scenario);

  std::vector<std::vector<const AlternativeInfo*>> rules_;  // all by ClauseId
  std::vector<std::vector<Exercise>> exercises_;
  std::vector<std::vector<Break>> breaks_;
  std::vector<std::string> files_;
  std::vector<Program> scenarios_;  // by file
};

}  // namespace ioracle
