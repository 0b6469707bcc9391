#ifdef _WIN32

#define WIN32_LEAN_AND_MEAN
#define NOMINMAX
#include <windows.h>

#include <algorithm>

#include "record/child_process.h"

namespace ioracle {
namespace {

constexpr DWORD poll_ms = 1;

std::wstring wide(const std::string& text) {
  const int size =
      MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), nullptr, 0);
  std::wstring out(static_cast<std::size_t>(size), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), out.data(), size);
  return out;
}

// As the start of programs takes it: each word in quotes, those within and the backslashes before
// them escaped.
std::wstring command_line(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty()) line += ' ';
    line += '"';
    std::size_t backslashes = 0;
    for (const char character : word) {
      if (character == '"') line.append(backslashes + 1, '\\');
      backslashes = character == '\\' ? backslashes + 1 : 0;
      line += character;
    }
    line.append(backslashes, '\\');
    line += '"';
  }
  return wide(line);
}

std::string error_text(const char* what) {
  return std::string(what) + ": error " + std::to_string(GetLastError());
}

void close(void*& handle) {
  if (handle != nullptr) CloseHandle(handle);
  handle = nullptr;
}

// A pipe of which the child inherits one end, and we keep the other.
bool make_pipe(HANDLE& for_child, void*& for_us, bool child_reads) {
  SECURITY_ATTRIBUTES inherited{sizeof inherited, nullptr, TRUE};
  HANDLE reads = nullptr;
  HANDLE writes = nullptr;
  if (!CreatePipe(&reads, &writes, &inherited, 0)) return false;
  for_child = child_reads ? reads : writes;
  for_us = child_reads ? writes : reads;
  return SetHandleInformation(for_us, HANDLE_FLAG_INHERIT, 0) != 0;
}

HANDLE open_log(const std::string& log) {
  SECURITY_ATTRIBUTES inherited{sizeof inherited, nullptr, TRUE};
  return CreateFileW(log.empty() ? L"NUL" : wide(log).c_str(), FILE_APPEND_DATA,
                     FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited, OPEN_ALWAYS, 0, nullptr);
}

}  // namespace

bool ChildProcess::start(const std::vector<std::string>& words, const std::string& log) {
  stop();
  if (words.empty()) {
    problem_ = "the command is empty";
    return false;
  }
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  startup.dwFlags = STARTF_USESTDHANDLES;
  if (!make_pipe(startup.hStdInput, input_, true) ||
      !make_pipe(startup.hStdOutput, output_, false)) {
    problem_ = error_text("no pipe");
    close_pipes();
    return false;
  }
  startup.hStdError = open_log(log);
  job_ = CreateJobObjectW(nullptr, nullptr);
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
  SetInformationJobObject(job_, JobObjectExtendedLimitInformation, &limits, sizeof limits);
  std::wstring line = command_line(words);
  PROCESS_INFORMATION made{};
  const BOOL started = CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE,
                                      CREATE_SUSPENDED, nullptr, nullptr, &startup, &made);
  if (!started) problem_ = error_text(("cannot start \"" + words[0] + "\"").c_str());
  for (const HANDLE handle : {startup.hStdInput, startup.hStdOutput, startup.hStdError}) {
    if (handle != INVALID_HANDLE_VALUE) CloseHandle(handle);
  }
  if (!started) {
    close_pipes();
    close(job_);
    return false;
  }
  AssignProcessToJobObject(job_, made.hProcess);
  ResumeThread(made.hThread);
  CloseHandle(made.hThread);
  process_ = made.hProcess;
  return true;
}

void ChildProcess::stop() {
  close_pipes();
  if (process_ == nullptr) return;
  TerminateJobObject(job_, 1);
  TerminateProcess(process_, 1);  // where it could not be put into the job
  WaitForSingleObject(process_, INFINITE);
  close(process_);
  close(job_);
}

void ChildProcess::close_pipes() {
  close(input_);
  close(output_);
  pending_.clear();
}

bool ChildProcess::write_line(const std::string& line) {
  const std::string text = line + "\n";
  for (std::size_t done = 0; done < text.size();) {
    DWORD count = 0;
    const auto left = static_cast<DWORD>(text.size() - done);
    if (input_ == nullptr || !WriteFile(input_, text.data() + done, left, &count, nullptr)) {
      return false;
    }
    done += count;
  }
  return true;
}

ChildProcess::Result ChildProcess::read_line(std::string& line, std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    if (take_line(line)) return Result::line;
    if (output_ == nullptr) return Result::ended;
    DWORD available = 0;
    if (!PeekNamedPipe(output_, nullptr, 0, nullptr, &available, nullptr)) return Result::ended;
    if (available == 0) {
      if (std::chrono::steady_clock::now() >= deadline) return Result::timed_out;
      Sleep(poll_ms);
      continue;
    }
    char chunk[65536];
    DWORD count = 0;
    const DWORD wanted = std::min(available, static_cast<DWORD>(sizeof chunk));
    if (!ReadFile(output_, chunk, wanted, &count, nullptr) || count == 0) return Result::ended;
    pending_.append(chunk, count);
  }
}

}  // namespace ioracle

#endif
