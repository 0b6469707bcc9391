#include "tests/agreement/accept_program.h"

#include <array>
#include <vector>

#include "tests/agreement/random_program.h"

namespace ioracle {
namespace {

using namespace std::string_literals;

constexpr std::array<const char*, 2> acting_threads = {"main", "t1"};

class AcceptWriter {
 public:
  explicit AcceptWriter(std::uint64_t seed)
      : dice_(seed * 0x9E3779B97F4A7C15U + 11),
        port_(dice_.chance(40)),
        sockets_(1 + dice_.roll(2)),
        left_(4 + dice_.roll(5)) {}

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
    add(R"({"call":"CreateEventW","as":"e","with":{"bManualReset":1,"bInitialState":0}})");
    if (port_) {
      add(R"({"call":"CreateIoCompletionPort","as":"p","with":{"FileHandle":{"raw":-1}}})");
      add(R"({"call":"CreateIoCompletionPort","as":"on_port","with":{"FileHandle":"l",)"
          R"("ExistingCompletionPort":"p","CompletionKey":7}})");
    }
    while (left_ > 0) {
      if (left_ > 1 && dice_.chance(55)) {
        const std::string first = list(0);
        add(R"({"race":[[)" + first + "],[" + list(1) + "]]}");
      } else {
        thread_ = dice_.roll(2);
        add(step());
      }
      if (dice_.chance(25)) add(R"({"settle":true})");
    }
    return R"({"name":"random","about":"random","threads":["main","t1"],"steps":[)" + steps_ + "]}";
  }

 private:
  void add(const std::string& step) { steps_ += (steps_.empty() ? "" : ",") + step; }

  static std::string socket(const std::string& name) {
    return R"({"call":"WSASocketW","as":")" + name +
           R"(","with":{"af":"AF_INET","type":"SOCK_STREAM","protocol":"IPPROTO_TCP",)"
           R"("dwFlags":"WSA_FLAG_OVERLAPPED"}})";
  }

  std::string list(std::uint32_t thread) {
    std::string steps;
    for (std::uint32_t count = 1 + dice_.roll(2); count > 0; --count) {
      thread_ = thread;
      steps += (steps.empty() ? "" : ",") + step();
    }
    return steps;
  }

  std::string call(const std::string& function, const std::string& arguments) {
    return R"({"thread":")"s + acting_threads[thread_] + R"(","call":")" + function +
           R"(","as":"x)" + std::to_string(++calls_) + R"(","with":{)" + arguments + "}}";
  }

  std::string one_of(const char* kind) { return kind + std::to_string(1 + dice_.roll(sockets_)); }

  std::string fresh() {
    overlappeds_.emplace_back(dice_.chance(50) ? R"("e")" : "null");
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
    const std::string step =
        call("WSASend", R"("s":")" + one_of("c") + R"(","lpBuffers":[{"buf":"o)" +
                            std::to_string(calls_) + R"(","bytes":[["A",)" + std::to_string(sent_) +
                            "," + std::to_string(length) + R"(]]}],"lpNumberOfBytesSent":"m")");
    sent_ += length;
    return step;
  }

  std::string query() {
    return call("WSAGetOverlappedResult", R"("s":")" + (dice_.chance(70) ? "l"s : one_of("c")) +
                                              R"(","lpOverlapped":)" + used() +
                                              R"(,"lpcbTransfer":"q","fWait":0,"lpdwFlags":"f")");
  }

  std::string look() {
    if (port_ && dice_.chance(60)) {
      return call("GetQueuedCompletionStatus",
                  R"("CompletionPort":"p","lpNumberOfBytesTransferred":"n",)"
                  R"("lpCompletionKey":"k","lpOverlapped":"w","dwMilliseconds":0)");
    }
    if (overlappeds_.empty() || dice_.chance(30)) {
      return R"({"thread":")"s + acting_threads[thread_] + R"(","observe":"e"})";
    }
    return R"({"thread":")"s + acting_threads[thread_] + R"(","observe":"ov)" +
           std::to_string(1 + dice_.roll(static_cast<std::uint32_t>(overlappeds_.size()))) +
           R"("})";
  }

  std::string step() {
    if (left_ > 0) --left_;
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

  Dice dice_;
  bool port_;
  std::uint32_t sockets_;
  std::uint32_t left_;
  std::vector<bool> extended_;  // by client: it connects by ConnectEx
  std::string steps_;
  std::uint32_t thread_ = 0;
  std::uint64_t calls_ = 0;
  std::uint64_t sent_ = 0;
  std::vector<std::string> overlappeds_;  // their events, as JSON
};

}  // namespace

std::string accept_program(std::uint64_t seed) { return AcceptWriter(seed).write(); }

}  // namespace ioracle
