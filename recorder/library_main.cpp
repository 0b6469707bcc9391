// The recorder as a library of its own, ioracle-recorder.dll: whoever loads it into a program has
// that program recorded.

#include "recorder/patching.h"
#include "recorder/program_end.h"

extern "C" BOOL WINAPI DllMain(HINSTANCE, DWORD reason, LPVOID) {
  if (reason == DLL_PROCESS_ATTACH) ioracle::recorder::patch_loaded_modules();
  ioracle::recorder::note_end(reason);
  return TRUE;
}
