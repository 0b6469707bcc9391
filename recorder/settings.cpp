#include "recorder/settings.h"

#include "recorder/system.h"

namespace ioracle::recorder {
namespace {

constexpr std::uint64_t kilobyte = 1024;
constexpr DWORD text_max = 32;

std::uint64_t number_of(const wchar_t* name, std::uint64_t otherwise) {
  wchar_t text[text_max];
  const DWORD length = GetEnvironmentVariableW(name, text, text_max);
  if (length == 0 || length >= text_max) return otherwise;
  std::uint64_t number = 0;
  for (DWORD index = 0; index < length; ++index) {
    if (text[index] < L'0' || text[index] > L'9') return otherwise;
    number = number * 10 + static_cast<std::uint64_t>(text[index] - L'0');
  }
  return number == 0 ? otherwise : number;
}

Payload payload_of(const wchar_t* name) {
  wchar_t text[text_max];
  const DWORD length = GetEnvironmentVariableW(name, text, text_max);
  if (length == 0 || length >= text_max) return Payload::digest;
  if (text[0] == L'f') return Payload::full;
  return text[0] == L'n' ? Payload::none : Payload::digest;
}

}  // namespace

bool read_settings(Settings& settings) {
  const DWORD length =
      GetEnvironmentVariableW(L"IORACLE_RECORD", settings.folder, settings_path_max);
  if (length == 0 || length >= settings_path_max) return false;
  CreateDirectoryW(settings.folder, nullptr);
  settings.payload = payload_of(L"IORACLE_RECORD_PAYLOAD");
  settings.limit_bytes = number_of(L"IORACLE_RECORD_LIMIT_MB", kilobyte) * kilobyte * kilobyte;
  settings.chunk_bytes = number_of(L"IORACLE_RECORD_CHUNK_KB", kilobyte) * kilobyte;
  return true;
}

}  // namespace ioracle::recorder
