#pragma once
// How often each of the results was seen that the model allows in a place of a scenario, and which
// were never seen.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/profile.h"
#include "program/program.h"

namespace ioracle {

// A call or a routine of a scenario in which several things may be seen.
struct PlaceCounts {
  std::string place;  // "main 5 WSARecv": a thread, which of its calls, the function
  std::vector<std::pair<std::string, std::uint64_t>> allowed;  // count 0: never seen
  bool complete = false;                                       // nothing else is allowed
};

// Takes the traces of one scenario.
class PlaceCounter {
 public:
  void add(const std::string& trace);

  // REQUIRES: the traces are of this scenario. What was seen and is not allowed is left out: the
  // verdicts speak of it.
  std::vector<PlaceCounts> counts(const Program& program, Profile profile) const;

 private:
  std::map<std::string, std::map<std::string, std::uint64_t>> seen_;  // by place, by text
  std::uint64_t traces_ = 0;
};

}  // namespace ioracle
