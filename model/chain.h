#pragma once
// A chain of micro-steps: a call between its entry and its return, the rest of an operation that
// pended, or the delivery of one direction of a connection. Rules say what the next micro-step may
// be.

#include <cstdint>
#include <vector>

#include "model/alternative.h"
#include "model/known.h"
#include "model/status.h"

namespace ioracle {

struct Chain {
  enum class Kind : std::uint8_t { call, operation, delivery };
  Kind kind = Kind::call;
  MicroStep step = MicroStep::check;
  std::uint32_t call = 0;  // Kind::call: slot in Known
  std::uint32_t thread = 0;
  OperationId operation = no_operation;  // that it starts, carries on, or waits for
  Item item = no_item;                   // taken from a fifo
  std::uint32_t connection = 0;          // Kind::delivery
  std::uint32_t side = 0;                // Kind::delivery: the sending side
  std::uint32_t position = 0;            // of a sweep over several operations
  std::uint32_t found = 0;               // by that sweep
  Status loaded_status = Status::success;
  std::uint64_t loaded_information = 0;
  bool deferred = false;    // status block is written by this dequeuer
  std::vector<Item> taken;  // packets that GetQueuedCompletionStatusEx took, in their order
};

// Adds to `alternatives` what may happen next. The only entry to the rules.
void offer(const Known& known, const Chain& chain, Alternatives& alternatives);

// One write to a word of an OVERLAPPED, as the trace tells it: may it come now, what it changes.
struct WordWrite {
  bool allowed = true;
  const AlternativeInfo* info = nullptr;  // the rule; nullptr: nobody asks about that word
  Register cell = no_register;            // takes `value`
  std::uint64_t value = 0;
  Instant marks = no_instant;
};
WordWrite judge_word(const Known& known, const Event& word);
// The rule by which words that Known::owes_words() says are missing are owed.
const AlternativeInfo& owed_words();

// What an effect and the step itself change in the chain. Every world does this alike.
void apply_to_chain(const Effect& effect, Chain& chain);
void go_to(const Known& known, MicroStep next, Chain& chain);

// The first micro-step after the end of an operation that pended, or that ended in its call.
MicroStep first_after_end(const Operation& operation, bool pended);

// False for a function of the vocabulary that the specification says nothing about yet.
bool has_rule(Function function);
// False also for a call that asks such a function for more than is specified, or of a Windows that
// has no such function.
bool has_rule(const Known& known, const Event& call);
// Whether WSAIoctl with this control code is specified, where all else is.
bool has_rule_for_control(std::int64_t code);

}  // namespace ioracle
