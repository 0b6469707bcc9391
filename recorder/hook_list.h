#pragma once
// The one table of what the recorder catches: library, name there, and the function of the
// vocabulary as which it is recorded. Functions that take narrow text are told as their wide form.
//
// Of the vocabulary are missing: GetLastError, SetLastError and their Winsock twins (each call and
// return tells the last error), and what only service providers call (WSP.., WPU..).

#define IORACLE_RECORDER_HOOKS(X)                                                     \
  X(kernel32, CallNamedPipeW, CallNamedPipeW)                                         \
  X(kernel32, CancelIo, CancelIo)                                                     \
  X(kernel32, CancelIoEx, CancelIoEx)                                                 \
  X(kernel32, CancelSynchronousIo, CancelSynchronousIo)                               \
  X(kernel32, CloseHandle, CloseHandle)                                               \
  X(kernel32, ConnectNamedPipe, ConnectNamedPipe)                                     \
  X(kernel32, CreateEventA, CreateEventW)                                             \
  X(kernel32, CreateEventW, CreateEventW)                                             \
  X(kernel32, CreateFileA, CreateFileW)                                               \
  X(kernel32, CreateFileW, CreateFileW)                                               \
  X(kernel32, CreateIoCompletionPort, CreateIoCompletionPort)                         \
  X(kernel32, CreateNamedPipeA, CreateNamedPipeW)                                     \
  X(kernel32, CreateNamedPipeW, CreateNamedPipeW)                                     \
  X(kernel32, CreateThread, CreateThread)                                             \
  X(kernel32, DeviceIoControl, DeviceIoControl)                                       \
  X(kernel32, DisconnectNamedPipe, DisconnectNamedPipe)                               \
  X(kernel32, DuplicateHandle, DuplicateHandle)                                       \
  X(kernel32, ExitProcess, ExitProcess)                                               \
  X(kernel32, ExitThread, ExitThread)                                                 \
  X(kernel32, FlushFileBuffers, FlushFileBuffers)                                     \
  X(kernel32, GetOverlappedResult, GetOverlappedResult)                               \
  X(kernel32, GetOverlappedResultEx, GetOverlappedResultEx)                           \
  X(kernel32, GetQueuedCompletionStatus, GetQueuedCompletionStatus)                   \
  X(kernel32, GetQueuedCompletionStatusEx, GetQueuedCompletionStatusEx)               \
  X(kernel32, LockFileEx, LockFileEx)                                                 \
  X(kernel32, PeekNamedPipe, PeekNamedPipe)                                           \
  X(kernel32, PostQueuedCompletionStatus, PostQueuedCompletionStatus)                 \
  X(kernel32, PulseEvent, PulseEvent)                                                 \
  X(kernel32, PurgeComm, PurgeComm)                                                   \
  X(kernel32, QueueUserAPC, QueueUserAPC)                                             \
  X(kernel32, ReadDirectoryChangesW, ReadDirectoryChangesW)                           \
  X(kernel32, ReadFile, ReadFile)                                                     \
  X(kernel32, ReadFileEx, ReadFileEx)                                                 \
  X(kernel32, ReadFileScatter, ReadFileScatter)                                       \
  X(kernel32, ResetEvent, ResetEvent)                                                 \
  X(kernel32, SetCommMask, SetCommMask)                                               \
  X(kernel32, SetCommTimeouts, SetCommTimeouts)                                       \
  X(kernel32, SetEvent, SetEvent)                                                     \
  X(kernel32, SetFileCompletionNotificationModes, SetFileCompletionNotificationModes) \
  X(kernel32, SetNamedPipeHandleState, SetNamedPipeHandleState)                       \
  X(kernel32, SignalObjectAndWait, SignalObjectAndWait)                               \
  X(kernel32, Sleep, Sleep)                                                           \
  X(kernel32, SleepEx, SleepEx)                                                       \
  X(kernel32, TerminateThread, TerminateThread)                                       \
  X(kernel32, TransactNamedPipe, TransactNamedPipe)                                   \
  X(kernel32, UnlockFileEx, UnlockFileEx)                                             \
  X(kernel32, WaitCommEvent, WaitCommEvent)                                           \
  X(kernel32, WaitForMultipleObjects, WaitForMultipleObjects)                         \
  X(kernel32, WaitForMultipleObjectsEx, WaitForMultipleObjectsEx)                     \
  X(kernel32, WaitForSingleObject, WaitForSingleObject)                               \
  X(kernel32, WaitForSingleObjectEx, WaitForSingleObjectEx)                           \
  X(kernel32, WaitNamedPipeW, WaitNamedPipeW)                                         \
  X(kernel32, WriteFile, WriteFile)                                                   \
  X(kernel32, WriteFileEx, WriteFileEx)                                               \
  X(kernel32, WriteFileGather, WriteFileGather)                                       \
  X(mswsock, AcceptEx, AcceptEx)                                                      \
  X(mswsock, ConnectEx, ConnectEx)                                                    \
  X(mswsock, DisconnectEx, DisconnectEx)                                              \
  X(mswsock, GetAcceptExSockaddrs, GetAcceptExSockaddrs)                              \
  X(mswsock, TransmitFile, TransmitFile)                                              \
  X(mswsock, TransmitPackets, TransmitPackets)                                        \
  X(mswsock, WSARecvMsg, WSARecvMsg)                                                  \
  X(ntdll, NtCancelIoFile, NtCancelIoFile)                                            \
  X(ntdll, NtCancelIoFileEx, NtCancelIoFileEx)                                        \
  X(ntdll, NtDeviceIoControlFile, NtDeviceIoControlFile)                              \
  X(ntdll, NtFsControlFile, NtFsControlFile)                                          \
  X(ntdll, NtReadFile, NtReadFile)                                                    \
  X(ntdll, NtRemoveIoCompletion, NtRemoveIoCompletion)                                \
  X(ntdll, NtRemoveIoCompletionEx, NtRemoveIoCompletionEx)                            \
  X(ntdll, NtSetIoCompletion, NtSetIoCompletion)                                      \
  X(ntdll, NtWriteFile, NtWriteFile)                                                  \
  X(ws2_32, accept, accept)                                                           \
  X(ws2_32, bind, bind)                                                               \
  X(ws2_32, closesocket, closesocket)                                                 \
  X(ws2_32, connect, connect)                                                         \
  X(ws2_32, getpeername, getpeername)                                                 \
  X(ws2_32, getsockname, getsockname)                                                 \
  X(ws2_32, getsockopt, getsockopt)                                                   \
  X(ws2_32, ioctlsocket, ioctlsocket)                                                 \
  X(ws2_32, listen, listen)                                                           \
  X(ws2_32, recv, recv)                                                               \
  X(ws2_32, recvfrom, recvfrom)                                                       \
  X(ws2_32, select, select)                                                           \
  X(ws2_32, send, send)                                                               \
  X(ws2_32, sendto, sendto)                                                           \
  X(ws2_32, setsockopt, setsockopt)                                                   \
  X(ws2_32, shutdown, shutdown)                                                       \
  X(ws2_32, socket, socket)                                                           \
  X(ws2_32, WSACleanup, WSACleanup)                                                   \
  X(ws2_32, WSACloseEvent, WSACloseEvent)                                             \
  X(ws2_32, WSACreateEvent, WSACreateEvent)                                           \
  X(ws2_32, WSAEnumNetworkEvents, WSAEnumNetworkEvents)                               \
  X(ws2_32, WSAEventSelect, WSAEventSelect)                                           \
  X(ws2_32, WSAGetOverlappedResult, WSAGetOverlappedResult)                           \
  X(ws2_32, WSAIoctl, WSAIoctl)                                                       \
  X(ws2_32, WSAPoll, WSAPoll)                                                         \
  X(ws2_32, WSARecv, WSARecv)                                                         \
  X(ws2_32, WSARecvFrom, WSARecvFrom)                                                 \
  X(ws2_32, WSAResetEvent, WSAResetEvent)                                             \
  X(ws2_32, WSASend, WSASend)                                                         \
  X(ws2_32, WSASendMsg, WSASendMsg)                                                   \
  X(ws2_32, WSASendTo, WSASendTo)                                                     \
  X(ws2_32, WSASetEvent, WSASetEvent)                                                 \
  X(ws2_32, WSASocketA, WSASocketW)                                                   \
  X(ws2_32, WSASocketW, WSASocketW)                                                   \
  X(ws2_32, WSAStartup, WSAStartup)                                                   \
  X(ws2_32, WSAWaitForMultipleEvents, WSAWaitForMultipleEvents)

// Not recorded itself: it fetches functions that are.
#define IORACLE_RECORDER_FETCHES(X) X(kernel32, GetProcAddress)

// Those of the table that no import library offers: programs fetch them with WSAIoctl, or from
// ntdll with GetProcAddress. They have no import pointer.
#define IORACLE_RECORDER_FETCHED_ONLY(X) \
  X(ConnectEx) X(DisconnectEx) X(TransmitPackets) X(WSARecvMsg)
