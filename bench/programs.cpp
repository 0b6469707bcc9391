#include "bench/programs.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace ioracle::bench {
namespace {

using Texts = std::vector<std::string>;

std::string list(const Texts& texts) { return fmt::format("[{}]", fmt::join(texts, ",")); }

void add(Texts& to, Texts texts) { std::ranges::move(texts, std::back_inserter(to)); }

std::string call(std::string_view function, std::string_view with, std::string_view as = "") {
  const std::string bound = as.empty() ? "" : fmt::format(R"(,"as":"{}")", as);
  return fmt::format(R"({{"call":"{}"{},"with":{{{}}}}})", function, bound, with);
}

std::string pair(std::uint32_t number) {
  return fmt::format(R"({{"tcp_pair":{{"client":"c{0}","server":"s{0}"}}}})", number);
}

Texts pairs(std::uint32_t count) {
  Texts given;
  for (std::uint32_t number = 0; number < count; ++number) given.push_back(pair(number));
  return given;
}

std::string receive(std::string_view socket, std::string_view buffer, std::uint32_t length,
                    std::string_view overlapped) {
  return call("WSARecv", fmt::format(R"("s":"{}","lpBuffers":[{{"buf":"{}","len":{}}}],)"
                                     R"("lpOverlapped":{{{}}})",
                                     socket, buffer, length, overlapped));
}

std::string blocking_send(std::string_view socket, std::string_view buffer, std::uint64_t from,
                          std::uint64_t length) {
  return call("WSASend",
              fmt::format(R"("s":"{}","lpBuffers":[{{"buf":"{}","bytes":[["A",{},{}]]}}],)"
                          R"("lpNumberOfBytesSent":"sent_{}")",
                          socket, buffer, from, length, socket));
}

std::string dequeue(std::string_view thread) {
  return call("GetQueuedCompletionStatus",
              fmt::format(R"("CompletionPort":"p","lpNumberOfBytesTransferred":"n_{0}",)"
                          R"("lpCompletionKey":"k_{0}","lpOverlapped":"o_{0}",)"
                          R"("dwMilliseconds":"INFINITE")",
                          thread));
}

// A port, and the sockets of that name and number associated with it, each by its number.
Texts port(std::string_view socket, std::uint32_t connections) {
  Texts steps{call("CreateIoCompletionPort", R"("FileHandle":"INVALID_HANDLE_VALUE")", "p")};
  for (std::uint32_t number = 0; number < connections; ++number) {
    steps.push_back(call("CreateIoCompletionPort",
                         fmt::format(R"("FileHandle":"{0}{1}","ExistingCompletionPort":"p",)"
                                     R"("CompletionKey":{1})",
                                     socket, number)));
  }
  return steps;
}

std::string repeat(const Texts& body, std::uint64_t times) {
  return fmt::format(R"({{"repeat":{},"max":{}}})", list(body), times);
}

std::string scenario(std::string_view name, std::string_view about, const Texts& given,
                     const Texts& steps) {
  return fmt::format(R"({{"name":"{}","about":"{}","clauses":[],"given":{},"steps":{}}})"
                     "\n",
                     name, about, list(given), list(steps));
}

// Finds the served one of many in so many questions as there are bits in their number.
Texts by_key(std::string_view key, std::uint32_t first, std::uint32_t end,
             const std::function<Texts(std::uint32_t)>& served) {
  if (end - first == 1) return served(first);
  const std::uint32_t middle = first + (end - first) / 2;
  return {fmt::format(R"({{"if":"{} < {}","then":{},"else":{}}})", key, middle,
                      list(by_key(key, first, middle, served)),
                      list(by_key(key, middle, end, served)))};
}

}  // namespace

std::string stream_program(std::uint64_t loops) {
  constexpr std::uint32_t outstanding = 8;
  Texts steps;
  Texts body;
  for (std::uint32_t number = 0; number < outstanding; ++number) {
    const std::string in = fmt::format(R"("at":"r{0}","hEvent":"e{0}")", number);
    const std::string out = fmt::format(R"("at":"w{0}","hEvent":"f{0}")", number);
    const std::string received = receive("c0", fmt::format("b{}", number), 16, in);
    const std::string sent = call(
        "WSASend", fmt::format(R"("s":"s0","lpBuffers":[{{"buf":"o{}","bytes":[["A",0,16]]}}],)"
                               R"("lpOverlapped":{{{}}})",
                               number, out));
    const auto finish = [&](std::string_view socket, char event, std::string_view overlapped) {
      body.push_back(
          call("WSAWaitForMultipleEvents", fmt::format(R"("lphEvents":["{}{}"],"fWaitAll":1,)"
                                                       R"("dwTimeout":"INFINITE","fAlertable":0)",
                                                       event, number)));
      body.push_back(call("WSAGetOverlappedResult",
                          fmt::format(R"("s":"{}","lpOverlapped":{{{}}},"lpcbTransfer":"n",)"
                                      R"("fWait":0,"lpdwFlags":"g")",
                                      socket, overlapped)));
    };
    steps.push_back(call("WSACreateEvent", "", fmt::format("e{}", number)));
    steps.push_back(call("WSACreateEvent", "", fmt::format("f{}", number)));
    steps.push_back(received);
    steps.push_back(sent);
    finish("c0", 'e', in);
    body.push_back(received);
    finish("s0", 'f', out);
    body.push_back(sent);
  }
  steps.push_back(repeat(body, loops));
  return scenario("stream", "One connection, 8 receives and sends outstanding.", pairs(1), steps);
}

std::string port_program(std::uint64_t loops) {
  constexpr std::uint32_t connections = 64;
  const auto server_receive = [](std::uint32_t number) {
    return receive(fmt::format("s{}", number), fmt::format("b{}", number), 16,
                   fmt::format(R"("at":"ov{}")", number));
  };
  const auto client_send = [](std::uint32_t number) {
    return blocking_send(fmt::format("c{}", number), fmt::format("o{}", number), 0, 16);
  };
  Texts steps = port("s", connections);
  for (std::uint32_t number = 0; number < connections; ++number) {
    add(steps, {server_receive(number), client_send(number)});
  }
  const auto served = [&](std::uint32_t number) -> Texts {
    return {blocking_send(fmt::format("s{}", number), fmt::format("b{}", number), 0, 16),
            call("WSARecv", fmt::format(R"("s":"c{0}","lpBuffers":[{{"buf":"i{0}","len":16}}],)"
                                        R"("lpNumberOfBytesRecvd":"m{0}","lpFlags":"g{0}")",
                                        number)),
            server_receive(number), client_send(number)};
  };
  Texts body{dequeue("main")};
  add(body, by_key("k_main", 0, connections, served));
  steps.push_back(repeat(body, loops));
  return scenario("port", "64 connections, one port, an echo server.", pairs(connections), steps);
}

std::string workers_program(std::uint32_t threads, std::uint64_t loops, std::uint32_t connections) {
  Texts steps = port("c", connections);
  const auto serve = [](std::uint32_t number) -> Texts {
    return {receive(fmt::format("c{}", number), fmt::format("b{}", number), 16,
                    fmt::format(R"("at":"ov{}")", number)),
            blocking_send(fmt::format("s{}", number), fmt::format("o{}", number), 0, 16)};
  };
  for (std::uint32_t number = 0; number < connections; ++number) add(steps, serve(number));
  const auto work = [&](const std::string& thread) -> Texts {
    Texts body{dequeue(thread)};
    for (std::uint32_t number = 0; number < connections; ++number) {
      body.push_back(
          fmt::format(R"({{"if":"k_{} == {}","then":{}}})", thread, number, list(serve(number))));
    }
    return {fmt::format(R"({{"call":"SleepEx","thread":"{}","with":)"
                        R"({{"dwMilliseconds":0,"bAlertable":0}}}})",
                        thread),
            repeat(body, loops)};
  };
  if (threads == 1) {
    add(steps, work("t0"));
  } else {
    Texts racing;
    for (std::uint32_t number = 0; number < threads; ++number) {
      racing.push_back(list(work(fmt::format("t{}", number))));
    }
    steps.push_back(fmt::format(R"({{"race":{}}})", list(racing)));
  }
  return scenario(fmt::format("workers_{}", threads),
                  fmt::format("{} workers at one port serve {} connections.", threads, connections),
                  pairs(connections), steps);
}

std::string outstanding_program(std::uint32_t count) {
  constexpr std::uint64_t length = 4;  // of a receive
  constexpr std::uint64_t most = 4000;
  Texts steps = port("c", 1);
  for (std::uint32_t number = 0; number < count; ++number) {
    steps.push_back(
        receive("c0", fmt::format("b{}", number), length, fmt::format(R"("at":"ov{}")", number)));
  }
  for (std::uint64_t begin = 0; begin < count * length; begin += most) {
    steps.push_back(blocking_send("s0", "o", begin, std::min(most, count * length - begin)));
  }
  for (std::uint32_t number = 0; number < count; ++number) steps.push_back(dequeue("main"));
  return scenario(fmt::format("outstanding_{}", count),
                  fmt::format("{} receives are outstanding at once.", count), pairs(1), steps);
}

std::string turns_program(std::uint64_t loops) {
  const std::string overlapped = R"("at":"ov","hEvent":"e")";
  return scenario(
      "turns", "One connection, a receive and a send in turn.", pairs(1),
      {call("WSACreateEvent", "", "e"),
       repeat({receive("c0", "b", 64, overlapped), blocking_send("s0", "o", 0, 16),
               call("WSAWaitForMultipleEvents",
                    R"("lphEvents":["e"],"fWaitAll":1,"dwTimeout":"INFINITE","fAlertable":0)"),
               call("WSAGetOverlappedResult",
                    R"("s":"c0","lpOverlapped":{"at":"ov","hEvent":"e"},"lpcbTransfer":"n",)"
                    R"("fWait":0,"lpdwFlags":"f")")},
              loops)});
}

}  // namespace ioracle::bench
