#include "tests/reference/outlook.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

namespace ioracle::reference {
namespace {

constexpr auto for_ever = std::numeric_limits<std::size_t>::max();

// Calls that neither make, close, connect nor associate a handle, nor start or end Winsock.
bool leaves_handles_alone(Function function) {
  if (starts_transfer(function)) return true;
  switch (function) {
    case Function::WSAGetOverlappedResult:
    case Function::WSAWaitForMultipleEvents:
    case Function::WaitForSingleObjectEx:
    case Function::SleepEx:
    case Function::SetEvent:
    case Function::ResetEvent:
    case Function::WSASetEvent:
    case Function::WSAResetEvent:
    case Function::GetQueuedCompletionStatus:
    case Function::PostQueuedCompletionStatus:
    case Function::CancelIoEx:
    case Function::shutdown:
    case Function::setsockopt:
    case Function::FlushFileBuffers:
      return true;
    default:
      return false;
  }
}

// The step `check` of these only looks at handles. That of a transfer of a file may write Internal.
bool only_checks(Function function) {
  switch (function) {
    case Function::WSARecv:
    case Function::WSASend:
    case Function::WSAGetOverlappedResult:
    case Function::WSAWaitForMultipleEvents:
    case Function::WaitForSingleObjectEx:
    case Function::SleepEx:
    case Function::GetQueuedCompletionStatus:
    case Function::CancelIoEx:
    case Function::shutdown:
    case Function::setsockopt:
      return true;
    default:
      return false;
  }
}

}  // namespace

Outlook::Outlook(std::span<const Event> events) {
  std::unordered_map<std::uint64_t, std::size_t> returns;  // by call id
  for (std::size_t index = events.size(); index-- > 0;) {
    const Event& event = events[index];
    switch (event.kind) {
      case EventKind::returned:
      case EventKind::exception:
        returns[event.id] = index;
        break;
      case EventKind::call: {
        const auto found = returns.find(event.id);
        note(event, found == returns.end() ? for_ever : found->second);
        break;
      }
      case EventKind::observe:
        see(Value::of(event.object), index);
        break;
      default:
        break;
    }
  }
}

void Outlook::see(const Value& object, std::size_t until) {
  if (object.kind != ValueKind::name) return;
  if (seen_until_.size() <= object.name.index) seen_until_.resize(object.name.index + 1, 0);
  std::size_t& seen = seen_until_[object.name.index];
  seen = std::max(seen, until);
}

// Whatever a call names it may look at, except: starting an operation only writes, CancelIoEx
// never looks at an OVERLAPPED's words, and a socket's own signal is seen by waits alone.
void Outlook::note(const Event& call, std::size_t until) {
  if (!leaves_handles_alone(call.function)) {
    handles_change_until_ = std::max(handles_change_until_, until);
  }
  if (starts_transfer(call.function) || call.function == Function::CancelIoEx) return;
  for (const Argument& argument : call.arguments) {
    const bool socket = argument.parameter == socket_parameter(call.function);
    const Argument* waits = call.find(Parameter::fWait);
    if (!socket || (waits && !waits->value.is(0))) see(argument.value, until);
  }
  for (const Value& handle : call.values) see(handle, until);
  see(call.words.event, until);
}

bool Outlook::is_seen(Name object, std::size_t index) const {
  return object.index < seen_until_.size() && seen_until_[object.index] >= index;
}

// What is known of registers follows from the visible events, the same for every world.
void Outlook::find_unread(const ExactWorld& world, std::size_t index) {
  const Known& known = world.known();
  const std::size_t count = known.initial_registers().size();
  if (unread_at_ == index && unread_.size() == count) return;
  unread_at_ = index;
  unread_.assign(count, false);
  unread_list_.clear();
  const auto add = [&](Register cell) {
    unread_[index_of(cell)] = true;
    unread_list_.push_back(cell);
  };
  for (std::uint32_t number = 1; number <= known.names().size(); ++number) {
    const Value object = Value::of(Name{number});
    if (is_seen(object.name, index)) continue;
    if (const OverlappedObject* overlapped = known.overlapped(object)) {
      add(overlapped->internal);
      add(overlapped->internal_high);
    } else if (const EventObject* event = known.event(object)) {
      add(event->state);
    } else if (const FileObject* file = known.file(object)) {
      add(file->signal);
    }
  }
}

bool Outlook::commutes(const Known& known, const Chain& chain, std::size_t index) const {
  const bool call = chain.kind == Chain::Kind::call;
  switch (chain.step) {
    case MicroStep::check:
      // Reads whether handles are open, connected, associated: nothing changes that any more.
      return call && handles_change_until_ < index &&
             only_checks(known.call(chain.call).event.function);
    case MicroStep::report:
      // What a query says of the status and count that it has read; it reads nothing more.
      return call && known.call(chain.call).event.function == Function::WSAGetOverlappedResult;
    case MicroStep::start:
    case MicroStep::information:
    case MicroStep::status: {
      // Writes a word of the OVERLAPPED, which nobody reads any more.
      const Operation& operation = known.operation(chain.operation);
      return !operation.has_overlapped ||
             unread_[index_of(known.overlapped(operation.overlapped).internal)];
    }
    case MicroStep::clear:
    case MicroStep::signal:
      // Writes the state of an event, which nobody reads any more.
      return unread_[index_of(known.operation(chain.operation).event)];
    default:
      return false;
  }
}

void Outlook::perform_commuting(ExactWorld& world, std::size_t index) {
  find_unread(world, index);
  for (std::uint32_t number = 0; number < world.chain_count();) {
    if (commutes(world.known(), world.chain(number), index)) {
      world.enabled(number, moves_);
      if (moves_.size() == 1) {
        world.perform(moves_[0]);
        continue;  // the next step of the same chain, or the chain that took its place
      }
    }
    ++number;
  }
  for (const Register cell : unread_list_) world.forget(cell);
}

}  // namespace ioracle::reference
