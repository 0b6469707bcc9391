#pragma once
// What the functions that move bytes through a pipe have in common.

#include "model/rules/transfer.h"

namespace ioracle::rules {

// The side that reads what an operation reads or writes, and the reads that wait there.
inline std::uint32_t reader_of(const Operation& operation) {
  return operation.kind == OperationKind::pipe_read ? operation.side : 1 - operation.side;
}
inline Fifo reads_of(const Known& known, const Operation& operation) {
  return known.pipe_connection(operation).reads[index_of(operation.stream) % 2];
}

// An end of a connection that can be used.
void require_usable(Alternatives::Builder& builder, const Known& known, const Operation& operation);

// The bytes of `write` go into the pipe, where `when` allows it: what others have written goes to
// those who wait for it first. Then the reads that wait are fed.
void put_into_pipe(const Subject& subject, const AlternativeInfo& info, OperationId write,
                   std::initializer_list<Atom> when);

// `info` once the reads that wait have been fed with what `write` put there: nothing is left for
// them (`waited`), or none waits.
Alternatives::Builder once_fed(const Subject& subject, const AlternativeInfo& info,
                               const Operation& write, bool waited);

// How a read that waits may end, in its own chain or in that of the call that waits for it.
void end_pipe_read(const RequestEnd& request);

}  // namespace ioracle::rules
