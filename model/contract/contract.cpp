#include "model/contract/contract.h"

#include "model/constants.h"
#include "model/contract/watch.h"
#include "model/status.h"

namespace ioracle::contract {

struct Contract::State {
  Marks marks;
  Books books{marks};
  std::uint32_t startups = 0;  // WSAStartup less WSACleanup

  void call(const Event& event);
  void returned(const Event& event);
  void routine_entered(const Event& event);
  void observed(const Event& event);
  void end_thread(const Event& event);

  void provided(const CallFacts& call, const Event& event);
  void told_by_packets(const CallFacts& call, const Event& event);
  void told_by_query(const CallFacts& call, const Event& event);
  void told_by_wait(const CallFacts& call, const Event& event);
  void told_by_handle(Name handle, std::uint64_t told_by);
  void note_call(CallFacts& call);
  void note_return(const CallFacts& call, const Event& event);
};

namespace {

constexpr std::uint32_t not_told[] = {
    6,      // the handle is wrong
    87,     // an argument is
    192,    // the wait was interrupted
    258,    // it timed out
    996,    // not complete
    10014,  // a pointer is wrong
    10022,  // an argument is
    10038,  // it is no socket
    10093,  // Winsock was not started
};

bool tells_the_result(const Event& returned) {
  if (returned.result.kind != ValueKind::integer) return false;
  if (returned.result.number != 0) return true;
  if (!returned.last_error) return false;
  for (const std::uint32_t error : not_told) {
    if (*returned.last_error == error) return false;
  }
  return true;
}

bool succeeded(const Event& returned) {
  return returned.result.kind == ValueKind::integer && returned.result.number != 0;
}

}  // namespace

void Contract::State::call(const Event& event) {
  CallFacts& call = books.begin(event);
  const Watch watch{books, marks, event};
  switch (call.deed) {
    case Deed::other:
      return;
    case Deed::start:
    case Deed::block:
      check_reuse(watch, call);
      check_start(watch, call);
      check_null(watch, call);
      if (call.deed == Deed::start) check_events(watch, call);
      check_use_after_cancel(watch, call);
      check_nested(watch, call);
      break;
    case Deed::change:
      check_events(watch, call);
      break;
    case Deed::wait:
      check_waits(watch, call);
      break;
    case Deed::query:
      check_query(watch, call);
      break;
    case Deed::ask:
      check_ask(watch, call);
      break;
    case Deed::provide:
      if (call.overlapped) books.provide(call);
      break;
    case Deed::cancel:
      check_cancel(watch, call);
      break;
    case Deed::cleanup:
      if (startups == 1) check_cleanup(watch);
      break;
    default:
      break;
  }
  note_call(call);
  if (call.deed == Deed::start && call.overlapped) books.start(call, event);
}

// What holds as soon as the call may have taken effect.
void Contract::State::note_call(CallFacts& call) {
  if (!call.handle) return;
  Thing& handle = books.thing(books.object(call.handle));
  if (call.deed == Deed::associate) handle.asked_for_port = true;
  if (call.deed == Deed::change) handle.consumed = false;
  if (call.deed == Deed::modes) {
    const bool skips = (call.flags & constant::file_skip_completion_port_on_success) != 0;
    handle.asked_to_skip = handle.asked_to_skip || skips;
  }
}

void Contract::State::returned(const Event& event) {
  CallFacts* call = books.running(event.id);
  if (call == nullptr) return;
  const std::uint64_t serial = call->serial;
  switch (call->deed) {
    case Deed::other:
      break;
    case Deed::start:
      books.start_returned(*call, event);
      break;
    case Deed::provide:
      provided(*call, event);
      break;
    case Deed::query:
      told_by_query(*call, event);
      break;
    case Deed::dequeue:
      told_by_packets(*call, event);
      break;
    case Deed::wait:
      check_returned_wait({books, marks, event}, *call);
      told_by_wait(*call, event);
      break;
    case Deed::close:
      check_returned_close({books, marks, event}, *call);
      break;
    case Deed::startup:
      if (event.result.is(0)) ++startups;
      break;
    case Deed::cleanup:
      if (event.result.is(0) && startups > 0) --startups;
      break;
    default:
      note_return(*call, event);
      break;
  }
  marks.returned(serial);
  books.end(*call);
}

void Contract::State::note_return(const CallFacts& call, const Event& event) {
  if (call.deed == Deed::create && event.result.kind == ValueKind::name) {
    Thing& made = books.thing(event.result.name);
    const bool socket = call.function == Function::socket || call.function == Function::WSASocketW;
    made.datagram = socket && call.value == constant::sock_dgram;
    if (call.function == Function::WSASocketW) {
      made.synchronous = (call.flags & constant::wsa_flag_overlapped) == 0;
    } else if (call.function == Function::CreateFileW ||
               call.function == Function::CreateNamedPipeW) {
      made.synchronous = (call.flags & constant::file_flag_overlapped) == 0;
      made.is_overlapped_file = !made.synchronous;
    } else if (call.function == Function::CreateEventW) {
      made.auto_reset = call.flags == 0;
    }
    return;
  }
  if (!call.handle) return;
  Thing& handle = books.thing(books.object(call.handle));
  switch (call.deed) {
    case Deed::associate:
      handle.on_port = handle.on_port || event.result.kind == ValueKind::name;
      break;
    case Deed::modes:
      if ((call.flags & constant::file_skip_set_event_on_handle) != 0 && succeeded(event)) {
        handle.skips_signal = true;
      }
      break;
    case Deed::duplicate: {
      const Argument* made = event.find(Parameter::lpTargetHandle);
      const Name object = books.object(call.handle);
      if (made != nullptr && made->value.kind == ValueKind::name) {
        books.thing(made->value.name).object = object;
      }
      break;
    }
    case Deed::control:
      if (call.flags == constant::fionbio && event.result.is(0))
        handle.nonblocking = call.value != 0;
      break;
    case Deed::cancel: {
      if (!succeeded(event)) break;
      for (const std::uint32_t slot : handle.on) {
        InFlight& operation = books.operation(slot);
        const bool own = call.function != Function::CancelIo || operation.thread == call.thread;
        const bool meant = !call.overlapped || operation.overlapped == call.overlapped;
        if (!own || !meant) continue;
        operation.cancelled = true;
        handle.cancel_done = true;
      }
      break;
    }
    default:
      break;
  }
}

void Contract::State::provided(const CallFacts& call, const Event& event) {
  Thing& overlapped = books.thing(call.overlapped);
  if (!call.overlapped || overlapped.last_id != call.id) return;
  // What was not recorded may have been that it pends.
  const Argument* code = event.find(Parameter::lpErrno);
  const bool failed = !event.result.recorded() || event.result.is(constant::socket_error);
  overlapped.pended =
      failed && (!code || !code->value.recorded() || code->value.is(error::io_pending));
}

void Contract::State::told_by_packets(const CallFacts& call, const Event& event) {
  for (const Argument& argument : event.arguments) {
    if (argument.parameter == Parameter::lpOverlapped) {
      if (argument.value.kind == ValueKind::name) {
        books.tell_oldest(argument.value.name, call.serial);
      }
      continue;
    }
    const ParameterInfo* about = find_parameter(info(call.function), argument.parameter);
    if (about == nullptr || about->type != Type::packets) continue;
    for (std::uint32_t index = 0; index < argument.count; ++index) {
      const Value& pointer = event.values[argument.first + index * 4 + 1];
      if (pointer.kind == ValueKind::name) books.tell_oldest(pointer.name, call.serial);
    }
  }
}

void Contract::State::told_by_query(const CallFacts& call, const Event& event) {
  if (call.overlapped && tells_the_result(event)) books.tell_all(call.overlapped, call.serial);
}

void Contract::State::told_by_wait(const CallFacts& call, const Event& event) {
  for (const Name handle : satisfied(call, event)) told_by_handle(handle, call.serial);
}

void Contract::State::told_by_handle(Name handle, std::uint64_t told_by) {
  const Name object = books.object(handle);
  while (!books.thing(object).signals.empty()) {
    books.tell(books.thing(object).signals.back(), told_by);
  }
  // The signal of a handle stands for any of the operations that have no event: which, is unknown.
  for (std::size_t index = books.thing(object).on.size(); index-- > 0;) {
    const std::uint32_t slot = books.thing(object).on[index];
    const InFlight& operation = books.operation(slot);
    if (!operation.event && !operation.routine) books.tell(slot, told_by);
  }
}

void Contract::State::routine_entered(const Event& event) {
  std::uint64_t told_by = 0;
  if (const CallFacts* around = books.running(event.within)) told_by = around->serial;
  if (const Argument* pointer = event.find(Parameter::lpOverlapped)) {
    if (pointer->value.kind == ValueKind::name) books.tell_oldest(pointer->value.name, told_by);
    return;
  }
  for (std::uint32_t slot = 1; slot < books.slot_count(); ++slot) {
    const InFlight& operation = books.operation(slot);
    if (operation.serial == 0 || operation.routine != event.routine) continue;
    if (operation.thread == event.thread) books.tell(slot, told_by);
  }
}

void Contract::State::observed(const Event& event) {
  check_observed({books, marks, event});
  if (event.action == "handle" && event.result.is(1)) {
    told_by_handle(event.object, 0);
  } else if (event.words.internal && *event.words.internal != constant::status_pending) {
    const std::uint32_t slot = books.thing(event.object).newest;
    if (slot != 0 && books.operation(slot).state == InFlight::State::pending) {
      books.tell_all(event.object, 0);
    }
  }
}

void Contract::State::end_thread(const Event& event) {
  check_thread_exit({books, marks, event});
  for (std::uint32_t slot = 1; slot < books.slot_count(); ++slot) {
    const InFlight& operation = books.operation(slot);
    if (operation.serial == 0 || operation.thread != event.thread) continue;
    if (operation.routine) books.tell(slot, 0);  // nothing is to come any more
  }
  for (std::size_t index = books.running_count(); index-- > 0;) {
    CallFacts& call = *books.running(books.running()[index].id);
    if (call.thread != event.thread) continue;
    marks.returned(call.serial);
    books.end(call);
  }
}

Contract::Contract() : state_(std::make_unique<State>()) {}

Contract::~Contract() = default;

void Contract::take(const Event& event) {
  State& state = *state_;
  switch (event.kind) {
    case EventKind::call:
      return state.call(event);
    case EventKind::returned:
      return state.returned(event);
    case EventKind::enter:
      return state.routine_entered(event);
    case EventKind::observe:
      return state.observed(event);
    case EventKind::memory:
      return check_memory({state.books, state.marks, event});
    case EventKind::environment:
      if (event.action == "message_oriented") {
        state.books.thing(state.books.object(event.object)).message_oriented = true;
      }
      break;
    case EventKind::thread_exit:
      return state.end_thread(event);
    case EventKind::exception:
      if (CallFacts* call = state.books.running(event.id)) {
        if (call->operation != 0) state.books.tell(call->operation, call->serial);
        state.marks.returned(call->serial);
        state.books.end(*call);
      }
      return;
    case EventKind::gap:
      return state.books.forget();
    default:
      return;
  }
}

std::vector<Mark> Contract::marks() const { return state_->marks.list(); }

}  // namespace ioracle::contract
