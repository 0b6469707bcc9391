#pragma once
// Two connected sockets in this process, for programs that show one mistake each.

#include <winsock2.h>
// after winsock2.h
#include <windows.h>

#include <cstdio>
#include <cstdlib>

struct Connection {
  SOCKET reader = INVALID_SOCKET;
  SOCKET writer = INVALID_SOCKET;

  Connection() {
    WSADATA data;
    WSAStartup(MAKEWORD(2, 2), &data);
    const SOCKET listener =
        WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, WSA_FLAG_OVERLAPPED);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* place = reinterpret_cast<sockaddr*>(&address);
    int length = sizeof address;
    bind(listener, place, length);
    listen(listener, 1);
    getsockname(listener, place, &length);
    writer = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, nullptr, 0, WSA_FLAG_OVERLAPPED);
    connect(writer, place, length);
    reader = accept(listener, nullptr, nullptr);
    closesocket(listener);
  }

  void send_text(const char* text) const {
    int length = 0;
    while (text[length] != '\0') ++length;
    send(writer, text, length, 0);
  }

  // Starts a receive; 0 or WSA_IO_PENDING is good.
  int receive(WSABUF& buffer, OVERLAPPED* overlapped, DWORD* count = nullptr) const {
    DWORD flags = 0;
    if (WSARecv(reader, &buffer, 1, count, &flags, overlapped, nullptr) == 0) return 0;
    return WSAGetLastError();
  }
};
