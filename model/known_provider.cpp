// Requests to service providers, as the visible events of switch and provider make them known.

#include "model/constants.h"
#include "model/known.h"
#include "model/status.h"

namespace ioracle {

bool Call::shows_another(Parameter parameter, const Value& shown, std::int64_t than) const {
  const Argument* argument = event.find(parameter);
  const bool left = shown.kind == ValueKind::untouched && argument && argument->preset.recorded();
  const Value& held = left ? argument->preset : shown;
  return held.kind == ValueKind::integer && held.number != than;
}

Instant Known::declare(const Event& environment) {
  const ObjectReference object = find(environment.object);
  if (environment.action == "device_completes") return complete_request(environment);
  if (object.kind == ObjectKind::device) declare_device(devices_[object.index], environment);
  if (object.kind != ObjectKind::socket) return no_instant;
  SocketObject& socket = sockets_[object.index];
  if (environment.action == "typical_provider") socket.provider_is_typical = true;
  if (environment.action == "provider_words") socket.provider_words_told = true;
  if (environment.action == "network_down") socket.provider_network_down = true;
  return no_instant;
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
