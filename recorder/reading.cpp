#include "recorder/reading.h"

namespace ioracle::recorder {

bool read_guarded(ThreadState& thread, void (*body)(void*), void* argument) {
  CONTEXT context;
  thread.faulted = false;
  RtlCaptureContext(&context);
  if (thread.faulted) {  // here for the second time
    thread.go_on = nullptr;
    return false;
  }
  thread.go_on = &context;
  body(argument);
  thread.go_on = nullptr;
  return true;
}

void add_number(ThreadState& thread, std::size_t position, std::uint64_t number) {
  unsigned char* place =
      thread.add_field(static_cast<std::uint8_t>(position), FieldTag::number, 1, sizeof number);
  if (place != nullptr) std::memcpy(place, &number, sizeof number);
}

}  // namespace ioracle::recorder
