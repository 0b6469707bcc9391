// Faults in what calls answer: codes mistaken for one another, outputs left out, bytes given twice,
// routines at the wrong time. Each changes every place where it applies.

#include <iterator>
#include <unordered_map>

#include "conform/faults.h"
#include "conform/trace_edit.h"

namespace ioracle {
namespace {

using F = Function;

void replace_error(Events& events, std::uint32_t from, std::uint32_t to) {
  each_return(events, [&](const Event&, Event& returned) {
    if (is_error(returned, from)) returned.last_error = to;
  });
}

void pending_told_as_blocking(Events& events) {
  replace_error(events, error::io_pending, error::wsaewouldblock);
}
void incomplete_told_as_pending(Events& events) {
  replace_error(events, error::io_incomplete, error::io_pending);
}
void not_found_told_as_parameter(Events& events) {
  replace_error(events, error::not_found, error::invalid_parameter);
}

void abort_told_as_reset(Events& events) {
  replace_error(events, error::operation_aborted, error::wsaeconnreset);
  each(events, EventKind::enter, [](Event& event) {
    const Argument* const code = event.find(Parameter::dwError);
    if (code && code->value.is(error::operation_aborted)) {
      put(event, Parameter::dwError, Value::integer(error::wsaeconnreset));
    }
  });
}

constexpr std::uint32_t error_timeout = 1460;

void dequeue_tells_error_timeout(Events& events) {
  each_return_of(events, {F::GetQueuedCompletionStatus, F::GetQueuedCompletionStatusEx},
                 [](const Event&, Event& returned) {
                   if (is_error(returned, error::wait_timeout)) returned.last_error = error_timeout;
                 });
}

void time_out_leaves_pointer(Events& events) {
  each_return_of(events, {F::GetQueuedCompletionStatus}, [](const Event&, Event& returned) {
    if (is_error(returned, error::wait_timeout)) {
      put(returned, Parameter::lpOverlapped, Value::untouched());
    }
  });
}

void time_out_writes_count(Events& events) {
  each_return_of(events, {F::GetQueuedCompletionStatus}, [](const Event&, Event& returned) {
    if (is_error(returned, error::wait_timeout)) {
      put(returned, Parameter::lpNumberOfBytesTransferred, Value::integer(0));
    }
  });
}

template <typename Edit>
void each_entry(Events& events, const Edit& edit) {
  constexpr std::uint32_t values_per_entry = 4;  // key, OVERLAPPED, Internal, count
  each_return_of(events, {F::GetQueuedCompletionStatusEx}, [&](const Event&, Event& returned) {
    const Argument* const entries = output(returned, Parameter::lpCompletionPortEntries);
    if (!entries) return;
    for (std::uint32_t index = 0; index < entries->count; ++index) {
      edit(&returned.values[entries->first + values_per_entry * index]);
    }
  });
}

void entry_key_wrong(Events& events) {
  each_entry(events, [](Value* entry) { entry[0].number += 1; });
}
void entry_pointer_lost(Events& events) {
  each_entry(events, [](Value* entry) { entry[1] = Value::null(); });
}
void entries_removed_wrong(Events& events) {
  each_return_of(events, {F::GetQueuedCompletionStatusEx}, [](const Event&, Event& returned) {
    if (returned.result.is(1)) add(returned, Parameter::ulNumEntriesRemoved, 1);
  });
}

void end_told_as_reset(Events& events) {
  each_return_of(events, {F::WSARecv, F::recv}, [](const Event& call, Event& returned) {
    const bool counted = call.function == F::WSARecv;
    const Argument* const count = output(returned, Parameter::lpNumberOfBytesRecvd);
    if (!returned.result.is(0) || (counted && (!count || !count->value.is(0)))) return;
    returned.result = Value::integer(constant::socket_error);
    returned.last_error = error::wsaeconnreset;
    put(returned, Parameter::lpNumberOfBytesRecvd, Value::untouched());
  });
}

void reset_told_as_end(Events& events) {
  each_return_of(events, {F::WSARecv, F::recv}, [](const Event&, Event& returned) {
    if (!is_error(returned, error::wsaeconnreset)) return;
    returned.result = Value::integer(0);
    put(returned, Parameter::lpNumberOfBytesRecvd, Value::integer(0));
  });
}

void end_of_file_told_as_success(Events& events) {
  each_return(events, [](const Event& call, Event& returned) {
    if (info(call.function).returns != Returns::boolean || !returned.result.is(0)) return;
    if (is_error(returned, error::handle_eof)) returned.result = Value::integer(1);
  });
}

void transfer_count_missing(Events& events) {
  each_return_of(events, {F::ReadFile, F::WriteFile}, [](const Event&, Event& returned) {
    if (!returned.result.is(1)) return;
    put(returned, Parameter::lpNumberOfBytesRead, Value::untouched());
    put(returned, Parameter::lpNumberOfBytesWritten, Value::untouched());
  });
}

// What was cut: the count is that of what fitted.
void warning_writes_no_count(Events& events) {
  each_return(events, [](const Event&, Event& returned) {
    if (!is_error(returned, error::wsaemsgsize) && !is_error(returned, error::more_data)) return;
    for (const Parameter count :
         {Parameter::lpcbTransfer, Parameter::lpNumberOfBytesTransferred,
          Parameter::lpNumberOfBytesRecvd, Parameter::lpdwNumberOfBytesRecvd}) {
      put(returned, count, Value::integer(0));
    }
  });
}

void warning_told_as_success(Events& events) {
  each_return(events, [](const Event& call, Event& returned) {
    const bool warned =
        is_error(returned, error::wsaemsgsize) || is_error(returned, error::more_data);
    const Returns returns = info(call.function).returns;
    if (!warned) return;
    if (returns == Returns::boolean && returned.result.is(0)) returned.result = Value::integer(1);
    if (returns == Returns::socket_error) returned.result = Value::integer(0);
  });
}

void query_flags_wrong(Events& events) {
  each_return_of(events, {F::WSAGetOverlappedResult}, [](const Event&, Event& returned) {
    if (returned.result.is(1)) add(returned, Parameter::lpdwFlags, constant::msg_partial);
  });
}

// What one receive was given, the next ones are given again.
void payload_repeated(Events& events) {
  std::unordered_map<std::uint32_t, std::uint64_t> first;
  for (Event& event : events) {
    if (event.kind != EventKind::returned && event.kind != EventKind::observe) continue;
    for (Run& run : event.runs) {
      if (run.pattern) run.offset = first.try_emplace(run.pattern.index, run.offset).first->second;
    }
  }
}

// A byte is lost between one receive and the next.
void payload_skips(Events& events) {
  std::unordered_map<std::uint32_t, std::uint64_t> first;
  for (Event& event : events) {
    if (event.kind != EventKind::returned && event.kind != EventKind::observe) continue;
    for (Run& run : event.runs) {
      if (!run.pattern) continue;
      const std::uint64_t begin = first.try_emplace(run.pattern.index, run.offset).first->second;
      if (run.offset > begin) ++run.offset;
    }
  }
}

void status_holds_win32_error(Events& events) {
  each(events, EventKind::observe, [](Event& event) {
    if (!event.words.internal) return;
    const auto status = static_cast<Status>(*event.words.internal);
    if (is_error(status)) event.words.internal = win32_error(status);
  });
}

void cancelled_status_wrong(Events& events) {
  each(events, EventKind::observe, [](Event& event) {
    if (event.words.internal == static_cast<std::uint64_t>(Status::cancelled)) {
      event.words.internal = static_cast<std::uint64_t>(Status::request_aborted);
    }
  });
}

void change_result(Events& events, std::initializer_list<Function> functions, std::int64_t from,
                   std::int64_t to) {
  each_return_of(events, functions, [&](const Event&, Event& returned) {
    if (returned.result.is(from)) returned.result = Value::integer(to);
  });
}

void sleep_hides_routine(Events& events) {
  change_result(events, {F::SleepEx}, constant::wait_io_completion, 0);
}
void sleep_invents_routine(Events& events) {
  change_result(events, {F::SleepEx}, 0, constant::wait_io_completion);
}
void wait_says_abandoned(Events& events) {
  constexpr std::int64_t wait_abandoned = 0x80;
  each_return(events, [](const Event& call, Event& returned) {
    const bool waits = info(call.function).returns == Returns::wait && call.function != F::SleepEx;
    if (waits && returned.result.is(0)) returned.result = Value::integer(wait_abandoned);
  });
}
void set_event_fails(Events& events) { change_result(events, {F::SetEvent, F::WSASetEvent}, 1, 0); }
void cancel_io_fails(Events& events) { change_result(events, {F::CancelIo}, 1, 0); }
void close_fails(Events& events) {
  change_result(events, {F::closesocket}, 0, constant::socket_error);
}
void shutdown_fails(Events& events) {
  change_result(events, {F::shutdown}, 0, constant::socket_error);
}
void modes_refused(Events& events) {
  change_result(events, {F::SetFileCompletionNotificationModes}, 1, 0);
}
void post_fails(Events& events) { change_result(events, {F::PostQueuedCompletionStatus}, 1, 0); }

void routines_swapped(Events& events) {
  std::unordered_map<std::uint32_t, Event*> before;  // by thread
  for (Event& event : events) {
    if (event.kind != EventKind::enter) continue;
    Event*& other = before[event.thread.index];
    if (other && other->within == event.within) {
      std::swap(other->routine, event.routine);
      std::swap(other->arguments, event.arguments);
      other = nullptr;
    } else {
      other = &event;
    }
  }
}

// A routine runs in the call before the one in which it may.
void routine_runs_early(Events& events) {
  for (std::size_t at = 0; at < events.size(); ++at) {
    if (events[at].kind != EventKind::enter) continue;
    const Name thread = events[at].thread;
    std::size_t end = at + 1;
    while (end < events.size() && events[end].thread == thread &&
           events[end].kind != EventKind::exited) {
      ++end;
    }
    const bool empty = end == at + 1 && end < events.size() &&
                       events[end].kind == EventKind::exited && events[end].thread == thread;
    if (!empty) continue;
    for (std::size_t place = at; place-- > 0;) {
      Event& before = events[place];
      if (before.thread != thread || before.kind != EventKind::returned) continue;
      events[at].within = before.id;
      std::rotate(events.begin() + static_cast<std::ptrdiff_t>(place),
                  events.begin() + static_cast<std::ptrdiff_t>(at),
                  events.begin() + static_cast<std::ptrdiff_t>(end + 1));
      break;
    }
    at = end;
  }
}

constexpr Fault faults[] = {
    {"pending_told_as_blocking", "what pends says WSAEWOULDBLOCK", pending_told_as_blocking},
    {"incomplete_told_as_pending", "a query says ERROR_IO_PENDING for ERROR_IO_INCOMPLETE",
     incomplete_told_as_pending},
    {"not_found_told_as_parameter", "a cancel that finds nothing says ERROR_INVALID_PARAMETER",
     not_found_told_as_parameter},
    {"abort_told_as_reset", "what was cancelled says WSAECONNRESET", abort_told_as_reset},
    {"dequeue_tells_error_timeout", "a dequeue says ERROR_TIMEOUT for WAIT_TIMEOUT",
     dequeue_tells_error_timeout},
    {"time_out_leaves_pointer", "a dequeue that times out leaves lpOverlapped",
     time_out_leaves_pointer},
    {"time_out_writes_count", "a dequeue that times out writes the count", time_out_writes_count},
    {"entry_key_wrong", "GetQueuedCompletionStatusEx tells another key", entry_key_wrong},
    {"entry_pointer_lost", "GetQueuedCompletionStatusEx tells no OVERLAPPED", entry_pointer_lost},
    {"entries_removed_wrong", "GetQueuedCompletionStatusEx removes one more than it says",
     entries_removed_wrong},
    {"end_told_as_reset", "a receive at the end of the stream is reset", end_told_as_reset},
    {"reset_told_as_end", "a receive after a reset sees the end", reset_told_as_end},
    {"end_of_file_told_as_success", "a read or query at the end of a file succeeds",
     end_of_file_told_as_success},
    {"transfer_count_missing", "a transfer that is done at once leaves its count",
     transfer_count_missing},
    {"warning_writes_no_count", "what was cut counts 0 bytes", warning_writes_no_count},
    {"warning_told_as_success", "what was cut says success", warning_told_as_success},
    {"query_flags_wrong", "a query returns a flag", query_flags_wrong},
    {"payload_repeated", "received bytes are received again", payload_repeated},
    {"payload_skips", "a byte is lost between two receives", payload_skips},
    {"status_holds_win32_error", "Internal is an error code and no status",
     status_holds_win32_error},
    {"cancelled_status_wrong", "Internal of what was cancelled is another status",
     cancelled_status_wrong},
    {"sleep_hides_routine", "SleepEx that a routine ended says that its time is over",
     sleep_hides_routine},
    {"sleep_invents_routine", "SleepEx whose time is over says that a routine ran",
     sleep_invents_routine},
    {"wait_says_abandoned", "a wait for an event says WAIT_ABANDONED", wait_says_abandoned},
    {"set_event_fails", "SetEvent sets the event and fails", set_event_fails},
    {"cancel_io_fails", "CancelIo cancels and fails", cancel_io_fails},
    {"close_fails", "closesocket closes and fails", close_fails},
    {"shutdown_fails", "shutdown shuts and fails", shutdown_fails},
    {"modes_refused", "notification modes are set, and the call fails", modes_refused},
    {"post_fails", "a packet is posted, and the call fails", post_fails},
    {"routines_swapped", "routines run in another order", routines_swapped},
    {"routine_runs_early", "a routine runs without an alertable wait", routine_runs_early},
};

}  // namespace

std::span<const Fault> answer_faults() { return faults; }

}  // namespace ioracle
