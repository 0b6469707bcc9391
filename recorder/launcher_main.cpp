// ioracle-launch: starts a program with the recorder in it.
//
//   ioracle-launch PROGRAM [ARGUMENT...]
//
// It loads ioracle-recorder.dll, which lies beside it, into the new process before the program's
// own code runs. IORACLE_RECORD and its like are passed on. Ends with the exit code of the program;
// 2: it could not be started.

#include <winsock2.h>
// after winsock2.h
#include <windows.h>

#include <cstdio>
#include <string>

namespace {

constexpr int not_started = 2;

int complain(const char* what) {
  std::fprintf(stderr, "ioracle-launch: %s (error %lu)\n", what, GetLastError());
  return not_started;
}

std::wstring library_path() {
  wchar_t own[MAX_PATH];
  const DWORD length = GetModuleFileNameW(nullptr, own, MAX_PATH);
  const std::wstring path(own, length);
  return path.substr(0, path.find_last_of(L'\\') + 1) + L"ioracle-recorder.dll";
}

// The command line without the name of this program, as it was written.
const wchar_t* rest_of_command_line() {
  const wchar_t* text = GetCommandLineW();
  const bool quoted = *text == L'"';
  if (quoted) ++text;
  while (*text != L'\0' && *text != (quoted ? L'"' : L' ')) ++text;
  if (quoted && *text == L'"') ++text;
  while (*text == L' ') ++text;
  return text;
}

// Runs LoadLibraryW there: the system's libraries are at one address in all processes.
bool load_into(HANDLE process, const std::wstring& path) {
  const SIZE_T size = (path.size() + 1) * sizeof(wchar_t);
  void* text = VirtualAllocEx(process, nullptr, size, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
  if (text == nullptr || WriteProcessMemory(process, text, path.c_str(), size, nullptr) == 0) {
    return false;
  }
  const FARPROC load = GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "LoadLibraryW");
  const HANDLE thread = CreateRemoteThread(
      process, nullptr, 0, reinterpret_cast<LPTHREAD_START_ROUTINE>(reinterpret_cast<void*>(load)),
      text, 0, nullptr);
  if (thread == nullptr) return false;
  WaitForSingleObject(thread, INFINITE);
  DWORD loaded = 0;
  GetExitCodeThread(thread, &loaded);
  CloseHandle(thread);
  VirtualFreeEx(process, text, 0, MEM_RELEASE);
  return loaded != 0;
}

}  // namespace

int main() {
  std::wstring command = rest_of_command_line();
  if (command.empty()) {
    std::fprintf(stderr, "usage: ioracle-launch PROGRAM [ARGUMENT...]\n");
    return not_started;
  }
  STARTUPINFOW start{};
  start.cb = sizeof start;
  PROCESS_INFORMATION process{};
  if (CreateProcessW(nullptr, command.data(), nullptr, nullptr, TRUE, CREATE_SUSPENDED, nullptr,
                     nullptr, &start, &process) == 0) {
    return complain("the program cannot be started");
  }
  if (!load_into(process.hProcess, library_path())) {
    const int code = complain("ioracle-recorder.dll cannot be loaded into the program");
    TerminateProcess(process.hProcess, not_started);
    return code;
  }
  ResumeThread(process.hThread);
  WaitForSingleObject(process.hProcess, INFINITE);
  DWORD code = 0;
  GetExitCodeProcess(process.hProcess, &code);
  return static_cast<int>(code);
}
