#ifndef _WIN32

#include "record/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

extern char** environ;  // NOLINT: POSIX wants it so

namespace ioracle {
namespace {

constexpr int log_mode = 0644;

}  // namespace

bool ChildProcess::start(const std::vector<std::string>& words, const std::string& log) {
  stop();
  if (words.empty()) {
    problem_ = "the command is empty";
    return false;
  }
  int to_child[2];
  int from_child[2];
  if (pipe2(to_child, O_CLOEXEC) != 0) {
    problem_ = std::strerror(errno);
    return false;
  }
  if (pipe2(from_child, O_CLOEXEC) != 0) {
    problem_ = std::strerror(errno);
    close(to_child[0]);
    close(to_child[1]);
    return false;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, to_child[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, from_child[1], STDOUT_FILENO);
  const char* const errors = log.empty() ? "/dev/null" : log.c_str();
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, O_WRONLY | O_CREAT | O_APPEND,
                                   log_mode);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const int error =
      posix_spawnp(&pid_, arguments[0], &actions, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  close(to_child[0]);
  close(from_child[1]);
  input_ = to_child[1];
  output_ = from_child[0];
  if (error == 0) return true;
  pid_ = -1;
  close_pipes();
  problem_ = "cannot start \"" + words[0] + "\": " + std::strerror(error);
  return false;
}

void ChildProcess::stop() {
  close_pipes();
  if (pid_ <= 0) return;
  kill(-pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

void ChildProcess::close_pipes() {
  for (int* pipe_end : {&input_, &output_}) {
    if (*pipe_end >= 0) close(*pipe_end);
    *pipe_end = -1;
  }
  pending_.clear();
}

bool ChildProcess::write_line(const std::string& line) {
  const std::string text = line + "\n";
  // A child that is gone must not end us.
  sigset_t pipe_signal;
  sigset_t before;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  bool written = input_ >= 0;
  for (std::size_t done = 0; written && done < text.size();) {
    const ssize_t count = write(input_, text.data() + done, text.size() - done);
    if (count > 0) done += static_cast<std::size_t>(count);
    written = count > 0 || errno == EINTR;
  }
  if (!written) {
    const timespec at_once{};
    while (sigtimedwait(&pipe_signal, nullptr, &at_once) > 0) {
    }
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return written;
}

ChildProcess::Result ChildProcess::read_line(std::string& line, std::chrono::milliseconds timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    if (take_line(line)) return Result::line;
    if (output_ < 0) return Result::ended;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return Result::timed_out;
    pollfd readable{output_, POLLIN, 0};
    const int ready = poll(
        &readable, 1, static_cast<int>(std::min<std::int64_t>(left.count(), std::int64_t{60'000})));
    if (ready <= 0) continue;
    char chunk[65536];
    const ssize_t count = read(output_, chunk, sizeof chunk);
    if (count == 0 || (count < 0 && errno != EINTR)) return Result::ended;
    if (count > 0) pending_.append(chunk, static_cast<std::size_t>(count));
  }
}

}  // namespace ioracle

#endif
