#pragma once
// A clause, an error or a call in words, for the terminal.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/clause_index.h"
#include "model/function.h"

namespace ioracle {

// An error code or a status with everything that maps to it or from it.
struct ErrorTopic {
  std::vector<std::string> symbols;  // of the same code: WSA_IO_PENDING, ERROR_IO_PENDING
  std::uint32_t code = 0;
  std::vector<std::string> statuses;  // "STATUS_PENDING (0x00000103)"
};

// Nothing: no error, status or number of one.
std::optional<ErrorTopic> find_error_topic(std::string_view text);

// The clauses that speak of one of the words, in their id or their text.
std::vector<ClauseId> clauses_about(const std::vector<std::string>& words);
// The clauses of a function, by its page, its id, or by its name in a fact.
std::vector<ClauseId> clauses_of(Function function);

std::string explain_clause(ClauseId id, const ClauseIndex& index);
std::string explain_error(const ErrorTopic& topic, const ClauseIndex& index);
std::string explain_call(Function function, const ClauseIndex& index);

// "int WSARecv(s, lpBuffers, ...)" with the directions of its parameters.
std::string signature(Function function);

// Topics whose names are near, for those who misspell: " (did you mean ..?)", or "".
std::string topic_suggestion(std::string_view text);

}  // namespace ioracle
