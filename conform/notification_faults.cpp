// Faults in queries, events, waits, routines and cancels. Each changes every place where it
// applies.

#include <iterator>

#include "conform/faults.h"
#include "conform/trace_edit.h"

namespace ioracle {
namespace {

template <typename Edit>
void each_query(Events& events, const Edit& edit) {
  each_return_of(events,
                 {Function::GetOverlappedResult, Function::WSAGetOverlappedResult,
                  Function::GetOverlappedResultEx},
                 [&](const Event&, Event& returned) { edit(returned); });
}

void query_count_wrong(Events& events) {
  each_query(events, [](Event& query) {
    add(query, Parameter::lpNumberOfBytesTransferred, 1);
    add(query, Parameter::lpcbTransfer, 1);
  });
}

void query_stays_incomplete(Events& events) {
  each_query(events, [](Event& query) {
    if (!query.result.is(1)) return;
    query.result = Value::integer(0);
    query.last_error = error::io_incomplete;
  });
}

void query_is_premature(Events& events) {
  each_query(events, [](Event& query) {
    if (query.result.is(0) && is_error(query, error::io_incomplete))
      query.result = Value::integer(1);
  });
}

void query_error_wrong(Events& events) {
  each_query(events, [](Event& query) {
    if (!query.result.is(0) || is_error(query, error::io_incomplete)) return;
    query.last_error = is_error(query, error::wsaenotsock) ? error::wsaeinval : error::wsaenotsock;
  });
}

void show_signals(Events& events, std::int64_t from, std::int64_t to) {
  each(events, EventKind::observe, [&](Event& event) {
    if (event.action == "handle" && event.result.is(from)) event.result = Value::integer(to);
  });
}

void event_not_set(Events& events) { show_signals(events, 1, 0); }
void event_set_too_early(Events& events) { show_signals(events, 0, 1); }

void change_waits(Events& events, std::int64_t from, std::int64_t to) {
  each_return(events, [&](const Event& call, Event& returned) {
    const bool waits = info(call.function).returns == Returns::wait;
    if (waits && returned.result.is(from)) returned.result = Value::integer(to);
  });
}

void wait_index_wrong(Events& events) { change_waits(events, 0, 1); }
void wait_misses_signal(Events& events) { change_waits(events, 0, constant::wait_timeout); }
void wait_invents_signal(Events& events) { change_waits(events, constant::wait_timeout, 0); }
void wait_hides_routine(Events& events) { change_waits(events, constant::wait_io_completion, 0); }

void time_out_early(Events& events) {
  each_return(events, [](const Event& call, Event& returned) {
    if (returned.result.is(constant::wait_timeout) || is_error(returned, error::wait_timeout)) {
      returned.time_ns = call.time_ns;
    }
  });
}

// The event `exited` that ends the routine of `enter`.
Events::iterator end_of(Events& events, Events::iterator enter) {
  return std::find_if(enter, events.end(), [&](const Event& event) {
    return event.kind == EventKind::exited && event.id == enter->id;
  });
}

std::uint64_t largest_id(const Events& events) {
  std::uint64_t largest = 0;
  for (const Event& event : events) largest = std::max(largest, event.id);
  return largest;
}

void routine_runs_twice(Events& events) {
  std::uint64_t id = largest_id(events);
  for (auto enter = events.begin(); enter != events.end(); ++enter) {
    if (enter->kind != EventKind::enter) continue;
    const auto exit = end_of(events, enter);
    if (exit == events.end()) return;
    Event again = *enter;
    Event over = *exit;
    again.id = over.id = ++id;
    const auto place = enter - events.begin();
    const auto behind = events.insert(std::next(exit), {again, over});
    enter = place + 1 < behind - events.begin() ? std::next(behind) : behind;
  }
}

void routine_lost(Events& events) {
  for (auto enter = events.begin(); enter != events.end();) {
    const auto exit = enter->kind == EventKind::enter ? end_of(events, enter) : events.end();
    if (exit == events.end()) {
      ++enter;
      continue;
    }
    const Name thread = enter->thread;
    const auto place = enter - events.begin();
    const auto kept = std::remove_if(enter, std::next(exit),
                                     [&](const Event& event) { return event.thread == thread; });
    events.erase(kept, std::next(exit));
    enter = events.begin() + place;
  }
}

void routine_error_wrong(Events& events) {
  each(events, EventKind::enter, [](Event& event) {
    const Argument* const error = event.find(Parameter::dwError);
    if (!error) return;
    put(event, Parameter::dwError,
        Value::integer(error->value.is(0) ? error::operation_aborted : 0));
  });
}

void routine_count_wrong(Events& events) {
  each(events, EventKind::enter, [](Event& event) { add(event, Parameter::cbTransferred, 1); });
}

void routine_pointer_lost(Events& events) {
  each(events, EventKind::enter,
       [](Event& event) { put(event, Parameter::lpOverlapped, Value::null()); });
}

void apc_argument_wrong(Events& events) {
  each(events, EventKind::enter, [](Event& event) { add(event, Parameter::dwData, 1); });
}

void cancel_claims_success(Events& events) {
  each_return_of(events, {Function::CancelIoEx}, [](const Event&, Event& returned) {
    if (is_error(returned, error::not_found)) returned.result = Value::integer(1);
  });
}

void cancel_finds_nothing(Events& events) {
  each_return_of(events, {Function::CancelIoEx}, [](const Event&, Event& returned) {
    if (!returned.result.is(1)) return;
    returned.result = Value::integer(0);
    returned.last_error = error::not_found;
  });
}

void association_refused(Events& events) {
  each_return_of(events, {Function::CreateIoCompletionPort},
                 [](const Event& call, Event& returned) {
                   if (!is_name(call, Parameter::FileHandle)) return;
                   returned.result = Value::null();
                   returned.last_error = error::invalid_parameter;
                 });
}

void option_reads_wrong(Events& events) {
  each_return_of(events, {Function::getsockopt},
                 [](const Event&, Event& returned) { add(returned, Parameter::optval, 1); });
}

constexpr Fault faults[] = {
    {"query_count_wrong", "a query tells one byte more", query_count_wrong},
    {"query_stays_incomplete", "a query does not see the completion", query_stays_incomplete},
    {"query_is_premature", "a query tells a completion that is not there", query_is_premature},
    {"query_error_wrong", "a query tells another error", query_error_wrong},
    {"event_not_set", "an event reads nonsignaled though it is set", event_not_set},
    {"event_set_too_early", "an event reads signaled though it is not", event_set_too_early},
    {"wait_index_wrong", "a wait tells the next object", wait_index_wrong},
    {"wait_misses_signal", "a wait times out though its object is signaled", wait_misses_signal},
    {"wait_invents_signal", "a wait that times out says signaled", wait_invents_signal},
    {"wait_hides_routine", "a wait that a routine ended says signaled", wait_hides_routine},
    {"time_out_early", "a time-out comes before its time", time_out_early},
    {"routine_runs_twice", "a routine runs again", routine_runs_twice},
    {"routine_lost", "a routine does not run", routine_lost},
    {"routine_error_wrong", "a routine is told another error", routine_error_wrong},
    {"routine_count_wrong", "a routine is told one byte more", routine_count_wrong},
    {"routine_pointer_lost", "a routine is given no OVERLAPPED", routine_pointer_lost},
    {"apc_argument_wrong", "an APC is given another argument", apc_argument_wrong},
    {"cancel_claims_success", "a cancel that finds nothing succeeds", cancel_claims_success},
    {"cancel_finds_nothing", "a cancel that finds something fails", cancel_finds_nothing},
    {"association_refused", "a socket cannot be put on a port", association_refused},
    {"option_reads_wrong", "an option reads one more", option_reads_wrong},
};

}  // namespace

std::span<const Fault> notification_faults() { return faults; }

}  // namespace ioracle
