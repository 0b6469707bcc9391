// What receives showed before their place in the stream was known: bytes, and whose address.

#include "oracle/order_world.h"

namespace ioracle {

bool OrderWorld::tell_sender(OperationId id, Name sender) {
  return stream_of(id) != no_stream && cell(id).took && note_seen({id, 0, {}, {}, sender});
}

bool OrderWorld::note_seen(Seen seen) {
  const OperationId id = seen.operation;
  const Stream stream = stream_of(id);
  OperationCell& own = cell(id);
  if (own.position) return agrees(stream, *own.position, seen);
  seen_.push_back(std::make_shared<const Seen>(std::move(seen)));
  own.shown = true;
  return locate(id) && (own.position || place_takes(stream));
}

}  // namespace ioracle
