#include "format/given.h"

#include <algorithm>

#include "format/json_text.h"

namespace ioracle {
namespace {

constexpr std::string_view kinds[] = {"startup", "tcp_pair", "udp_pair"};
constexpr std::string_view tcp_members[] = {"client", "server", "overlapped"};
constexpr std::string_view udp_members[] = {"first", "second", "overlapped"};

// Puts names for the letters C, S, L and F of a template, each quoted there already by apostrophes.
std::string filled(std::string_view text, std::string_view client, std::string_view server,
                   std::string_view listener, bool overlapped) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\'' || at + 2 >= text.size()) {
      out += text[at] == '\'' ? '"' : text[at];
      continue;
    }
    switch (text[at + 1]) {
      case 'C':
        out += in_quotes(client);
        break;
      case 'S':
        out += in_quotes(server);
        break;
      case 'L':
        out += in_quotes(listener);
        break;
      default:
        out += overlapped ? "\"WSA_FLAG_OVERLAPPED\"" : "0";
        break;
    }
    at += 2;
  }
  return out;
}

constexpr std::string_view startup_step =
    R"({"call": "WSAStartup", "with": {"wVersionRequested": 514}})";

constexpr std::string_view tcp_steps = R"(
  {"call": "WSASocketW", "as": 'L', "with": {"af": "AF_INET", "type": "SOCK_STREAM",
   "protocol": "IPPROTO_TCP", "dwFlags": 'F'}},
  {"call": "bind", "with": {"s": 'L', "name": "loopback"}},
  {"call": "listen", "with": {"s": 'L', "backlog": 1}},
  {"call": "WSASocketW", "as": 'C', "with": {"af": "AF_INET", "type": "SOCK_STREAM",
   "protocol": "IPPROTO_TCP", "dwFlags": 'F'}},
  {"call": "connect", "with": {"s": 'C', "name": {"of": 'L'}}},
  {"call": "accept", "as": 'S', "with": {"s": 'L'}},
  {"call": "closesocket", "with": {"s": 'L'}})";

constexpr std::string_view udp_steps = R"(
  {"call": "WSASocketW", "as": 'C', "with": {"af": "AF_INET", "type": "SOCK_DGRAM",
   "protocol": "IPPROTO_UDP", "dwFlags": 'F'}},
  {"call": "bind", "with": {"s": 'C', "name": "loopback"}},
  {"call": "WSASocketW", "as": 'S', "with": {"af": "AF_INET", "type": "SOCK_DGRAM",
   "protocol": "IPPROTO_UDP", "dwFlags": 'F'}},
  {"call": "bind", "with": {"s": 'S', "name": "loopback"}},
  {"call": "connect", "with": {"s": 'C', "name": {"of": 'S'}}},
  {"call": "connect", "with": {"s": 'S', "name": {"of": 'C'}}})";

}  // namespace

std::optional<std::string> given_steps(const JsonNode& json, DecodeContext& context, Names& names,
                                       bool& startup_done) {
  ValueDecoder<NodeBackend> values(context, names);
  if (json.kind != JsonKind::object || json.names.size() != 1) {
    context.fail(json.line, "an object with one of startup, tcp_pair, udp_pair", describe(json));
    return std::nullopt;
  }
  const std::string& kind = json.names[0];
  const JsonNode* inner = &json.items[0];
  context.enter(kind);
  if (std::ranges::count(kinds, kind) == 0) {
    context.fail(inner->line, "startup, tcp_pair or udp_pair",
                 '"' + kind + '"' + suggestion(kind, kinds));
    return std::nullopt;
  }
  std::string steps = "[";
  if (!startup_done) steps += startup_step;
  if (kind != "startup") {
    if (!startup_done) steps += ',';
    const bool tcp = kind == "tcp_pair";
    Name first;
    Name second;
    std::int64_t overlapped = 1;
    const auto members = tcp ? std::span<const std::string_view>(tcp_members)
                             : std::span<const std::string_view>(udp_members);
    if (!values.object(inner, "a pair of sockets", members,
                       [&](std::string_view member, const JsonNode*& value) {
                         if (member == "overlapped") return values.number(value, overlapped);
                         return values.name(value, member == members[0] ? first : second);
                       })) {
      return std::nullopt;
    }
    if (!first || !second) {
      context.fail(inner->line, "names of both sockets", "fewer");
      return std::nullopt;
    }
    const std::string client(names.text(first));
    steps += filled(tcp ? tcp_steps : udp_steps, client, names.text(second), client + "_listener",
                    overlapped != 0);
  }
  startup_done = true;
  context.leave();
  return steps + ']';
}

}  // namespace ioracle
