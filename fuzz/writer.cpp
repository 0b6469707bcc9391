#include "fuzz/writer.h"

#include <algorithm>

namespace ioracle {
namespace {

constexpr std::array<std::string_view, 3> thread_names = {"main", "t1", "t2"};
constexpr std::uint32_t endings_most = 3;

}  // namespace

ScenarioWriter::ScenarioWriter(Dice dice, Family family, const ScenarioSize& size)
    : dice_(dice),
      family_(family),
      size_(size),
      threads_(1 + dice_.roll(size.threads_most)),
      left_(size.steps_least + dice_.roll(size.steps_most - size.steps_least + 1)),
      port_(dice_.chance(info(family).chances.port)),
      routines_(dice_.chance(info(family).chances.routines)) {}

std::string_view ScenarioWriter::thread_name() const { return thread_names[thread_]; }

void ScenarioWriter::require(std::string_view capability) {
  if (std::ranges::count(required_, capability) == 0) required_.push_back(capability);
}

void ScenarioWriter::add(const std::string& step) {
  if (step.empty()) return;
  if (!steps_.empty()) steps_ += ',';
  steps_ += step;
}

void ScenarioWriter::settle() { add(R"({"settle":true,"thread":"main"})"); }

std::string ScenarioWriter::call(std::string_view function, std::string_view arguments) {
  return join({R"({"thread":")", thread_name(), R"(","call":")", function, R"(","with":{)",
               arguments, "}}"});
}

std::string ScenarioWriter::write(std::string_view name) {
  set_up();
  while (left_ > 0) {
    if (threads_ > 1 && left_ > 1 && dice_.chance(info(family_).chances.races)) {
      add(race());
    } else {
      add(step(dice_.roll(threads_)));
    }
    if (dice_.chance(20)) settle();
  }
  if (size_.closes) close_everything();
  if (size_.looks) look_at_everything();
  std::string text = join({R"({"name":")", name, R"(","about":"Generated: )", info(family_).about,
                           R"(.","requires":[)"});
  for (std::size_t place = 0; place < required_.size(); ++place) {
    text += join({place == 0 ? "\"" : ",\"", required_[place], "\""});
  }
  text += "],";
  if (!given_.empty()) text += join({R"("given":[)", given_, "],"});
  text += R"("threads":["main")";
  for (std::uint32_t thread = 1; thread < threads_; ++thread) {
    text += join({",\"", thread_names[thread], "\""});
  }
  if (is(Family::provider)) text += R"(,"provider")";
  text += "],";
  if (routines_) {
    text += R"("routines":{"done":[],"apc":[])";
    if (!streams_.empty()) {
      text += join({R"(,"again":[{"if":"dwError == 0 and cbTransferred > 0","then":[)",
                    R"({"call":"WSARecv","with":{"s":")", streams_.front().socket,
                    R"(","lpBuffers":[{"buf":"more","len":2}],"lpOverlapped":"lpOverlapped",)",
                    R"("lpCompletionRoutine":"done"}}]}])"});
    }
    text += "},";
  }
  return text + R"("steps":[)" + steps_ + "]}";
}

std::string ScenarioWriter::race() {
  std::string lists;
  const std::uint32_t racers = 2 + dice_.roll(threads_ - 1);
  for (std::uint32_t thread = 0; thread < racers && left_ > 0; ++thread) {
    std::string list;
    for (std::uint32_t count = 1 + dice_.roll(2); count > 0 && left_ > 0; --count) {
      const std::string one = step(thread);
      if (!one.empty()) list += (list.empty() ? "" : ",") + one;
    }
    if (!list.empty()) lists += (lists.empty() ? "[" : ",[") + list + "]";
  }
  return lists.empty() ? "" : R"({"race":[)" + lists + "]}";
}

// Empty: that thread has ended.
std::string ScenarioWriter::step(std::uint32_t thread) {
  if (left_ > 0) --left_;
  thread_ = thread;
  if (exited_[thread]) return "";
  const auto weights = info(family_).weights;
  std::uint32_t sum = 0;
  for (const Weight& one : weights) sum += one.weight;
  constexpr int tries_most = 8;  // a move may lack what it needs
  for (int attempt = 0; attempt < tries_most; ++attempt) {
    std::uint32_t roll = dice_.roll(sum);
    std::size_t place = 0;
    while (roll >= weights[place].weight) roll -= weights[place++].weight;
    std::string text = make(weights[place].kind);
    if (!text.empty()) return text;
  }
  return "";
}

std::string ScenarioWriter::make(StepKind kind) {
  switch (kind) {
    case StepKind::receive:
      return receive();
    case StepKind::send:
      return send();
    case StepKind::query:
      return query();
    case StepKind::wait:
      return wait();
    case StepKind::sleep:
      return sleep();
    case StepKind::dequeue:
      return dequeue();
    case StepKind::post:
      return post();
    case StepKind::observe:
      return observe();
    case StepKind::cancel:
      return cancel();
    case StepKind::change_event:
      return change_event();
    case StepKind::queue_apc:
      return queue_apc();
    case StepKind::option:
      return option();
    case StepKind::associate:
      return associate();
    case StepKind::modes:
      return modes();
    case StepKind::connect:
      return connect();
    case StepKind::accept:
      return accept();
    case StepKind::disconnect:
      return disconnect();
    case StepKind::read:
      return read();
    case StepKind::write:
      return write_file();
    case StepKind::provide:
      return provide();
    case StepKind::block:
      return block();
    case StepKind::close:
    case StepKind::shutdown:
    case StepKind::reset:
    case StepKind::exit_thread:
      break;
  }
  // Ends of things: what comes after them shows less and less.
  if (endings_ >= endings_most) return "";
  const std::string text = kind == StepKind::close      ? close()
                           : kind == StepKind::shutdown ? shutdown()
                           : kind == StepKind::reset    ? reset()
                                                        : exit_thread();
  if (!text.empty()) ++endings_;
  return text;
}

void ScenarioWriter::close_everything() {
  thread_ = 0;
  for (const Stream& stream : streams_) {
    if (std::ranges::count(closed_, stream.socket) == 0) {
      add(call("closesocket", join({R"("s":")", stream.socket, '"'})));
    }
  }
  for (const std::string& file : files_) {
    if (std::ranges::count(closed_, file) == 0) {
      add(call("CloseHandle", join({R"("hObject":")", file, '"'})));
    }
  }
}

// On the first thread, which nothing blocks for ever. Packets come first: some status blocks are
// written by who takes them.
void ScenarioWriter::look_at_everything() {
  settle();
  if (routines_) {
    for (thread_ = 0; thread_ < threads_; ++thread_) {
      if (exited_[thread_]) continue;
      add(call("SleepEx", R"("dwMilliseconds":0,"bAlertable":1)"));
    }
    settle();
  }
  thread_ = 0;
  constexpr std::size_t looks_most = 4;
  if (port_) {
    const std::size_t packets = std::min(operations_.size() + 1, looks_most);
    for (std::size_t count = 0; count < packets; ++count) {
      add(call("GetQueuedCompletionStatus",
               R"("CompletionPort":"p","lpNumberOfBytesTransferred":"n","lpCompletionKey":"key",)"
               R"("lpOverlapped":"which","dwMilliseconds":0)"));
    }
  }
  if (!events_.empty()) add(R"({"thread":"main","observe":"e1"})");
  const std::size_t first =
      operations_.size() > looks_most
          ? dice_.roll(static_cast<std::uint32_t>(operations_.size() - looks_most + 1))
          : 0;
  for (std::size_t place = first; place < operations_.size() && place < first + looks_most;
       ++place) {
    if (dice_.chance(50) && !is(Family::provider)) {
      add(query_of(place, false));
    } else {
      add(join({R"({"thread":"main","observe":"ov)", place + 1, R"("})"}));
    }
  }
}

}  // namespace ioracle
