#include "tests/verdicts/probes.h"

#include <cstdio>
#include <cstdlib>

#include "cli/scenario_file.h"

namespace ioracle {

void PrintTo(const Probe& probe, std::ostream* out) { *out << probe.name; }

namespace verdicts {
namespace {

std::vector<Probe> read_all() {
  std::vector<Probe> all;
  for (const std::string& table : probe_tables(probe_folder().string())) {
    FormatError error;
    const auto probes = read_probe_table(table, error);
    if (!probes) {
      std::fprintf(stderr, "%s\n", error.message().c_str());
      std::exit(2);
    }
    all.insert(all.end(), probes->begin(), probes->end());
  }
  return all;
}

}  // namespace

std::filesystem::path probe_folder() {
  return std::filesystem::path(IORACLE_SOURCE_FOLDER) / "tests" / "verdicts";
}

std::span<const Probe> probes() {
  static const std::vector<Probe> all = read_all();
  return all;
}

}  // namespace verdicts
}  // namespace ioracle
