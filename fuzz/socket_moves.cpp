// Moves on connections and datagrams.

#include <algorithm>

#include "fuzz/writer.h"

namespace ioracle {

// The receiver's side most of the time.
std::string ScenarioWriter::socket() {
  if (streams_.empty()) return "";
  if (dice_.chance(80) && !is(Family::connect)) {
    return streams_[streams_.size() > 2 && dice_.chance(25) ? 2 : 0].socket;
  }
  return streams_[dice_.roll(static_cast<std::uint32_t>(streams_.size()))].socket;
}

std::string ScenarioWriter::new_overlapped(std::string_view handle, bool on_socket,
                                           std::string_view more) {
  std::string words;
  const std::uint32_t roll = dice_.roll(100);
  if (roll < 60 && !events_.empty()) words = join({R"(,"hEvent":")", event(), '"'});
  if (roll >= 60 && roll < 66 && !events_.empty()) {
    words = join({R"(,"hEvent":{"tagged":")", event(), R"("})"});
  }
  words += more;
  operations_.push_back({std::string(handle), words, on_socket});
  return join({R"({"at":"ov)", operations_.size(), '"', words, '}'});
}

std::string ScenarioWriter::used_overlapped(std::size_t& place) {
  // Late ones more often: they are still pending.
  const auto count = static_cast<std::uint32_t>(operations_.size());
  place = std::max(dice_.roll(count), dice_.roll(count));
  return join({R"({"at":"ov)", place + 1, '"', operations_[place].words, '}'});
}

std::string ScenarioWriter::routine() {
  if (!routines_ || dice_.chance(30)) return "";
  const bool again = dice_.chance(25) && !streams_.empty() && !is(Family::datagram);
  return again ? R"(,"lpCompletionRoutine":"again")" : R"(,"lpCompletionRoutine":"done")";
}

std::string ScenarioWriter::count(std::string_view parameter, bool wanted) {
  return wanted ? join({",\"", parameter, R"(":"n)", ++names_, '"'})
                : join({",\"", parameter, R"(":null)"});
}

std::string ScenarioWriter::receive() {
  const std::string from = socket();
  if (from.empty()) return "";
  constexpr std::array<std::uint32_t, 8> lengths = {1, 2, 3, 4, 4, 8, 16, 0};
  std::string buffers = join({R"({"buf":"b)", ++names_, R"(","len":)", dice_.any_of(lengths), '}'});
  if (dice_.chance(15)) {
    buffers += join({R"(,{"buf":"b)", ++names_, R"(","len":)", 1 + dice_.roll(3), '}'});
  }
  if (is(Family::datagram) && dice_.chance(25)) return receive_message(from, buffers);
  std::string arguments = join({R"("s":")", from, R"(","lpBuffers":[)", buffers, ']',
                                count("lpNumberOfBytesRecvd", dice_.chance(60))});
  if (dice_.chance(4)) arguments += R"(,"lpFlags":{"var":"flags","value":"MSG_PUSH_IMMEDIATE"})";
  arguments += join({R"(,"lpOverlapped":)", new_overlapped(from, true), routine()});
  return call("WSARecv", arguments);
}

std::string ScenarioWriter::receive_message(std::string_view from, std::string_view buffers) {
  const std::uint32_t number = ++names_;
  std::string arguments = join({R"("s":")", from, R"(","lpMsg":"m)", number, '"'});
  if (dice_.chance(50)) {
    arguments +=
        join({R"(,"name":"a)", number, R"(","namelen":{"var":"al)", number, R"(","value":16})"});
  }
  arguments +=
      join({R"(,"lpBuffers":[)", buffers, R"(],"dwFlags":{"var":"mf)", number, R"(","value":0})"});
  arguments += count("lpdwNumberOfBytesRecvd", dice_.chance(40));
  arguments += join({R"(,"lpOverlapped":)", new_overlapped(from, true), routine()});
  return call("WSARecvMsg", arguments);
}

std::string ScenarioWriter::send() {
  if (streams_.empty()) return "";
  std::size_t place = streams_.size() > 2 && dice_.chance(25) ? 3 : 1;
  if (is(Family::connect) || dice_.chance(10)) {
    place = dice_.roll(static_cast<std::uint32_t>(streams_.size()));
  }
  Stream& stream = streams_[std::min(place, streams_.size() - 1)];
  constexpr std::array<std::uint32_t, 7> lengths = {1, 2, 3, 4, 4, 8, 5};
  const bool empty = is(Family::datagram) && dice_.chance(8);
  const std::uint32_t length = empty ? 0 : dice_.any_of(lengths);
  const std::string bytes =
      empty ? "" : join({R"(,"bytes":[[")", stream.pattern, "\",", stream.sent, ',', length, "]]"});
  stream.sent += length;
  const bool overlapped = dice_.chance(40) || is(Family::connect);
  std::string arguments =
      join({R"("s":")", stream.socket, R"(","lpBuffers":[{"buf":"o)", ++names_, R"(","len":)",
            length, bytes, "}]", count("lpNumberOfBytesSent", !overlapped || dice_.chance(60))});
  if (overlapped) {
    arguments += join({R"(,"lpOverlapped":)", new_overlapped(stream.socket, true), routine()});
  }
  return call("WSASend", arguments);
}

std::string ScenarioWriter::block() {
  if (streams_.empty() || !may_block()) return "";
  const std::string from = socket();
  const std::uint32_t length = 1 + dice_.roll(8);
  if (dice_.chance(50)) {
    return call("recv", join({R"("s":")", from, R"(","buf":{"buf":"b)", ++names_, R"(","len":)",
                              length, '}'}));
  }
  return call("WSARecv", join({R"("s":")", from, R"(","lpBuffers":[{"buf":"b)", ++names_,
                               R"(","len":)", length, "}]", count("lpNumberOfBytesRecvd", true)}));
}

std::string ScenarioWriter::close() {
  const bool event_too = dice_.chance(12) && !events_.empty();
  if (event_too) return call("CloseHandle", join({R"("hObject":")", event(), '"'}));
  if (port_ && dice_.chance(20)) return call("CloseHandle", R"("hObject":"p")");
  if (is(Family::file)) {
    closed_.push_back(files_.back());
    return call("CloseHandle", join({R"("hObject":")", files_.back(), '"'}));
  }
  if (is(Family::connect) && dice_.chance(35)) return call("closesocket", R"("s":"l")");
  const std::string from = dice_.chance(40) && streams_.size() > 1 ? streams_[1].socket : socket();
  if (from.empty()) return "";
  closed_.push_back(from);
  return call("closesocket", join({R"("s":")", from, '"'}));
}

std::string ScenarioWriter::shutdown() {
  if (streams_.empty() || is(Family::datagram)) return "";
  const bool peer = dice_.chance(60) && streams_.size() > 1;
  return call("shutdown", join({R"("s":")", peer ? streams_[1].socket : socket(), R"(","how":)",
                                dice_.chance(70) ? 1U : dice_.roll(3)}));
}

// An abortive close: nobody knows who is first.
std::string ScenarioWriter::reset() {
  if (streams_.empty() || is(Family::datagram)) return "";
  const std::string from = dice_.chance(70) && streams_.size() > 1 ? streams_[1].socket : socket();
  closed_.push_back(from);
  return call("setsockopt", join({R"("s":")", from,
                                  R"(","level":"SOL_SOCKET","optname":"SO_LINGER","optval":0)"})) +
         ',' + call("closesocket", join({R"("s":")", from, '"'}));
}

std::string ScenarioWriter::option() {
  if (streams_.empty()) return "";
  switch (dice_.roll(5)) {
    case 0:
      return call("setsockopt",
                  join({R"("s":")", streams_.back().socket,
                        R"(","level":"SOL_SOCKET","optname":"SO_SNDBUF","optval":0)"}));
    case 1:
      return call("getsockopt", join({R"("s":")", socket(), R"(","level":"SOL_SOCKET","optname":)",
                                      dice_.chance(50) ? R"("SO_ERROR")" : R"("SO_SNDBUF")",
                                      R"(,"optval":"value)", ++names_, '"'}));
    case 2:
      return call("getsockopt",
                  join({R"("s":")", socket(), R"(","level":"SOL_SOCKET","optname":"SO_RCVTIMEO",)",
                        R"("optval":"value)", ++names_, '"'}));
    case 3:
      return call("setsockopt",
                  join({R"("s":")", socket(),
                        R"(","level":"SOL_SOCKET","optname":"SO_RCVTIMEO","optval":100)"}));
    default:
      return call("ioctlsocket",
                  join({R"("s":")", socket(), R"(","cmd":"FIONBIO","argp":{"var":"mode)", ++names_,
                        R"(","value":)", dice_.roll(2), '}'}));
  }
}

}  // namespace ioracle
