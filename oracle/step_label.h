#pragma once
// What a node of the order stands for: a hidden step of a chain. Kept beside the nodes while a
// certificate is wanted, in the order in which they became known.

#include <cstdint>

#include "model/chain.h"
#include "oracle/order.h"

namespace ioracle {

struct StepLabel {
  Chain::Kind kind = Chain::Kind::call;
  // Of the chain: `seq` of the call; the operation; connection * 2 + side of the delivery.
  std::uint64_t subject = 0;
  MicroStep step{};
  const AlternativeInfo* info = nullptr;
  std::uint32_t variant = 0;
  OperationId operation = no_operation;  // of the chain
  Stream taken_from = no_stream;         // by the operation, in this step
  Stream ended = no_stream;              // the end of this stream is seen in this step
  Node node = no_node;                   // none: it neither asks nor does anything
  Position since = 0;                    // and then it lies after that event
};

}  // namespace ioracle
