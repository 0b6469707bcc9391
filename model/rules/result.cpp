// WSAGetOverlappedResult, GetOverlappedResult, GetOverlappedResultEx: user-mode code over the
// status block (C9). The steps are the same; what they are called and what they cite is told in a
// table.

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo faults_null("WSAGetOverlappedResult.faults_on_null", Fairness::owed,
                                  {"WSAGOR.null.vista"_clause, "WSAGOR.ov.nonnull"_clause,
                                   "WSAGOR.cb.nonnull"_clause, "WSAGOR.flags.nonnull"_clause});
const AlternativeInfo refuses_null("WSAGetOverlappedResult.refuses_null", Fairness::owed,
                                   {"WSAGOR.null.ws2003"_clause, "WSAGOR.err.WSAEFAULT-null"_clause,
                                    "WSAGOR.err.WSAEFAULT"_clause});
const AlternativeInfo finds_network_down("WSAGetOverlappedResult.finds_network_down",
                                         Fairness::owed, {"WSAGOR.err.WSAENETDOWN"_clause});
const AlternativeInfo is_incomplete("WSAGetOverlappedResult.is_incomplete", Fairness::owed,
                                    {"WSAGOR.wait.false-pending"_clause,
                                     "WSAGOR.err.WSA_IO_INCOMPLETE"_clause,
                                     "WSAGOR.wait.false-no-wait"_clause,
                                     "WSAGOR.ret.false-not-done"_clause, "NUM.polling.996"_clause,
                                     "sock-165"_clause, "WSAGOR.ret.false-exhaustive"_clause,
                                     "WSAGOR.ret.false-cb-untouched"_clause});
const AlternativeInfo reads_status("WSAGetOverlappedResult.reads_status", Fairness::owed,
                                   {"sock-166"_clause,
                                    "WSAGOR.rem.reports"_clause,
                                    "WSAGOR.s.starters"_clause,
                                    "WSARecv.ov.final-status"_clause,
                                    "WSARecv.ex.query-after-event"_clause,
                                    "WSAGOR.ret.false-exhaustive"_clause,
                                    "WSAGOR.ret.false-op-error"_clause,
                                    "WSAGOR.ret.lasterror"_clause,
                                    "sock-168"_clause,
                                    "sock-169"_clause,
                                    "sock-170"_clause,
                                    "sock-171"_clause,
                                    "sock-173"_clause,
                                    "sock-174"_clause,
                                    "sock-175"_clause,
                                    "sock-176"_clause,
                                    "sock-178"_clause,
                                    "sock-179"_clause,
                                    "sock-180"_clause,
                                    "sock-181"_clause,
                                    "sock-182"_clause,
                                    "sock-183"_clause,
                                    "sock-185"_clause,
                                    "sock-186"_clause,
                                    "sock-187"_clause,
                                    "sock-188"_clause,
                                    "sock-189"_clause,
                                    "sock-190"_clause,
                                    "sock-191"_clause,
                                    "sock-192"_clause,
                                    "sock-193"_clause,
                                    "w32-041"_clause});
const AlternativeInfo must_wait("WSAGetOverlappedResult.must_wait", Fairness::owed,
                                {"WSAGOR.wait.true-blocks"_clause,
                                 "WSAGOR.wait.true-mechanism"_clause});
const AlternativeInfo wait_ends("WSAGetOverlappedResult.wait_ends", Fairness::owed,
                                {"WSAGOR.wait.true-mechanism"_clause,
                                 "WSAGOR.done.event-set"_clause, "WSAGOR.wait.true-blocks"_clause});
const AlternativeInfo has_bad_event("WSAGetOverlappedResult.has_bad_event", Fairness::owed,
                                    {"WSAGOR.err.WSA_INVALID_HANDLE"_clause,
                                     "WSAGOR.ret.false-undetermined"_clause});
const AlternativeInfo reports_success("WSAGetOverlappedResult.reports_success", Fairness::owed,
                                      {"WSAGOR.ret.true"_clause, "WSAGOR.cb.meaning"_clause,
                                       "WSAGOR.flags.supplement"_clause, "WSAGOR.flags.recv"_clause,
                                       "WSARecv.ov.amount"_clause, "sock-166"_clause,
                                       "WSAGOR.ret.false-exhaustive"_clause,
                                       "WSARecv.lpflags.query"_clause,
                                       "WSARecv.ov.flags-source"_clause});
const AlternativeInfo tells_code_of_success("WSAGetOverlappedResult.tells_code_of_success",
                                            Fairness::owed,
                                            {"w32-042"_clause, "WSAGOR.ret.true"_clause});
const AlternativeInfo reports_failure("WSAGetOverlappedResult.reports_failure", Fairness::owed,
                                      {"WSAGOR.ret.false-op-error"_clause,
                                       "WSAGOR.ret.lasterror"_clause,
                                       "WSAGOR.ret.false-cb-untouched"_clause,
                                       "sock-166"_clause,
                                       "sock-201"_clause,
                                       "WSAGOR.ret.false-flags-silent"_clause,
                                       "sock-169"_clause,
                                       "sock-170"_clause,
                                       "sock-171"_clause,
                                       "sock-173"_clause,
                                       "sock-174"_clause,
                                       "sock-175"_clause,
                                       "sock-176"_clause,
                                       "sock-178"_clause,
                                       "sock-179"_clause,
                                       "sock-180"_clause,
                                       "sock-181"_clause,
                                       "sock-182"_clause,
                                       "sock-183"_clause,
                                       "sock-185"_clause,
                                       "sock-186"_clause,
                                       "sock-187"_clause,
                                       "sock-188"_clause,
                                       "sock-189"_clause,
                                       "sock-190"_clause,
                                       "sock-191"_clause,
                                       "sock-192"_clause,
                                       "sock-193"_clause});

const AlternativeInfo faults("GetOverlappedResult.faults_on_null", Fairness::owed,
                             {"w32-046"_clause});
const AlternativeInfo begins("GetOverlappedResult.begins", Fairness::owed, {});
const AlternativeInfo begins_ex("GetOverlappedResultEx.begins", Fairness::owed,
                                {"GOREx.ver.min"_clause});
const AlternativeInfo is_incomplete_file(
    "GetOverlappedResult.is_incomplete", Fairness::owed,
    {"GOREx.ms.zero-pending"_clause, "GOREx.ms.zero-done"_clause, "GOREx.err.io-incomplete"_clause,
     "GOR.wait.false"_clause, "GOREx.alert.not-waiting"_clause, "GOREx.hev.null-ambiguous"_clause,
     "w32-027"_clause, "w32-029"_clause, "w32-030"_clause, "sock-198"_clause});
const AlternativeInfo reads_file_status(
    "GetOverlappedResult.reads_status", Fairness::owed,
    {"GOREx.ms.zero-done"_clause, "GOR.wait.pending-only"_clause, "GOREx.alert.not-waiting"_clause,
     "GOREx.ret.success"_clause, "GOREx.ret.failure"_clause, "GOREx.cmp.gor"_clause,
     "GOREx.h.starters"_clause, "GOREx.scope.objects"_clause, "w32-041"_clause, "w32-024"_clause,
     "w32-025"_clause, "sock-200"_clause});
const AlternativeInfo must_wait_for_file("GetOverlappedResult.must_wait", Fairness::owed,
                                         {"GOREx.ms.nonzero"_clause,
                                          "GOR.wait.pending-only"_clause});
const AlternativeInfo file_wait_ends("GetOverlappedResult.wait_ends", Fairness::owed,
                                     {"GOREx.ms.nonzero"_clause, "GOREx.done.event-set"_clause,
                                      "GOREx.hev.null-handle"_clause, "GOR.hev.null"_clause,
                                      "GOREx.alert.false"_clause, "w32-028"_clause,
                                      "w32-043"_clause, "sock-199"_clause});
const AlternativeInfo has_bad_file_event("GetOverlappedResult.has_bad_event", Fairness::owed,
                                         {"WSAWait.err.handle"_clause});
const AlternativeInfo reports_file_success("GetOverlappedResult.reports_success", Fairness::owed,
                                           {"GOREx.ret.success"_clause, "GOREx.bytes.rw"_clause,
                                            "GOREx.rem.last-op"_clause, "GOREx.cmp.gor"_clause,
                                            "w32-024"_clause});
const AlternativeInfo reports_file_failure("GetOverlappedResult.reports_failure", Fairness::owed,
                                           {"GOREx.ret.failure"_clause, "GOREx.err.others"_clause,
                                            "GOREx.ms.nonzero-lasterror"_clause, "w32-025"_clause,
                                            "w32-040"_clause, "sock-200"_clause,
                                            "sock-201"_clause});
const AlternativeInfo reports_success_of_comm("GetOverlappedResult.reports_success_of_comm",
                                              Fairness::owed,
                                              {"GOREx.bytes.waitcomm"_clause,
                                               "GOREx.ret.success"_clause, "w32-372"_clause});
const AlternativeInfo finds_anything("query.finds_what_was_overwritten", Fairness::never_owed,
                                     {"WSARecv.ov.valid-duration"_clause});
const AlternativeInfo misses_signal("GetOverlappedResult.misses_a_consumed_signal",
                                    Fairness::never_owed,
                                    {"GOREx.ev.auto-hang"_clause, "GOR.auto.win7"_clause});
const AlternativeInfo times_out("GetOverlappedResultEx.times_out", Fairness::after_time,
                                {"GOREx.err.wait-timeout"_clause, "GOREx.ms.unit"_clause,
                                 "GOREx.ms.nonzero"_clause, "GOREx.ms.infinite"_clause,
                                 "GOREx.ms.nonzero-lasterror"_clause, "GOREx.alert.false"_clause,
                                 "w32-031"_clause});
const AlternativeInfo is_interrupted("GetOverlappedResultEx.is_interrupted", Fairness::owed,
                                     {"GOREx.alert.true-return"_clause,
                                      "GOREx.alert.true-runs"_clause, "GOREx.ms.nonzero"_clause,
                                      "GOREx.alert.apc-source"_clause,
                                      "GOREx.alert.cr-thread"_clause,
                                      "GOREx.alert.cr-queued-when"_clause});
const AlternativeInfo ran_routines("GetOverlappedResultEx.ran_routines", Fairness::owed,
                                   {"GOREx.err.wait-io-completion"_clause,
                                    "GOREx.alert.true-return"_clause,
                                    "GOREx.ms.nonzero-lasterror"_clause});

// A family of queries: whose parameters they are, and whose pages speak of its steps.
struct Query {
  Parameter handle{};
  Parameter count{};
  bool winsock = false;
  const AlternativeInfo& is_incomplete;
  const AlternativeInfo& reads_status;
  const AlternativeInfo& must_wait;
  const AlternativeInfo& wait_ends;
  const AlternativeInfo& has_bad_event;
  const AlternativeInfo& reports_success;
  const AlternativeInfo& reports_failure;
};

const Query winsock_query{Parameter::s,
                          Parameter::lpcbTransfer,
                          true,
                          is_incomplete,
                          reads_status,
                          must_wait,
                          wait_ends,
                          has_bad_event,
                          reports_success,
                          reports_failure};
const Query file_query{Parameter::hFile,
                       Parameter::lpNumberOfBytesTransferred,
                       false,
                       is_incomplete_file,
                       reads_file_status,
                       must_wait_for_file,
                       file_wait_ends,
                       has_bad_file_event,
                       reports_file_success,
                       reports_file_failure};

const Query& query_of(Function function) {
  return function == Function::WSAGetOverlappedResult ? winsock_query : file_query;
}

struct Patience {
  std::int64_t interval_ms = 0;
  bool alertable = false;
};

Patience patience_of(const Call& call) {
  switch (call.event.function) {
    case Function::GetOverlappedResultEx:
      return {call.integer(Parameter::dwMilliseconds), call.integer(Parameter::bAlertable) != 0};
    case Function::GetOverlappedResult:
      return {call.integer(Parameter::bWait) != 0 ? constant::infinite : 0, false};
    default:
      return {call.integer(Parameter::fWait) != 0 ? constant::infinite : 0, false};
  }
}

bool has_null(const Call& call, const Query& query) {
  return call.is_null(Parameter::lpOverlapped) || call.is_null(query.count) ||
         (query.winsock && call.is_null(Parameter::lpdwFlags));
}

void check_query(const Subject& subject, const Query& query) {
  const bool null = has_null(subject.call, query);
  if (!null && query.winsock) {
    const SocketObject* socket = check_socket(subject, read);
    if (!socket || !socket->faults.network_down) return;
    auto builder = fails(subject, finds_network_down, error::wsaenetdown);
    builder.shows(query.count, Shown::untouched);
    require_open(builder, subject.known, *socket);
  } else if (!null) {
    const bool ex = subject.call.event.function == Function::GetOverlappedResultEx;
    subject.allowed.offer(ex ? begins_ex : begins)
        .next(read);  // the handle is only used to wait for it
  } else if (query.winsock && subject.known.profile() == Profile::windows_xp) {
    fails(subject, refuses_null, error::wsaefault);
  } else {
    subject.allowed.offer(query.winsock ? faults_null : faults)
        .returns(Shown::access_violation)
        .next(leave);
  }
}

const OverlappedObject& queried(const Subject& subject) {
  return *subject.known.overlapped(subject.call.value(Parameter::lpOverlapped));
}

bool counts(const Subject& subject) { return subject.known.tells_count(queried(subject).last); }

// What Winsock makes of a status that the program itself has filled in, and no operation changed:
// since Windows 10 the error that goes with it, though it is a success (w32-042).
std::uint32_t code_of_success(const Subject& subject) {
  const bool filled_in = queried(subject).last == no_operation;
  if (!filled_in || !since(subject.known.profile(), Profile::windows_10)) return 0;
  const Register internal = queried(subject).internal;
  return win32_error(static_cast<Status>(subject.known.initial_registers()[index_of(internal)]));
}

void report_result(const Subject& subject, const Query& query) {
  const Chain& chain = subject.chain;
  if (succeeded(chain.loaded_status)) {
    const OperationId id = queried(subject).last;
    const Operation* last = id == no_operation ? nullptr : &subject.known.operation(id);
    const bool of_comm = !query.winsock && last && last->waits_for_comm;
    const auto report = [&](const AlternativeInfo& info) {
      auto builder = subject.allowed.offer(info);
      builder.returns(1).last_error(Shown::on_success).next(leave);
      if (counts(subject)) builder.shows(query.count, Shown::loaded_information);
      const bool tells_flags = query.winsock && !(last && last->urgent);
      if (tells_flags) builder.shows(Parameter::lpdwFlags, Shown::received_flags);
      return builder;
    };
    report(of_comm ? reports_success_of_comm : query.reports_success);
    const std::uint32_t code = query.winsock ? code_of_success(subject) : 0;
    if (code != 0) report(tells_code_of_success).last_error(code);
    return;
  }
  // The page of Winsock leaves the count alone on failure; the tests on Windows find it written.
  const bool untouched = query.winsock && subject.known.profile() == Profile::documented;
  auto builder = subject.allowed.offer(query.reports_failure);
  builder.returns(0)
      .last_error(query.winsock ? Shown::winsock_by_status : Shown::win32_by_status)
      .next(leave);
  if (counts(subject)) {
    builder.shows(query.count, untouched ? Shown::untouched : Shown::loaded_information);
  }
}

// Where a wait that was not needed is made all the same, an auto-reset event that somebody else
// consumed is missed.
bool may_wait_for_nothing(const Subject& subject, const EventObject* event) {
  if (!event || event->manual_reset) return false;
  const Profile profile = subject.known.profile();
  const Function function = subject.call.event.function;
  if (profile == Profile::documented) return function != Function::WSAGetOverlappedResult;
  return profile == Profile::windows_xp && function == Function::GetOverlappedResult;
}

void read_status(const Subject& subject, const Query& query, const OverlappedObject& overlapped) {
  Alternatives& allowed = subject.allowed;
  const Patience patience = patience_of(subject.call);
  const Value& handle = subject.call.event.words.event;
  const EventObject* event = subject.known.event(handle);
  const Atom pending = reads(overlapped.internal, constant::status_pending);
  const bool names_nothing = handle.kind != ValueKind::null && handle.recorded() && !event;
  const bool no_handle =
      !event &&
      waited_for(subject.known, subject.call.value(query.handle)).kind == Waited::Kind::nothing;
  if (patience.interval_ms == 0) {
    fails(subject, query.is_incomplete, error::io_incomplete)
        .when(pending)
        .shows(query.count, Shown::untouched);
  } else if (names_nothing || no_handle) {
    fails(subject, query.has_bad_event, error::invalid_handle).when(pending);
  } else {
    allowed.offer(query.must_wait).when(pending).next(MicroStep::wait);
  }
  allowed.offer(query.reads_status)
      .when(!pending)
      .then(load_status(overlapped.internal))
      .next(reread);
  if (patience.interval_ms == constant::infinite && may_wait_for_nothing(subject, event)) {
    allowed.offer(misses_signal).when(!pending).next(MicroStep::wait);
  }
}

void wait_for_status(const Subject& subject, const Query& query,
                     const OverlappedObject& overlapped) {
  Alternatives& allowed = subject.allowed;
  const Value& handle = subject.call.event.words.event;
  const bool given = subject.known.event(handle) != nullptr;
  const Waited waited =
      waited_for(subject.known, given ? handle : subject.call.value(query.handle));
  auto builder = allowed.offer(query.wait_ends);
  builder.when(waited.signaled()).then(load_status(overlapped.internal)).next(reread);
  if (waited.consumed) builder.then(write(waited.state, 0));

  const Patience patience = patience_of(subject.call);
  const Fifo apcs = subject.known.thread(subject.chain.thread).apcs;
  if (patience.alertable) {
    allowed.offer(is_interrupted).when(waited.unsignaled()).when(!empty(apcs)).next(deliver);
  }
  if (patience.interval_ms == constant::infinite) return;
  auto expiry = fails(subject, times_out, error::wait_timeout);
  expiry.when(waited.unsignaled());
  if (patience.alertable) expiry.when(empty(apcs));
  expiry.when(elapsed(static_cast<std::uint64_t>(patience.interval_ms)))
      .shows(query.count, Shown::untouched);
}

}  // namespace

void result(const Subject& subject) {
  Alternatives& allowed = subject.allowed;
  const Query& query = query_of(subject.call.event.function);
  if (subject.chain.step == check) return check_query(subject, query);
  const OverlappedObject& overlapped =
      *subject.known.overlapped(subject.call.value(Parameter::lpOverlapped));
  switch (subject.chain.step) {
    case read:
      read_status(subject, query, overlapped);
      if (overlapped.touched) allowed.offer(finds_anything).next(leave);
      return;
    case MicroStep::wait:
      wait_for_status(subject, query, overlapped);
      if (overlapped.touched) allowed.offer(finds_anything).next(leave);
      return;
    case reread:
      if (!counts(subject)) {
        allowed.offer(query.reads_status).variant(2).next(report);
        return;
      }
      allowed.offer(query.reads_status)
          .variant(1)
          .then(load_information(overlapped.internal_high))
          .next(report);
      return;
    case report:
      return report_result(subject, query);
    case drain: {
      auto builder = end_routines(subject.known, subject.chain, allowed, ran_routines);
      builder.returns(0).last_error(error::wait_io_completion).next(leave);
      builder.shows(query.count, Shown::untouched);
      return;
    }
    default:
      return deliver_routines(subject.known, subject.chain, allowed);
  }
}

}  // namespace ioracle::rules
