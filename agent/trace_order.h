#pragma once
// From the journals of several threads to one trace: ordered by seq, numbered from 1 without gaps,
// received bytes told as runs of the patterns that were sent. Knows no system: the tests run it
// everywhere.

#include <vector>

#include "model/event.h"

namespace ioracle::agent {

// Orders and numbers the events: seq counts from 1, and so do the ids of calls and routines,
// together, in their order. Then names the patterns, as below.
void put_in_order(std::vector<Event>& events, const Names& names);

// Replaces literal bytes by runs of the patterns that calls in `events` sent, where they match: the
// longest match first; among equal ones that which goes on where an earlier one ended, then the
// start of a send. A send that told literal bytes is left as it is, unless they match too.
void name_patterns(std::vector<Event>& events, const Names& names);

}  // namespace ioracle::agent
