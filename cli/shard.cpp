#include "cli/shard.h"

#include <cstdio>

namespace ioracle {

std::optional<Shard> read_shard(const std::string& text) {
  unsigned long long index = 0;
  unsigned long long of = 0;
  char behind = 0;
  if (std::sscanf(text.c_str(), "%9llu/%9llu%c", &index, &of, &behind) != 2) return std::nullopt;
  if (index < 1 || index > of) return std::nullopt;
  return Shard{index, of, {}};
}

void append_shard(Separator& members, const Shard& shard) {
  std::string& out = members.member("shard") += '{';
  Separator inner(out);
  inner.number("index", shard.index);
  inner.number("of", shard.of);
  inner.text("what", shard.what);
  out += '}';
}

std::string shard_problem(const std::string& text) {
  return "--shard wants I/N with I from 1 to N; it is " + text;
}

}  // namespace ioracle
