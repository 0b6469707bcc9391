#include "conform/faults.h"

#include <algorithm>

namespace ioracle {
namespace {

Fault dropped(std::string_view name, std::string_view about, std::string_view alternative) {
  return {name, about, nullptr, alternative, Switch::dropped};
}

Fault widened(std::string_view name, std::string_view about, std::string_view alternative) {
  return {name, about, nullptr, alternative, Switch::widened};
}

Fault of_process(std::string_view name, std::string_view about, Fault::Process process) {
  Fault fault{name, about};
  fault.process = process;
  return fault;
}

std::vector<Fault> make_faults() {
  std::vector<Fault> faults;
  for (const auto of_traces : {operation_faults(), notification_faults()}) {
    faults.insert(faults.end(), of_traces.begin(), of_traces.end());
  }
  const Fault of_rules[] = {
      dropped("packets_never_queued", "no completion queues its packet",
              "completion.queues_packet"),
      dropped("routines_never_queued", "no completion queues its routine",
              "completion.queues_routine"),
      dropped("events_never_set", "no completion sets its event", "completion.signals"),
      dropped("data_never_arrive", "the network delivers nothing", "network.arrives"),
      dropped("close_spares_receives", "closing a socket leaves its receives pending",
              "receive.ends_by_close"),
      dropped("cancel_spares_receives", "a cancelled receive stays pending",
              "receive.ends_by_cancel"),
      dropped("accept_never_ends", "AcceptEx is given no connection",
              "accept.is_given_a_connection"),
      dropped("waits_never_end", "a wait does not see that its object is signaled",
              "wait.any_is_satisfied"),
      dropped("end_is_not_seen", "a pending receive does not see the end of the stream",
              "receive.sees_the_end"),
      widened("waits_time_out_at_once", "a wait times out before its time", "wait.times_out"),
      widened("waits_end_unsignaled", "a wait ends though nothing is signaled",
              "wait.any_is_satisfied"),
  };
  faults.insert(faults.end(), std::begin(of_rules), std::end(of_rules));
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
