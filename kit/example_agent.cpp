// An agent for ioracle: events and completion ports of its own making, on a mutex.
//   c++ -std=c++17 -pthread example_agent.cpp -o example-agent
//   ioracle conform --agent ./example-agent scenarios/wait scenarios/port

#include "ioracle_agent.h"

namespace {

using ioracle_kit::Call;
using ioracle_kit::Json;

constexpr std::int64_t infinite = 0xFFFFFFFF, wait_failed = 0xFFFFFFFF, wait_timeout = 258;
constexpr std::uint32_t error_invalid_handle = 6, error_invalid_parameter = 87;

struct Object {
  bool is_port = false;
  bool manual = false;
  bool signaled = false;
  std::deque<Json> packets;  // as outputs of a dequeue

  bool is_signaled() const { return is_port ? !packets.empty() : signaled; }
};

std::mutex lock;
std::condition_variable changed;
std::map<std::string, Object> objects;

Object* find(const std::string& name) {
  const auto found = objects.find(name);
  return found == objects.end() ? nullptr : &found->second;
}

void fail(Call& call, std::int64_t value, std::uint32_t error) {
  call.value = value;
  call.last_error = error;
}

// Waits until `is_there`, as long as a call says. False: the time is over.
template <typename Condition>
bool wait(std::unique_lock<std::mutex>& guard, std::int64_t timeout_ms, Condition is_there) {
  if (timeout_ms != infinite) {
    return changed.wait_for(guard, std::chrono::milliseconds(timeout_ms), is_there);
  }
  changed.wait(guard, is_there);
  return true;
}

void create(Call& call, bool is_port) {
  const std::lock_guard guard(lock);
  objects[call.as] = {
      is_port, call.number("bManualReset") != 0, call.number("bInitialState") != 0, {}};
  call.value = call.as;
}

void change_event(Call& call, bool signaled) {
  const std::lock_guard guard(lock);
  Object* const event = find(call.name("hEvent"));
  if (!event) return fail(call, 0, error_invalid_handle);
  event->signaled = signaled;
  call.value = 1;
  changed.notify_all();
}

void wait_for(Call& call, const std::vector<std::string>& names, bool all) {
  std::unique_lock guard(lock);
  std::vector<Object*> waited(names.size());
  std::transform(names.begin(), names.end(), waited.begin(), find);
  if (waited.empty()) return fail(call, wait_failed, error_invalid_parameter);
  if (std::count(waited.begin(), waited.end(), nullptr) > 0) {
    return fail(call, wait_failed, error_invalid_handle);
  }
  std::vector<Object*> sorted = waited;
  std::sort(sorted.begin(), sorted.end());
  const bool twice = std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
  if (all && twice) return fail(call, wait_failed, error_invalid_parameter);
  const auto is_signaled = [](const Object* object) { return object->is_signaled(); };
  const auto is_over = [&] {
    return all ? std::all_of(waited.begin(), waited.end(), is_signaled)
               : std::any_of(waited.begin(), waited.end(), is_signaled);
  };
  call.value = wait_timeout;
  if (!wait(guard, call.number("dwMilliseconds"), is_over)) return;
  const auto first = std::find_if(waited.begin(), waited.end(), is_signaled);
  call.value = all ? 0 : first - waited.begin();
  for (Object* const object : all ? waited : std::vector<Object*>{*first}) {
    if (!object->manual) object->signaled = false;
  }
}

void post(Call& call) {
  const std::lock_guard guard(lock);
  Object* const port = find(call.name("CompletionPort"));
  if (!port) return fail(call, 0, error_invalid_handle);
  port->packets.push_back(
      {{"lpNumberOfBytesTransferred", call.arguments["dwNumberOfBytesTransferred"]},
       {"lpCompletionKey", call.arguments["dwCompletionKey"]},
       {"lpOverlapped", call.arguments["lpOverlapped"]}});
  call.value = 1;
  changed.notify_all();
}

void dequeue(Call& call) {
  std::unique_lock guard(lock);
  Object* const port = find(call.name("CompletionPort"));
  call.outputs = {{"lpNumberOfBytesTransferred", "untouched"},
                  {"lpCompletionKey", "untouched"},
                  {"lpOverlapped", nullptr}};
  if (!port) return fail(call, 0, error_invalid_handle);
  if (!wait(guard, call.number("dwMilliseconds"), [&] { return port->is_signaled(); }))
    return fail(call, 0, wait_timeout);
  call.outputs = port->packets.front();
  port->packets.pop_front();
  call.value = 1;
}

}  // namespace

int main() try {
  ioracle_kit::Agent agent("example", "1", "events and ports on a mutex");
  agent.capabilities = {"wait", "port"};
  agent.functions = {{"CreateEventW", [](Call& call) { create(call, false); }},
                     {"SetEvent", [](Call& call) { change_event(call, true); }},
                     {"ResetEvent", [](Call& call) { change_event(call, false); }},
                     {"CreateIoCompletionPort", [](Call& call) { create(call, true); }},
                     {"PostQueuedCompletionStatus", post},
                     {"GetQueuedCompletionStatus", dequeue}};
  agent.functions["WaitForSingleObject"] = [](Call& call) {
    wait_for(call, {call.name("hHandle")}, false);
  };
  agent.functions["WaitForMultipleObjects"] = [](Call& call) {
    std::vector<std::string> names;
    for (const Json& handle : call.arguments["lpHandles"]) {
      names.push_back(handle.is_string() ? handle.get<std::string>() : "");
    }
    wait_for(call, names, call.number("bWaitAll") != 0);
  };
  agent.is_signaled = [](const std::string& name) {
    const std::lock_guard guard(lock);
    const Object* const object = find(name);
    return object && object->is_signaled();
  };
  agent.refusal = [](const Json& program) {
    return program.dump().find("\"raw\":-2") == std::string::npos ? "" : "it has pseudo handles";
  };
  agent.reset = [] { objects.clear(); };
  return agent.serve();
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
