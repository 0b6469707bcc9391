#pragma once
// The types of the recorded functions. Most are in the headers of Windows; extension functions and
// those of ntdll are told here.

#include <winsock2.h>
// after winsock2.h
#include <mswsock.h>
#include <windows.h>

namespace ioracle::recorder::signature {

using Status = LONG;
// Never called through these: the names stand for types.
BOOL WINAPI ConnectEx(SOCKET s, const sockaddr* name, int namelen, void* lpSendBuffer,
                      DWORD dwSendDataLength, DWORD* lpdwBytesSent, OVERLAPPED* lpOverlapped);
BOOL WINAPI DisconnectEx(SOCKET s, OVERLAPPED* lpOverlapped, DWORD dwFlags, DWORD dwReserved);
BOOL WINAPI TransmitPackets(SOCKET hSocket, void* lpPacketArray, DWORD nElementCount,
                            DWORD nSendSize, OVERLAPPED* lpOverlapped, DWORD dwFlags);
int WINAPI WSARecvMsg(SOCKET s, WSAMSG* lpMsg, DWORD* lpdwNumberOfBytesRecvd,
                      OVERLAPPED* lpOverlapped,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
int WINAPI WSASendMsg(SOCKET Handle, WSAMSG* lpMsg, DWORD dwFlags, DWORD* lpNumberOfBytesSent,
                      OVERLAPPED* lpOverlapped,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine);
BOOL WINAPI GetOverlappedResultEx(HANDLE hFile, OVERLAPPED* lpOverlapped,
                                  DWORD* lpNumberOfBytesTransferred, DWORD dwMilliseconds,
                                  BOOL bAlertable);
Status WINAPI NtCancelIoFile(HANDLE FileHandle, void* IoStatusBlock);
Status WINAPI NtCancelIoFileEx(HANDLE FileHandle, void* IoRequestToCancel, void* IoStatusBlock);
Status WINAPI NtDeviceIoControlFile(HANDLE FileHandle, HANDLE Event, void* ApcRoutine,
                                    void* ApcContext, void* IoStatusBlock, ULONG IoControlCode,
                                    void* InputBuffer, ULONG InputBufferLength, void* OutputBuffer,
                                    ULONG OutputBufferLength);
Status WINAPI NtFsControlFile(HANDLE FileHandle, HANDLE Event, void* ApcRoutine, void* ApcContext,
                              void* IoStatusBlock, ULONG FsControlCode, void* InputBuffer,
                              ULONG InputBufferLength, void* OutputBuffer,
                              ULONG OutputBufferLength);
Status WINAPI NtReadFile(HANDLE FileHandle, HANDLE Event, void* ApcRoutine, void* ApcContext,
                         void* IoStatusBlock, void* Buffer, ULONG Length, void* ByteOffset,
                         ULONG* Key);
Status WINAPI NtRemoveIoCompletion(HANDLE IoCompletionHandle, ULONG_PTR* KeyContext,
                                   ULONG_PTR* ApcContext, void* IoStatusBlock, void* Timeout);
Status WINAPI NtRemoveIoCompletionEx(HANDLE IoCompletionHandle, void* IoCompletionInformation,
                                     ULONG Count, ULONG* NumEntriesRemoved, void* Timeout,
                                     BOOLEAN Alertable);
Status WINAPI NtSetIoCompletion(HANDLE IoCompletionHandle, ULONG_PTR KeyContext, void* ApcContext,
                                Status IoStatus, ULONG_PTR IoStatusInformation);
Status WINAPI NtWriteFile(HANDLE FileHandle, HANDLE Event, void* ApcRoutine, void* ApcContext,
                          void* IoStatusBlock, void* Buffer, ULONG Length, void* ByteOffset,
                          ULONG* Key);

}  // namespace ioracle::recorder::signature
