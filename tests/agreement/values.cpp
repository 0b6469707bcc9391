#include "tests/agreement/values.h"

#include <algorithm>
#include <array>

#include "model/constants.h"
#include "model/status.h"

namespace ioracle {
namespace {

constexpr std::array statuses = {Status::success,          Status::pending,
                                 Status::buffer_overflow,  Status::invalid_parameter,
                                 Status::cancelled,        Status::local_disconnect,
                                 Status::connection_reset, Status::connection_aborted};

constexpr std::array named_errors = {
    0U,
    error::invalid_handle,
    error::invalid_parameter,
    error::wait_timeout,
    error::abandoned_wait,
    error::operation_aborted,
    error::io_incomplete,
    error::io_pending,
    error::not_found,
    error::wsaefault,
    error::wsaeinval,
    error::wsaenotsock,
    error::wsaenotconn,
    error::wsaeisconn,
    error::wsaeshutdown,
    error::wsaeconnaborted,
    error::wsaeconnreset,
    error::wsaeconnrefused,
    error::wsanotinitialised,
};

std::vector<std::uint32_t> errors(const Event* call) {
  std::vector<std::uint32_t> codes(named_errors.begin(), named_errors.end());
  for (const Status status : statuses) {
    codes.push_back(win32_error(status));
    codes.push_back(winsock_error(status));
  }
  if (call && call->last_error) codes.push_back(*call->last_error);
  std::ranges::sort(codes);
  codes.erase(std::ranges::unique(codes).begin(), codes.end());
  return codes;
}

std::vector<Value> results(const Event& event, std::size_t objects) {
  std::vector<Value> values;
  switch (info(event.function).returns) {
    case Returns::wait:
      for (std::size_t index = 0; index <= objects; ++index) {
        values.push_back(Value::integer(static_cast<std::int64_t>(index)));
      }
      values.push_back(Value::integer(constant::wait_io_completion));
      values.push_back(Value::integer(constant::wait_timeout));
      values.push_back(Value::integer(constant::wait_failed));
      break;
    case Returns::boolean:
      values = {Value::integer(0), Value::integer(1)};
      break;
    case Returns::socket_error:
      values = {Value::integer(0), Value::integer(-1)};
      break;
    default:
      values = {event.result};
      break;
  }
  return values;
}

std::vector<Value> outputs(const Argument& argument, const Vocabulary& vocabulary) {
  std::vector<Value> values;
  if (argument.parameter == Parameter::lpOverlapped) {
    values = vocabulary.overlappeds;
    values.push_back(Value::null());
  } else if (argument.parameter == Parameter::lpCompletionKey) {
    for (const std::int64_t key : vocabulary.keys) values.push_back(Value::integer(key));
  } else {
    for (std::int64_t count = 0; count <= vocabulary.count_most; ++count) {
      values.push_back(Value::integer(count));
    }
  }
  values.push_back(Value::untouched());
  return values;
}

void vary_runs(const Event& event, std::vector<Event>& changed) {
  for (std::size_t index = 0; index < event.runs.size(); ++index) {
    for (std::uint64_t offset = 0; offset < 6; ++offset) {
      for (std::uint32_t length = 1; length <= event.runs[index].length + 1; ++length) {
        changed.push_back(event);
        changed.back().runs[index].offset = offset;
        changed.back().runs[index].length = length;
      }
    }
  }
}

void vary_return(const Event& event, const Event* call, const Vocabulary& vocabulary,
                 std::vector<Event>& changed) {
  Event bare = event;
  bare.arguments.clear();
  bare.buffers.clear();
  bare.runs.clear();
  const std::vector<std::uint32_t> codes = errors(call);
  for (const Value& result : results(event, call ? call->values.size() : 0)) {
    for (const std::uint32_t code : codes) {
      changed.push_back(bare);
      changed.back().result = result;
      changed.back().last_error = code;
    }
  }
  for (std::size_t index = 0; index < event.arguments.size(); ++index) {
    if (!event.arguments[index].value.recorded()) continue;
    for (const Value& value : outputs(event.arguments[index], vocabulary)) {
      changed.push_back(event);
      changed.back().arguments[index].value = value;
      if (event.arguments.size() == 1) continue;
      // And by itself: what the others show would tell too much.
      changed.push_back(bare);
      changed.back().last_error.reset();
      changed.back().arguments.assign(1, event.arguments[index]);
      changed.back().arguments[0].value = value;
    }
  }
}

void vary_observe(const Event& event, const Vocabulary& vocabulary, std::vector<Event>& changed) {
  if (event.result.recorded()) {
    for (const std::int64_t state : {0, 1}) {
      changed.push_back(event);
      changed.back().result = Value::integer(state);
    }
  }
  if (!event.words.internal && !event.words.internal_high) return;
  for (const Status status : statuses) {
    changed.push_back(event);
    changed.back().words.internal = static_cast<std::uint64_t>(status);
    changed.push_back(changed.back());
    changed.back().words.internal_high.reset();
  }
  for (std::int64_t count = 0; count <= vocabulary.count_most; ++count) {
    changed.push_back(event);
    changed.back().words.internal_high = static_cast<std::uint64_t>(count);
    changed.push_back(changed.back());
    changed.back().words.internal.reset();
  }
}

void vary_enter(const Event& event, const Vocabulary& vocabulary, std::vector<Event>& changed) {
  for (std::size_t index = 0; index < event.arguments.size(); ++index) {
    std::vector<Value> values;
    switch (event.arguments[index].parameter) {
      case Parameter::dwError:
        for (const std::uint32_t code : errors(nullptr)) values.push_back(Value::integer(code));
        break;
      case Parameter::cbTransferred:
      case Parameter::lpOverlapped:
        values = outputs(event.arguments[index], vocabulary);
        values.pop_back();  // an argument is never untouched
        break;
      default:
        break;
    }
    for (const Value& value : values) {
      changed.push_back(event);
      changed.back().arguments[index].value = value;
    }
  }
}

}  // namespace

void Vocabulary::learn(const Event& call) {
  const Argument* pointer = call.find(Parameter::lpOverlapped);
  if (pointer && pointer->value.kind == ValueKind::name &&
      std::ranges::find(overlappeds, pointer->value) == overlappeds.end()) {
    overlappeds.push_back(pointer->value);
  }
  for (const Parameter parameter : {Parameter::CompletionKey, Parameter::dwCompletionKey}) {
    const Argument* key = call.find(parameter);
    if (key && key->value.kind == ValueKind::integer &&
        std::ranges::find(keys, key->value.number) == keys.end()) {
      keys.push_back(key->value.number);
    }
  }
  std::int64_t capacity = 0;
  for (const BufferValue& buffer : call.buffers) capacity += buffer.length;
  count_most = std::max(count_most, capacity + 1);
}

std::vector<Event> every_value(const Event& event, const Event* call,
                               const Vocabulary& vocabulary) {
  std::vector<Event> changed = {event};
  switch (event.kind) {
    case EventKind::returned:
      vary_return(event, call, vocabulary, changed);
      vary_runs(event, changed);
      break;
    case EventKind::observe:
      vary_observe(event, vocabulary, changed);
      vary_runs(event, changed);
      break;
    case EventKind::enter:
      vary_enter(event, vocabulary, changed);
      break;
    default:
      break;
  }
  return changed;
}

}  // namespace ioracle
