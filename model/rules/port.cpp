// Completion ports: creating, associating, posting, dequeuing.

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo creates("CreateIoCompletionPort.creates", Fairness::owed,
                              {"CIOCP.create"_clause, "w32-246"_clause});
const AlternativeInfo associates("CreateIoCompletionPort.associates", Fairness::owed,
                                 {"CIOCP.assoc"_clause, "CIOCP.key"_clause, "w32-276"_clause,
                                  "sock-395"_clause});
const AlternativeInfo creates_associated("CreateIoCompletionPort.creates_associated",
                                         Fairness::owed,
                                         {"CIOCP.create"_clause, "CIOCP.key"_clause});
const AlternativeInfo is_associated("CreateIoCompletionPort.is_associated", Fairness::owed,
                                    {"CIOCP.one-port"_clause});
const AlternativeInfo is_not_overlapped("CreateIoCompletionPort.is_not_overlapped", Fairness::owed,
                                        {"CIOCP.overlapped-only"_clause});
const AlternativeInfo associates_nothing("CreateIoCompletionPort.associates_nothing",
                                         Fairness::owed,
                                         {"inferred.port.associates-nothing"_clause});
const AlternativeInfo is_no_port("port.is_no_port", Fairness::owed,
                                 {"IOCP.released"_clause, "w32-261"_clause});
const AlternativeInfo posts("PostQueuedCompletionStatus.posts", Fairness::owed,
                            {"PQCS.echo"_clause, "PQCS.no-io"_clause, "PQCS.ov.any"_clause,
                             "IOCP.queue.fifo"_clause});
const AlternativeInfo dequeues("GetQueuedCompletionStatus.dequeues", Fairness::owed,
                               {"GQCS.success"_clause, "GQCS.failed-op"_clause,
                                "IOCP.queue.fifo"_clause, "CIOCP.key"_clause, "PQCS.echo"_clause,
                                "sock-062"_clause, "sock-077"_clause, "w32-216"_clause});
const AlternativeInfo times_out("GetQueuedCompletionStatus.times_out", Fairness::after_time,
                                {"GQCS.timeout"_clause, "GQCS.no-packet"_clause,
                                 "APC.iocp-wait"_clause, "sock-060"_clause, "w32-253"_clause});
const AlternativeInfo is_abandoned("GetQueuedCompletionStatus.is_abandoned", Fairness::owed,
                                   {"GQCS.abandoned"_clause});
const AlternativeInfo writes_block("GetQueuedCompletionStatus.writes_block", Fairness::owed,
                                   {"IOCP.status.deferred"_clause});
const AlternativeInfo leaves_block("GetQueuedCompletionStatus.leaves_block", Fairness::owed,
                                   {"IOCP.status.deferred"_clause});

constexpr std::int64_t invalid_handle_value = -1;

void show_packet(Alternatives::Builder& builder) {
  builder.returns(Shown::by_status)
      .last_error(Shown::win32_by_status)
      .shows(Parameter::lpNumberOfBytesTransferred, Shown::packet_bytes)
      .shows(Parameter::lpCompletionKey, Shown::packet_key)
      .shows(Parameter::lpOverlapped, Shown::packet_pointer);
}

}  // namespace

void create_port(const Subject& subject) {
  Alternatives& allowed = subject.allowed;
  const Value handle = subject.call.value(Parameter::FileHandle);
  const FileObject* file = subject.known.file(handle);
  const bool given = !subject.call.is_null(Parameter::ExistingCompletionPort);
  const Value existing = subject.call.value(Parameter::ExistingCompletionPort);
  const PortObject* port = subject.known.port(existing);
  if (handle == Value::raw(invalid_handle_value)) {
    if (given) {
      fails(subject, associates_nothing, error::invalid_parameter);
    } else {
      allowed.offer(creates).returns(Shown::new_handle).next(leave);
    }
    return;
  }
  if (!file || (given && !port)) {
    fails(subject, is_no_port, error::invalid_handle);
    return;
  }
  if (!file->overlapped) {
    fails(subject, is_not_overlapped, error::invalid_parameter);
    return;
  }
  fails(subject, is_no_port, error::invalid_handle).when(happened(file->closed));
  if (given) {
    fails(subject, is_no_port, error::invalid_handle).variant(1).when(happened(port->closed));
  }
  const auto where_open = [&](Alternatives::Builder builder) {
    builder.when(!happened(file->closed));
    if (given) builder.when(!happened(port->closed));
    return builder;
  };
  where_open(fails(subject, is_associated, error::invalid_parameter))
      .when(happened(file->associated));
  const auto associate = [&](bool signals) {
    auto builder = where_open(allowed.offer(given ? associates : creates_associated));
    builder.when(!happened(file->associated)).then(mark(file->associated)).next(leave);
    builder.returns(given ? Shown::same_handle : Shown::new_handle);
    if (signals) builder.then(write(file->signal, 1));
    return builder;
  };
  // Setting this information ends with the signal of the handle (S6).
  if (file->skip_signal == no_instant) {
    associate(true);
    return;
  }
  associate(true).when(!happened(file->skip_signal));
  associate(false).variant(1).when(happened(file->skip_signal));
}

void post_packet(const Subject& subject) {
  const PortObject* port = subject.known.port(subject.call.value(Parameter::CompletionPort));
  if (!port) {
    fails(subject, is_no_port, error::invalid_handle);
    return;
  }
  fails(subject, is_no_port, error::invalid_handle).when(happened(port->closed));
  subject.allowed.offer(posts)
      .when(!happened(port->closed))
      .then(push(port->packets, subject.chain.item))
      .returns(1)
      .next(leave);
}

// Only the block of an operation of class D that pended was left for the dequeuer (C5).
void leave_or_write_block(const Subject& subject, Item item, MicroStep next) {
  const bool several = subject.call.event.function == Function::GetQueuedCompletionStatusEx;
  const auto offer_one = [&](const AlternativeInfo& info) {
    auto builder = subject.allowed.offer(info);
    if (several) builder.then(advance(OperationId{subject.chain.position}));
    return builder;
  };
  const OperationId id = subject.known.item(item).operation;
  if (id == no_operation || subject.known.operation(id).request_class != RequestClass::detached) {
    offer_one(leaves_block).next(next);
    return;
  }
  const Operation& operation = subject.known.operation(id);
  offer_one(leaves_block).when(!happened(operation.linked)).next(next);
  offer_one(writes_block).when(happened(operation.linked)).next(information);
}

const PortObject* check_port(const Subject& subject, const AlternativeInfo& open) {
  const PortObject* port = subject.known.port(subject.call.value(Parameter::CompletionPort));
  if (!port) {
    fails(subject, is_no_port, error::invalid_handle);
    return nullptr;
  }
  fails(subject, is_no_port, error::invalid_handle).when(happened(port->closed));
  subject.allowed.offer(open).variant(1).when(!happened(port->closed)).next(MicroStep::wait);
  return port;
}

void dequeue_packet(const Subject& subject) {
  Alternatives& allowed = subject.allowed;
  const Chain& chain = subject.chain;
  if (chain.step == check) {
    check_port(subject, dequeues);
    return;
  }
  if (chain.step == MicroStep::wait) {
    const PortObject* port = subject.known.port(subject.call.value(Parameter::CompletionPort));
    auto builder = allowed.offer(dequeues);
    builder.when(!empty(port->packets)).then(pop(port->packets)).next(report);
    show_packet(builder);
    const std::int64_t interval_ms = subject.call.integer(Parameter::dwMilliseconds);
    if (interval_ms != constant::infinite) {
      allowed.offer(times_out)
          .when(empty(port->packets))
          .when(!happened(port->closed))
          .when(elapsed(static_cast<std::uint64_t>(interval_ms)))
          .returns(0)
          .last_error(error::wait_timeout)
          .shows(Parameter::lpOverlapped, Shown::null)
          .shows(Parameter::lpNumberOfBytesTransferred,
                 subject.known.profile() == Profile::documented ? Shown::any : Shown::untouched)
          .shows(Parameter::lpCompletionKey,
                 subject.known.profile() == Profile::documented ? Shown::any : Shown::untouched)
          .next(leave);
    }
    if (subject.known.profile() != Profile::windows_xp) {
      fails(subject, is_abandoned, error::abandoned_wait)
          .when(happened(port->closed))
          .shows(Parameter::lpOverlapped, Shown::null);
    }
    return;
  }
  if (chain.step == report) {
    leave_or_write_block(subject, chain.item, leave);
    return;
  }
  completion(subject.known, chain, leave, allowed);
}

}  // namespace ioracle::rules
