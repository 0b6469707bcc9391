
/* ------------------------------------------------------------------------------------------------
 * Sockets. */
#ifndef WINPR

HELPER struct sockaddr_in loopback(USHORT port) {
  struct sockaddr_in address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_port = port;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/* The address that a socket is bound to, as others reach it. */
HELPER struct sockaddr_in address_of(SOCKET socket) {
  struct sockaddr_in address = loopback(0);
  int length = sizeof address;
  getsockname(socket, (struct sockaddr *)&address, &length);
  return loopback(address.sin_port);
}

/* A port that was free a moment ago. */
HELPER struct sockaddr_in closed_address(void) {
  const SOCKET free_socket = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  struct sockaddr_in address = loopback(0);
  bind(free_socket, (struct sockaddr *)&address, sizeof address);
  address = address_of(free_socket);
  closesocket(free_socket);
  return address;
}

/* An extension function, as the provider of TCP or UDP gives it. */
HELPER void find_extension(GUID id, int type, void *function, DWORD size) {
  const SOCKET any = socket(AF_INET, type, 0);
  DWORD told = 0;
  WSAIoctl(any, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id, function, size, &told, NULL,
           NULL);
  closesocket(any);
}
#endif
