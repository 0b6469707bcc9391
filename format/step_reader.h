#pragma once
// The steps of a scenario, with all that is inside of them.

#include "format/call_reader.h"

namespace ioracle {

class StepReader {
 public:
  StepReader(Program& program, DecodeContext& context, ScenarioNames& names)
      : program_(program),
        context_(context),
        names_(names),
        values_(context, program.names),
        calls_(program, context, names) {}

  // The steps of the program, appended; calls without `as` are named after `prefix` and their
  // place.
  bool top_level(const JsonNode* list, std::string_view prefix);
  // The body of a routine. It runs on whatever thread the routine is called on.
  bool routine(const JsonNode* list, Name name, std::vector<Step>& body);
  // An expression, with its names noted for the check at the end.
  bool expression(const JsonNode* json, Expression& expression);

  // Steps may only name declared threads, if any are declared.
  void restrict_threads() { threads_restricted_ = true; }

 private:
  bool nested(const JsonNode* list, const std::string& place, Name thread, std::vector<Step>& body);
  bool step(const JsonNode* json, const std::string& place, bool top, Name thread,
            std::vector<Step>& steps);
  bool check_members(const JsonNode& json, std::string_view key,
                     std::span<const std::string_view> allowed);
  bool thread(const JsonNode& json, bool top, Name& thread);
  bool call(const JsonNode& json, const std::string& place, Step& step);
  bool branch(const JsonNode& json, const std::string& place, Step& step);
  bool repeat(const JsonNode& json, const std::string& place, Step& step);
  bool race(const JsonNode& json, const std::string& place, std::vector<Step>& steps);
  bool race_thread(const JsonNode* list, std::vector<Name>& threads);
  bool observe(const JsonNode& json, Step& step);
  bool memory(const JsonNode& json, Step& step);
  bool environment(const JsonNode& json, Step& step);
  bool bytes(const JsonNode& json, Event& event);
  bool truth(const JsonNode* json);

  Program& program_;
  DecodeContext& context_;
  ScenarioNames& names_;
  ValueDecoder<NodeBackend> values_;
  CallReader calls_;
  Name current_;  // the thread of the step before
  std::uint32_t races_ = 0;
  bool threads_restricted_ = false;
};

}  // namespace ioracle
