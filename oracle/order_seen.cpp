// What receives showed before their place in the stream was known: bytes, and whose address.

#include <algorithm>

#include "oracle/order_world.h"

namespace ioracle {

bool OrderWorld::tell_sender(OperationId id, Name sender) {
  return stream_of(id) != no_stream && cell(id).took && note_seen({id, 0, {}, {}, sender});
}

bool OrderWorld::ask_for_a_whole_message(std::span<const Atom> atoms) {
  return std::ranges::any_of(
      atoms, [](const Atom& atom) { return atom.kind == Atom::Kind::longer && !atom.expected; });
}

bool OrderWorld::was_cut(OperationId id, bool longer) const {
  const Truth known = cell(id).longer;
  return known == Truth::open || (known == Truth::yes) == longer;
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
