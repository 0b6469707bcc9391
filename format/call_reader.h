#pragma once
// A call of a scenario: its arguments as written, and the defaults of those that are left out.

#include "format/node_backend.h"
#include "format/scenario_names.h"
#include "format/value_decoder.h"

namespace ioracle {

class CallReader {
 public:
  CallReader(Program& program, DecodeContext& context, ScenarioNames& names)
      : program_(program), context_(context), names_(names), values_(context, program.names) {}

  // Reads the function's name and `with` (nullptr: none). `as` is the name of the result; names of
  // fresh variables are made from it.
  bool read(const JsonNode* function, const JsonNode* with, Name as, Event& call);
  // The function of a call; nothing, and an error, if it is unknown.
  std::optional<Function> function(const JsonNode* json);

 private:
  bool check_members(const FunctionInfo& function, const JsonNode& with);
  void add_default(Event& call, const FunctionInfo& function, std::size_t index, Name as);
  void add_fresh_variable(Argument& argument, Name as, std::int64_t preset);
  void fill_lengths(Event& call, const FunctionInfo& function);
  bool note_names(const Event& call, const FunctionInfo& function, const JsonNode* with);
  bool note_pointer(const ParameterInfo& parameter, const Argument& argument, std::uint64_t line);

  Program& program_;
  DecodeContext& context_;
  ScenarioNames& names_;
  ValueDecoder<NodeBackend> values_;
};

// A parameter that tells the length of the buffer, or of the buffers, before it.
bool is_length(Parameter parameter);

}  // namespace ioracle
