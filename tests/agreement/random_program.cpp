#include "tests/agreement/random_program.h"

#include <array>

namespace ioracle {
namespace {

using namespace std::string_literals;

class NarrowWriter {
 public:
  NarrowWriter(std::uint64_t seed, bool crowded)
      : dice_(seed),
        crowded_(crowded),
        port_(dice_.chance(40)),
        event_(dice_.chance(70)),
        manual_(dice_.chance(70)),
        for_all_(seed % 4 == 3),
        holds_(seed % 8 == 5),
        peeks_(seed % 8 == 1) {}

  std::string write() {
    std::string steps;
    const auto add = [&](const std::string& step) {
      if (!steps.empty()) steps += ",";
      steps += step;
    };
    add(R"({"call":"CreateEventW","as":"e1","with":{"bManualReset":)"s + (manual_ ? "1" : "0") +
        R"(,"bInitialState":)" + std::to_string(dice_.roll(2)) + "}}");
    if (port_) {
      add(R"({"call":"CreateIoCompletionPort","as":"p","with":{"FileHandle":{"raw":-1}}})");
      add(R"({"call":"CreateIoCompletionPort","as":"assoc","with":{"FileHandle":"c",)"
          R"("ExistingCompletionPort":"p","CompletionKey":7}})");
    }
    if (holds_) add(R"({"thread":"main","environment":"holds_unpushed_data","object":"c"})");
    if (peeks_) {
      add(R"({"thread":"main","call":"ioctlsocket","with":{"s":"c","cmd":"FIONBIO",)"
          R"("argp":{"var":"mode","value":1}}})");
    }
    if (crowded_) {
      add(opening());
      if (dice_.chance(50)) add(R"({"settle":true})");
    }
    const std::uint32_t phases = crowded_ ? 1 : 1 + dice_.roll(2);
    for (std::uint32_t phase = 0; phase < phases; ++phase) {
      if (dice_.chance(60)) {
        add(race());
      } else {
        for (std::uint32_t count = 1 + dice_.roll(3); count > 0; --count) {
          add(step(dice_.chance(70) ? "main" : "t1"));
        }
      }
      if (dice_.chance(50)) add(R"({"settle":true})");
    }
    for (std::uint32_t count = 1 + dice_.roll(3); count > 0; --count) add(check_step("main"));
    return R"({"name":"random","about":"random","given":[{"startup":true},{"tcp_pair":)"
           R"({"client":"c","server":"s"}}],"threads":["main","t1","t2"],"steps":[)" +
           steps + "]}";
  }

 private:
  // Three receives that are outstanding before anything is sent, started by two threads.
  std::string opening() {
    const std::string main = receive("main") + "," + receive("main");
    return R"({"race":[[)" + main + "],[" + receive("t1") + "]]}";
  }

  std::string race() {
    std::string lists;
    const std::uint32_t threads = 2 + (crowded_ ? 0 : dice_.roll(2));
    const std::array<const char*, 3> names = {"main", "t1", "t2"};
    for (std::uint32_t thread = 0; thread < threads; ++thread) {
      std::string list;
      for (std::uint32_t count = 1 + dice_.roll(2); count > 0; --count) {
        if (!list.empty()) list += ",";
        list += step(names[thread]);
      }
      lists += (lists.empty() ? "[" : ",[") + list + "]";
    }
    return R"({"race":[)" + lists + "]}";
  }

  std::string call(const std::string& thread, const std::string& function,
                   const std::string& arguments) {
    return R"({"thread":")" + thread + R"(","call":")" + function + R"(","as":"x)" +
           std::to_string(++calls_) + R"(","with":{)" + arguments + "}}";
  }

  std::string overlapped(bool fresh) {
    if (fresh || overlappeds_ == 0) ++overlappeds_;
    const std::uint64_t index = fresh ? overlappeds_ : 1 + dice_.roll(overlappeds_);
    return R"({"at":"ov)" + std::to_string(index) + R"(","hEvent":)" +
           (event_of(index) ? R"("e1"})" : "null}");
  }
  // The same for every use of an OVERLAPPED.
  bool event_of(std::uint64_t index) const { return event_ && index % 3 != 0; }

  std::string receive(const std::string& thread) {
    return call(thread, "WSARecv",
                R"("s":"c","lpBuffers":[{"buf":"b)" + std::to_string(calls_) + R"(","len":)" +
                    std::to_string(1 + dice_.roll(4)) + R"(}],"lpNumberOfBytesRecvd":)" +
                    (dice_.chance(60) ? "\"n\"" : "null") +
                    (for_all_ && calls_ % 2 == 0 ? R"(,"lpFlags":{"var":"f","value":8})" : "") +
                    R"(,"lpOverlapped":)" + overlapped(true));
  }

  std::string send(const std::string& thread) {
    const std::uint32_t length = 1 + dice_.roll(3);
    const std::string bytes =
        R"(["A",)" + std::to_string(sent_) + "," + std::to_string(length) + "]";
    sent_ += length;
    return call(thread, "WSASend",
                R"("s":"s","lpBuffers":[{"buf":"o)" + std::to_string(calls_) + R"(","len":)" +
                    std::to_string(length) + R"(,"bytes":[)" + bytes +
                    R"(]}],"lpNumberOfBytesSent":"m")");
  }

  std::string peek(const std::string& thread) {
    return call(thread, "recv",
                R"("s":"c","buf":{"buf":"b)" + std::to_string(calls_) + R"(","len":)" +
                    std::to_string(1 + calls_ % 4) + R"(},"flags":2)");
  }

  std::string query(const std::string& thread) {
    if (peeks_ && calls_ % 2 == 0) return peek(thread);
    return call(thread, "WSAGetOverlappedResult",
                R"("s":"c","lpOverlapped":)" + overlapped(false) +
                    R"(,"lpcbTransfer":"n","fWait":0,"lpdwFlags":"f")");
  }

  std::string dequeue(const std::string& thread) {
    return call(thread, "GetQueuedCompletionStatus",
                R"("CompletionPort":"p","lpNumberOfBytesTransferred":"n",)"
                R"("lpCompletionKey":"k","lpOverlapped":"w","dwMilliseconds":0)");
  }

  std::string check_step(const std::string& thread) {
    switch (dice_.roll(port_ ? 4 : 3)) {
      case 0:
        return query(thread);
      case 1:
        return call(thread, "WSAWaitForMultipleEvents",
                    R"("lphEvents":["e1"],"fWaitAll":0,"dwTimeout":0,"fAlertable":0)");
      case 2:
        if (overlappeds_ == 0) return query(thread);
        return R"({"thread":")" + thread + R"(","observe":"ov)" +
               std::to_string(1 + dice_.roll(overlappeds_)) + R"("})";
      default:
        return dequeue(thread);
    }
  }

  std::string step(const std::string& thread) {
    switch (dice_.roll(12)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return receive(thread);
      case 4:
      case 5:
      case 6:
        return send(thread);
      case 7:
        return call(
            thread, "CancelIoEx",
            R"("hFile":"c","lpOverlapped":)" + (dice_.chance(60) ? overlapped(false) : "null"));
      case 8:
        if (port_ && dice_.chance(50)) {
          return call(thread, "PostQueuedCompletionStatus",
                      R"("CompletionPort":"p","dwNumberOfBytesTransferred":3,)"
                      R"("dwCompletionKey":9,"lpOverlapped":null)");
        }
        return call(thread, dice_.chance(50) ? "SetEvent" : "ResetEvent", R"("hEvent":"e1")");
      case 9:
        if (closed_) return check_step(thread);
        closed_ = true;
        switch (dice_.roll(3)) {
          case 0:
            return call(thread, "closesocket", R"("s":"c")");
          case 1:
            return call(thread, "closesocket", R"("s":"s")");
          default:
            return call(thread, "shutdown", R"("s":"s","how":1)");
        }
      default:
        return check_step(thread);
    }
  }

  Dice dice_;
  bool crowded_;
  bool port_;
  bool event_;
  bool manual_;
  bool for_all_;  // some receives wait for all
  bool holds_;    // data may be held back
  bool peeks_;    // some calls look at what is there
  bool closed_ = false;
  std::uint64_t calls_ = 0;
  std::uint32_t overlappeds_ = 0;
  std::uint64_t sent_ = 0;
};

template <class List>
auto pick(Dice& dice, const List& list) {
  return list[dice.roll(static_cast<std::uint32_t>(std::size(list)))];
}

bool spoil_return(Event& event, Dice& dice) {
  constexpr std::array<std::uint32_t, 10> errors = {0,    995,   996,   997,  258,
                                                    1168, 10054, 10053, 1236, 64};
  switch (dice.roll(3)) {
    case 0:
      if (event.result.kind != ValueKind::integer) return false;
      event.result = Value::integer(event.result.is(0) ? (dice.chance(50) ? 1 : -1) : 0);
      if (event.function == Function::WSAWaitForMultipleEvents && event.result.number != 0) {
        event.result = Value::integer(0x102);
      }
      return true;
    case 1:
      if (!event.last_error) return false;
      event.last_error = pick(dice, errors);
      return true;
    default:
      for (Argument& argument : event.arguments) {
        if (argument.value.kind == ValueKind::integer) {
          argument.value.number = dice.chance(50) && argument.value.number > 0
                                      ? argument.value.number - 1
                                      : argument.value.number + 1;
          return true;
        }
      }
      return false;
  }
}

bool spoil_event(Event& event, Dice& dice) {
  if (event.kind == EventKind::returned) return spoil_return(event, dice);
  if (event.kind != EventKind::observe) return false;
  constexpr std::array<std::uint64_t, 4> statuses = {0x103, 0, 0xC0000120, 0xC0000241};
  if (event.words.internal && dice.chance(60)) {
    event.words.internal = pick(dice, statuses);
    return true;
  }
  if (event.words.internal_high) {
    *event.words.internal_high += 1;
    return true;
  }
  for (Run& run : event.runs) {
    run.offset += 1;
    return true;
  }
  return false;
}

}  // namespace

std::string random_scenario(std::uint64_t seed) { return NarrowWriter(seed, false).write(); }

std::string crowded_scenario(std::uint64_t seed) { return NarrowWriter(seed, true).write(); }

bool spoil(std::vector<Event>& events, std::uint64_t seed) {
  Dice dice(seed);
  constexpr std::size_t first_after_setup = 18;
  if (events.size() <= first_after_setup) return false;
  for (int attempt = 0; attempt < 30; ++attempt) {
    const std::size_t index =
        first_after_setup +
        dice.roll(static_cast<std::uint32_t>(events.size() - first_after_setup));
    if (spoil_event(events[index], dice)) return true;
  }
  return false;
}

}  // namespace ioracle
