// What is seen to happen outside of calls: the end of a thread, an act of the environment, words as
// they are written and read, buffers that are looked at.

#include "oracle/order_world.h"

namespace ioracle {

bool OrderWorld::happen(Instant instant, Position now) {
  return mark(instant, order_.add(now, now + 1));
}

bool OrderWorld::write_word(const WordWrite& word, Position now) {
  const Node node = order_.add(now - 1, now);
  return (word.cell == no_register || write(word.cell, {node, no_operation, false, word.value})) &&
         (word.marks == no_instant || mark(word.marks, node));
}

bool OrderWorld::observe(Register register_cell, const Predicate& predicate, Position since,
                         Position now, const Others& others, Decisions& decisions) {
  const Node node = order_.add(since, now);
  // What was read may be what an end left: it must have a way to have come.
  return assert_read(register_cell, predicate, {node, no_operation, now, &others, &decisions}) &&
         (unseen_.size() > unseen_most || ends_are_possible(now, others));
}

bool OrderWorld::ends_after(OperationId id, Position now) {
  return order_.precedes(order_.add(now - 1, now), cell(id).end);
}

}  // namespace ioracle
