#pragma once
// From what was recorded of a process to the events of a trace (docs/formats.md). Calls of which
// the specification has no rule, and that change nothing it holds, are left out and counted.

#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/event.h"
#include "recorder/object_names.h"
#include "recorder/recording.h"

namespace ioracle::recorder {

// Where a call, or a note about memory, stands in the program.
struct CallPlace {
  std::uint64_t seq = 0;      // of the event
  std::uint64_t address = 0;  // the return address
};

// A recorded number as the model counts.
inline std::int64_t as_number(std::uint64_t bits) { return static_cast<std::int64_t>(bits); }

// The field of a parameter, or nullptr.
const Field* field_of(const Record& record, Function function, Parameter parameter);

// Calls that are not in the trace: function and reason to how many.
using LeftOut = std::map<std::pair<std::string, std::string>, std::uint64_t>;

class Conversion {
 public:
  Conversion(const Recording& recording, Names& names);

  // The next event of the trace, or nullptr at its end. Valid until the next one.
  const Event* next();

  std::uint64_t calls() const { return calls_; }  // told
  const LeftOut& left_out() const { return left_out_; }
  const std::vector<CallPlace>& places() const { return places_; }
  // Data that were not told: a digest that was cut otherwise than it was sent.
  std::uint64_t untold_data() const { return untold_data_; }
  // Nothing is missing: the process ended in order, and no record was lost.
  bool whole() const { return whole_; }

 private:
  bool convert(const Record& record);
  bool call(const Record& record);
  bool returned(const Record& record);
  bool enter(const Record& record);
  bool exited(const Record& record);
  bool observe(const Record& record);
  bool memory(const Record& record);
  void begin(EventKind kind, const Record& record);
  void input(const ParameterInfo& parameter, const Field& field);
  void output(const ParameterInfo& parameter, const Field& field, const Event& called);
  bool buffers(const Field& field, Argument& argument, bool sends);
  bool run_of(const Field& field, const RawBuffer& raw, std::size_t offset, bool sends,
              BufferValue& buffer);
  void list(const ParameterInfo& parameter, const Field& field, Argument& argument);
  Value address(const Field& field) const;
  Value option(const Field& field) const;
  Value result(const Record& record);
  void words(const RawOverlapped& raw);
  std::string reason_to_leave_out(const Record& record) const;
  bool names_a_known_object(const Record& record, bool& names_any) const;
  std::uint64_t time_of(const Record& record) const;

  const Recording* recording_;
  ObjectNames objects_;
  Names* names_;
  std::size_t next_ = 0;
  Event event_;
  std::uint64_t seq_ = 0;
  std::uint64_t last_id_ = 0;
  std::uint64_t calls_ = 0;
  std::uint64_t untold_data_ = 0;
  bool whole_ = true;
  bool wrote_outputs_ = false;  // the call that is told as returned
  bool ended_ = false;
  std::unordered_set<std::uint32_t> started_;             // threads, by index
  std::unordered_map<std::uint64_t, std::uint64_t> ids_;  // recorded to told; running ones
  std::unordered_map<std::uint64_t, Event> running_;      // calls, by recorded id
  std::unordered_set<std::uint64_t> digests_sent_;
  LeftOut left_out_;
  std::vector<CallPlace> places_;
};

}  // namespace ioracle::recorder
