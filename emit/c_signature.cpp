#include "emit/c_signature.h"

namespace ioracle::emit {
namespace {

using F = Function;

constexpr Signature signatures[] = {
    {F::accept, "$s, NULL, NULL"},
    {F::AcceptEx, "", "LPFN_ACCEPTEX function = NULL;\nGUID id = WSAID_ACCEPTEX;", "function"},
    {F::bind},
    {F::CancelIo},
    {F::CancelIoEx},
    {F::CancelSynchronousIo},
    {F::CloseHandle},
    {F::closesocket},
    {F::connect},
    {F::ConnectEx, "", "LPFN_CONNECTEX function = NULL;\nGUID id = WSAID_CONNECTEX;", "function"},
    {F::ConnectNamedPipe},
    {F::CreateEventW, "NULL, $bManualReset, $bInitialState, NULL"},
    {F::CreateFileW,
     "$lpFileName, $dwDesiredAccess, $dwShareMode, NULL, $dwCreationDisposition, "
     "$dwFlagsAndAttributes, NULL"},
    {F::CreateIoCompletionPort},
    {F::CreateNamedPipeW,
     "$lpName, $dwOpenMode, $dwPipeMode, $nMaxInstances, $nOutBufferSize, $nInBufferSize, "
     "$nDefaultTimeOut, NULL"},
    {F::DisconnectEx, "", "LPFN_DISCONNECTEX function = NULL;\nGUID id = WSAID_DISCONNECTEX;",
     "function"},
    {F::DisconnectNamedPipe},
    {F::FlushFileBuffers},
    {F::GetAcceptExSockaddrs,
     "$lpOutputBuffer, $dwReceiveDataLength, $dwLocalAddressLength, $dwRemoteAddressLength, "
     "&local, $LocalSockaddrLength, &remote, $RemoteSockaddrLength",
     "LPFN_GETACCEPTEXSOCKADDRS function = NULL;\nGUID id = WSAID_GETACCEPTEXSOCKADDRS;\n"
     "struct sockaddr *local = NULL, *remote = NULL;",
     "function"},
    {F::GetLastError},
    {F::GetOverlappedResult},
    {F::GetOverlappedResultEx, "",
     "BOOL(WINAPI * function)(HANDLE, OVERLAPPED *, DWORD *, DWORD, BOOL) = NULL;", "function"},
    {F::getpeername, "$s, (struct sockaddr *)&name, $namelen", "SOCKADDR_STORAGE name;"},
    {F::getsockname, "$s, (struct sockaddr *)&name, $namelen", "SOCKADDR_STORAGE name;"},
    {F::getsockopt, "$s, $level, $optname, (char *)$optval, $optlen"},
    {F::GetQueuedCompletionStatus},
    {F::GetQueuedCompletionStatusEx},
    {F::ioctlsocket, "$s, (long)$cmd, $argp"},
    {F::listen},
    {F::LockFileEx},
    {F::PeekNamedPipe},
    {F::PostQueuedCompletionStatus},
    {F::PulseEvent},
    {F::QueueUserAPC},
    {F::ReadFile},
    {F::ReadFileEx},
    {F::recv},
    {F::recvfrom, "$s, $buf, $len, $flags, NULL, NULL"},
    {F::ResetEvent},
    {F::send},
    {F::sendto},
    {F::SetEvent},
    {F::SetFileCompletionNotificationModes, "$FileHandle, (UCHAR)$Flags"},
    {F::SetLastError},
    {F::SetNamedPipeHandleState, "$hNamedPipe, &mode, NULL, NULL", "DWORD mode = $lpMode;"},
    {F::setsockopt, "$s, $level, $optname, (const char *)option, option_length"},
    {F::shutdown},
    {F::SignalObjectAndWait},
    {F::Sleep},
    {F::SleepEx},
    {F::socket},
    {F::TransactNamedPipe},
    {F::UnlockFileEx},
    {F::WaitForMultipleObjects},
    {F::WaitForMultipleObjectsEx},
    {F::WaitForSingleObject},
    {F::WaitForSingleObjectEx},
    {F::WaitNamedPipeW},
    {F::WriteFile},
    {F::WriteFileEx},
    {F::WSACleanup},
    {F::WSACloseEvent},
    {F::WSACreateEvent},
    {F::WSAEventSelect},
    {F::WSAGetLastError},
    {F::WSAGetOverlappedResult},
    {F::WSAIoctl},
    {F::WSARecv},
    {F::WSARecvFrom,
     "$s, $lpBuffers, $dwBufferCount, $lpNumberOfBytesRecvd, $lpFlags, NULL, NULL, "
     "$lpOverlapped, $lpCompletionRoutine"},
    {F::WSARecvMsg, "$s, $lpMsg, $lpdwNumberOfBytesRecvd, $lpOverlapped, $lpCompletionRoutine",
     "LPFN_WSARECVMSG function = NULL;\nGUID id = WSAID_WSARECVMSG;", "function"},
    {F::WSAResetEvent},
    {F::WSASend},
    {F::WSASendMsg,
     "$Handle, $lpMsg, $dwFlags, $lpNumberOfBytesSent, $lpOverlapped, $lpCompletionRoutine",
     "LPFN_WSASENDMSG function = NULL;\nGUID id = WSAID_WSASENDMSG;", "function"},
    {F::WSASendTo},
    {F::WSASetEvent},
    {F::WSASetLastError},
    {F::WSASocketW, "$af, $type, $protocol, NULL, $g, $dwFlags"},
    {F::WSAStartup, "$wVersionRequested, &data", "WSADATA data;"},
    {F::WSAWaitForMultipleEvents},
};

}  // namespace

const Signature* find_signature(Function function) {
  for (const Signature& signature : signatures) {
    if (signature.function == function) return &signature;
  }
  return nullptr;
}

}  // namespace ioracle::emit
