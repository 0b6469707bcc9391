#include "recorder/parameters.h"

namespace ioracle::recorder {
namespace {

constexpr std::size_t left_out = ~std::size_t{0};

std::size_t place_of(Function function, std::size_t position) {
  switch (function) {
    case Function::CreateEventW:  // security attributes come first
      return position == 0 ? left_out : position - 1;
    case Function::CreateFileW:  // security attributes in the middle, a template at the end
    case Function::WSASocketW:   // information on the protocol in the middle
      if (position == 3) return left_out;
      return position < 3 ? position : position - 1;
    case Function::CreateThread:
      if (position == 2) return 0;
      return position == 4 ? 1 : left_out;
    default:
      return position;
  }
}

// Between lpMsg and dwFlags the vocabulary has the members of the structure.
std::size_t place_of_message(std::size_t position, bool receives) {
  const std::size_t members_end = receives ? 8 : 7;
  if (position < 2) return position;
  // WSARecvMsg has no flags of its own: those of the structure are told as a member.
  return receives ? members_end + 1 + (position - 2) : members_end + (position - 2);
}

}  // namespace

const ParameterInfo* parameter_at(Function function, std::size_t position) {
  const auto parameters = info(function).parameters;
  std::size_t place = left_out;
  if (function == Function::WSASendMsg || function == Function::WSARecvMsg) {
    place = place_of_message(position, function == Function::WSARecvMsg);
  } else {
    place = place_of(function, position);
  }
  return place < parameters.size() ? &parameters[place] : nullptr;
}

bool sends_payload(Function function) {
  switch (function) {
    case Function::CallNamedPipeW:
    case Function::ConnectEx:
    case Function::NtWriteFile:
    case Function::send:
    case Function::sendto:
    case Function::TransactNamedPipe:
    case Function::WriteFile:
    case Function::WriteFileEx:
    case Function::WSASend:
    case Function::WSASendMsg:
    case Function::WSASendTo:
      return true;
    default:
      return false;
  }
}

bool receives_payload(Function function) {
  switch (function) {
    case Function::AcceptEx:
    case Function::NtReadFile:
    case Function::ReadFile:
    case Function::ReadFileEx:
    case Function::recv:
    case Function::recvfrom:
    case Function::WSARecv:
    case Function::WSARecvFrom:
    case Function::WSARecvMsg:
      return true;
    default:
      return false;
  }
}

}  // namespace ioracle::recorder
