// Moves that make and unmake connections.

#include "fuzz/writer.h"

namespace ioracle {

std::string ScenarioWriter::connect() {
  if (clients_ == 0) return "";
  const std::uint32_t client = 1 + dice_.roll(clients_);
  if (dice_.chance(55)) return connect_ex();
  return call("connect", join({R"("s":"k)", client, R"(","name":{"of":"l"})"}));
}

std::string ScenarioWriter::connect_ex() {
  const std::string client = join({"k", 1 + dice_.roll(clients_)});
  const std::uint32_t length = dice_.chance(40) ? 1 + dice_.roll(4) : 0;
  std::string data = R"("lpSendBuffer":null)";
  if (length > 0) {
    Stream& stream = streams_[client == "k1" ? 0 : 1];
    data = join({R"("lpSendBuffer":{"buf":"o)", ++names_, R"(","len":)", length, R"(,"bytes":[[")",
                 stream.pattern, "\",", stream.sent, ',', length, "]]}"});
    stream.sent += length;
  }
  return call("ConnectEx", join({R"("s":")", client, R"(","name":{"of":"l"},)", data,
                                 R"(,"dwSendDataLength":)", length, R"(,"lpdwBytesSent":"n)",
                                 ++names_, R"(","lpOverlapped":)", new_overlapped(client, true)}));
}

std::string ScenarioWriter::accept() {
  if (accepting_ == 0) return "";
  if (dice_.chance(65)) return accept_ex();
  if (!may_block()) return "";
  return join({R"({"thread":")", thread_name(), R"(","call":"accept","as":"b)", ++names_,
               R"(","with":{"s":"l"}})"});
}

std::string ScenarioWriter::accept_ex() {
  constexpr std::uint32_t address_length = 32;
  const std::uint32_t room = dice_.chance(35) ? 1 + dice_.roll(4) : 0;
  return call(
      "AcceptEx",
      join({R"("sListenSocket":"l","sAcceptSocket":"a)", 1 + dice_.roll(accepting_),
            R"(","lpOutputBuffer":{"buf":"out)", ++names_, R"(","len":)", room + 2 * address_length,
            R"(},"dwReceiveDataLength":)", room, R"(,"dwLocalAddressLength":)", address_length,
            R"(,"dwRemoteAddressLength":)", address_length, R"(,"lpdwBytesReceived":{"var":"got)",
            names_, R"(","value":0},"lpOverlapped":)", new_overlapped("l", true)}));
}

std::string ScenarioWriter::disconnect() {
  if (streams_.empty()) return "";
  const std::string who = socket();
  if (dice_.chance(50)) {
    const bool accepting = who.front() == 'a';
    return call("setsockopt", join({R"("s":")", who, R"(","level":"SOL_SOCKET","optname":)",
                                    accepting ? R"("SO_UPDATE_ACCEPT_CONTEXT","optval":"l")"
                                              : R"("SO_UPDATE_CONNECT_CONTEXT","optval":null)"}));
  }
  return call(
      "DisconnectEx",
      join({R"("s":")", who, R"(","lpOverlapped":)", new_overlapped(who, true), R"(,"dwFlags":)",
            dice_.chance(30) ? R"("TF_REUSE_SOCKET")" : "0", R"(,"dwReserved":0)"}));
}

}  // namespace ioracle
