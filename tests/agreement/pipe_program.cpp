#include "tests/agreement/pipe_program.h"

#include "tests/agreement/program_writer.h"

namespace ioracle {
namespace {

using namespace std::string_literals;

class PipeWriter : ProgramWriter {
 public:
  enum class Kind : std::uint8_t { transfers, transacts, looks };

  PipeWriter(std::uint64_t seed, Kind kind)
      : ProgramWriter(seed * 0x9E3779B97F4A7C15U + 5, 60),
        transacts_(kind == Kind::transacts),
        looks_(kind == Kind::looks),
        messages_(dice_.chance(40) || transacts_),
        port_(dice_.chance(25)),
        step_count_(3 + dice_.roll(6)) {}

  std::string write() {
    const std::string room = std::to_string(2 + dice_.roll(6));
    add(R"({"thread":"main","call":"CreateNamedPipeW","as":"s","with":{"lpName":"\\\\.\\pipe\\p",)"
        R"("dwOpenMode":1073741827,"dwPipeMode":)" +
        (messages_ ? "6"s : "0"s) + R"(,"nMaxInstances":1,"nOutBufferSize":)" + room +
        R"(,"nInBufferSize":)" + room + R"(,"nDefaultTimeOut":0}})");
    add_event_and_port(port_, "s");
    if (dice_.chance(75)) add(open());
    return play(step_count_, 60, 20);
  }

 private:
  std::string end() { return opened_ && dice_.chance(60) ? "c" : "s"; }

  std::string open() {
    opened_ = true;
    const std::string mode =
        transacts_ ? "," + call("SetNamedPipeHandleState", R"("hNamedPipe":"c","lpMode":2)") : "";
    return by_thread() +
           R"("call":"CreateFileW","as":"c","with":{"lpFileName":"\\\\.\\pipe\\p",)"
           R"("dwDesiredAccess":3221225472,"dwShareMode":0,"dwCreationDisposition":3,)"
           R"("dwFlagsAndAttributes":1073741824}})" +
           mode;
  }

  std::string transact() {
    const std::uint32_t length = dice_.chance(10) ? 0 : 1 + dice_.roll(4);
    const std::string bytes = next_bytes(length);
    return call("TransactNamedPipe", R"("hNamedPipe":")" + end() + R"(","lpInBuffer":{"buf":"i)" +
                                         std::to_string(calls_) + R"(","len":)" +
                                         std::to_string(length) + R"(,"bytes":)" + bytes +
                                         R"(},"lpOutBuffer":{"buf":"r)" + std::to_string(calls_) +
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
    const std::string bytes = next_bytes(length);
    return call("WriteFile", R"("hFile":")" + end() + R"(","lpBuffer":{"buf":"o)" +
                                 std::to_string(calls_) + R"(","len":)" + std::to_string(length) +
                                 R"(,"bytes":)" + bytes +
                                 R"(},"lpNumberOfBytesWritten":"m","lpOverlapped":)" + fresh());
  }

  std::string query() {
    return call("GetOverlappedResult", R"("hFile":")" + end() + R"(","lpOverlapped":)" + used() +
                                           R"(,"lpNumberOfBytesTransferred":"q","bWait":0)");
  }

  // Neither moves a byte: a peek tells what lies there, a flush waits until it is read.
  std::string look() {
    if (dice_.chance(35)) return call("FlushFileBuffers", R"("hFile":")" + end() + '"');
    const std::string size = std::to_string(dice_.roll(5));
    return call("PeekNamedPipe",
                R"("hNamedPipe":")" + end() + R"(","lpBuffer":{"buf":"k)" + std::to_string(calls_) +
                    R"(","len":)" + size + R"(},"nBufferSize":)" + size +
                    R"(,"lpBytesRead":"n","lpTotalBytesAvail":"a","lpBytesLeftThisMessage":"l")");
  }

  std::string step() override {
    if (transacts_ && dice_.chance(25)) return transact();
    if (looks_ && dice_.chance(30)) return look();
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
        return port_ ? dequeue() : observe("e");
      case 13:
        return has_used() ? observe_used() : query();
      default:
        return query();
    }
  }

  bool transacts_;
  bool looks_;
  bool messages_;
  bool port_;
  std::uint32_t step_count_;
  bool opened_ = false;
};

}  // namespace

std::string pipe_program(std::uint64_t seed) {
  return PipeWriter(seed, PipeWriter::Kind::transfers).write();
}
std::string transact_program(std::uint64_t seed) {
  return PipeWriter(seed, PipeWriter::Kind::transacts).write();
}
std::string pipe_look_program(std::uint64_t seed) {
  return PipeWriter(seed, PipeWriter::Kind::looks).write();
}

}  // namespace ioracle
