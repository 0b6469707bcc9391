#include "tests/agreement/wide_program.h"

#include <array>
#include <string_view>
#include <vector>

#include "tests/agreement/random_program.h"

namespace ioracle {
namespace {

using namespace std::string_literals;

constexpr std::array<const char*, 3> thread_names = {"main", "t1", "t2"};
// WSAStartup; listener: socket, bind, listen; client: socket, connect; accept; closesocket.
constexpr std::uint32_t startup_calls = 1;
constexpr std::uint32_t pair_calls = 7;

// Writes one program. What is there (a port, routines, a second connection) is chosen first, then
// the steps, each on a thread of its own choice.
class WideWriter {
 public:
  WideWriter(std::uint64_t seed, const ProgramSize& size)
      : dice_(mix_seed(seed)),
        threads_(1 + dice_.roll(size.threads_most)),
        left_(size.calls_least + dice_.roll(size.calls_most - size.calls_least + 1)),
        port_(dice_.chance(40)),
        associated_(port_ && dice_.chance(80)),
        routines_(!associated_ && dice_.chance(45)),
        second_event_(dice_.chance(40)),
        second_pair_(dice_.chance(20)),
        listening_(dice_.chance(15)),
        unbuffered_(dice_.chance(30)),
        crowded_(dice_.chance(size.crowded_percent)),
        size_(size) {}

  RandomProgram write() {
    set_up();
    RandomProgram program;
    program.setup_calls = setup_calls_;
    if (crowded_) add(opening());
    while (left_ > 0) {
      if (threads_ > 1 && left_ > 1 && dice_.chance(65)) {
        add(race());
      } else {
        add(step(dice_.roll(threads_)));
      }
      if (dice_.chance(25)) add(R"({"settle":true})");
    }
    program.scenario = R"({"name":"random","about":"random","given":[)" + given_ +
                       R"(],"threads":["main","t1","t2"],"routines":{"done":[],)"
                       R"("again":[{"if":"dwError == 0 and cbTransferred > 0","then":[)"
                       R"({"call":"WSARecv","with":{"s":"c","lpBuffers":[{"buf":"ba","len":2}],)"
                       R"("lpOverlapped":"lpOverlapped","lpCompletionRoutine":"done"}}]}]},)"
                       R"("steps":[)" +
                       steps_ + "]}";
    return program;
  }

 private:
  // So that one seed does not throw the same dice here as in the other generator.
  static std::uint64_t mix_seed(std::uint64_t seed) { return seed * 0x2545F4914F6CDD1DU + 17; }

  void add(const std::string& step) {
    if (step.empty()) return;
    if (!steps_.empty()) steps_ += ",";
    steps_ += step;
  }

  void set_up_call(const std::string& step) {
    add(step);
    ++setup_calls_;
  }

  void set_up() {
    given_ = R"({"startup":true},{"tcp_pair":{"client":"c","server":"s"}})";
    setup_calls_ = startup_calls + pair_calls;
    if (second_pair_) {
      given_ += R"(,{"tcp_pair":{"client":"d","server":"u"}})";
      setup_calls_ += pair_calls;
    }
    set_up_call(R"({"thread":"main","call":"CreateEventW","as":"e1","with":{"bManualReset":)"s +
                std::to_string(dice_.roll(3) != 0 ? 1 : 0) + R"(,"bInitialState":)" +
                std::to_string(dice_.roll(2)) + "}}");
    if (second_event_) set_up_call(R"({"call":"WSACreateEvent","as":"e2","with":{}})");
    if (port_) {
      set_up_call(R"({"call":"CreateIoCompletionPort","as":"p","with":{"FileHandle":{"raw":-1}}})");
    }
    if (associated_) set_up_call(association("c", 7));
    if (listening_) {
      set_up_call(R"({"call":"socket","as":"l","with":{"af":"AF_INET","type":"SOCK_STREAM",)"
                  R"("protocol":"IPPROTO_TCP"}})");
      set_up_call(R"({"call":"bind","with":{"s":"l","name":"loopback"}})");
      set_up_call(R"({"call":"listen","with":{"s":"l","backlog":2}})");
      for (const char* client : {"k1", "k2"}) {
        set_up_call(R"({"call":"socket","as":")"s + client +
                    R"(","with":{"af":"AF_INET","type":"SOCK_STREAM","protocol":"IPPROTO_TCP"}})");
      }
    }
  }

  std::string association(const std::string& socket, std::uint32_t key) {
    return R"({"call":"CreateIoCompletionPort","as":"assoc)" + std::to_string(++names_) +
           R"(","with":{"FileHandle":")" + socket +
           R"(","ExistingCompletionPort":"p","CompletionKey":)" + std::to_string(key) + "}}";
  }

  // Three receives or more, of which two threads start some.
  std::string opening() {
    std::string lists;
    constexpr std::uint32_t receives_least = 3;
    const std::uint32_t receives = receives_least + dice_.roll(2);
    for (thread_ = 0; thread_ < 2; ++thread_) {
      std::string list;
      for (std::uint32_t count = thread_ == 0 ? receives / 2 : receives - receives / 2; count > 0;
           --count) {
        list += (list.empty() ? "" : ",") + receive();
      }
      lists += (lists.empty() ? "[" : ",[") + list + "]";
    }
    return R"({"race":[)" + lists + "]}";
  }

  std::string race() {
    std::string lists;
    const std::uint32_t racers = 2 + dice_.roll(threads_ - 1);
    for (std::uint32_t thread = 0; thread < racers && left_ > 0; ++thread) {
      std::string list;
      for (std::uint32_t count = 1 + dice_.roll(2); count > 0 && left_ > 0; --count) {
        const std::string one = step(thread);
        if (one.empty()) continue;
        list += (list.empty() ? "" : ",") + one;
      }
      if (!list.empty()) lists += (lists.empty() ? "[" : ",[") + list + "]";
    }
    return lists.empty() ? "" : R"({"race":[)" + lists + "]}";
  }

  std::string call(const std::string& function, const std::string& arguments) {
    return R"({"thread":")"s + thread_names[thread_] + R"(","call":")" + function + R"(","as":"x)" +
           std::to_string(++calls_) + R"(","with":{)" + arguments + "}}";
  }

  template <std::size_t size>
  std::string any_of(const std::array<const char*, size>& list) {
    return list[dice_.roll(size)];
  }

  // The client's side most of the time: there the receives are.
  std::string socket() {
    const std::uint32_t roll = dice_.roll(100);
    if (second_pair_ && roll < 25) return dice_.chance(60) ? "d" : "u";
    return roll < 90 ? "c" : "s";
  }
  std::string sender() { return second_pair_ && dice_.chance(25) ? "u" : "s"; }
  std::string event() { return second_event_ && dice_.chance(40) ? "e2" : "e1"; }

  std::string fresh_overlapped() {
    const std::string event_name = dice_.chance(60)
                                       ? '"' + event() + '"'
                                       : (dice_.chance(10) ? R"({"tagged":"e1"})"s : "null"s);
    overlappeds_.push_back(event_name);
    return R"({"at":"ov)" + std::to_string(overlappeds_.size()) + R"(","hEvent":)" + event_name +
           "}";
  }
  // One that was used: with the same event.
  std::string used_overlapped() {
    if (overlappeds_.empty()) return fresh_overlapped();
    const std::size_t index = dice_.roll(static_cast<std::uint32_t>(overlappeds_.size()));
    return R"({"at":"ov)" + std::to_string(index + 1) + R"(","hEvent":)" + overlappeds_[index] +
           "}";
  }

  std::string routine() {
    if (!routines_ || dice_.chance(40)) return "";
    return dice_.chance(70) ? R"(,"lpCompletionRoutine":"done")"
                            : R"(,"lpCompletionRoutine":"again")";
  }

  std::string receive() {
    std::string buffers = R"({"buf":"b)" + std::to_string(calls_) + R"(","len":)" +
                          std::to_string(1 + dice_.roll(4)) + "}";
    if (dice_.chance(20)) {
      buffers += R"(,{"buf":"d)" + std::to_string(calls_) + R"(","len":)" +
                 std::to_string(1 + dice_.roll(3)) + "}";
    }
    const bool blocking = dice_.chance(6) && size_.waiting_transfers;
    std::string arguments = R"("s":")" + socket() + R"(","lpBuffers":[)" + buffers +
                            R"(],"lpNumberOfBytesRecvd":)" +
                            (blocking || dice_.chance(60) ? "\"n\"" : "null");
    if (!blocking) arguments += R"(,"lpOverlapped":)" + fresh_overlapped() + routine();
    return call("WSARecv", arguments);
  }

  std::string send() {
    const std::uint32_t length = 1 + dice_.roll(3);
    const std::string bytes =
        R"(["A",)" + std::to_string(sent_) + "," + std::to_string(length) + "]";
    sent_ += length;
    const bool overlapped = dice_.chance(35) || (unbuffered_ && !size_.waiting_transfers);
    std::string arguments = R"("s":")" + sender() + R"(","lpBuffers":[{"buf":"o)" +
                            std::to_string(calls_) + R"(","len":)" + std::to_string(length) +
                            R"(,"bytes":[)" + bytes + R"(]}],"lpNumberOfBytesSent":)" +
                            (overlapped && dice_.chance(40) ? "null" : "\"m\"");
    if (overlapped) arguments += R"(,"lpOverlapped":)" + fresh_overlapped() + routine();
    return call("WSASend", arguments);
  }

  std::string query() {
    const bool waits = dice_.chance(25);
    return call("WSAGetOverlappedResult", R"("s":")" + socket() + R"(","lpOverlapped":)" +
                                              used_overlapped() +
                                              R"(,"lpcbTransfer":"n","fWait":)" +
                                              (waits ? "1" : "0") + R"(,"lpdwFlags":"f")");
  }

  std::string interval() { return any_of(std::array{"0", "0", "0", "90", R"("INFINITE")"}); }

  std::string wait() {
    const std::string alertable = routines_ && dice_.chance(60) ? "1" : "0";
    switch (dice_.roll(5)) {
      case 0:
        return call("WaitForSingleObjectEx",
                    R"("hHandle":")" + (dice_.chance(60) ? event() : socket()) +
                        R"(","dwMilliseconds":)" + interval() + R"(,"bAlertable":)" + alertable);
      case 1:
        return call("SleepEx", R"("dwMilliseconds":)" + any_of(std::array{"0", "0", "90"}) +
                                   R"(,"bAlertable":)" + (dice_.chance(80) ? "1" : "0"));
      default: {
        std::string handles = '"' + event() + '"';
        if (dice_.chance(25)) handles += R"(,"c")";
        if (second_event_ && dice_.chance(30)) handles = R"("e2","e1")";
        return call("WSAWaitForMultipleEvents", R"("lphEvents":[)" + handles + R"(],"fWaitAll":)" +
                                                    (dice_.chance(30) ? "1" : "0") +
                                                    R"(,"dwTimeout":)" + interval() +
                                                    R"(,"fAlertable":)" + alertable);
      }
    }
  }

  std::string dequeue() {
    return call("GetQueuedCompletionStatus",
                R"("CompletionPort":"p","lpNumberOfBytesTransferred":"n",)"
                R"("lpCompletionKey":"k","lpOverlapped":"w","dwMilliseconds":)" +
                    interval());
  }

  std::string post() {
    return call("PostQueuedCompletionStatus",
                R"("CompletionPort":"p","dwNumberOfBytesTransferred":)" +
                    std::to_string(1 + dice_.roll(3)) + R"(,"dwCompletionKey":)" +
                    std::to_string(8 + dice_.roll(2)) + R"(,"lpOverlapped":null)");
  }

  std::string observe() {
    if (overlappeds_.empty() || dice_.chance(25)) {
      return R"({"thread":")"s + thread_names[thread_] + R"(","observe":")" + event() + R"("})";
    }
    return R"({"thread":")"s + thread_names[thread_] + R"(","observe":"ov)" +
           std::to_string(1 + dice_.roll(static_cast<std::uint32_t>(overlappeds_.size()))) +
           R"("})";
  }

  std::string check() {
    switch (dice_.roll(port_ ? 5 : 3)) {
      case 0:
        return query();
      case 1:
        return wait();
      case 2:
        return observe();
      default:
        return dequeue();
    }
  }

  // Ends of things; each at most once, and not all in one program.
  std::string ending() {
    if (endings_ >= 2) return check();
    ++endings_;
    switch (dice_.roll(8)) {
      case 0:
        return call("closesocket", R"("s":"c")");
      case 1:
        return call("closesocket", R"("s":"s")");
      case 2:
        return call("shutdown", R"("s":"s","how":)" + std::to_string(1 + dice_.roll(2)));
      case 3:
        return call("shutdown", R"("s":"c","how":)" + std::to_string(dice_.roll(3)));
      case 4:
        return call("setsockopt", R"("s":")" + any_of(std::array{"c", "s"}) +
                                      R"(","level":"SOL_SOCKET","optname":"SO_LINGER","optval":0)");
      case 5:
        if (port_ && dice_.chance(50)) return call("CloseHandle", R"("hObject":"p")");
        return dice_.chance(50) ? call("CloseHandle", R"("hObject":"e1")")
                                : call("WSACloseEvent", R"("hEvent":"e1")");
      case 6:
        if (thread_ == 0 || exited_[thread_]) return check();
        exited_[thread_] = true;
        return R"({"thread":")"s + thread_names[thread_] + R"(","exit_thread":true})";
      default:
        if (dice_.chance(25)) return call("WSACleanup", "");
        return call("closesocket", R"("s":")" + socket() + '"');
    }
  }

  std::string connecting() {
    switch (dice_.roll(5)) {
      case 0:
      case 1:
        if (connects_ >= 2) return check();
        return call("connect",
                    R"("s":"k)" + std::to_string(++connects_) + R"(","name":{"of":"l"})");
      case 2:
      case 3:
        return call("accept", R"("s":"l")");
      default:
        return call("closesocket", R"("s":"l")");
    }
  }

  std::string step(std::uint32_t thread) {
    if (left_ > 0) --left_;
    thread_ = exited_[thread] ? 0 : thread;
    if (exited_[thread] && thread != 0) return "";
    if (listening_ && dice_.chance(40)) return connecting();
    switch (dice_.roll(16)) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
        return receive();
      case 5:
      case 6:
      case 7:
        return send();
      case 8:
        return call("CancelIoEx", R"("hFile":")" + socket() + R"(","lpOverlapped":)" +
                                      (dice_.chance(60) ? used_overlapped() : "null"));
      case 9:
        if (port_ && dice_.chance(70)) return post();
        return call(any_of(std::array{"SetEvent", "ResetEvent", "WSASetEvent", "WSAResetEvent"}),
                    R"("hEvent":")" + event() + '"');
      case 10:
        return ending();
      case 11:
        if (unbuffered_) {
          return call(
              "setsockopt",
              R"("s":")" + sender() + R"(","level":"SOL_SOCKET","optname":"SO_SNDBUF","optval":0)");
        }
        if (port_ && !associated_) {
          associated_ = true;
          return call("CreateIoCompletionPort",
                      R"("FileHandle":"c","ExistingCompletionPort":"p","CompletionKey":7)");
        }
        return check();
      default:
        return check();
    }
  }

  Dice dice_;
  std::uint32_t threads_;
  std::uint32_t left_;
  bool port_;
  bool associated_;
  bool routines_;
  bool second_event_;
  bool second_pair_;
  bool listening_;
  bool unbuffered_;  // sends may pend
  bool crowded_;
  ProgramSize size_;
  std::string given_;
  std::string steps_;
  std::uint32_t setup_calls_ = 0;
  std::uint32_t thread_ = 0;
  std::array<bool, 3> exited_ = {};
  std::uint32_t endings_ = 0;
  std::uint32_t connects_ = 0;
  std::uint64_t calls_ = 0;
  std::uint64_t names_ = 0;
  std::uint64_t sent_ = 0;
  std::vector<std::string> overlappeds_;  // their events, as JSON
};

}  // namespace

RandomProgram wide_program(std::uint64_t seed, const ProgramSize& size) {
  return WideWriter(seed, size).write();
}

}  // namespace ioracle
