// DeviceIoControl and WaitCommEvent on a device whose behaviour the environment declares: it
// answers a request at once with a success, a warning or an error, or later, when the environment
// says so. What the system does around it is the same as for every driver (C2).

#include "model/rules/transfer.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo is_no_device("device.is_no_device", Fairness::owed,
                                   {"inferred.device.no-handle"_clause});
const AlternativeInfo begins("device.begins", Fairness::owed, {});
const AlternativeInfo succeeds_at_once("device.succeeds_at_once", Fairness::owed,
                                       {"w32-282"_clause, "w32-399"_clause,
                                        "GOREx.bytes.ioctl"_clause});
const AlternativeInfo returns_success("device.returns_success", Fairness::owed,
                                      {"DIOC.ov.ignored"_clause, "w32-400"_clause});
const AlternativeInfo warns_at_once("device.warns_at_once", Fairness::owed,
                                    {"DIOC.more-data"_clause, "w32-282"_clause});
const AlternativeInfo returns_warning("device.returns_warning", Fairness::owed,
                                      {"DIOC.more-data"_clause, "DIOC.ov.ignored"_clause,
                                       "w32-291"_clause});
const AlternativeInfo warns_later("device.warns_later", Fairness::owed,
                                  {"w32-266"_clause, "DIOC.bytes.meaningless"_clause});
const AlternativeInfo fails_at_once("device.fails_at_once", Fairness::owed,
                                    {"w32-277"_clause, "w32-281"_clause, "w32-291"_clause});
const AlternativeInfo lacks_room("device.lacks_room", Fairness::owed,
                                 {"DIOC.insufficient"_clause, "w32-277"_clause, "w32-291"_clause});
const AlternativeInfo pends("device.pends", Fairness::owed,
                            {"GOREx.pend.indicator"_clause, "DIOC.bytes.meaningless"_clause,
                             "w32-279"_clause});
const AlternativeInfo blocks("device.blocks", Fairness::owed, {"DIOC.ov.ignored"_clause});

const AlternativeInfo completes("device.completes", Fairness::owed,
                                {"GOREx.bytes.ioctl"_clause, "w32-279"_clause, "w32-282"_clause,
                                 "inferred.device.close-leaves"_clause});
const AlternativeInfo completes_though_cancelled("device.completes_though_cancelled",
                                                 Fairness::owed,
                                                 {"CancelIoEx.driver"_clause,
                                                  "CancelIoEx.outcome.three"_clause});
const AlternativeInfo ends_by_cancel("device.ends_by_cancel", Fairness::owed,
                                     {"CancelIoEx.outcome.three"_clause, "CancelIo.status"_clause,
                                      "w32-187"_clause});
const AlternativeInfo ends_with_thread("device.ends_with_thread", Fairness::owed,
                                       {"ExitThread.cancel.noniocp"_clause});

bool waits_for_comm(const Subject& subject) {
  return subject.call.event.function == Function::WaitCommEvent;
}

Effect ends(Status status) { return ioracle::ends(static_cast<std::uint32_t>(status)); }

// What the call shows of a request that has ended: TRUE, or the error. The count of an overlapped
// call means nothing (DIOC.bytes.meaningless): the request may still be going on.
void show_end(Alternatives::Builder& builder, const Subject& subject, Status status) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  builder.returns(succeeded(status) ? 1 : 0);
  if (succeeded(status)) {
    builder.last_error(Shown::on_success);
  } else {
    builder.last_error(win32_error(status));
  }
  if (waits_for_comm(subject)) {
    if (succeeded(status)) {
      builder.shows(Parameter::lpEvtMask, Shown::integer, subject.known.answered_mask(operation));
    }
    return;
  }
  const bool counts = is_synchronous(operation);
  if (!is_error(status)) {
    if (counts) builder.shows(Parameter::lpBytesReturned, Shown::transferred);
    builder.shows(Parameter::lpOutBuffer, Shown::received_bytes);
  } else if (counts && is_windows(subject.known.profile())) {
    builder.shows(Parameter::lpBytesReturned, Shown::untouched);
  } else if (counts && status == Status::buffer_too_small) {
    builder.shows(Parameter::lpBytesReturned, Shown::integer);
  }
}

// The end of a request by the device. A caller that waits sees it; of an error that a synchronous
// handle tells nothing else is written (w32-294).
void end(Alternatives::Builder& builder, const Known& known, const Operation& operation,
         const Subject* caller, bool pended) {
  const Status status = operation.answer;
  MicroStep next = first_after_end(operation, pended && !caller);
  if (is_error(status)) {
    if (caller) next = operation.event_is_handle_signal ? MicroStep::signal : leave;
  } else {
    builder.then(move(known.answered_bytes(operation)));
  }
  builder.then(ends(status)).next(next);
  if (caller) show_end(builder, *caller, status);
}

void end_request(const Known& known, const Operation& operation, Alternatives& allowed,
                 const Subject* caller) {
  if (operation.answer != Status::pending) {
    const AlternativeInfo& returns = is_error(operation.answer)    ? fails_at_once
                                     : succeeded(operation.answer) ? returns_success
                                                                   : returns_warning;
    auto ended = allowed.offer(caller ? returns : completes);
    ended.when(happened(operation.answered)).when(!happened(operation.cancelled));
    end(ended, known, operation, caller, true);
    auto ended_yet = allowed.offer(completes_though_cancelled);
    ended_yet.when(happened(operation.answered)).when(happened(operation.cancelled));
    end(ended_yet, known, operation, caller, true);
  }
  if (operation.ignores_cancel) return;
  const auto abort = [&](const AlternativeInfo& info, Instant reason) {
    auto aborted = allowed.offer(info);
    aborted.when(happened(reason))
        .when(!happened(operation.answered))
        .then(ends(Status::cancelled))
        .next(first_after_end(operation, !caller));
    if (caller) show_end(aborted, *caller, Status::cancelled);
  };
  abort(ends_by_cancel, operation.cancelled);
  if (operation.request_class == RequestClass::attached) {
    abort(ends_with_thread, known.thread(operation.thread).exited);
  }
}

void pend_request(const Subject& subject, const AlternativeInfo& info, const Operation& operation) {
  auto builder = subject.allowed.offer(info);
  if (is_synchronous(operation)) {
    builder.then(mark(operation.linked)).next(MicroStep::wait);
    return;
  }
  builder.then(pend()).returns(0).last_error(error::io_pending).next(leave);
}

// A warning that comes at once is told later where a port is told of it (C2).
void warn(const Subject& subject, const Operation& operation) {
  const Known& known = subject.known;
  const FileObject& file = known.file(operation);
  const bool late = file.port_named && operation.context && !is_synchronous(operation) &&
                    (since(known.profile(), Profile::windows_8_1) || !is_windows(known.profile()));
  auto warned = subject.allowed.offer(is_synchronous(operation) ? returns_warning : warns_at_once);
  if (late) warned.when(!happened(file.associated));
  end(warned, known, operation, &subject, false);
  if (!late) return;
  subject.allowed.offer(warns_later)
      .when(happened(file.associated))
      .then(pend())
      .returns(0)
      .last_error(error::io_pending)
      .next(leave);
}

void attempt_request(const Subject& subject) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  if (!operation.answers_at_once) {
    return pend_request(subject, is_synchronous(operation) ? blocks : pends, operation);
  }
  if (is_error(operation.answer)) {
    // Nothing ends that never began: no status, no signal, no notification.
    const bool small = operation.answer == Status::buffer_too_small;
    auto failed = subject.allowed.offer(small ? lacks_room : fails_at_once);
    show_end(failed, subject, operation.answer);
    failed.next(leave);
    return;
  }
  if (!succeeded(operation.answer)) return warn(subject, operation);
  auto done = subject.allowed.offer(is_synchronous(operation) ? returns_success : succeeds_at_once);
  end(done, subject.known, operation, &subject, false);
}

}  // namespace

void control_device(const Subject& subject) {
  const Parameter handle = waits_for_comm(subject) ? Parameter::hFile : Parameter::hDevice;
  const DeviceHandle* device = subject.known.device(subject.call.value(handle));
  switch (subject.chain.step) {
    case check: {
      auto refused = fails(subject, is_no_device, error::invalid_handle);
      if (!device) return;
      const Instant closed = subject.known.file(device->file).closed;
      refused.when(happened(closed));
      subject.allowed.offer(begins).when(!happened(closed)).next(start);
      return;
    }
    case start:
    case MicroStep::clear:
      return start_operation(subject.known, subject.chain, subject.allowed);
    case attempt:
      return attempt_request(subject);
    case MicroStep::wait:
      return end_request(subject.known, subject.known.operation(subject.chain.operation),
                         subject.allowed, &subject);
    default:
      return completion(subject.known, subject.chain, leave, subject.allowed);
  }
}

void pending_control(const Known& known, const Operation& operation, Alternatives& allowed) {
  if (known.file(operation).kind == ObjectKind::socket) {
    return pending_socket_control(known, operation, allowed);
  }
  end_request(known, operation, allowed, nullptr);
}

// What a device does must be declared, and the status must be one that the table of errors knows.
bool is_specified_device_call(const Known& known, const Event& call) {
  const bool comm = call.function == Function::WaitCommEvent;
  const Argument* handle = call.find(comm ? Parameter::hFile : Parameter::hDevice);
  const Value named = handle ? handle->value : Value::null();
  const DeviceHandle* device = known.device(named);
  if (!device) return known.find(named).kind == ObjectKind::none;
  const Argument* overlapped = call.find(Parameter::lpOverlapped);
  const bool given = overlapped && overlapped->value.kind == ValueKind::name;
  return device->declared && (given || !known.file(device->file).overlapped) &&
         !name_of(device->answer).empty();
}

}  // namespace ioracle::rules
