#pragma once
// What an implementation is known to do otherwise than Windows (docs/formats.md, "Expectations"):
// the failures that `ioracle conform` expects. Errors name the line and the JSON pointer; nothing
// is thrown.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "format/format_error.h"

namespace ioracle {

struct KnownFailure {
  std::string scenario;
  std::string result = "rejected";  // or how else it fails: died, hang, misuse
  std::string clause;               // that is broken; empty: of a death or a hang
  // What the rejection cites instead, where the oracle notices it later; empty: whatever.
  std::optional<std::string> cites;
  std::string reason;      // what the implementation does, and what it should
  std::string since;       // its version
  std::string cause;       // failures of one cause bear the same word; empty: not told
  bool sometimes = false;  // a race: that it passes is no news
  bool question = false;   // the clause is inferred: only Windows can tell who is right

  // What the rejection must cite; empty: whatever it cites.
  const std::string& cited() const { return cites ? *cites : clause; }
  friend bool operator==(const KnownFailure&, const KnownFailure&) = default;
};

struct ExpectationsFile {
  std::string implementation;
  std::vector<KnownFailure> failures;  // in the order of the file: divergences, then questions
};

std::optional<ExpectationsFile> read_expectations_file(const std::string& path, FormatError& error);
// `name` is what messages call the text.
std::optional<ExpectationsFile> read_expectations(std::string_view text, std::string_view name,
                                                  FormatError& error);

// Appends the text of a file: divergences and questions apart, each in the order of scenarios.
void write_expectations(std::string& out, const ExpectationsFile& file);

}  // namespace ioracle
