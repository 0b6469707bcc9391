#include "model/contract/books.h"

#include <utility>

namespace ioracle::contract {
namespace {

Part part_of(Parameter parameter, Function function) {
  switch (parameter) {
    case Parameter::lpFrom:
    case Parameter::lpFromlen:
      return Part::address;
    case Parameter::lpMsg:
    case Parameter::Control:
    case Parameter::name:
      return Part::message;
    case Parameter::lpOutputBuffer:
      return Part::accepted;
    case Parameter::lpInBuffer:
    case Parameter::lpvInBuffer:
    case Parameter::InputBuffer:
      return Part::sent;
    default:
      return sends_bytes(function) ? Part::sent : Part::received;
  }
}

bool is_memory(Parameter parameter, Function function) {
  switch (parameter) {
    case Parameter::name:
      return function == Function::WSARecvMsg;
    case Parameter::Buffer:
    case Parameter::Control:
    case Parameter::InputBuffer:
    case Parameter::lpBuffer:
    case Parameter::lpBuffers:
    case Parameter::lpFrom:
    case Parameter::lpFromlen:
    case Parameter::lpInBuffer:
    case Parameter::lpMsg:
    case Parameter::lpOutBuffer:
    case Parameter::lpOutputBuffer:
    case Parameter::lpPacketArray:
    case Parameter::lpSendBuffer:
    case Parameter::lpTransmitBuffers:
    case Parameter::lpvInBuffer:
    case Parameter::lpvOutBuffer:
    case Parameter::OutputBuffer:
      return true;
    default:
      return false;
  }
}

}  // namespace

Thing& Books::thing(Name name) {
  if (name.index >= things_.size()) things_.resize(name.index + name.index / 2 + 16);
  return things_[name.index];
}

CallFacts* Books::running(std::uint64_t id) {
  for (std::size_t index = running_count_; index-- > 0;) {
    if (running_[index].id == id) return &running_[index];
  }
  return nullptr;
}

CallFacts& Books::begin(const Event& call) {
  if (running_count_ == running_.size()) running_.emplace_back();
  CallFacts& facts = running_[running_count_++];
  facts.serial = ++serial_;
  read_call(call, facts);
  return facts;
}

void Books::end(CallFacts& call) {
  std::swap(call, running_[running_count_ - 1]);
  --running_count_;
}

void Books::own(InFlight& operation, const OwnedMemory& memory) {
  operation.memory.push_back(memory);
  ++thing(memory.name).owned;
}

void Books::disown(InFlight& operation) {
  for (const OwnedMemory& memory : operation.memory) --thing(memory.name).owned;
  operation.memory.clear();
}

void Books::note_latest(const CallFacts& call) {
  Thing& overlapped = thing(call.overlapped);
  overlapped.last_handle = call.handle ? object(call.handle) : Name();
  overlapped.last_event = call.event ? object(call.event) : Name();
  overlapped.last_seq = call.seq;
  overlapped.last_id = call.id;
  overlapped.last_function = call.function;
  overlapped.last_has_routine = static_cast<bool>(call.routine);
  overlapped.last_event_null = call.event_null;
  overlapped.provided = call.deed == Deed::provide;
  overlapped.pended = true;
}

void Books::provide(const CallFacts& call) { note_latest(call); }

void Books::start(CallFacts& call, const Event& event) {
  std::uint32_t slot = 0;
  if (free_.empty()) {
    slot = slot_count();
    slots_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  call.operation = slot;
  InFlight& operation = slots_[slot];
  operation.serial = call.serial;
  operation.id = call.id;
  operation.seq = call.seq;
  operation.line = event.line;
  operation.function = call.function;
  operation.state = InFlight::State::calling;
  operation.cancelled = false;
  operation.event_closed = false;
  operation.event_tagged = call.event_tagged;
  operation.thread = call.thread;
  operation.handle = call.handle ? object(call.handle) : Name();
  operation.overlapped = call.overlapped;
  operation.event = call.event ? object(call.event) : Name();
  operation.routine = call.routine;
  const Thing& handle = thing(operation.handle);
  // A native function queues a packet only where it was given an ApcContext.
  const bool native = info(call.function).returns == Returns::status;
  operation.packet_sure = handle.on_port && !native && !handle.asked_to_skip && !call.routine &&
                          !call.event_tagged && !handle.synchronous;
  for (const Argument& argument : event.arguments) {
    if (!is_memory(argument.parameter, call.function)) continue;
    const Part part = part_of(argument.parameter, call.function);
    if (argument.value.kind == ValueKind::name) own(operation, {argument.value.name, part, 0, 0});
    for (std::uint32_t index = 0; index < argument.count; ++index) {
      if (argument.first + index >= event.buffers.size()) break;
      const BufferValue& buffer = event.buffers[argument.first + index];
      if (buffer.memory) own(operation, {buffer.memory, part, buffer.offset, buffer.length});
    }
  }
  Thing& overlapped = thing(call.overlapped);
  operation.older = overlapped.newest;
  overlapped.newest = slot;
  note_latest(call);
  std::vector<std::uint32_t>& on = thing(operation.handle).on;
  operation.handle_place = static_cast<std::uint32_t>(on.size());
  on.push_back(slot);
  if (!operation.event) return;
  Thing& signaled = thing(operation.event);
  signaled.consumed = false;
  operation.event_place = static_cast<std::uint32_t>(signaled.signals.size());
  signaled.signals.push_back(slot);
}

void Books::start_returned(CallFacts& call, const Event& returned) {
  if (call.operation == 0 || slots_[call.operation].serial != call.serial) return;
  InFlight& operation = slots_[call.operation];
  switch (start_of(call.function, returned)) {
    case Start::pending:
      operation.state = InFlight::State::pending;
      return;
    case Start::done:
      if (operation.packet_sure || (operation.routine && !thing(operation.handle).synchronous)) {
        operation.state = InFlight::State::ended;
        return;
      }
      break;
    default:
      break;
  }
  tell(call.operation, call.serial);
}

void Books::tell(std::uint32_t slot, std::uint64_t told_by) {
  InFlight& operation = slots_[slot];
  endings_->ended(operation, told_by);
  disown(operation);
  const auto take_out = [this](std::vector<std::uint32_t>& list, std::uint32_t place,
                               std::uint32_t InFlight::*own_place) {
    list[place] = list.back();
    slots_[list[place]].*own_place = place;
    list.pop_back();
  };
  take_out(thing(operation.handle).on, operation.handle_place, &InFlight::handle_place);
  if (operation.event) {
    take_out(thing(operation.event).signals, operation.event_place, &InFlight::event_place);
  }
  Thing& overlapped = thing(operation.overlapped);
  std::uint32_t* link = &overlapped.newest;
  while (*link != slot) link = &slots_[*link].older;
  *link = operation.older;
  operation.serial = 0;
  free_.push_back(slot);
}

void Books::tell_all(Name overlapped, std::uint64_t told_by) {
  while (thing(overlapped).newest != 0) tell(thing(overlapped).newest, told_by);
}

void Books::tell_oldest(Name overlapped, std::uint64_t told_by) {
  std::uint32_t slot = thing(overlapped).newest;
  if (slot == 0) return;
  while (slots_[slot].older != 0) slot = slots_[slot].older;
  tell(slot, told_by);
}

void Books::forget() {
  for (std::uint32_t slot = 1; slot < slot_count(); ++slot) {
    if (slots_[slot].serial != 0) tell(slot, 0);
  }
  running_count_ = 0;
}

}  // namespace ioracle::contract
