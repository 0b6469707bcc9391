#pragma once
// What a timeline shows of one trace: what the trace says, and, where a certificate is at hand, the
// hidden history of the run that it describes. Nothing here is worked out: hidden states are asked
// of the exact world after each step of the replay.
//
// Places on the timeline are ticks: each event of the trace and each hidden step has one of its
// own, in the order in which they were performed.

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "model/alternative.h"
#include "model/chain.h"
#include "model/event.h"
#include "model/profile.h"

namespace ioracle {

using Tick = std::uint32_t;
constexpr Tick no_tick = std::numeric_limits<Tick>::max();
constexpr std::uint32_t no_place = std::numeric_limits<std::uint32_t>::max();

// From a call to its return, or from the entry of a routine to its end.
struct ViewedCall {
  std::uint32_t first = 0;        // event
  std::uint32_t last = no_place;  // event; no_place: it did not end
  std::uint32_t depth = 0;        // calls and routines of its thread around it
  std::uint32_t operation = no_place;
};

// A hidden step.
struct ViewedStep {
  Tick tick = 0;
  const AlternativeInfo* rule = nullptr;  // nullptr: the virtual time jumps
  Chain::Kind kind = Chain::Kind::call;
  std::uint32_t of = no_place;  // the call, the operation, or the stream
  std::uint32_t bytes = 0;      // that arrive
};

enum class Phase : std::uint8_t {
  issued,
  refused,  // its call failed: nothing was started
  pended,
  cancelled,  // a cancel got hold of it
  completed,  // `status` and `information` are decided
  notified,   // the event is set, the APC or packet queued
  delivered,  // the program has learned of it
};

std::string_view name_of(Phase phase);

struct ViewedPhase {
  Tick tick = 0;
  Phase phase{};
};

struct ViewedOperation {
  std::string name;  // the function and the OVERLAPPED
  std::string file;
  std::uint32_t call = 0;
  std::vector<ViewedPhase> phases;
  std::string status;  // once completed
  std::uint64_t information = 0;
};

// A cell with few values over time: an event, the signal of a handle, a word of an OVERLAPPED.
struct ViewedLevel {
  struct Change {
    Tick tick = 0;
    std::uint64_t value = 0;
    std::uint64_t second = 0;  // of an OVERLAPPED: InternalHigh
  };
  enum class Kind : std::uint8_t { event, handle, overlapped };
  std::string name;
  Kind kind{};
  std::vector<Change> changes;
  Tick closed = no_tick;
};

struct ViewedQueue {
  struct Entry {
    std::string text;
    Tick from = 0;
    Tick until = no_tick;
    std::uint32_t operation = no_place;
  };
  std::string name;
  bool port = false;  // packets of a port, or APCs of a thread
  std::vector<Entry> entries;
};

struct ViewedStream {
  struct Change {
    Tick tick = 0;
    std::uint64_t sent = 0;
    std::uint64_t arrived = 0;
    std::uint64_t received = 0;
    bool end_sent = false;
    bool end_arrived = false;
  };
  std::string name;
  std::vector<Change> changes;
};

struct ViewedTime {
  Tick tick = 0;
  std::uint64_t time_ns = 0;
};

struct Timeline {
  std::span<const Event> events;
  const Names* names = nullptr;
  std::vector<Tick> ticks;  // by event
  Tick end = 0;
  std::vector<Name> threads;
  std::vector<ViewedCall> calls;
  std::uint32_t followed = 0;  // the hidden history is known before this event
  std::vector<ViewedStep> steps;
  std::vector<ViewedOperation> operations;
  std::vector<ViewedLevel> levels;
  std::vector<ViewedQueue> queues;
  std::vector<ViewedStream> streams;
  std::vector<ViewedTime> clock;  // the virtual clock of the run
};

// `certificate` is of the first `certified` events; empty: nothing hidden is shown. Both must
// outlive the timeline. REQUIRES: `names` are those of the events.
Timeline make_timeline(std::span<const Event> events, Profile profile, Names& names,
                       std::span<const std::string> certificate, std::size_t certified);

// The choices of a run that shows the longest prefix of the events for which one is found.
struct LongestRun {
  std::vector<std::string> certificate;
  std::size_t events = 0;
  std::string reason;  // why not all of the first `most` events
};
LongestRun find_run(std::span<const Event> events, std::size_t most, Profile profile, Names& names,
                    std::uint64_t budget);

}  // namespace ioracle
