#pragma once
// A run as a table for people: seq, virtual time, thread, and the event in words.

#include <cstdint>
#include <string>
#include <unordered_map>

#include "model/event.h"

namespace ioracle {

class RunTable {
 public:
  // `names` is where the names of the events are interned; it must outlive the table. The names
  // of all threads should be there already: the widest sets the column.
  RunTable(const Names& names, std::size_t thread_columns);

  void add(const Event& event);
  const std::string& text() const { return text_; }

 private:
  std::string sentence(const Event& event) const;

  const Names& names_;
  std::size_t thread_columns_;
  std::string text_;
  std::unordered_map<std::uint64_t, std::string> outstanding_;  // calls, in words, by id
};

}  // namespace ioracle
