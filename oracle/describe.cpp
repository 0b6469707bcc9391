#include "oracle/describe.h"

#include <algorithm>
#include <array>

#include "model/constants.h"
#include "model/function.h"

namespace ioracle {
namespace {

constexpr std::uint32_t literal_bytes_max = 16;  // shown of one run

class Describer {
 public:
  Describer(const Event& event, const Names& names, const FunctionOf& function_of)
      : event_(event), names_(names), function_of_(function_of) {}
  std::string sentence();

 private:
  std::string name(Name name) const { return std::string(names_.text(name)); }
  std::string function() const { return std::string(info(event_.function).name); }
  void call();
  void returned();
  void enter();
  void observe();
  void memory();
  void blocked();
  void argument(const ParameterInfo& parameter, const Argument& argument);
  void number(Parameter parameter, std::int64_t value);
  void output(const ParameterInfo& parameter, const Argument& argument);
  void words();
  void bytes(const BufferValue& buffer);
  void buffer(const BufferValue& buffer);
  // Appends `element` of each, with commas between.
  template <typename Element>
  void list(std::uint32_t count, std::string_view separator, const Element& element);

  const Event& event_;
  const Names& names_;
  const FunctionOf& function_of_;
  std::string text_;
  bool words_told_ = false;
};

template <typename Element>
void Describer::list(std::uint32_t count, std::string_view separator, const Element& element) {
  for (std::uint32_t index = 0; index < count; ++index) {
    if (index > 0) text_ += separator;
    element(index);
  }
}

void Describer::bytes(const BufferValue& buffer) {
  if (buffer.run_count == 0) text_ += "no bytes";
  list(buffer.run_count, ", then ", [&](std::uint32_t index) {
    const Run& run = event_.runs[buffer.first_run + index];
    if (run.pattern) {
      if (run.length == 1) {
        text_ += "byte " + std::to_string(run.offset);
      } else {
        text_ += "bytes " + std::to_string(run.offset) + " to " +
                 std::to_string(run.offset + run.length - 1);
      }
      text_ += " of " + name(run.pattern);
      return;
    }
    const std::uint32_t shown = std::min(run.length, literal_bytes_max);
    for (std::uint32_t at = 0; at < shown; ++at) {
      constexpr std::string_view digits = "0123456789abcdef";
      const auto byte = static_cast<unsigned char>(event_.literals[run.offset + at]);
      if (at > 0) text_ += ' ';
      text_ += digits[byte >> 4U];
      text_ += digits[byte & 15U];
    }
    if (shown < run.length) text_ += " ... (" + std::to_string(run.length) + " bytes)";
  });
}

void Describer::buffer(const BufferValue& buffer) {
  text_ += std::to_string(buffer.length) + " bytes at ";
  if (buffer.memory) {
    text_ += name(buffer.memory);
    if (buffer.offset != 0) text_ += " + " + std::to_string(buffer.offset);
  } else {
    text_ += buffer.raw ? describe_value(Value::raw(*buffer.raw), names_) : "NULL";
  }
  if (buffer.bytes_recorded) {
    text_ += ": ";
    bytes(buffer);
  }
}

void Describer::words() {
  const OverlappedWords& words = event_.words;
  bool first = true;
  const auto part = [&](std::string_view word, const std::string& value) {
    if (!first) text_ += ", ";
    first = false;
    text_ += word;
    text_ += " = " + value;
  };
  if (words.event.recorded()) {
    part("hEvent",
         describe_value(words.event, names_) + (words.event_tagged ? " with its low bit set" : ""));
  }
  if (words.offset && *words.offset != 0) part("Offset", std::to_string(*words.offset));
  if (words.offset_high && *words.offset_high != 0) {
    part("OffsetHigh", std::to_string(*words.offset_high));
  }
  if (words.internal) part("Internal", describe_status(*words.internal));
  if (words.internal_high) part("InternalHigh", std::to_string(*words.internal_high));
}

void Describer::number(Parameter parameter, std::int64_t value) {
  const bool interval = parameter == Parameter::dwMilliseconds || parameter == Parameter::dwTimeout;
  if (interval && value == constant::infinite) {
    text_ += is_winsock(event_.function) ? "WSA_INFINITE" : "INFINITE";
  } else if (parameter == Parameter::dwError) {
    text_ += value == 0 ? "0" : describe_error(static_cast<std::uint32_t>(value), true);
  } else {
    text_ += std::to_string(value);
  }
}

void Describer::argument(const ParameterInfo& parameter, const Argument& argument) {
  text_ += name_of(parameter.parameter);
  text_ += " = ";
  if (argument.value.kind == ValueKind::integer) {
    return number(parameter.parameter, argument.value.number);
  }
  if (argument.value.recorded()) {
    text_ += describe_value(argument.value, names_);
    if (argument.preset.recorded()) {
      text_ += " holding " + describe_value(argument.preset, names_);
    }
    const bool words_here = parameter.type == Type::overlapped && event_.words.event.recorded() &&
                            argument.value.kind == ValueKind::name && !words_told_;
    if (words_here) {
      words_told_ = true;
      text_ += " with ";
      words();
    }
    return;
  }
  text_ += '[';
  const bool of_buffers = parameter.type == Type::buffer || parameter.type == Type::buffers;
  const std::uint32_t width = values_per_element(parameter.type, false);
  list(argument.count, ", ", [&](std::uint32_t index) {
    if (of_buffers) return buffer(event_.buffers[argument.first + index]);
    list(width, " ", [&](std::uint32_t part) {
      text_ += describe_value(event_.values[argument.first + index * width + part], names_);
    });
  });
  text_ += ']';
}

void Describer::output(const ParameterInfo& parameter, const Argument& argument) {
  text_ += name_of(parameter.parameter);
  if (argument.value.kind == ValueKind::untouched) {
    text_ += " is left untouched";
    return;
  }
  text_ += " = ";
  if (argument.value.recorded()) {
    text_ += describe_value(argument.value, names_);
    return;
  }
  text_ += '[';
  const bool of_buffers = parameter.type == Type::buffer || parameter.type == Type::buffers;
  constexpr std::array<std::string_view, 4> packet = {"key ", "OVERLAPPED ", "Internal ", "bytes "};
  const std::uint32_t width = values_per_element(parameter.type, true);
  list(argument.count, ", ", [&](std::uint32_t index) {
    if (of_buffers) return bytes(event_.buffers[argument.first + index]);
    list(width, " ", [&](std::uint32_t part) {
      if (width == packet.size()) text_ += packet[part];
      text_ += describe_value(event_.values[argument.first + index * width + part], names_);
    });
  });
  text_ += ']';
}

void Describer::call() {
  text_ += "calls " + function() + '(';
  bool first = true;
  for (const ParameterInfo& parameter : info(event_.function).parameters) {
    const Argument* const found = event_.find(parameter.parameter);
    if (found == nullptr) continue;
    if (!first) text_ += ", ";
    first = false;
    argument(parameter, *found);
  }
  text_ += ')';
}

void Describer::returned() {
  text_ += function() + " returns";
  const FunctionInfo& known = info(event_.function);
  if (event_.result.recorded() && known.returns != Returns::nothing) {
    text_ += ' ' + describe_result(event_.function, event_.result, names_);
  }
  if (event_.last_error) {
    text_ += ", last error ";
    text_ += *event_.last_error == 0
                 ? "0"
                 : describe_error(*event_.last_error, is_winsock(event_.function));
  }
  for (const ParameterInfo& parameter : known.parameters) {
    const Argument* const found = event_.find(parameter.parameter);
    if (found == nullptr) continue;
    text_ += "; ";
    output(parameter, *found);
  }
}

void Describer::enter() {
  text_ += "the routine ";
  if (event_.routine) text_ += name(event_.routine) + ' ';
  text_ += "begins";
  bool first = true;
  for (const ParameterInfo& parameter : routine_parameters()) {
    const Argument* const found = event_.find(parameter.parameter);
    if (found == nullptr) continue;
    text_ += first ? " with " : ", ";
    first = false;
    argument(parameter, *found);
  }
}

void Describer::observe() {
  const std::string object = name(event_.object);
  if (event_.action == "overlapped" || (event_.action.empty() && event_.words.recorded())) {
    text_ += "the OVERLAPPED " + object + " reads ";
    words();
  } else if (event_.action == "handle") {
    const Value& value =
        event_.result.recorded() || event_.values.empty() ? event_.result : event_.values.front();
    text_ += object + (value.is(0) ? " is not signaled" : " is signaled");
  } else if (event_.action == "variable") {
    text_ += "the variable " + object + " holds " + describe_value(event_.result, names_);
  } else {
    text_ += "the buffer " + object + " holds ";
    if (event_.buffers.empty() || !event_.buffers.front().bytes_recorded) {
      text_ += "what was not recorded";
      return;
    }
    const BufferValue& seen = event_.buffers.front();
    bytes(seen);
    if (seen.offset != 0) text_ += " at offset " + std::to_string(seen.offset);
    if (seen.rest_recorded) {
      text_ += seen.rest_touched ? "; behind them it was written to" : "; the rest is untouched";
    }
  }
}

void Describer::memory() {
  constexpr std::array<std::array<std::string_view, 2>, 4> verbs = {
      {{"allocate", "allocates"},
       {"free", "frees"},
       {"write", "writes to"},
       {"scope_end", "leaves the scope of"}}};
  const auto* const verb =
      std::ranges::find(verbs, event_.action, [](const auto& pair) { return pair[0]; });
  text_ += "the program ";
  text_ += verb == verbs.end() ? event_.action + " on" : std::string((*verb)[1]);
  text_ += ' ' + name(event_.object);
  if (!event_.buffers.empty() && event_.buffers.front().bytes_recorded) {
    text_ += ": ";
    bytes(event_.buffers.front());
  }
}

void Describer::blocked() {
  const auto count = static_cast<std::uint32_t>(event_.values.size() / 2);
  if (count == 0) {
    text_ += "no thread is inside a call";
    return;
  }
  list(count, ", ", [&](std::uint32_t index) {
    text_ += describe_value(event_.values[2 * index], names_);
    const Value& id = event_.values[2 * index + 1];
    text_ += " waits";
    if (!id.recorded()) return;
    std::optional<Function> waiting;
    if (function_of_ && id.kind == ValueKind::integer) {
      waiting = function_of_(static_cast<std::uint64_t>(id.number));
    }
    text_ += waiting ? " in " + std::string(info(*waiting).name)
                     : " in call " + describe_value(id, names_);
  });
}

std::string Describer::sentence() {
  switch (event_.kind) {
    case EventKind::thread_start:
      text_ = "the thread starts";
      break;
    case EventKind::thread_exit:
      text_ = "the thread exits";
      break;
    case EventKind::process_exit:
      text_ = "the process exits";
      break;
    case EventKind::call:
      call();
      break;
    case EventKind::returned:
      returned();
      break;
    case EventKind::enter:
      enter();
      break;
    case EventKind::exited:
      text_ = event_.routine ? "the routine " + name(event_.routine) + " ends" : "the routine ends";
      break;
    case EventKind::observe:
      observe();
      break;
    case EventKind::memory:
      memory();
      break;
    case EventKind::word:
      text_ = (event_.routine ? name(event_.routine) : std::string("someone")) + " writes to " +
              name(event_.object) + ": ";
      words();
      break;
    case EventKind::environment:
      text_ = "the environment: " + event_.action;
      if (event_.object) text_ += ' ' + name(event_.object);
      if (event_.result.recorded()) text_ += ' ' + describe_value(event_.result, names_);
      break;
    case EventKind::exception:
      text_ = function() + " raises an exception";
      if (event_.result.recorded()) {
        text_ += ": " + describe_status(static_cast<std::uint64_t>(event_.result.number));
      }
      break;
    case EventKind::settle:
      text_ = "nothing moved";
      if (event_.patience_ms != 0) text_ += " for " + std::to_string(event_.patience_ms) + " ms";
      text_ += "; ";
      blocked();
      break;
    case EventKind::hang:
      text_ = "nothing will ever move again: ";
      blocked();
      break;
    case EventKind::gap:
      text_ = "the recorder lost events";
      if (event_.result.recorded()) text_ += ": " + describe_value(event_.result, names_);
      break;
    case EventKind::end:
      text_ = "the trace ends";
      break;
  }
  return std::move(text_);
}

}  // namespace

std::string describe(const Event& event, const Names& names) {
  return describe(event, names, nullptr);
}

std::string describe(const Event& event, const Names& names, const FunctionOf& function_of) {
  return Describer(event, names, function_of).sentence();
}

std::string describe(std::string_view alternative, const Shows& shows) {
  std::string text = "returns";
  if (shows.result == Shown::integer) text += " " + std::to_string(shows.number);
  if (shows.error == Shown::integer) text += ", last error " + describe_error(shows.error_code);
  return text + " (" + std::string(alternative) + ")";
}

}  // namespace ioracle
