// Requests to service providers, as the visible events of switch and provider make them known.

#include "model/constants.h"
#include "model/known.h"
#include "model/status.h"

namespace ioracle {
namespace {

struct FaultName {
  std::string_view name;
  bool Faults::*fault;
};

constexpr FaultName fault_names[] = {{"network_down", &Faults::network_down},
                                     {"callback_in_progress", &Faults::callback_in_progress},
                                     {"requests_exhausted", &Faults::requests_exhausted},
                                     {"no_wait_for_all", &Faults::no_wait_for_all},
                                     {"no_out_of_band", &Faults::no_out_of_band},
                                     {"send_only", &Faults::send_only},
                                     {"message_oriented", &Faults::message_oriented},
                                     {"pseudo_stream", &Faults::pseudo_stream},
                                     {"partial_message", &Faults::partial_message},
                                     {"holds_unpushed_data", &Faults::holds_unpushed_data}};

struct InterruptionName {
  std::string_view name;
  Interruption::Kind kind;
};

constexpr InterruptionName interruption_names[] = {
    {"port_unreachable", Interruption::Kind::port_unreachable},
    {"time_to_live_expired", Interruption::Kind::time_to_live_expired},
    {"blocking_call_canceled", Interruption::Kind::blocking_call_canceled}};

constexpr std::string_view keep_alive_failed = "keep_alive_failed";
constexpr std::string_view connection_timed_out = "connection_timed_out";

}  // namespace

bool Call::shows_another(Parameter parameter, const Value& shown, std::int64_t than) const {
  const Argument* argument = event.find(parameter);
  const bool left = shown.kind == ValueKind::untouched && argument && argument->preset.recorded();
  const Value& held = left ? argument->preset : shown;
  return held.kind == ValueKind::integer && held.number != than;
}

void Known::declare(const Event& environment) {
  if (environment.kind == EventKind::memory) {
    declared_ = no_instant;
    return touch(environment);
  }
  const ObjectReference object = find(environment.object);
  declared_ = no_instant;
  if (environment.action == "device_completes") {
    declared_ = complete_request(environment);
  } else if (object.kind == ObjectKind::device) {
    declare_device(devices_[object.index], environment);
  } else if (object.kind == ObjectKind::socket) {
    SocketObject& socket = sockets_[object.index];
    if (environment.action == "typical_provider") socket.provider_is_typical = true;
    if (environment.action == "provider_words") socket.provider_words_told = true;
    declared_ = declare_fault(environment.action, socket.faults);
    if (socket.linked) provide(socket.faults, connections_[socket.connection]);
  }
}

Instant Known::declare_fault(const std::string& action, Faults& faults) {
  for (const FaultName& known : fault_names) {
    if (known.name == action) faults.*known.fault = true;
  }
  for (const InterruptionName& known : interruption_names) {
    if (known.name != action) continue;
    faults.interruptions.push_back({known.kind, new_instant(), new_instant()});
    ++structure_;
    return faults.interruptions.back().came;
  }
  if (action != keep_alive_failed && action != connection_timed_out) return no_instant;
  if (faults.dropped == no_instant) {
    faults.dropped = new_instant();
    faults.by_keep_alive = action == keep_alive_failed;
    ++structure_;
  }
  return faults.dropped;
}

void Known::provide(const Faults& provider, Connection& connection) {
  if (!provider.message_oriented) return;
  connection.messages = !provider.pseudo_stream;
  connection.reliable = connection.messages;
  connection.in_parts = provider.partial_message;
}

const Operation* Known::provided(const Value& overlapped) const {
  const OverlappedObject* found = this->overlapped(overlapped);
  if (!found || found->last == no_operation) return nullptr;
  const Operation& operation = operations_[index_of(found->last)];
  return operation.kind == OperationKind::provided ? &operation : nullptr;
}

void Known::begin_provided(Call& call) {
  const ObjectReference target = find(call.value(Parameter::s));
  if (target.kind != ObjectKind::socket) return;
  const SocketObject& socket = sockets_[target.index];
  ProviderRequest request;
  request.typical = socket.provider_is_typical;
  const auto id = OperationId{static_cast<std::uint32_t>(operations_.size())};
  request.announced = new_instant(id);
  request.reported = new_instant(id);
  Operation operation;
  operation.kind = OperationKind::provided;
  operation.words_told = socket.provider_words_told;
  operation.request = static_cast<std::uint32_t>(requests_.size());
  requests_.push_back(request);
  const bool control = call.event.function == Function::WSPIoctl;
  begin_operation(call, operation, socket.file,
                  control ? std::nullopt : std::optional(data_of(call.event.function)));
  // The upcall writes the status block, whoever takes the packet; and a cancel finds nothing, for
  // the system has no request.
  operations_.back().request_class = RequestClass::attached;
  std::erase(outstanding_[socket.file], call.operation);
}

void Known::begin_upcall(const Call& call) {
  const Operation* operation = provided(call.value(Parameter::lpOverlapped));
  if (!operation) return;
  ProviderRequest& request = requests_[operation->request];
  if (request.upcall_id != 0 || request.over) return;
  if (operation->words_told) ++owed_words_;
  request.upcall_id = call.event.id;
  request.error = static_cast<std::uint32_t>(call.integer(Parameter::dwError));
  request.bytes = static_cast<std::uint64_t>(call.integer(Parameter::cbTransferred));
}

void Known::end_provided(const Call& call, const Event& returned) {
  ProviderRequest& request = requests_[operation(call.operation).request];
  const Argument* code = returned.find(Parameter::lpErrno);
  request.returned = true;
  // What was not recorded may have been that it pends.
  const bool failed = returned.result.is(constant::socket_error) || !returned.result.recorded();
  const bool pends = !code || !code->value.recorded() || code->value.is(error::io_pending);
  request.over = !failed || !pends;
}

void Known::write_word(const Event& word) {
  const Operation* operation = provided(Value::of(word.object));
  if (!operation) return;
  ProviderRequest& request = requests_[operation->request];
  if (!operation->words_told || request.over) return;
  const OverlappedWords& words = word.words;
  if (words.offset) request.offset = words.offset;
  if (words.offset_high) request.offset_high = words.offset_high;
  if (words.internal && request.upcall_id == 0) {
    request.begun = *words.internal == constant::status_pending;
  }
  if (request.upcall_id == 0) return;
  if (words.internal_high) request.stored = true;
  if (words.internal && *words.internal != constant::status_pending && !request.changed) {
    request.changed = true;
    --owed_words_;
  }
}

}  // namespace ioracle
