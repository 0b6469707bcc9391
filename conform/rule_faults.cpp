// Faults in what happens: the specification is run with an alternative of a rule dropped, or
// widened to where its condition does not hold.

#include "conform/faults.h"

namespace ioracle {
namespace {

constexpr Fault dropped(std::string_view name, std::string_view about,
                        std::string_view alternative) {
  return {name, about, nullptr, alternative, Switch::dropped};
}

constexpr Fault widened(std::string_view name, std::string_view about,
                        std::string_view alternative) {
  return {name, about, nullptr, alternative, Switch::widened};
}

constexpr Fault faults[] = {
    dropped("packets_never_queued", "no completion queues its packet", "completion.queues_packet"),
    dropped("routines_never_queued", "no completion queues its routine",
            "completion.queues_routine"),
    dropped("events_never_set", "no completion sets its event", "completion.signals"),
    dropped("handles_never_signaled", "no completion signals the handle of its file",
            "completion.signals_handle"),
    dropped("status_never_written", "no completion writes Internal", "completion.writes_status"),
    dropped("information_never_written", "no completion writes InternalHigh",
            "completion.writes_information"),
    dropped("skip_mode_ignored", "a packet is queued though success skips the port",
            "completion.skips_packet"),
    dropped("skipped_signal_tells_nobody",
            "a completion that is to skip its handle notifies nobody", "completion.skips_signal"),
    dropped("events_not_cleared", "a start leaves its event signaled", "operation.clears_event"),
    dropped("pending_not_stored", "a start does not write STATUS_PENDING",
            "operation.stores_pending"),
    dropped("data_never_arrive", "the network delivers nothing", "network.arrives"),
    dropped("resets_never_arrive", "the peer does not hear of a reset", "network.reset_arrives"),
    dropped("close_spares_receives", "closing a socket leaves its receives pending",
            "receive.ends_by_close"),
    dropped("cancel_spares_receives", "a cancelled receive stays pending",
            "receive.ends_by_cancel"),
    dropped("reset_spares_receives", "a reset leaves receives pending", "receive.ends_by_reset"),
    dropped("thread_end_spares_receives", "a thread ends, and its receives stay pending",
            "receive.ends_with_thread"),
    dropped("end_is_not_seen", "a pending receive does not see the end of the stream",
            "receive.sees_the_end"),
    dropped("end_is_not_seen_at_once", "a receive does not see the end that has come before it",
            "WSARecv.sees_the_end_at_once"),
    dropped("messages_never_taken", "no pending receive takes a datagram", "receive.takes_message"),
    dropped("sends_never_end", "a pending send is never acknowledged", "send.is_acknowledged"),
    dropped("accept_never_ends", "AcceptEx is given no connection", "accept.is_given_a_connection"),
    dropped("accept_waits_for_no_data", "AcceptEx with a buffer does not see the data",
            "accept.takes_data"),
    dropped("cancel_spares_accepts", "a cancelled AcceptEx stays pending", "accept.ends_by_cancel"),
    dropped("thread_end_spares_accepts", "a thread ends, and its AcceptEx stays pending",
            "accept.ends_with_thread"),
    dropped("refusal_is_lost", "ConnectEx never hears that it is refused",
            "connect.is_refused_later"),
    dropped("cancel_spares_connects", "a cancelled ConnectEx stays pending",
            "connect.ends_by_cancel"),
    dropped("disconnect_never_ends", "DisconnectEx stays pending", "disconnect.ends"),
    dropped("reads_never_end", "a pending read of a file stays so", "file.reads"),
    dropped("writes_never_end", "a pending write of a file stays so", "file.writes"),
    dropped("waits_never_end", "a wait does not see that its object is signaled",
            "wait.any_is_satisfied"),
    dropped("waits_for_all_never_end", "a wait for all does not see that they are signaled",
            "wait.all_are_satisfied"),
    dropped("waits_are_not_alertable", "no APC interrupts a wait", "wait.is_interrupted"),
    dropped("port_close_is_not_seen", "a dequeue outlasts its port",
            "GetQueuedCompletionStatus.is_abandoned"),
    dropped("dequeue_takes_one_of_several", "GetQueuedCompletionStatusEx takes one packet only",
            "GetQueuedCompletionStatusEx.takes_another"),
    dropped("routines_come_one_by_one", "an alertable wait runs one routine only",
            "routine.another_waits"),
    dropped("cancel_reaches_nothing", "CancelIoEx passes over what is pending", "CancelIoEx.takes"),
    dropped("cancel_of_thread_reaches_nothing", "CancelIo passes over what is pending",
            "CancelIo.takes"),
    dropped("pulse_stays_signaled", "PulseEvent leaves the event signaled", "PulseEvent.ends"),
    widened("waits_time_out_at_once", "a wait times out before its time", "wait.times_out"),
    widened("waits_end_unsignaled", "a wait ends though nothing is signaled",
            "wait.any_is_satisfied"),
    widened("waits_for_all_end_early", "a wait for all ends before all are signaled",
            "wait.all_are_satisfied"),
    widened("waits_are_interrupted", "a wait ends by APC though none is queued",
            "wait.is_interrupted"),
    widened("dequeues_time_out_at_once", "a dequeue times out before its time",
            "GetQueuedCompletionStatus.times_out"),
    widened("dequeues_are_abandoned", "a dequeue says that the port is closed though it is open",
            "GetQueuedCompletionStatus.is_abandoned"),
    widened("receives_see_an_end", "a receive returns 0 bytes though the peer goes on",
            "WSARecv.sees_the_end_at_once"),
    widened("receives_are_reset", "a receive is reset though nobody did", "WSARecv.is_reset"),
    widened("sends_are_reset", "a send is reset though nobody did", "WSASend.is_reset"),
    widened("queries_are_premature", "a query reads the status before it is written",
            "WSAGetOverlappedResult.reads_status"),
};

}  // namespace

std::span<const Fault> rule_faults() { return faults; }

}  // namespace ioracle
