#pragma once
// Everything that an agent for ioracle needs, but the functions themselves. One header; it needs
// C++17, threads, and nlohmann/json (https://github.com/nlohmann/json). docs/protocol.md tells the
// protocol, kit/example_agent.cpp uses this.
//
//   ioracle_kit::Agent agent("mine", "1.0", "my system");
//   agent.capabilities = {"wait"};
//   agent.functions["SetEvent"] = [](ioracle_kit::Call& call) {
//     call.value = my_set_event(call.name("hEvent"));       // TRUE or FALSE
//     if (call.value == 0) call.last_error = my_last_error();
//   };
//   agent.reset = [] { forget_all_objects(); };
//   return agent.serve();
//
// Each scripted thread is a thread of its own; functions are called on it, several at a time, and
// may block. What the kit does not do it refuses, with the reason: branches, loops, completion
// routines, memory, acts of the environment.

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace ioracle_kit {

using Json = nlohmann::ordered_json;

// One call of a scripted thread. A function reads the arguments and says what happened.
struct Call {
  std::string function;
  std::string thread;
  Json arguments;  // every documented parameter, as a trace has them
  std::string as;  // the name of the handle that this call makes

  Json value = 0;                  // what it returns; a call that makes a handle returns `as`
  std::uint32_t last_error = 0;    // afterwards; it is 0 before
  Json outputs = Json::object();   // by parameter: numbers, "untouched" ...
  std::vector<Json> observations;  // written behind the return: {"buffer": .., "bytes": ..} ...

  // An argument as a number; 0 where it is none.
  std::int64_t number(const char* parameter) const {
    const auto found = arguments.find(parameter);
    return found != arguments.end() && found->is_number() ? found->get<std::int64_t>() : 0;
  }
  // An argument as the name of an object; empty where it is none (NULL, or a raw value).
  std::string name(const char* parameter) const {
    const auto found = arguments.find(parameter);
    if (found == arguments.end()) return {};
    if (found->is_object() && found->contains("at")) return (*found)["at"].get<std::string>();
    return found->is_string() ? found->get<std::string>() : std::string();
  }
  // {"raw": n}: a handle or pointer that names no object.
  std::optional<std::int64_t> raw(const char* parameter) const {
    const auto found = arguments.find(parameter);
    if (found == arguments.end() || !found->is_object() || !found->contains("raw")) return {};
    return (*found)["raw"].get<std::int64_t>();
  }
};

class Agent {
 public:
  Agent(std::string name, std::string version, std::string system)
      : name_(std::move(name)), version_(std::move(version)), system_(std::move(system)) {}

  std::vector<std::string> capabilities;  // docs/protocol.md names them
  std::map<std::string, std::function<void(Call&)>> functions;
  // Everything of the last scenario goes.
  std::function<void()> reset = [] {};
  // Why a prepared program cannot be performed, beyond functions and capabilities; empty: it can.
  std::function<std::string(const Json& program)> refusal = [](const Json&) {
    return std::string();
  };
  // Whether an event is signaled, without consuming it; left out, no scenario may ask for it.
  std::function<bool(const std::string& handle)> is_signaled;

  // Answers the requests on standard input until `bye` or its end.
  int serve() {
    for (std::string line; std::getline(std::cin, line);) {
      const Json request = Json::parse(line, nullptr, false);
      if (!request.is_object() || !request.contains("request")) continue;
      Json answer;
      try {
        answer = answer_to(request);
      } catch (const std::exception& error) {  // a request without a member, say
        answer = {{"answer", "failed"}, {"reason", error.what()}};
      }
      answer["token"] = request.value("token", 0);
      std::cout << answer.dump() << std::endl;
      if (request["request"] == "bye") break;
    }
    std::_Exit(0);  // threads may be blocked for ever
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr auto step_patience = std::chrono::milliseconds(60);
  static constexpr auto poll = std::chrono::milliseconds(2);
  static constexpr std::int64_t timer_max_ms = 30'000;

  struct Thread {
    std::string name;
    std::deque<Json> steps;
    bool busy = false;       // performs a step
    std::uint64_t call = 0;  // that it is inside of; 0: none
    std::string function;    // of that call
    bool wakes = false;      // it has a time-out
    bool over = false;
    std::thread thread;
  };

  Json answer_to(const Json& request) {
    const std::string kind = request["request"];
    if (kind == "hello") return hello();
    if (kind == "load") return load(request);
    if (kind == "step") return step(request.value("index", std::size_t{0}));
    if (kind == "settle") {
      const bool timers = request.value("timers", 0) != 0;
      settle(request.value("patience_ms", std::uint64_t{100}), timers, nullptr);
      return {{"answer", "settled"}, {"blocked", blocked_for_answer()}};
    }
    if (kind == "trace") return trace();
    if (kind == "reset" || kind == "bye") return end_scenario();
    return {{"answer", "failed"}, {"reason", "no such request: " + kind}};
  }

  Json hello() const {
    return {{"answer", "hello"},   {"protocol", 1},     {"name", name_},
            {"version", version_}, {"system", system_}, {"capabilities", capabilities}};
  }

  std::string why_not(const Json& program) const {
    for (const Json& required : program["requires"]) {
      const std::string word = required;
      const auto found = std::find(capabilities.begin(), capabilities.end(), word);
      if (found == capabilities.end()) return "it requires " + word;
    }
    if (!program["routines"].empty()) return "it has routines";
    for (const Json& unit : program["units"]) {
      for (const Json& step : unit) {
        if (step.contains("function")) {
          const std::string function = step["function"];
          if (functions.count(function) == 0) return "it calls " + function;
        } else if (step.contains("observe")) {
          if (step["observe"] != "handle" || !is_signaled) return "it observes memory";
        } else if (!step.contains("settle") && !step.contains("exit_thread")) {
          return "it does more than to call, to settle and to observe";
        }
      }
    }
    return refusal(program);
  }

  Json load(const Json& request) {
    if (Json state = end_scenario(); state["answer"] == "replace") return state;
    const Json& program = request["program"];
    if (std::string reason = why_not(program); !reason.empty()) {
      return {{"answer", "refused"}, {"reason", reason}};
    }
    units_ = program["units"];
    patience_ms_ = request.value("patience_ms", std::uint64_t{100});
    events_.clear();
    next_id_ = 1;
    const std::lock_guard guard(lock_);
    for (const Json& name : program["threads"]) {
      threads_.push_back(std::make_unique<Thread>());
      Thread& thread = *threads_.back();
      thread.name = name;
      write(thread.name, {{"event", "thread_start"}});
      thread.thread = std::thread([this, &thread] { run(thread); });
    }
    return {{"answer", "loaded"}, {"steps", units_.size()}};
  }

  // What a scripted thread does.
  void run(Thread& thread) {
    std::unique_lock guard(lock_);
    while (!thread.over) {
      changed_.wait(guard, [&] { return !thread.steps.empty() || ending_; });
      if (thread.steps.empty()) return;
      const Json step = thread.steps.front();
      thread.busy = true;
      if (step.contains("function")) call(thread, step, guard);
      if (step.contains("observe")) observe(thread, step);
      if (step.contains("exit_thread")) {
        write(thread.name, {{"event", "thread_exit"}});
        thread.over = true;
      }
      if (step.contains("settle")) {
        guard.unlock();
        settle(patience_ms_, false, &thread);
        guard.lock();
      }
      thread.steps.pop_front();
      thread.busy = false;
      ++progress_;
    }
  }

  void call(Thread& thread, const Json& step, std::unique_lock<std::mutex>& guard) {
    Call call;
    call.function = step["function"];
    call.thread = thread.name;
    call.arguments = step["arguments"];
    call.as = step.value("as", "");
    const std::uint64_t id = next_id_++;
    write(thread.name, {{"event", "call"},
                        {"id", id},
                        {"function", call.function},
                        {"arguments", call.arguments},
                        {"last_error", 0}});
    thread.call = id;
    thread.function = call.function;
    const std::int64_t timeout_ms =
        std::max(call.number("dwMilliseconds"), call.number("dwTimeout"));
    thread.wakes = timeout_ms > 0 && timeout_ms <= timer_max_ms;
    guard.unlock();
    functions.at(call.function)(call);
    guard.lock();
    Json returned = {
        {"event", "return"}, {"id", id}, {"value", call.value}, {"last_error", call.last_error}};
    if (!call.outputs.empty()) returned["outputs"] = call.outputs;
    write(thread.name, std::move(returned));
    for (Json& observation : call.observations) {
      observation["event"] = "observe";
      write(thread.name, std::move(observation));
    }
    thread.call = 0;
    thread.wakes = false;
  }

  void observe(const Thread& thread, const Json& step) {
    const std::string handle = step["object"];
    write(thread.name,
          {{"event", "observe"}, {"handle", handle}, {"signaled", is_signaled(handle) ? 1 : 0}});
  }

  // Appends an event. REQUIRES: the lock is held.
  void write(const std::string& thread, Json event) {
    event["seq"] = events_.size() + 1;
    event["time"] =
        std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch())
            .count();
    if (!thread.empty()) event["thread"] = thread;
    events_.push_back(std::move(event));
    ++progress_;
  }

  Json step(std::size_t index) {
    if (index >= units_.size()) return {{"answer", "failed"}, {"reason", "there is no such step"}};
    std::unique_lock guard(lock_);
    for (const Json& one : units_[index]) {
      for (auto& thread : threads_) {
        if (one.value("thread", "main") == thread->name) thread->steps.push_back(one);
      }
    }
    changed_.notify_all();
    const auto is_done = [&] {
      return std::all_of(threads_.begin(), threads_.end(),
                         [](const auto& thread) { return thread->steps.empty() && !thread->busy; });
    };
    std::uint64_t seen = progress_;
    for (auto quiet_since = Clock::now(); !is_done();) {
      guard.unlock();
      std::this_thread::sleep_for(poll);
      guard.lock();
      if (std::exchange(seen, progress_) != progress_ || settling_ > 0) quiet_since = Clock::now();
      if (Clock::now() - quiet_since < step_patience) continue;
      Json names = Json::array();
      for (const Json& one : blocked_for_answer()) names.push_back(one["thread"]);
      return {{"answer", "blocked"}, {"threads", names}};
    }
    return {{"answer", "returned"}};
  }

  // Waits until nothing moves but `self`, and writes `settle`.
  void settle(std::uint64_t patience_ms, bool timers, const Thread* self) {
    std::unique_lock guard(lock_);
    ++settling_;
    std::uint64_t seen = progress_;
    auto quiet_since = Clock::now();
    for (;;) {
      const bool wakes = timers && std::any_of(threads_.begin(), threads_.end(),
                                               [](const auto& thread) { return thread->wakes; });
      if (std::exchange(seen, progress_) != progress_ || wakes) quiet_since = Clock::now();
      if (Clock::now() - quiet_since >= std::chrono::milliseconds(patience_ms)) break;
      guard.unlock();
      std::this_thread::sleep_for(poll);
      guard.lock();
    }
    --settling_;
    write(self ? self->name : std::string(),
          {{"event", "settle"}, {"patience_ms", patience_ms}, {"blocked", blocked_for_event()}});
  }

  Json blocked_for_event() const {
    Json all = Json::array();
    for (const auto& thread : threads_) {
      if (thread->call != 0) all.push_back({{"thread", thread->name}, {"id", thread->call}});
    }
    return all;
  }
  Json blocked_for_answer() const {
    Json all = Json::array();
    for (const auto& thread : threads_) {
      if (thread->call == 0) continue;
      all.push_back({{"thread", thread->name}, {"function", thread->function}});
    }
    return all;
  }

  Json trace() {
    const std::lock_guard guard(lock_);
    if (Json blocked = blocked_for_event(); !blocked.empty()) {
      write("", {{"event", "hang"}, {"blocked", blocked}});
    }
    return {{"answer", "trace"}, {"lines", events_}};
  }

  // Ends the threads, unless some are blocked for ever: then the process must be replaced.
  Json end_scenario() {
    {
      const std::lock_guard guard(lock_);
      if (!blocked_for_event().empty()) return {{"answer", "replace"}};
      ending_ = true;
      changed_.notify_all();
    }
    for (auto& thread : threads_) thread->thread.join();
    threads_.clear();
    ending_ = false;
    reset();
    return {{"answer", "ready"}};
  }

  std::string name_;
  std::string version_;
  std::string system_;
  std::mutex lock_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Thread>> threads_;
  Json units_ = Json::array();
  Json events_ = Json::array();
  std::uint64_t next_id_ = 1;
  std::uint64_t progress_ = 0;
  std::uint64_t patience_ms_ = 0;
  int settling_ = 0;
  bool ending_ = false;
};

}  // namespace ioracle_kit
