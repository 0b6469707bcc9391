#include "model/influence.h"

namespace ioracle {

bool changes_little(Function function) {
  switch (function) {
    case Function::recv:
    case Function::recvfrom:
    case Function::WSARecv:
    case Function::WSARecvFrom:
    case Function::send:
    case Function::sendto:
    case Function::WSASend:
    case Function::WSASendTo:
    case Function::WSAGetOverlappedResult:
    case Function::GetQueuedCompletionStatus:
    case Function::GetQueuedCompletionStatusEx:
    case Function::PostQueuedCompletionStatus:
    case Function::WSAWaitForMultipleEvents:
    case Function::WaitForMultipleObjects:
    case Function::WaitForSingleObject:
    case Function::SetEvent:
    case Function::ResetEvent:
    case Function::WSASetEvent:
    case Function::WSAResetEvent:
    case Function::Sleep:
    case Function::SleepEx:
      return true;
    default:
      return false;
  }
}

bool is_of_sockets(Function function) {
  switch (function) {
    case Function::CreateFileW:
    case Function::CreateNamedPipeW:
    case Function::WSPRecv:
    case Function::WSPSend:
    case Function::WSPRdmaRead:
    case Function::WSPRdmaWrite:
    case Function::WSPIoctl:
      return false;
    default:
      return true;
  }
}

}  // namespace ioracle
