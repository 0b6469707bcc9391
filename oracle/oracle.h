#pragma once
// Judges a trace against the specification: keeps every history that agrees with it, knows nothing
// that a rule did not say. Events are taken one by one, in the order of the trace.
//
// Verdicts (docs/design.md): rejected only when no history is left, accepted only when one is,
// otherwise inconclusive; unsupported where the trace calls what the specification says nothing
// about yet.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/clause.h"
#include "model/event.h"
#include "model/profile.h"

namespace ioracle {

enum class VerdictKind : std::uint8_t { accepted, rejected, inconclusive, unsupported };

std::string_view name_of(VerdictKind kind);

struct Verdict {
  VerdictKind kind = VerdictKind::accepted;
  std::uint64_t events = 0;  // judged
  // Of a rejection, or where judging ended otherwise:
  std::uint64_t event_seq = 0;       // the event that no history shows
  std::uint64_t event_line = 0;      // of the file; 0: none
  std::string observed;              // what the event shows, in words
  std::vector<std::string> allowed;  // what the specification allows there, in words, one per line
  std::vector<ClauseId> clauses;     // on which that rests
  bool progress = false;             // rejected because an owed step is missing at a settle
  bool settled = false;              // the trace ends settled: nothing is owed any more
  std::uint64_t unchecked = 0;       // fields that were not recorded
  std::string reason;                // inconclusive, unsupported: why
  // Accepted, and a certificate was asked for: the choices of a run that shows the trace
  // (docs/formats.md, "Choices").
  std::vector<std::string> certificate;
};

// When it is worth the time to look for what can be forgotten. No verdict depends on it.
struct Thrift {
  std::size_t instants = 4096;  // hidden instants of a history, before any are given back
  std::size_t rows = 8;         // of a cell, before old ones are looked for
  std::uint32_t lately = 256;   // calls that began within so many events hold back everything

  // As soon as possible, for tests.
  static constexpr Thrift at_once() { return {1, 1, 0}; }
};

class Oracle {
 public:
  struct Options {
    Profile profile = Profile::windows_10;
    std::uint64_t budget = 200'000;  // explored states; past it: inconclusive
    // So many events are kept, to find the one from which a contradiction comes that shows later.
    std::size_t kept_most = 100'000;
    Thrift thrift = {};
    // An accepted trace gets a certificate, or else it is inconclusive.
    bool certificate = false;
  };

  // `names` is where the names of the events were interned; it must outlive the oracle.
  Oracle(const Options& options, Names& names);
  ~Oracle();
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;

  // Takes the next event. False once the verdict is settled (rejected, inconclusive, unsupported):
  // later events change nothing.
  bool take(const Event& event);

  // The verdict on what was taken so far.
  Verdict verdict() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ioracle
