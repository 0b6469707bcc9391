#pragma once
// The bodies of EventDecoder; included by event_decoder.h alone.

namespace ioracle {

template <typename Backend>
bool EventDecoder<Backend>::read_kind(Event& event, Json& json) {
  if (Backend::kind(json) == JsonKind::string) {
    const std::string_view text = Backend::text(json);
    if (const auto kind = find_event_kind(text)) {
      event.kind = *kind;
      kind_known_ = true;
      return true;
    }
    return context_.fail(
        Backend::line(json), "a kind of event",
        '"' + std::string(text.substr(0, 60)) + '"' + suggestion(text, all_event_kinds()));
  }
  return values_.fail(json, "a kind of event");
}

template <typename Backend>
bool EventDecoder<Backend>::read_function(Event& event, Json& json) {
  if (Backend::kind(json) != JsonKind::string) return values_.fail(json, "a function");
  const std::string_view text = Backend::text(json);
  if (const auto function = find_function(text)) {
    event.function = *function;
    function_known_ = true;
    return true;
  }
  std::vector<std::string_view> known;
  for (const FunctionInfo& function : all_functions()) known.push_back(function.name);
  return context_.fail(Backend::line(json), "a function of the vocabulary",
                       '"' + std::string(text.substr(0, 60)) + '"' + suggestion(text, known));
}

template <typename Backend>
bool EventDecoder<Backend>::read_arguments(Event& event, std::span<const ParameterInfo> parameters,
                                           Json& json, std::string_view owner) {
  if (Backend::kind(json) != JsonKind::object) return values_.fail(json, "an object");
  std::size_t expected = 0;  // parameters mostly come in the documented order
  std::uint32_t seen = 0;
  bool good = true;
  const bool whole = Backend::members(json, [&](std::string_view name, Json& value) {
    std::size_t index = expected;
    while (index < parameters.size() && name_of(parameters[index].parameter) != name) ++index;
    if (index == parameters.size()) {
      for (index = 0; index < expected; ++index) {
        if (name_of(parameters[index].parameter) == name) break;
      }
      if (index == expected) index = parameters.size();
    }
    context_.enter(name);
    if (index == parameters.size()) {
      std::vector<std::string_view> known;
      for (const ParameterInfo& parameter : parameters)
        known.push_back(name_of(parameter.parameter));
      good = context_.fail(Backend::line(value), "a parameter of " + std::string(owner),
                           '"' + std::string(name) + '"' + suggestion(name, known));
      return false;
    }
    if ((seen >> index & 1U) != 0) {
      good = context_.fail(Backend::line(value), "each parameter once", "it twice");
      return false;
    }
    seen |= 1U << index;
    expected = index + 1;
    good = values_.argument(event, parameters[index], value);
    if (!good) return false;
    context_.leave();
    return true;
  });
  return good && (whole || values_.fail(json, "an object"));
}

template <typename Backend>
bool EventDecoder<Backend>::read_outputs(Event& event, Json& json) {
  if (Backend::kind(json) != JsonKind::object) return values_.fail(json, "an object");
  const FunctionInfo& function = info(event.function);
  std::uint32_t seen = 0;
  bool good = true;
  const bool whole = Backend::members(json, [&](std::string_view name, Json& value) {
    std::size_t index = 0;
    while (index < function.parameters.size() &&
           (function.parameters[index].direction == Direction::in ||
            name_of(function.parameters[index].parameter) != name)) {
      ++index;
    }
    context_.enter(name);
    if (index == function.parameters.size()) {
      std::vector<std::string_view> known;
      for (const ParameterInfo& parameter : function.parameters) {
        if (parameter.direction != Direction::in) known.push_back(name_of(parameter.parameter));
      }
      good = context_.fail(Backend::line(value), "an output of " + std::string(function.name),
                           '"' + std::string(name) + '"' + suggestion(name, known));
      return false;
    }
    if ((seen >> index & 1U) != 0) {
      good = context_.fail(Backend::line(value), "each output once", "it twice");
      return false;
    }
    seen |= 1U << index;
    good = values_.output(event, function.parameters[index], value);
    if (!good) return false;
    context_.leave();
    return true;
  });
  return good && (whole || values_.fail(json, "an object"));
}

template <typename Backend>
bool EventDecoder<Backend>::read_words(Event& event, Json& json) {
  return values_.object(json, "an object of words", word_members,
                        [&](std::string_view member, Json& value) {
                          bool handled = false;
                          ++words_;
                          return values_.words(value, event.words, handled, member);
                        });
}

template <typename Backend>
bool EventDecoder<Backend>::read_blocked(Event& event, Json& json) {
  constexpr std::string_view members[] = {"thread", "id"};
  return values_.list(json, "a list of {\"thread\", \"id\"}", [&](Json& element) {
    Value thread;
    Value id;
    if (!values_.object(element, "{\"thread\", \"id\"}", members,
                        [&](std::string_view member, Json& value) {
                          if (member == "id") {
                            id = Value::integer(0);
                            return values_.number(value, id.number);
                          }
                          thread = Value::of({});
                          return values_.name(value, thread.name);
                        })) {
      return false;
    }
    if (!thread.recorded()) return values_.fail(element, "a member \"thread\"");
    event.values.push_back(thread);
    event.values.push_back(id);
    return true;
  });
}

template <typename Backend>
bool EventDecoder<Backend>::read_object(Event& event, std::string_view what, Json& json) {
  event.action = what;
  return values_.name(json, event.object);
}

template <typename Backend>
bool EventDecoder<Backend>::read_rest(Event& event, Json& json) {
  BufferValue& buffer = the_buffer(event);
  buffer.rest_recorded = true;
  if (Backend::kind(json) == JsonKind::string) {
    const std::string_view text = Backend::text(json);
    buffer.rest_touched = text == "touched";
    if (buffer.rest_touched || text == "untouched") return true;
  }
  return values_.fail(json, "\"untouched\" or \"touched\"");
}

template <typename Backend>
bool EventDecoder<Backend>::read(Event& event, TraceMember member, Json& json) {
  using M = TraceMember;
  switch (member) {
    case M::event:
      return read_kind(event, json);
    case M::seq:
      return values_.natural(json, event.seq);
    case M::end_seq:
      return values_.natural(json, event.end_seq);
    case M::time:
      return values_.natural(json, event.time_ns);
    case M::process:
      return values_.name(json, event.process);
    case M::thread:
      return values_.name(json, event.thread);
    case M::id:
      return values_.natural(json, event.id);
    case M::function:
      return read_function(event, json);
    case M::routine:
      return values_.name(json, event.routine);
    case M::within:
      return values_.natural(json, event.within);
    case M::arguments:
      if (kind_known_ && event.kind == EventKind::enter) {
        return read_arguments(event, routine_parameters(), json, "a routine");
      }
      if (function_known_) {
        const FunctionInfo& called = info(event.function);
        return read_arguments(event, called.parameters, json, called.name);
      }
      later_ |= only(member);
      return true;
    case M::outputs:
      if (later_ != 0) return read_outputs(event, json);
      // The call tells the function, and with it the shapes; a second pass reads them.
      if (kind_known_ && event.kind == EventKind::returned && event.id != 0) {
        if (const auto called = state_.calls.find(event.id)) {
          event.function = *called;
          return read_outputs(event, json);
        }
      }
      later_ |= only(member);
      return true;
    case M::value:
      return values_.reference(json, event.result, true, true);
    case M::signaled:
    case M::lost:
    case M::code:
      event.result = Value::integer(0);
      return values_.number(json, event.result.number);
    case M::last_error:
      return values_.natural(json, event.last_error.emplace());
    case M::action:
      return values_.word(json, event.action);
    case M::overlapped:
      return read_object(event, "overlapped", json);
    case M::buffer:
      if (!read_object(event, "buffer", json)) return false;
      the_buffer(event).memory = event.object;
      return true;
    case M::handle:
      return read_object(event, "handle", json);
    case M::variable:
      return read_object(event, "variable", json);
    case M::object:
      return values_.name(json, event.object);
    case M::words:
      return read_words(event, json);
    case M::offset:
      return values_.natural(json, the_buffer(event).offset);
    case M::bytes:
      return values_.bytes(event, json, the_buffer(event));
    case M::rest:
      return read_rest(event, json);
    case M::actor:
      return values_.name(json, event.routine);
    case M::patience_ms:
      return values_.natural(json, event.patience_ms);
    case M::blocked:
      return read_blocked(event, json);
  }
  return false;
}

}  // namespace ioracle
