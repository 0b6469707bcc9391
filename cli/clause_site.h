#pragma once
// Pages of clauses: what each says, where that is from, and what in this project rests on it.

#include <string>
#include <vector>

#include "cli/clause_index.h"

namespace ioracle {

struct SiteFile {
  std::string path;  // relative to the folder of the site
  std::string text;
};

// index.html, and clauses/ID.html for every clause. The pages need no network.
std::vector<SiteFile> clause_site(const ClauseIndex& index);

}  // namespace ioracle
