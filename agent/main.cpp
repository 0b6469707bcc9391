// The Windows agent: performs scenarios against the system it runs on, steered over standard input
// and output (docs/protocol.md), or those that are embedded in it. Standard error is for messages
// to people.

#include <fcntl.h>
#include <io.h>
#include <windows.h>
#include <winsock2.h>

#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include "agent/embedded_corpus.h"
#include "agent/guarded_call.h"
#include "agent/journal.h"
#include "agent/server.h"

namespace {

class Lines {
 public:
  // The next line without its end. False at the end of the input.
  bool read(std::string& line) {
    for (;;) {
      if (const auto end = pending_.find('\n'); end != std::string::npos) {
        line = pending_.substr(0, end);
        pending_.erase(0, end + 1);
        if (!line.empty() && line.back() == '\r') line.pop_back();
        return true;
      }
      char chunk[65536];
      DWORD count = 0;
      if (!ReadFile(input_, chunk, sizeof chunk, &count, nullptr) || count == 0) return false;
      pending_.append(chunk, count);
    }
  }

  void write(std::string line) {
    line += '\n';
    for (std::size_t done = 0; done < line.size();) {
      DWORD count = 0;
      const auto left = static_cast<DWORD>(line.size() - done);
      if (!WriteFile(output_, line.data() + done, left, &count, nullptr)) return;
      done += count;
    }
  }

 private:
  HANDLE input_ = GetStdHandle(STD_INPUT_HANDLE);
  HANDLE output_ = GetStdHandle(STD_OUTPUT_HANDLE);
  std::string pending_;
};

}  // namespace

int main(int count, char** arguments) {
  SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
  const bool serves = count > 1 && std::strcmp(arguments[1], ioracle::agent::serve_argument) == 0;
  const auto embedded = serves ? std::nullopt : ioracle::agent::embedded_corpus();
  if (embedded) {
    _setmode(_fileno(stdout), _O_BINARY);
    return ioracle::agent::perform_embedded(*embedded);
  }
  ioracle::agent::prepare_guarded_calls();
  ioracle::agent::sweep_old_journals();
  auto server = std::make_unique<ioracle::agent::Server>();
  Lines lines;
  std::string line;
  while (!server->ended() && lines.read(line)) {
    lines.write(ioracle::write_answer(server->answer(line)));
  }
  server->remove_journals();
  static_cast<void>(server.release());  // threads that are blocked for ever still use it
  ExitProcess(0);
}
