// Making, opening, connecting, disconnecting and closing the ends of named pipes. What a client
// takes is the instance that has listened longest (P1).

#include "model/rules/transfer.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo creates("CreateNamedPipeW.creates", Fairness::owed,
                              {"w32-048"_clause, "w32-065"_clause});
const AlternativeInfo has_too_many("CreateNamedPipeW.has_too_many", Fairness::owed,
                                   {"w32-054"_clause});
const AlternativeInfo has_other_access("CreateNamedPipeW.has_other_access", Fairness::owed,
                                       {"w32-055"_clause});
const AlternativeInfo takes_instance("CreateFileW.takes_instance", Fairness::owed,
                                     {"w32-065"_clause, "w32-066"_clause});
const AlternativeInfo opens("CreateFileW.opens_pipe", Fairness::owed, {"w32-065"_clause});
const AlternativeInfo is_busy("CreateFileW.pipe_is_busy", Fairness::owed,
                              {"w32-058"_clause, "w32-067"_clause});
const AlternativeInfo is_missing("CreateFileW.pipe_is_missing", Fairness::owed,
                                 {"inferred.pipe.no-instance"_clause});
const AlternativeInfo is_no_pipe("pipe.is_no_pipe", Fairness::owed, {"w32-315"_clause});
const AlternativeInfo closes("CloseHandle.closes_pipe", Fairness::owed,
                             {"w32-117"_clause, "w32-063"_clause, "ReadFile.pipe.broken"_clause});
const AlternativeInfo disconnects("DisconnectNamedPipe.disconnects", Fairness::owed,
                                  {"w32-166"_clause, "w32-172"_clause, "PIPE.disconnect"_clause});
const AlternativeInfo is_disconnected("DisconnectNamedPipe.is_disconnected", Fairness::owed,
                                      {"w32-167"_clause});
const AlternativeInfo instance_listens("WaitNamedPipeW.instance_listens", Fairness::owed,
                                       {"w32-048"_clause, "w32-051"_clause});
const AlternativeInfo waits_for_instance("WaitNamedPipeW.waits", Fairness::owed, {});
const AlternativeInfo none_listens("WaitNamedPipeW.times_out", Fairness::after_time,
                                   {"w32-049"_clause});
const AlternativeInfo no_such_pipe("WaitNamedPipeW.pipe_is_missing", Fairness::owed,
                                   {"inferred.pipe.no-instance"_clause});
const AlternativeInfo sets_state("SetNamedPipeHandleState.sets", Fairness::owed,
                                 {"w32-071"_clause, "w32-073"_clause});

const AlternativeInfo begins("ConnectNamedPipe.begins", Fairness::owed, {});
const AlternativeInfo is_connected("ConnectNamedPipe.is_connected", Fairness::owed,
                                   {"CNP.connected-early"_clause, "w32-005"_clause,
                                    "w32-074"_clause, "w32-084"_clause, "ci-098"_clause});
const AlternativeInfo is_left("ConnectNamedPipe.is_left", Fairness::owed,
                              {"CNP.no-data"_clause, "w32-083"_clause});
const AlternativeInfo pends("ConnectNamedPipe.pends", Fairness::owed,
                            {"CNP.pending"_clause, "PIPE.done-on-return"_clause, "w32-172"_clause,
                             "GOREx.pend.indicator"_clause});
const AlternativeInfo listens_without_waiting("ConnectNamedPipe.listens_without_waiting",
                                              Fairness::owed,
                                              {"CNP.nonblocking"_clause, "w32-164"_clause,
                                               "w32-165"_clause});
const AlternativeInfo blocks("ConnectNamedPipe.blocks", Fairness::owed,
                             {"CNP.blocking"_clause, "w32-078"_clause});
const AlternativeInfo unblocks("ConnectNamedPipe.unblocks", Fairness::owed,
                               {"CNP.blocking"_clause, "w32-078"_clause});
const AlternativeInfo finds_client("listen.finds_client", Fairness::owed,
                                   {"w32-006"_clause, "w32-077"_clause, "w32-085"_clause,
                                    "w32-237"_clause, "GOREx.bytes.connect"_clause});
const AlternativeInfo ends_by_close("listen.ends_by_close", Fairness::owed,
                                    {"w32-198"_clause, "w32-081"_clause,
                                     "inferred.pipe.own-close"_clause});
const AlternativeInfo ends_by_disconnect("listen.ends_by_disconnect", Fairness::owed,
                                         {"inferred.pipe.disconnect-ends-listen"_clause});
const AlternativeInfo ends_by_cancel("listen.ends_by_cancel", Fairness::owed,
                                     {"CancelIoEx.outcome.three"_clause, "CancelIo.status"_clause,
                                      "CancelSync.thread"_clause, "w32-190"_clause});
const AlternativeInfo ends_with_thread("listen.ends_with_thread", Fairness::owed,
                                       {"ExitThread.cancel.noniocp"_clause});

// The refusal of a handle that is no open end of a pipe. Returns the end, or nullptr.
const PipeEnd* check_end(const Subject& subject, Parameter parameter) {
  const PipeEnd* end = subject.known.pipe_end(subject.call.value(parameter));
  auto refused = fails(subject, is_no_pipe, error::invalid_handle);
  if (end) refused.when(happened(subject.known.file(end->file).closed));
  return end;
}

// With PIPE_NOWAIT nobody waits: the pipe listens all the same.
void listen_without_waiting(const Subject& subject, const Connection& connection) {
  auto listening = fails(subject, listens_without_waiting, error::pipe_listening);
  if (subject.chain.item != no_item) {
    listening.then(push(subject.known.pipe(connection.pipe).listening, subject.chain.item));
  } else {
    listening.when(!happened(connection.connected));
  }
}

void attempt_listen(const Subject& subject) {
  const Operation& operation = subject.known.operation(subject.chain.operation);
  const Connection& connection = subject.known.pipe_connection(operation);
  const auto listen = [&](Alternatives::Builder builder) {
    if (is_synchronous(operation)) {
      builder.then(mark(operation.linked)).next(MicroStep::wait);
    } else {
      builder.then(pend());
      show_pending(builder, subject);
    }
  };
  const AlternativeInfo& goes_on = is_synchronous(operation) ? blocks : pends;
  const bool waits = !operation.nowait;
  if (!waits) listen_without_waiting(subject, connection);
  if (subject.chain.item != no_item) {
    if (!waits) return;
    auto builder = subject.allowed.offer(goes_on);
    builder.then(push(subject.known.pipe(connection.pipe).listening, subject.chain.item));
    return listen(builder);
  }
  fails(subject, is_connected, error::pipe_connected)
      .when(happened(connection.connected))
      .when(!happened(connection.closed[0]));
  fails(subject, is_left, error::no_data)
      .when(happened(connection.connected))
      .when(happened(connection.closed[0]));
  if (waits) listen(subject.allowed.offer(goes_on).when(!happened(connection.connected)));
}

void end_listen(const RequestEnd& request) {
  const Operation& operation = request.operation();
  const Known& known = request.known();
  const Connection& connection = known.pipe_connection(operation);
  request.perform(request.is_awaited() ? unblocks : finds_client, Status::success)
      .when(happened(connection.connected))
      .when(!happened(connection.disconnected));
  request.abort(ends_by_disconnect, connection.disconnected, Status::pipe_disconnected);
  request.abort(ends_by_close, known.file(operation).closed, Status::pipe_broken);
  request.abort(ends_by_cancel, operation.cancelled, Status::cancelled);
  if (operation.request_class == RequestClass::attached) {
    request.abort(ends_with_thread, known.thread(operation.thread).exited, Status::cancelled);
  }
}

}  // namespace

void create_pipe(const Subject& subject) {
  const Known& known = subject.known;
  const Connection& made = known.connection(known.item(subject.chain.item).connection);
  const PipeObject& pipe = known.pipe(made.pipe);
  const std::int64_t access = subject.call.integer(Parameter::dwOpenMode) &
                              (constant::pipe_access_inbound | constant::pipe_access_outbound);
  const bool other = access != pipe.access;
  const bool full = !other && pipe.open > pipe.most;
  if (other || full) {
    fails(subject, other ? has_other_access : has_too_many,
          other ? error::access_denied : error::pipe_busy)
        .when(!empty(pipe.instances))
        .returns(-1);
  }
  auto builder = subject.allowed.offer(creates);
  if (other || full) builder.when(empty(pipe.instances));
  builder.then(push(pipe.listening, made.listens))
      .then(push(pipe.instances, made.instance))
      .returns(Shown::new_handle)
      .next(leave);
}

void open_pipe(const Subject& subject) {
  const Known& known = subject.known;
  const PipeObject* pipe = known.find_pipe(subject.call.value(Parameter::lpFileName).name);
  if (!pipe) {
    fails(subject, is_missing, error::file_not_found).returns(-1);
    return;
  }
  if (subject.chain.step == served) {
    subject.allowed.offer(opens)
        .then(mark(known.connection(known.item(subject.chain.item).connection).connected))
        .returns(Shown::new_handle)
        .next(leave);
    return;
  }
  subject.allowed.offer(takes_instance)
      .when(!empty(pipe->listening))
      .then(pop(pipe->listening))
      .next(served);
  fails(subject, is_busy, error::pipe_busy)
      .when(empty(pipe->listening))
      .when(!empty(pipe->instances))
      .returns(-1);
  fails(subject, is_missing, error::file_not_found).when(empty(pipe->instances)).returns(-1);
}

void close_pipe(const Subject& subject) {
  const Known& known = subject.known;
  const PipeEnd* end = check_end(subject, Parameter::hObject);
  const Connection& connection = known.connection(end->connection);
  const Instant closed = known.file(end->file).closed;
  auto builder = subject.allowed.offer(closes);
  builder.when(!happened(closed)).then(mark(closed)).then(finish(connection.stream[end->side]));
  if (end->side == 1) {
    const PipeObject& pipe = known.pipe(connection.pipe);
    builder.then(remove(pipe.listening, connection.listens))
        .then(remove(pipe.instances, connection.instance));
  }
  builder.returns(1).next(leave);
}

void connect_pipe(const Subject& subject) {
  const Chain& chain = subject.chain;
  switch (chain.step) {
    case check:
      if (const PipeEnd* end = check_end(subject, Parameter::hNamedPipe)) {
        subject.allowed.offer(begins)
            .when(!happened(subject.known.file(end->file).closed))
            .next(start);
      }
      return;
    case start:
    case MicroStep::clear:
      return start_operation(subject.known, chain, subject.allowed);
    case attempt:
      return attempt_listen(subject);
    case MicroStep::wait:
      return end_listen(RequestEnd(subject));
    default:
      return completion(subject.known, chain, leave, subject.allowed);
  }
}

void pending_pipe_listen(const Known& known, const Operation& operation, Alternatives& allowed) {
  end_listen(RequestEnd(known, operation, allowed));
}

void disconnect_pipe(const Subject& subject) {
  const Known& known = subject.known;
  const PipeEnd* end = check_end(subject, Parameter::hNamedPipe);
  if (!end) return;
  const Connection& connection = known.connection(end->connection);
  const Instant closed = known.file(end->file).closed;
  fails(subject, is_disconnected, error::pipe_not_connected)
      .when(!happened(closed))
      .when(happened(connection.disconnected));
  subject.allowed.offer(disconnects)
      .when(!happened(closed))
      .when(!happened(connection.disconnected))
      .then(mark(connection.disconnected))
      .then(remove(known.pipe(connection.pipe).listening, connection.listens))
      .returns(1)
      .next(leave);
}

void wait_for_pipe(const Subject& subject) {
  const PipeObject* pipe =
      subject.known.find_pipe(subject.call.value(Parameter::lpNamedPipeName).name);
  if (!pipe) {
    fails(subject, no_such_pipe, error::file_not_found);
    return;
  }
  if (subject.chain.step == check) {
    fails(subject, no_such_pipe, error::file_not_found).when(empty(pipe->instances));
    subject.allowed.offer(waits_for_instance).when(!empty(pipe->instances)).next(MicroStep::wait);
    return;
  }
  subject.allowed.offer(instance_listens).when(!empty(pipe->listening)).returns(1).next(leave);
  const std::int64_t interval = subject.call.integer(Parameter::nTimeOut);
  if (interval == constant::infinite) return;
  fails(subject, none_listens, error::sem_timeout)
      .when(empty(pipe->listening))
      .when(elapsed(static_cast<std::uint64_t>(interval)));
}

void set_pipe_state(const Subject& subject) {
  const PipeEnd* end = check_end(subject, Parameter::hNamedPipe);
  if (!end) return;
  subject.allowed.offer(sets_state)
      .when(!happened(subject.known.file(end->file).closed))
      .returns(1)
      .next(leave);
}

}  // namespace ioracle::rules
