#include "recorder/program_end.h"

#include "recorder/thread_state.h"

namespace ioracle::recorder {

void note_end(DWORD reason) {
  if (reason != DLL_THREAD_DETACH && reason != DLL_PROCESS_DETACH) return;
  const DWORD code = last_error();
  if (ThreadState* thread = ThreadState::existing(); thread != nullptr && ThreadState::current()) {
    const bool whole = reason == DLL_PROCESS_DETACH;
    thread->begin_record(whole ? RecordKind::process_exit : RecordKind::thread_exit);
    if (RecordHead* record = thread->record()) {
      record->ticks = now_ticks();
      record->seq = next_seq();
    }
    if (whole) {
      note_process_end();
    } else {
      thread->close();
    }
  }
  set_last_error(code);
}

}  // namespace ioracle::recorder
