// What a scenario begins with.

#include "fuzz/writer.h"

namespace ioracle {

void ScenarioWriter::set_up() {
  set_up_sockets();
  set_up_files();
  const std::uint32_t events = 1 + (dice_.chance(40) ? 1 : 0);
  for (std::uint32_t place = 1; place <= events; ++place) {
    events_.push_back(join({"e", place}));
    waitable_.push_back(events_.back());
    add(join({R"({"thread":"main","call":"CreateEventW","as":"e)", place,
              R"(","with":{"bManualReset":)", dice_.chance(65) ? 1 : 0, R"(,"bInitialState":)",
              dice_.chance(30) ? 1 : 0, "}}"}));
  }
  require("wait");
  set_up_port();
  if (routines_) require("apc");
  if (is(Family::wait) || is(Family::close)) {
    for (std::uint32_t thread = 1; thread < threads_; ++thread) {
      waitable_.push_back(thread == 1 ? "t1" : "t2");
    }
  }
}

void ScenarioWriter::set_up_sockets() {
  if (is(Family::file)) return;
  if (is(Family::provider)) {
    require("provider");
    given_ = R"({"startup":true})";
    add(R"({"thread":"main","call":"WSASocketW","as":"v","with":{"af":2,"type":1,"protocol":6,)"
        R"("dwFlags":1}})");
    if (dice_.chance(70)) {
      add(R"({"environment":"typical_provider","object":"v","thread":"main"})");
    }
    return;
  }
  if (is(Family::datagram)) {
    require("winsock.udp");
    given_ = R"({"udp_pair":{"first":"c","second":"s"}})";
    streams_ = {{"c", "B"}, {"s", "A"}};
  } else if (is(Family::connect)) {
    require("winsock.tcp");
    require("winsock.extension");
    given_ = R"({"startup":true})";
    constexpr std::string_view created =
        R"(,"with":{"af":"AF_INET","type":"SOCK_STREAM","protocol":"IPPROTO_TCP","dwFlags":1}})";
    const auto make_socket = [&](std::string_view name) {
      add(join({R"({"thread":"main","call":"WSASocketW","as":")", name, '"', created}));
    };
    make_socket("l");
    thread_ = 0;
    add(call("bind", R"("s":"l","name":"loopback")"));
    add(call("listen", R"("s":"l","backlog":5)"));
    clients_ = 1 + dice_.roll(2);
    for (std::uint32_t client = 1; client <= clients_; ++client) {
      make_socket(join({"k", client}));
      add(call("bind", join({R"("s":"k)", client, R"(","name":"loopback")"})));
      streams_.push_back({client == 1 ? "k1" : "k2", client == 1 ? "A" : "B"});
    }
    accepting_ = 1 + dice_.roll(2);
    for (std::uint32_t place = 1; place <= accepting_; ++place) make_socket(join({"a", place}));
    for (std::uint32_t place = 1; place <= accepting_; ++place) {
      streams_.push_back({place == 1 ? "a1" : "a2", place == 1 ? "C" : "D"});
    }
    return;
  } else {
    require("winsock.tcp");
    given_ = R"({"tcp_pair":{"client":"c","server":"s"}})";
    streams_ = {{"c", "B"}, {"s", "A"}};
  }
  if (dice_.chance(info(family_).chances.second_pair)) {
    given_ += R"(,{"tcp_pair":{"client":"d","server":"u"}})";
    streams_.push_back({"d", "D"});
    streams_.push_back({"u", "C"});
  }
  waitable_.emplace_back("c");
}

void ScenarioWriter::set_up_files() {
  if (!is(Family::file)) return;
  require("file");
  constexpr std::uint32_t overlapped = 0x40000000;
  constexpr std::uint32_t deleted_on_close = 0x04000000;
  const auto open = [&](std::string_view name, std::uint32_t disposition, bool synchronous) {
    add(join({R"({"thread":"main","call":"CreateFileW","as":")", name,
              R"(","with":{"lpFileName":"data","dwDesiredAccess":3221225472,"dwShareMode":7,)",
              R"("dwCreationDisposition":)", disposition, R"(,"dwFlagsAndAttributes":)",
              (synchronous ? 0U : overlapped) | deleted_on_close, "}}"}));
    files_.emplace_back(name);
  };
  open("f", 2, false);
  waitable_.emplace_back("f");
  if (dice_.chance(25)) open("g", 3, dice_.chance(40));
}

void ScenarioWriter::set_up_port() {
  if (!port_) return;
  require("port");
  thread_ = 0;
  add(R"({"thread":"main","call":"CreateIoCompletionPort","as":"p","with":{"FileHandle":)"
      R"("INVALID_HANDLE_VALUE"}})");
  const std::string_view first = is(Family::file) ? "f" : is(Family::connect) ? "l" : "c";
  if (dice_.chance(90)) {
    // Routines and a port do not go together.
    routines_ = false;
    add(join(
        {R"({"thread":"main","call":"CreateIoCompletionPort","as":"pc","with":{"FileHandle":")",
         first, R"(","ExistingCompletionPort":"p","CompletionKey":7}})"}));
    if (dice_.chance(15)) add(modes());
  }
}

}  // namespace ioracle
