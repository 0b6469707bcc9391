// QueueUserAPC and QueueUserAPC2: a routine of the program goes to the end of a thread's queue.

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo is_no_thread("QueueUserAPC.is_no_thread", Fairness::owed, {});
const AlternativeInfo thread_has_ended("QueueUserAPC.thread_has_ended", Fairness::owed,
                                       {"APC.exiting"_clause});
const AlternativeInfo queues("QueueUserAPC.queues", Fairness::owed,
                             {"APC.fifo"_clause, "APC.exit-lost"_clause, "w32-332"_clause,
                              "GOREx.alert.apc-source"_clause});

}  // namespace

void queue_apc(const Subject& subject) {
  const bool first = subject.call.event.function == Function::QueueUserAPC;
  const Value handle = subject.call.value(first ? Parameter::hThread : Parameter::Thread);
  const bool own = handle == Value::raw(constant::current_thread);
  const ThreadObject* thread =
      own ? &subject.known.thread(subject.chain.thread) : subject.known.thread(handle);
  if (!thread) {
    fails(subject, is_no_thread, error::invalid_handle);
    return;
  }
  if (own) {
    subject.allowed.offer(queues)
        .then(push(thread->apcs, subject.chain.item))
        .returns(1)
        .next(leave);
    return;
  }
  const Atom open = !happened(thread->closed);
  fails(subject, is_no_thread, error::invalid_handle).when(happened(thread->closed));
  fails(subject, thread_has_ended, error::gen_failure).when(open).when(happened(thread->exited));
  subject.allowed.offer(queues)
      .when(open)
      .when(!happened(thread->exited))
      .then(push(thread->apcs, subject.chain.item))
      .returns(1)
      .next(leave);
}

}  // namespace ioracle::rules
