#pragma once
// The timeline as one page of HTML that needs nothing else: no network, no other file.

#include <span>
#include <string>
#include <string_view>

#include "model/clause.h"
#include "view/timeline.h"

namespace ioracle {

struct PageFacts {
  std::string trace;     // as named on the command line
  std::string scenario;  // by its header; "": it names none
  std::string verdict;   // JSON: the object that `check --format json` prints for the trace
  std::span<const ClauseId> clauses;  // on which the verdict rests
  std::string note;                   // how far hidden states are known, where not to the end
};

std::string page(const Timeline& timeline, const PageFacts& facts);

// The data of the page alone, as JSON.
std::string page_data(const Timeline& timeline, const PageFacts& facts);

// The page around its data; generated from page.html, page.css and the scripts of this room.
extern const std::string_view page_before_data;
extern const std::string_view page_after_data;

}  // namespace ioracle
