#pragma once
// Watches whether the program of a trace keeps the memory contract. It looks at what the program
// was told (model/contract/books.h) and never at hidden history, so that no verdict depends on it.
//
// Where calls of two threads overlap, a duty is broken only if it is in every order: a call that
// may yet turn out to have told the end of the operation holds back the mark until it returns.

#include <cstdint>
#include <memory>
#include <vector>

#include "model/contract/duty.h"

namespace ioracle::contract {

// Marks kept for each duty; those beyond are only counted, in the last of them.
constexpr std::size_t marks_most = 1000;

class Contract {
 public:
  Contract();
  ~Contract();
  Contract(const Contract&) = delete;
  Contract& operator=(const Contract&) = delete;

  // Takes the next event of a trace.
  void take(const Event& event);
  // Of the events so far, in their order. What is still held back is not among them.
  std::vector<Mark> marks() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ioracle::contract
