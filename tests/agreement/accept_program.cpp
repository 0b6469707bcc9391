#include "tests/agreement/accept_program.h"

#include <vector>

#include "tests/agreement/program_writer.h"

namespace ioracle {
namespace {

using namespace std::string_literals;

class AcceptWriter : ProgramWriter {
 public:
  explicit AcceptWriter(std::uint64_t seed)
      : ProgramWriter(seed * 0x9E3779B97F4A7C15U + 11, 50),
        port_(dice_.chance(40)),
        sockets_(1 + dice_.roll(2)),
        step_count_(4 + dice_.roll(5)) {}

  std::string write() {
    add(R"({"call":"WSAStartup","with":{"wVersionRequested":514}})");
    add(socket("l"));
    add(R"({"call":"bind","with":{"s":"l","name":"loopback"}})");
    add(R"({"call":"listen","with":{"s":"l","backlog":5}})");
    for (std::uint32_t index = 1; index <= sockets_; ++index) {
      add(socket("a" + std::to_string(index)));
      add(socket("c" + std::to_string(index)));
      extended_.push_back(dice_.chance(40));
      if (extended_.back()) {
        add(R"({"call":"bind","with":{"s":"c)" + std::to_string(index) +
            R"(","name":"loopback"}})");
      }
    }
    add_event_and_port(port_, "l");
    return play(step_count_, 55, 25);
  }

 private:
  static std::string socket(const std::string& name) {
    return R"({"call":"WSASocketW","as":")" + name +
           R"(","with":{"af":"AF_INET","type":"SOCK_STREAM","protocol":"IPPROTO_TCP",)"
           R"("dwFlags":"WSA_FLAG_OVERLAPPED"}})";
  }

  std::string one_of(const char* kind) { return kind + std::to_string(1 + dice_.roll(sockets_)); }

  std::string accept_ex() {
    const std::uint32_t room = dice_.chance(30) ? 4 : 0;
    return call("AcceptEx", R"("sListenSocket":"l","sAcceptSocket":")" + one_of("a") +
                                R"(","lpOutputBuffer":{"buf":"b)" + std::to_string(calls_) +
                                R"(","len":)" + std::to_string(64 + room) +
                                R"(},"dwReceiveDataLength":)" + std::to_string(room) +
                                R"(,"dwLocalAddressLength":32,"dwRemoteAddressLength":32,)"
                                R"("lpdwBytesReceived":"n","lpOverlapped":)" +
                                fresh());
  }

  std::string connect() {
    const std::uint32_t index = dice_.roll(sockets_);
    const std::string name = "c" + std::to_string(index + 1);
    if (!extended_[index]) {
      return call("connect", R"("s":")" + name + R"(","name":{"of":"l"})");
    }
    return call("ConnectEx", R"("s":")" + name +
                                 R"(","name":{"of":"l"},"lpSendBuffer":null,"dwSendDataLength":0,)"
                                 R"("lpdwBytesSent":"m","lpOverlapped":)" +
                                 fresh());
  }

  std::string send() {
    const std::uint32_t length = 1 + dice_.roll(3);
    return call("WSASend", R"("s":")" + one_of("c") + R"(","lpBuffers":[{"buf":"o)" +
                               std::to_string(calls_) + R"(","bytes":)" + next_bytes(length) +
                               R"(}],"lpNumberOfBytesSent":"m")");
  }

  std::string query() {
    return call("WSAGetOverlappedResult", R"("s":")" + (dice_.chance(70) ? "l"s : one_of("c")) +
                                              R"(","lpOverlapped":)" + used() +
                                              R"(,"lpcbTransfer":"q","fWait":0,"lpdwFlags":"f")");
  }

  std::string look() {
    if (port_ && dice_.chance(60)) return dequeue();
    return !has_used() || dice_.chance(30) ? observe("e") : observe_used();
  }

  std::string step() override {
    switch (dice_.roll(16)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return accept_ex();
      case 4:
      case 5:
      case 6:
      case 7:
        return connect();
      case 8:
        return call("CancelIoEx",
                    R"("hFile":"l","lpOverlapped":)" + (dice_.chance(60) ? used() : "null"));
      case 9:
        return call(
            "closesocket",
            R"("s":")" + (dice_.chance(30) ? "l"s : one_of(dice_.chance(60) ? "a" : "c")) + '"');
      case 10:
        return send();
      case 11:
      case 12:
        return look();
      default:
        return query();
    }
  }

  bool port_;
  std::uint32_t sockets_;
  std::uint32_t step_count_;
  std::vector<bool> extended_;  // by client: it connects by ConnectEx
};

}  // namespace

std::string accept_program(std::uint64_t seed) { return AcceptWriter(seed).write(); }

}  // namespace ioracle
