#include "conform/faults.h"

#include <algorithm>

namespace ioracle {
namespace {

Fault of_process(std::string_view name, std::string_view about, Fault::Process process) {
  Fault fault{name, about};
  fault.process = process;
  return fault;
}

std::vector<Fault> make_faults() {
  std::vector<Fault> faults;
  for (const auto some :
       {operation_faults(), notification_faults(), answer_faults(), rule_faults()}) {
    faults.insert(faults.end(), some.begin(), some.end());
  }
  faults.push_back(of_process("agent_dies", "the process ends in the middle of a scenario",
                              Fault::Process::dies));
  faults.push_back(of_process("agent_hangs", "the process stops answering in a scenario",
                              Fault::Process::hangs));
  return faults;
}

}  // namespace

std::span<const Fault> all_faults() {
  static const std::vector<Fault> faults = make_faults();
  return faults;
}

const Fault* find_fault(std::string_view name) {
  const auto found = std::ranges::find(all_faults(), name, &Fault::name);
  return found == all_faults().end() ? nullptr : &*found;
}

}  // namespace ioracle
