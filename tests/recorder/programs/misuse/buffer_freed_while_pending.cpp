// The buffer of a pending receive belongs to the system, and is freed.

#include "connection.h"

int main() {
  const Connection connection;
  auto* data = static_cast<char*>(std::calloc(1, 64));
  WSABUF buffer{64, data};
  static OVERLAPPED overlapped{};
  overlapped.hEvent = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  connection.receive(buffer, &overlapped);
  std::free(data);  // the mistake
  ExitProcess(0);
}
