#pragma once
// A program whose standard input and output are lines of text. Not safe for concurrent use.
// child_process.cpp is for POSIX, child_process_windows.cpp for Windows, child_process_text.cpp for
// both.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#ifndef _WIN32
#include <sys/types.h>
#endif

namespace ioracle {

// Splits a command as a shell does for plain words: by blanks, with '..' and ".." and \ kept
// together (on Windows \ is a letter as any).
std::vector<std::string> split_command(const std::string& command);

class ChildProcess {
 public:
  ChildProcess() = default;
  ~ChildProcess() { stop(); }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // Starts the words of a command in a process group of its own; its standard error is appended to
  // the file `log`, or dropped if that is empty. False: `problem()` says why.
  bool start(const std::vector<std::string>& words, const std::string& log);
#ifdef _WIN32
  bool running() const { return process_ != nullptr; }
#else
  bool running() const { return pid_ > 0; }
#endif
  // Kills the group and collects it. Nothing if it does not run.
  void stop();

  bool write_line(const std::string& line);
  enum class Result : std::uint8_t { line, ended, timed_out };
  // The next line without its end.
  Result read_line(std::string& line, std::chrono::milliseconds timeout);

  const std::string& problem() const { return problem_; }

 private:
  void close_pipes();
  // The first line of what was read, where it has come whole.
  bool take_line(std::string& line);

#ifdef _WIN32
  void* process_ = nullptr;
  void* job_ = nullptr;     // the process and whatever it starts
  void* input_ = nullptr;   // we write
  void* output_ = nullptr;  // we read
#else
  pid_t pid_ = -1;
  int input_ = -1;   // we write
  int output_ = -1;  // we read
#endif
  std::string pending_;
  std::string problem_;
};

}  // namespace ioracle
