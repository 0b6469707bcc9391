#include "agent/system_description.h"

#include <windows.h>
#include <winsock2.h>

namespace ioracle::agent {
namespace {

template <typename Pointer>
Pointer native_function(const char* name) {
  return reinterpret_cast<Pointer>(
      reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), name)));
}

}  // namespace

SystemDescription describe_system() {
  SystemDescription description;
  RTL_OSVERSIONINFOW version{};
  version.dwOSVersionInfoSize = sizeof version;
  using GetVersion = LONG(NTAPI*)(RTL_OSVERSIONINFOW*);
  if (const auto get = native_function<GetVersion>("RtlGetVersion")) get(&version);
  description.build = std::to_string(version.dwBuildNumber);
  description.version = std::to_string(version.dwMajorVersion) + "." +
                        std::to_string(version.dwMinorVersion) + "." + description.build;
  description.name = "windows";
  description.system = "Windows " + description.version;
  using GetWineVersion = const char*(CDECL*)();
  if (const auto get = native_function<GetWineVersion>("wine_get_version")) {
    description.name = "wine";
    description.version = get();
    using GetHost = void(CDECL*)(const char**, const char**);
    if (const auto get_host = native_function<GetHost>("wine_get_host_version")) {
      const char* system = "";
      const char* release = "";
      get_host(&system, &release);
      description.system = system;
    }
  }
  return description;
}

const std::vector<std::string>& capabilities() {
  static const std::vector<std::string> words = {
      "winsock.tcp", "winsock.udp",  "winsock.event",
      "winsock.apc", "winsock.port", "winsock.extension",
      "event",       "wait",         "apc",
      "port",        "cancel",       "file",
      "pipe",        "busy",
  };
  return words;
}

}  // namespace ioracle::agent
