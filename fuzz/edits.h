#pragma once
// Single changes that make a scenario smaller or plainer. Each kind of change has places in a
// scenario, numbered from 0 in the order of the text. Internal to fuzz/.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "format/json_document.h"

namespace ioracle {

enum class Edit : std::uint8_t {
  drop_step,      // wherever it is
  unfold,         // a race becomes its steps one after another; a branch what it guards
  join_thread,    // its steps go to the first thread
  drop_member,    // of the scenario: what is given, routines, threads, the story
  drop_argument,  // takes its default
  drop_element,   // of a list in an argument: buffers, handles
  lower_number,
  rename,  // ov7 becomes ov1
};

std::span<const Edit> all_edits();

std::size_t count_places(const JsonNode& root, Edit edit);
// False: there is nothing to change at that place.
bool apply(JsonNode& root, Edit edit, std::size_t place);

void drop_steps(JsonNode& root, std::size_t first, std::size_t count);
void set_member(JsonNode& object, std::string_view name, std::string_view text);

}  // namespace ioracle
