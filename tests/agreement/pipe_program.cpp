#include "tests/agreement/pipe_program.h"

#include <array>
#include <vector>

#include "tests/agreement/random_program.h"

namespace ioracle {
namespace {

using namespace std::string_literals;

constexpr std::array<const char*, 2> thread_names = {"main", "t1"};

class PipeWriter {
 public:
  PipeWriter(std::uint64_t seed, bool transacts)
      : dice_(seed * 0x9E3779B97F4A7C15U + 5),
        messages_(dice_.chance(40) || transacts),
        transacts_(transacts),
        port_(dice_.chance(25)),
        left_(3 + dice_.roll(6)) {}

  std::string write() {
    const std::string room = std::to_string(2 + dice_.roll(6));
    add(R"({"thread":"main","call":"CreateNamedPipeW","as":"s","with":{"lpName":"\\\\.\\pipe\\p",)"
        R"("dwOpenMode":1073741827,"dwPipeMode":)" +
        (messages_ ? "6"s : "0"s) + R"(,"nMaxInstances":1,"nOutBufferSize":)" + room +
        R"(,"nInBufferSize":)" + room + R"(,"nDefaultTimeOut":0}})");
    add(R"({"call":"CreateEventW","as":"e","with":{"bManualReset":1,"bInitialState":0}})");
    if (port_) {
      add(R"({"call":"CreateIoCompletionPort","as":"p","with":{"FileHandle":{"raw":-1}}})");
      add(R"({"call":"CreateIoCompletionPort","as":"a","with":{"FileHandle":"s",)"
          R"("ExistingCompletionPort":"p","CompletionKey":7}})");
    }
    if (dice_.chance(75)) {
      thread_ = 0;
      add(open());
    }
    while (left_ > 0) {
      if (left_ > 1 && dice_.chance(60)) {
        const std::string first = list(0);
        add(R"({"race":[[)" + first + "],[" + list(1) + "]]}");
      } else {
        thread_ = dice_.roll(2);
        add(step());
      }
      if (dice_.chance(20)) add(R"({"settle":true})");
    }
    return R"({"name":"random","about":"random","threads":["main","t1"],"steps":[)" + steps_ + "]}";
  }

 private:
  void add(const std::string& step) { steps_ += (steps_.empty() ? "" : ",") + step; }

  std::string list(std::uint32_t thread) {
    std::string steps;
    for (std::uint32_t count = 1 + dice_.roll(2); count > 0; --count) {
      thread_ = thread;
      steps += (steps.empty() ? "" : ",") + step();
    }
    return steps;
  }

  std::string call(const std::string& function, const std::string& arguments) {
    return R"({"thread":")"s + thread_names[thread_] + R"(","call":")" + function + R"(","as":"x)" +
           std::to_string(++calls_) + R"(","with":{)" + arguments + "}}";
  }

  std::string end() { return opened_ && dice_.chance(60) ? "c" : "s"; }
  std::string fresh() {
    overlappeds_.emplace_back(dice_.chance(60) ? R"("e")" : "null");
    return overlapped(overlappeds_.size() - 1);
  }
  // One that was used: with the same event.
  std::string used() {
    if (overlappeds_.empty()) return fresh();
    return overlapped(dice_.roll(static_cast<std::uint32_t>(overlappeds_.size())));
  }
  std::string overlapped(std::size_t index) {
    return R"({"at":"ov)" + std::to_string(index + 1) + R"(","hEvent":)" + overlappeds_[index] +
           "}";
  }

  std::string open() {
    opened_ = true;
    const std::string mode =
        transacts_ ? "," + call("SetNamedPipeHandleState", R"("hNamedPipe":"c","lpMode":2)") : "";
    return R"({"thread":")"s + thread_names[thread_] +
           R"(","call":"CreateFileW","as":"c","with":{"lpFileName":"\\\\.\\pipe\\p",)"
           R"("dwDesiredAccess":3221225472,"dwShareMode":0,"dwCreationDisposition":3,)"
           R"("dwFlagsAndAttributes":1073741824}})" +
           mode;
  }

  std::string transact() {
    const std::uint32_t length = dice_.chance(10) ? 0 : 1 + dice_.roll(4);
    const std::string bytes =
        length == 0 ? "" : R"(["A",)" + std::to_string(sent_) + "," + std::to_string(length) + "]";
    sent_ += length;
    return call("TransactNamedPipe", R"("hNamedPipe":")" + end() + R"(","lpInBuffer":{"buf":"i)" +
                                         std::to_string(calls_) + R"(","len":)" +
                                         std::to_string(length) + R"(,"bytes":[)" + bytes +
                                         R"(]},"lpOutBuffer":{"buf":"r)" + std::to_string(calls_) +
                                         R"(","len":)" + std::to_string(dice_.roll(5)) +
                                         R"(},"lpBytesRead":"n","lpOverlapped":)" + fresh());
  }

  std::string read() {
    return call("ReadFile", R"("hFile":")" + end() + R"(","lpBuffer":{"buf":"b)" +
                                std::to_string(calls_) + R"(","len":)" +
                                std::to_string(dice_.chance(10) ? 0 : 1 + dice_.roll(4)) +
                                R"(},"lpNumberOfBytesRead":"n","lpOverlapped":)" + fresh());
  }

  std::string write_bytes() {
    const std::uint32_t length = dice_.chance(10) ? 0 : 1 + dice_.roll(5);
    const std::string bytes =
        length == 0 ? "" : R"(["A",)" + std::to_string(sent_) + "," + std::to_string(length) + "]";
    sent_ += length;
    return call("WriteFile", R"("hFile":")" + end() + R"(","lpBuffer":{"buf":"o)" +
                                 std::to_string(calls_) + R"(","len":)" + std::to_string(length) +
                                 R"(,"bytes":[)" + bytes +
                                 R"(]},"lpNumberOfBytesWritten":"m","lpOverlapped":)" + fresh());
  }

  std::string query() {
    return call("GetOverlappedResult", R"("hFile":")" + end() + R"(","lpOverlapped":)" + used() +
                                           R"(,"lpNumberOfBytesTransferred":"q","bWait":0)");
  }

  std::string step() {
    if (left_ > 0) --left_;
    if (transacts_ && dice_.chance(25)) return transact();
    switch (dice_.roll(16)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return read();
      case 4:
      case 5:
      case 6:
      case 7:
        return write_bytes();
      case 8:
        if (!opened_) return open();
        return call("CloseHandle", R"("hObject":")" + end() + '"');
      case 9:
        return call("ConnectNamedPipe", R"("hNamedPipe":"s","lpOverlapped":)" + fresh());
      case 10:
        return call("CancelIoEx", R"("hFile":")" + end() + R"(","lpOverlapped":)" +
                                      (dice_.chance(60) ? used() : "null"));
      case 11:
        if (dice_.chance(50)) return call("DisconnectNamedPipe", R"("hNamedPipe":"s")");
        return query();
      case 12:
        if (port_) {
          return call("GetQueuedCompletionStatus",
                      R"("CompletionPort":"p","lpNumberOfBytesTransferred":"n",)"
                      R"("lpCompletionKey":"k","lpOverlapped":"w","dwMilliseconds":0)");
        }
        return R"({"thread":")"s + thread_names[thread_] + R"(","observe":"e"})";
      case 13:
        if (!overlappeds_.empty()) {
          return R"({"thread":")"s + thread_names[thread_] + R"(","observe":"ov)" +
                 std::to_string(1 + dice_.roll(static_cast<std::uint32_t>(overlappeds_.size()))) +
                 R"("})";
        }
        return query();
      default:
        return query();
    }
  }

  Dice dice_;
  bool messages_;
  bool transacts_;
  bool port_;
  std::uint32_t left_;
  bool opened_ = false;
  std::string steps_;
  std::uint32_t thread_ = 0;
  std::uint64_t calls_ = 0;
  std::uint64_t sent_ = 0;
  std::vector<std::string> overlappeds_;  // their events, as JSON
};

}  // namespace

std::string pipe_program(std::uint64_t seed) { return PipeWriter(seed, false).write(); }
std::string transact_program(std::uint64_t seed) { return PipeWriter(seed, true).write(); }

}  // namespace ioracle
