// Moves that learn of completions, and those that take part in how they are told.

#include "fuzz/writer.h"

namespace ioracle {

std::string ScenarioWriter::event() {
  return events_[dice_.roll(static_cast<std::uint32_t>(events_.size()))];
}

std::string ScenarioWriter::interval() {
  const std::uint32_t roll = dice_.roll(100);
  if (roll < 55) return "0";
  return roll < 85 || !may_block() ? "90" : "4294967295";
}

std::string ScenarioWriter::query() {
  if (operations_.empty() || is(Family::provider)) return "";
  std::size_t place = 0;
  used_overlapped(place);
  return query_of(place, true);
}

std::string ScenarioWriter::query_of(std::size_t place, bool may_wait) {
  const Operation& operation = operations_[place];
  const std::string overlapped = join({R"({"at":"ov)", place + 1, '"', operation.words, '}'});
  const bool waits = may_wait && dice_.chance(25) && may_block();
  const std::uint32_t roll = dice_.roll(3);
  if (roll == 0 && operation.on_socket) {
    return call("WSAGetOverlappedResult",
                join({R"("s":")", operation.handle, R"(","lpOverlapped":)", overlapped,
                      R"(,"lpcbTransfer":"n)", ++names_, R"(","fWait":)", waits ? 1 : 0,
                      R"(,"lpdwFlags":"flags)", names_, '"'}));
  }
  if (roll == 1 && may_wait) {
    return call("GetOverlappedResultEx",
                join({R"("hFile":")", operation.handle, R"(","lpOverlapped":)", overlapped,
                      R"(,"lpNumberOfBytesTransferred":"n)", ++names_, R"(","dwMilliseconds":)",
                      interval(), R"(,"bAlertable":)", routines_ ? dice_.roll(2) : 0U}));
  }
  return call("GetOverlappedResult", join({R"("hFile":")", operation.handle, R"(","lpOverlapped":)",
                                           overlapped, R"(,"lpNumberOfBytesTransferred":"n)",
                                           ++names_, R"(","bWait":)", waits ? 1 : 0}));
}

std::string ScenarioWriter::wait() {
  if (waitable_.empty()) return "";
  const auto any = [&] {
    return waitable_[dice_.roll(static_cast<std::uint32_t>(waitable_.size()))];
  };
  const std::uint32_t alertable = routines_ && dice_.chance(60) ? 1 : 0;
  const std::uint32_t all = dice_.chance(30) ? 1 : 0;
  std::string handles = join({'"', any(), '"'});
  const std::string second = any();
  if (dice_.chance(40) && handles != join({'"', second, '"'})) {
    handles += join({",\"", second, '"'});
  }
  switch (dice_.roll(6)) {
    case 0:
      return call("WaitForSingleObject",
                  join({R"("hHandle":")", any(), R"(","dwMilliseconds":)", interval()}));
    case 1:
      return call("WaitForSingleObjectEx", join({R"("hHandle":")", any(), R"(","dwMilliseconds":)",
                                                 interval(), R"(,"bAlertable":)", alertable}));
    case 2:
      return call("WaitForMultipleObjects", join({R"("lpHandles":[)", handles, R"(],"bWaitAll":)",
                                                  all, R"(,"dwMilliseconds":)", interval()}));
    case 3:
      return call("WaitForMultipleObjectsEx",
                  join({R"("lpHandles":[)", handles, R"(],"bWaitAll":)", all,
                        R"(,"dwMilliseconds":)", interval(), R"(,"bAlertable":)", alertable}));
    case 4:
      if (events_.size() > 1) {
        return call("SignalObjectAndWait",
                    join({R"("hObjectToSignal":"e1","hObjectToWaitOn":")", any(),
                          R"(","dwMilliseconds":)", interval(), R"(,"bAlertable":)", alertable}));
      }
      [[fallthrough]];
    default:
      return call("WSAWaitForMultipleEvents",
                  join({R"("lphEvents":[)", handles, R"(],"fWaitAll":)", all, R"(,"dwTimeout":)",
                        interval(), R"(,"fAlertable":)", alertable}));
  }
}

std::string ScenarioWriter::sleep() {
  return call("SleepEx", join({R"("dwMilliseconds":)", dice_.chance(70) ? 0 : 90,
                               R"(,"bAlertable":)", dice_.chance(80) ? 1 : 0}));
}

std::string ScenarioWriter::dequeue() {
  if (!port_) return "";
  if (dice_.chance(25)) {
    return call("GetQueuedCompletionStatusEx",
                join({R"("CompletionPort":"p","lpCompletionPortEntries":"entries)", ++names_,
                      R"(","ulCount":)", 1 + dice_.roll(3), R"(,"ulNumEntriesRemoved":"removed)",
                      names_, R"(","dwMilliseconds":)", interval(), R"(,"fAlertable":)",
                      dice_.chance(15) ? 1 : 0}));
  }
  return call("GetQueuedCompletionStatus",
              join({R"("CompletionPort":"p","lpNumberOfBytesTransferred":"n)", ++names_,
                    R"(","lpCompletionKey":"key)", names_, R"(","lpOverlapped":"which)", names_,
                    R"(","dwMilliseconds":)", interval()}));
}

std::string ScenarioWriter::post() {
  if (!port_) return "";
  return call("PostQueuedCompletionStatus",
              join({R"("CompletionPort":"p","dwNumberOfBytesTransferred":)", 1 + dice_.roll(3),
                    R"(,"dwCompletionKey":)", 8 + dice_.roll(2), R"(,"lpOverlapped":null)"}));
}

std::string ScenarioWriter::observe() {
  if (operations_.empty() || dice_.chance(35)) {
    if (events_.empty()) return "";
    return join({R"({"thread":")", thread_name(), R"(","observe":")", event(), R"("})"});
  }
  return join({R"({"thread":")", thread_name(), R"(","observe":"ov)",
               1 + dice_.roll(static_cast<std::uint32_t>(operations_.size())), R"("})"});
}

std::string ScenarioWriter::cancel() {
  if (operations_.empty()) return "";
  std::size_t place = 0;
  const std::string overlapped = used_overlapped(place);
  const std::string& handle = operations_[place].handle;
  if (dice_.chance(20)) return call("CancelIo", join({R"("hFile":")", handle, '"'}));
  const std::string which = dice_.chance(70) ? overlapped : "null";
  return call("CancelIoEx", join({R"("hFile":")", handle, R"(","lpOverlapped":)", which}));
}

std::string ScenarioWriter::change_event() {
  if (events_.empty()) return "";
  constexpr std::array<std::string_view, 8> functions = {
      "SetEvent",   "SetEvent",    "SetEvent",      "ResetEvent",
      "ResetEvent", "WSASetEvent", "WSAResetEvent", "PulseEvent"};
  const std::string_view function =
      is(Family::wait) ? dice_.any_of(functions) : functions[dice_.roll(functions.size() - 1)];
  return call(function, join({R"("hEvent":")", event(), '"'}));
}

std::string ScenarioWriter::queue_apc() {
  if (!routines_) return "";
  const std::uint32_t target = dice_.roll(threads_);
  constexpr std::array<std::string_view, 3> names = {"main", "t1", "t2"};
  return call("QueueUserAPC", join({R"("pfnAPC":"apc","hThread":")", names[target],
                                    R"(","dwData":)", 1 + dice_.roll(9)}));
}

std::string ScenarioWriter::associate() {
  if (!port_ || streams_.empty()) return "";
  return join({R"({"thread":")", thread_name(), R"(","call":"CreateIoCompletionPort","as":"pc)",
               ++names_, R"(","with":{"FileHandle":")", socket(),
               R"(","ExistingCompletionPort":"p","CompletionKey":)", 10 + dice_.roll(3), "}}"});
}

std::string ScenarioWriter::modes() {
  if (is(Family::connect) || is(Family::provider)) return "";
  const std::string handle = is(Family::file) ? files_.front() : streams_.front().socket;
  return call("SetFileCompletionNotificationModes",
              join({R"("FileHandle":")", handle, R"(","Flags":)", 1 + dice_.roll(3)}));
}

std::string ScenarioWriter::exit_thread() {
  if (thread_ == 0) return "";
  exited_[thread_] = true;
  return join({R"({"thread":")", thread_name(), R"(","exit_thread":true})"});
}

}  // namespace ioracle
