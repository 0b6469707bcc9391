// Faults in how operations start and end, and in what ports tell of them. Each changes every place
// where it applies.

#include <optional>

#include "conform/faults.h"
#include "conform/trace_edit.h"

namespace ioracle {
namespace {

// Dequeues that return a packet, and those that return none.
template <typename Edit>
void each_packet(Events& events, const Edit& edit) {
  each_return_of(events, {Function::GetQueuedCompletionStatus}, [&](const Event&, Event& returned) {
    if (returned.result.is(1) || is_name(returned, Parameter::lpOverlapped)) edit(returned);
  });
}

void packet_count_wrong(Events& events) {
  each_packet(events, [](Event& packet) { add(packet, Parameter::lpNumberOfBytesTransferred, 1); });
}

void packet_key_wrong(Events& events) {
  each_packet(events, [](Event& packet) { add(packet, Parameter::lpCompletionKey, 1); });
}

void packet_pointer_lost(Events& events) {
  each_packet(events, [](Event& packet) {
    if (packet.result.is(1)) put(packet, Parameter::lpOverlapped, Value::null());
  });
}

void packet_failure_hidden(Events& events) {
  each_packet(events, [](Event& packet) { packet.result = Value::integer(1); });
}

void packet_error_wrong(Events& events) {
  each_packet(events, [](Event& packet) {
    if (!packet.result.is(0)) return;
    const bool aborted = is_error(packet, error::operation_aborted);
    packet.last_error = aborted ? error::gen_failure : error::operation_aborted;
  });
}

void show_as(Event& event, const Event& other) {
  event.result = other.result;
  event.last_error = other.last_error;
  event.arguments = other.arguments;
}

void packets_swapped(Events& events) {
  Event* before = nullptr;
  each_packet(events, [&](Event& packet) {
    if (before) {
      const Event kept = packet;
      show_as(packet, *before);
      show_as(*before, kept);
    }
    before = before ? nullptr : &packet;
  });
}

void packet_doubled(Events& events) {
  std::optional<Event> last;
  each_return_of(events, {Function::GetQueuedCompletionStatus},
                 [&](const Event& call, Event& returned) {
                   if (returned.result.is(1)) {
                     last = returned;
                   } else if (last && is_error(returned, error::wait_timeout)) {
                     show_as(returned, *last);
                     returned.time_ns = call.time_ns;
                   }
                 });
}

void packet_lost(Events& events) {
  each_packet(events, [&](Event& packet) {
    packet.result = Value::integer(0);
    packet.last_error = error::wait_timeout;
    put(packet, Parameter::lpOverlapped, Value::null());
    put(packet, Parameter::lpNumberOfBytesTransferred, Value::untouched());
    put(packet, Parameter::lpCompletionKey, Value::untouched());
  });
}

void entry_count_wrong(Events& events) {
  constexpr std::uint32_t count_of_entry = 3;  // behind key, OVERLAPPED and Internal
  each_return_of(events, {Function::GetQueuedCompletionStatusEx},
                 [](const Event&, Event& returned) {
                   Argument* const entries = output(returned, Parameter::lpCompletionPortEntries);
                   if (entries && entries->count > 0)
                     returned.values[entries->first + count_of_entry].number += 1;
                 });
}

void receive_count_wrong(Events& events) {
  each_return_of(events, {Function::WSARecv, Function::recv},
                 [](const Event& call, Event& returned) {
                   if (call.function == Function::recv && returned.result.number > 0)
                     --returned.result.number;
                   add(returned, Parameter::lpNumberOfBytesRecvd, 1);
                 });
}

void send_count_wrong(Events& events) {
  each_return_of(events, {Function::WSASend, Function::send},
                 [](const Event& call, Event& returned) {
                   if (call.function == Function::send && returned.result.number > 0)
                     --returned.result.number;
                   add(returned, Parameter::lpNumberOfBytesSent, -1);
                 });
}

void error_swapped(Events& events) {
  each_return(events, [](const Event& call, Event& returned) {
    const bool failed = info(call.function).returns == Returns::socket_error &&
                        returned.result.is(constant::socket_error) &&
                        !is_error(returned, error::io_pending);
    if (!failed) return;
    const bool same = is_error(returned, error::wsaeinval);
    returned.last_error = same ? error::wsaenotsock : error::wsaeinval;
  });
}

bool pends(const Event& returned) {
  return returned.result.is(constant::socket_error) && is_error(returned, error::io_pending);
}

void success_told_as_pending(Events& events) {
  each_return_of(events, {Function::WSARecv}, [](const Event& call, Event& returned) {
    if (!returned.result.is(0) || !is_name(call, Parameter::lpOverlapped)) return;
    returned.result = Value::integer(constant::socket_error);
    returned.last_error = error::io_pending;
  });
}

void pending_told_as_success(Events& events) {
  each_return_of(events, {Function::WSARecv}, [](const Event&, Event& returned) {
    if (!pends(returned)) return;
    returned.result = Value::integer(0);
    returned.last_error = 0;
  });
}

void pending_writes_count(Events& events) {
  each_return_of(events, {Function::WSARecv}, [](const Event&, Event& returned) {
    if (pends(returned)) put(returned, Parameter::lpNumberOfBytesRecvd, Value::integer(0));
  });
}

void flags_wrong(Events& events) {
  each_return_of(events, {Function::WSARecv}, [](const Event&, Event& returned) {
    if (returned.result.is(0)) add(returned, Parameter::lpFlags, constant::msg_partial);
  });
}

void payload_shifted(Events& events) {
  for (Event& event : events) {
    const bool shows = event.kind == EventKind::returned || event.kind == EventKind::observe;
    if (shows && !event.runs.empty() && event.runs[0].pattern) ++event.runs[0].offset;
  }
}

void payload_overruns(Events& events) {
  each(events, EventKind::observe, [](Event& event) {
    for (BufferValue& buffer : event.buffers) buffer.rest_recorded = buffer.rest_touched = true;
  });
}

void status_stays_pending(Events& events) {
  each(events, EventKind::observe, [](Event& event) {
    if (event.words.internal) event.words.internal = constant::status_pending;
  });
}

void information_wrong(Events& events) {
  each(events, EventKind::observe, [](Event& event) {
    if (event.words.internal_high) ++*event.words.internal_high;
  });
}

constexpr Fault faults[] = {
    {"packet_lost", "a dequeue times out though there is a packet", packet_lost},
    {"packet_doubled", "a packet comes out a second time", packet_doubled},
    {"packets_swapped", "packets come out in another order", packets_swapped},
    {"packet_count_wrong", "a packet tells one byte more", packet_count_wrong},
    {"packet_key_wrong", "a packet has another key", packet_key_wrong},
    {"packet_pointer_lost", "a packet has no OVERLAPPED", packet_pointer_lost},
    {"packet_failure_hidden", "a packet of a failure is told as success", packet_failure_hidden},
    {"packet_error_wrong", "a packet of a failure tells another error", packet_error_wrong},
    {"entry_count_wrong", "GetQueuedCompletionStatusEx tells one byte more", entry_count_wrong},
    {"receive_count_wrong", "a receive tells another count", receive_count_wrong},
    {"send_count_wrong", "a send tells one byte less", send_count_wrong},
    {"error_swapped", "a refusal tells another error", error_swapped},
    {"success_told_as_pending", "a receive that is done says pending", success_told_as_pending},
    {"pending_told_as_success", "a receive that pends says success", pending_told_as_success},
    {"pending_writes_count", "a receive that pends writes its count", pending_writes_count},
    {"flags_wrong", "a receive returns a flag", flags_wrong},
    {"payload_shifted", "received bytes are one off", payload_shifted},
    {"payload_overruns", "a receive writes behind what it tells", payload_overruns},
    {"status_stays_pending", "Internal is not written", status_stays_pending},
    {"information_wrong", "InternalHigh is one more", information_wrong},
};

}  // namespace

std::span<const Fault> operation_faults() { return faults; }

}  // namespace ioracle
