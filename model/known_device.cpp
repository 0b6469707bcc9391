// Devices whose behaviour the environment declares: their handles, and the requests to them.

#include <algorithm>

#include "model/constants.h"
#include "model/known.h"
#include "model/payload.h"
#include "model/status.h"

namespace ioracle {
namespace {

Status declared_status(const Event& environment) {
  return static_cast<Status>(static_cast<std::uint32_t>(environment.result.number));
}

// What an event gives as bytes: its runs, with literals of their own.
struct Output {
  std::vector<Run> runs;
  std::string literals;
};

Output output_of(const Event& environment) {
  Output output;
  if (environment.buffers.empty()) return output;
  const BufferValue& bytes = environment.buffers.front();
  output.runs.assign(environment.runs.begin() + bytes.first_run,
                     environment.runs.begin() + bytes.first_run + bytes.run_count);
  output.literals = environment.literals;
  return output;
}

std::uint64_t length_of(std::span<const Run> runs) {
  std::uint64_t length = 0;
  for (const Run& run : runs) length += run.length;
  return length;
}

}  // namespace

const DeviceHandle* Known::device(const Value& value) const {
  const ObjectReference object = find(value);
  return object.kind == ObjectKind::device ? &devices_[object.index] : nullptr;
}

bool Known::is_device_path(const Value& path) const {
  if (path.kind != ValueKind::name) return false;
  const std::string_view text = names_->text(path.name);
  return text.starts_with(R"(\\.\)") && !text.starts_with(R"(\\.\pipe\)");
}

void Known::add_device(const Call& call, Name name) {
  DeviceHandle device;
  device.path = call.value(Parameter::lpFileName).name;
  const std::int64_t flags = call.integer(Parameter::dwFlagsAndAttributes);
  device.file = add_file(name, ObjectKind::device, static_cast<std::uint32_t>(devices_.size()),
                         (flags & constant::file_flag_overlapped) != 0);
  devices_.push_back(std::move(device));
}

void Known::declare_device(DeviceHandle& device, const Event& environment) {
  if (environment.action == "device_ignores_cancel") device.ignores_cancel = true;
  if (environment.action != "device_answers") return;
  Output output = output_of(environment);
  device.declared = true;
  device.answer = declared_status(environment);
  device.output = std::move(output.runs);
  device.literals = std::move(output.literals);
}

void Known::answer_request(Operation& operation, Status status, std::span<const Run> output,
                           std::string_view literals) {
  operation.answer = status;
  std::vector<Run> runs(output.begin(), output.end());
  for (Run& run : runs) {
    if (run.pattern) continue;
    const std::string_view bytes = literals.substr(run.offset, run.length);
    run.offset = literals_.add(std::span(bytes.data(), bytes.size()));
  }
  operation.first_run = payload_.add(runs);
  operation.run_count = static_cast<std::uint32_t>(runs.size());
}

void Known::begin_control(Call& call) {
  const bool comm = call.event.function == Function::WaitCommEvent;
  const DeviceHandle* device =
      this->device(call.value(comm ? Parameter::hFile : Parameter::hDevice));
  if (!device) return;
  Operation operation;
  operation.kind = OperationKind::control;
  operation.waits_for_comm = comm;
  operation.ignores_cancel = device->ignores_cancel;
  operation.answers_at_once = device->answer != Status::pending;
  operation.answered =
      operation.answers_at_once
          ? always_happened
          : new_instant(OperationId{static_cast<std::uint32_t>(operations_.size())});
  begin_operation(call, operation, device->file,
                  comm ? std::nullopt : std::optional(Parameter::lpOutBuffer));
  Operation& begun = operations_.back();
  if (comm) begun.capacity = sizeof(std::uint32_t);  // the mask of events
  if (begun.answers_at_once)
    answer_request(begun, device->answer, device->output, device->literals);
}

void Known::begin_socket_control(Call& call) {
  const SocketObject* socket = this->socket(call.value(Parameter::s));
  if (!socket) return;
  Operation operation;
  operation.kind = OperationKind::control;
  // What is no change of addresses is told at once, or is nobody's.
  if (call.integer(Parameter::dwIoControlCode) != constant::sio_address_list_change) {
    operation.answer = Status::not_supported;
  }
  begin_operation(call, operation, socket->file, std::nullopt);
}

bool Known::sets_nonblocking(const Call& call) const {
  const Argument* input = call.event.find(Parameter::lpvInBuffer);
  if (call.integer(Parameter::dwIoControlCode) != constant::fionbio || !input) return false;
  const BufferValue& buffer = call.event.buffers[input->first];
  const auto runs = std::span(call.event.runs).subspan(buffer.first_run, buffer.run_count);
  return std::ranges::any_of(expand(runs, call.event.literals, *names_),
                             [](char byte) { return byte != 0; });
}

// Only what pends can still be found by a cancel.
void Known::end_control(const Call& call, const Event& returned) {
  const Operation& operation = operations_[index_of(call.operation)];
  const bool pends = !returned.result.recorded() ||
                     (returned.result.is(0) &&
                      returned.last_error.value_or(error::io_pending) == error::io_pending);
  if (!pends || operation.request_class == RequestClass::synchronous) {
    std::erase(outstanding_[operation.file], call.operation);
  }
}

// A request is named by its OVERLAPPED; one without is the oldest that the device has.
Instant Known::complete_request(const Event& environment) {
  OperationId id = no_operation;
  const auto is_open = [&](OperationId one) {
    const Operation& operation = operations_[index_of(one)];
    return operation.kind == OperationKind::control && operation.answer == Status::pending;
  };
  if (const OverlappedObject* named = overlapped(Value::of(environment.object))) {
    if (named->last != no_operation && is_open(named->last)) id = named->last;
  } else if (const DeviceHandle* device = this->device(Value::of(environment.object))) {
    const std::vector<OperationId>& all = outstanding_[device->file];
    const auto found = std::ranges::find_if(all, is_open);
    if (found != all.end()) id = *found;
  }
  if (id == no_operation) return no_instant;
  Operation& operation = operations_[index_of(id)];
  const Output output = output_of(environment);
  answer_request(operation, declared_status(environment), output.runs, output.literals);
  return operation.answered;
}

std::uint64_t Known::answered_bytes(const Operation& operation) const {
  return std::min(operation.capacity, length_of(payload(operation)));
}

bool Known::tells_count(OperationId id) const {
  return is_windows(profile_) || id == no_operation || !operation(id).waits_for_comm;
}

std::uint32_t Known::answered_mask(const Operation& operation) const {
  std::vector<Run> runs;
  std::string literals;
  const auto id = items_[index_of(operation.item)].operation;
  if (!copy_read(*this, id, answered_bytes(operation), runs, literals)) return 0;
  const std::string bytes = expand(runs, literals, *names_);
  constexpr unsigned bits_per_byte = 8;
  std::uint32_t mask = 0;
  for (std::size_t index = bytes.size(); index-- > 0;) {
    mask = mask << bits_per_byte | static_cast<unsigned char>(bytes[index]);
  }
  return mask;
}

}  // namespace ioracle
