#pragma once
// A lock for std::lock_guard that needs no run-time library beside Windows itself.

#include <windows.h>
#include <winsock2.h>

namespace ioracle::agent {

class Lock {
 public:
  Lock() = default;
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  void lock() { AcquireSRWLockExclusive(&lock_); }
  void unlock() { ReleaseSRWLockExclusive(&lock_); }

 private:
  SRWLOCK lock_ = SRWLOCK_INIT;
};

}  // namespace ioracle::agent
