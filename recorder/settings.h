#pragma once
// What the environment of the recorded program asks for:
//   IORACLE_RECORD            the folder for the files; without it nothing is recorded
//   IORACLE_RECORD_PAYLOAD    none, digest (the default) or full
//   IORACLE_RECORD_LIMIT_MB   room for all threads together, 1024 if not said
//   IORACLE_RECORD_CHUNK_KB   a file of a thread, 1024 if not said

#include <cstddef>
#include <cstdint>

#include "recorder/raw_format.h"

namespace ioracle::recorder {

inline constexpr std::size_t settings_path_max = 512;  // characters

struct Settings {
  wchar_t folder[settings_path_max];
  Payload payload;
  std::uint64_t limit_bytes;
  std::uint64_t chunk_bytes;
};

// False: nothing is to be recorded. Makes the folder where it is missing.
bool read_settings(Settings& settings);

}  // namespace ioracle::recorder
