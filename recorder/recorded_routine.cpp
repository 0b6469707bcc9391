// Completion routines and APCs, as they begin and end.

#include "recorder/modules.h"
#include "recorder/reading.h"
#include "recorder/recorded_call.h"

namespace ioracle::recorder {

RecordedRoutine::RecordedRoutine(std::uint64_t routine, std::span<const Argument> arguments,
                                 std::uint64_t completed)
    : thread_(ThreadState::current()), routine_(routine) {
  if (thread_ == nullptr) return;
  thread_->busy = true;
  tell_module(*thread_, routine);
  thread_->begin_record(RecordKind::enter);
  for (const Argument& argument : arguments) {
    add_number(*thread_, static_cast<std::size_t>(argument.parameter), argument.value);
  }
  outer_ = thread_->within;
  id_ = next_seq();
  if (RecordHead* record = thread_->record()) {
    record->id = id_;
    record->within = outer_;
    record->caller = routine;
    record->ticks = now_ticks();
    record->seq = id_;
  }
  thread_->within = id_;
  if (completed != 0) tell_received(*thread_, completed, arguments[1].value);
  thread_->busy = false;
}

RecordedRoutine::~RecordedRoutine() {
  const DWORD code = last_error();
  if (thread_ != nullptr && ThreadState::current() == thread_) {
    thread_->busy = true;
    thread_->within = outer_;
    thread_->begin_record(RecordKind::exited);
    if (RecordHead* record = thread_->record()) {
      record->id = id_;
      record->caller = routine_;
      record->ticks = now_ticks();
      record->seq = next_seq();
    }
    thread_->busy = false;
  }
  set_last_error(code);
}

}  // namespace ioracle::recorder
