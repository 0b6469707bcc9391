// WSAGetOverlappedResult: user-mode code over the status block (C9).

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo faults_null("WSAGetOverlappedResult.faults_on_null", Fairness::owed,
                                  {"WSAGOR.null.vista"_clause, "WSAGOR.ov.nonnull"_clause,
                                   "WSAGOR.cb.nonnull"_clause, "WSAGOR.flags.nonnull"_clause});
const AlternativeInfo refuses_null("WSAGetOverlappedResult.refuses_null", Fairness::owed,
                                   {"WSAGOR.null.ws2003"_clause, "WSAGOR.err.WSAEFAULT-null"_clause,
                                    "WSAGOR.err.WSAEFAULT"_clause});
const AlternativeInfo is_incomplete("WSAGetOverlappedResult.is_incomplete", Fairness::owed,
                                    {"WSAGOR.wait.false-pending"_clause,
                                     "WSAGOR.err.WSA_IO_INCOMPLETE"_clause,
                                     "WSAGOR.wait.false-no-wait"_clause,
                                     "WSAGOR.ret.false-not-done"_clause, "NUM.polling.996"_clause,
                                     "sock-165"_clause});
const AlternativeInfo reads_status("WSAGetOverlappedResult.reads_status", Fairness::owed,
                                   {"sock-166"_clause, "WSAGOR.rem.reports"_clause});
const AlternativeInfo must_wait("WSAGetOverlappedResult.must_wait", Fairness::owed,
                                {"WSAGOR.wait.true-blocks"_clause,
                                 "WSAGOR.wait.true-mechanism"_clause});
const AlternativeInfo wait_ends("WSAGetOverlappedResult.wait_ends", Fairness::owed,
                                {"WSAGOR.wait.true-mechanism"_clause,
                                 "WSAGOR.done.event-set"_clause});
const AlternativeInfo has_bad_event("WSAGetOverlappedResult.has_bad_event", Fairness::owed,
                                    {"WSAGOR.err.WSA_INVALID_HANDLE"_clause});
const AlternativeInfo reports_success("WSAGetOverlappedResult.reports_success", Fairness::owed,
                                      {"WSAGOR.ret.true"_clause, "WSAGOR.cb.meaning"_clause,
                                       "WSAGOR.flags.supplement"_clause, "WSAGOR.flags.recv"_clause,
                                       "WSARecv.ov.amount"_clause, "sock-166"_clause});
const AlternativeInfo reports_failure("WSAGetOverlappedResult.reports_failure", Fairness::owed,
                                      {"WSAGOR.ret.false-op-error"_clause,
                                       "WSAGOR.ret.lasterror"_clause,
                                       "WSAGOR.ret.false-cb-untouched"_clause, "sock-166"_clause,
                                       "sock-201"_clause});

bool has_null(const Call& call) {
  return call.is_null(Parameter::lpOverlapped) || call.is_null(Parameter::lpcbTransfer) ||
         call.is_null(Parameter::lpdwFlags);
}

void report_result(const Subject& subject) {
  const Chain& chain = subject.chain;
  if (succeeded(chain.loaded_status)) {
    subject.allowed.offer(reports_success)
        .returns(1)
        .shows(Parameter::lpcbTransfer, Shown::loaded_information)
        .shows(Parameter::lpdwFlags, Shown::received_flags)
        .next(leave);
    return;
  }
  // The page leaves the count alone on failure; the tests on Windows find it written.
  const bool documented = subject.known.profile() == Profile::documented;
  subject.allowed.offer(reports_failure)
      .returns(0)
      .last_error(Shown::winsock_by_status)
      .shows(Parameter::lpcbTransfer, documented ? Shown::untouched : Shown::any)
      .next(leave);
}

}  // namespace

void socket_result(const Subject& subject) {
  Alternatives& allowed = subject.allowed;
  const Chain& chain = subject.chain;
  if (chain.step == check) {
    if (!has_null(subject.call)) {
      check_socket(subject, read);
    } else if (subject.known.profile() == Profile::windows_xp) {
      fails(subject, refuses_null, error::wsaefault);
    } else {
      allowed.offer(faults_null).returns(Shown::access_violation).next(leave);
    }
    return;
  }
  const OverlappedObject& overlapped =
      *subject.known.overlapped(subject.call.value(Parameter::lpOverlapped));
  const Value& handle = subject.call.event.words.event;
  const EventObject* event = subject.known.event(handle);
  const SocketObject& socket = *subject.known.socket(subject.call.value(Parameter::s));
  switch (chain.step) {
    case read: {
      const Atom pending = reads(overlapped.internal, constant::status_pending);
      const bool waits = subject.call.integer(Parameter::fWait) != 0;
      if (!waits) {
        fails(subject, is_incomplete, error::io_incomplete)
            .when(pending)
            .shows(Parameter::lpcbTransfer, Shown::untouched);
      } else if (!event && handle.kind != ValueKind::null && handle.recorded()) {
        fails(subject, has_bad_event, error::invalid_handle).when(pending);
      } else {
        allowed.offer(must_wait).when(pending).next(MicroStep::wait);
      }
      allowed.offer(reads_status)
          .when(!pending)
          .then(load_status(overlapped.internal))
          .next(reread);
      return;
    }
    case MicroStep::wait: {
      const Register signal_state = event ? event->state : subject.known.file(socket).signal;
      auto builder = allowed.offer(wait_ends);
      builder.when(reads(signal_state, 1)).then(load_status(overlapped.internal)).next(reread);
      if (event && !event->manual_reset) builder.then(write(signal_state, 0));
      return;
    }
    case reread:
      allowed.offer(reads_status)
          .variant(1)
          .then(load_information(overlapped.internal_high))
          .next(report);
      return;
    case report:
      return report_result(subject);
    default:
      return;
  }
}

}  // namespace ioracle::rules
