#pragma once
// What random programs of two threads share: steps that race or come one after the other, calls
// with names of their own, OVERLAPPEDs that are new or used again.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "fuzz/dice.h"

namespace ioracle {

class ProgramWriter {
 public:
  ProgramWriter(const ProgramWriter&) = delete;
  ProgramWriter& operator=(const ProgramWriter&) = delete;
  virtual ~ProgramWriter() = default;

 protected:
  // `event_percent`: how many of the OVERLAPPEDs have the event "e".
  ProgramWriter(std::uint64_t seed, std::uint32_t event_percent)
      : dice_(seed), event_percent_(event_percent) {}

  // One step of the acting thread.
  virtual std::string step() = 0;

  void add(const std::string& step) { steps_ += (steps_.empty() ? "" : ",") + step; }

  // `steps` of them, alone or in races of both threads, with settles between; then the scenario.
  std::string play(std::uint32_t steps, std::uint32_t race_percent, std::uint32_t settle_percent) {
    left_ = steps;
    while (left_ > 0) {
      if (left_ > 1 && dice_.chance(race_percent)) {
        const std::string first = list(0);
        add(R"({"race":[[)" + first + "],[" + list(1) + "]]}");
      } else {
        thread_ = dice_.roll(2);
        add(one());
      }
      if (dice_.chance(settle_percent)) add(R"({"settle":true})");
    }
    return R"({"name":"random","about":"random","threads":["main","t1"],"steps":[)" + steps_ + "]}";
  }

  void add_event_and_port(bool port, const std::string& handle) {
    add(R"({"call":"CreateEventW","as":"e","with":{"bManualReset":1,"bInitialState":0}})");
    if (!port) return;
    add(R"({"call":"CreateIoCompletionPort","as":"p","with":{"FileHandle":{"raw":-1}}})");
    add(R"({"call":"CreateIoCompletionPort","as":"on_port","with":{"FileHandle":")" + handle +
        R"(","ExistingCompletionPort":"p","CompletionKey":7}})");
  }

  std::string by_thread() const {
    constexpr std::array<const char*, 2> names = {"main", "t1"};
    return std::string(R"({"thread":")") + names[thread_] + R"(",)";
  }
  std::string call(const std::string& function, const std::string& arguments) {
    return by_thread() + R"("call":")" + function + R"(","as":"x)" + std::to_string(++calls_) +
           R"(","with":{)" + arguments + "}}";
  }
  std::string dequeue() {
    return call("GetQueuedCompletionStatus",
                R"("CompletionPort":"p","lpNumberOfBytesTransferred":"n",)"
                R"("lpCompletionKey":"k","lpOverlapped":"w","dwMilliseconds":0)");
  }
  std::string observe(const std::string& name) const {
    return by_thread() + R"("observe":")" + name + R"("})";
  }
  std::string observe_used() { return observe("ov" + std::to_string(1 + any_used())); }

  bool has_used() const { return !overlappeds_.empty(); }
  std::string fresh() {
    overlappeds_.emplace_back(dice_.chance(event_percent_) ? R"("e")" : "null");
    return overlapped(overlappeds_.size() - 1);
  }
  // One that was used: with the same event.
  std::string used() { return has_used() ? overlapped(any_used()) : fresh(); }

  // Bytes that nobody has sent yet, as runs; none for a length of 0.
  std::string next_bytes(std::uint32_t length) {
    const std::string run =
        length == 0 ? "" : R"(["A",)" + std::to_string(sent_) + "," + std::to_string(length) + "]";
    sent_ += length;
    return "[" + run + "]";
  }

  Dice dice_;
  std::uint64_t calls_ = 0;  // so far: names and buffers are numbered by it

 private:
  std::string one() {
    if (left_ > 0) --left_;
    return step();
  }
  std::string list(std::uint32_t thread) {
    std::string steps;
    for (std::uint32_t count = 1 + dice_.roll(2); count > 0; --count) {
      thread_ = thread;
      steps += (steps.empty() ? "" : ",") + one();
    }
    return steps;
  }
  std::size_t any_used() { return dice_.roll(static_cast<std::uint32_t>(overlappeds_.size())); }
  std::string overlapped(std::size_t index) const {
    return R"({"at":"ov)" + std::to_string(index + 1) + R"(","hEvent":)" + overlappeds_[index] +
           "}";
  }

  std::uint32_t event_percent_;
  std::uint32_t left_ = 0;
  std::uint32_t thread_ = 0;
  std::uint64_t sent_ = 0;
  std::string steps_;
  std::vector<std::string> overlappeds_;  // their events, as JSON
};

}  // namespace ioracle
