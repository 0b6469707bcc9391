#include "record/child_process.h"

namespace ioracle {
namespace {

// On Windows it parts the words of a path.
#ifdef _WIN32
constexpr bool backslash_escapes = false;
#else
constexpr bool backslash_escapes = true;
#endif

}  // namespace

std::vector<std::string> split_command(const std::string& command) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (std::size_t index = 0; index < command.size(); ++index) {
    const char character = command[index];
    if (quote != 0) {
      if (character == quote) quote = 0;
      if (character != quote && quote != 0) word += character;
    } else if (character == '\'' || character == '"') {
      quote = character;
      in_word = true;
    } else if (backslash_escapes && character == '\\' && index + 1 < command.size()) {
      word += command[++index];
      in_word = true;
    } else if (character == ' ' || character == '\t' || character == '\n') {
      if (in_word) words.push_back(word);
      word.clear();
      in_word = false;
    } else {
      word += character;
      in_word = true;
    }
  }
  if (in_word) words.push_back(word);
  return words;
}

bool ChildProcess::take_line(std::string& line) {
  const auto end = pending_.find('\n');
  if (end == std::string::npos) return false;
  line = pending_.substr(0, end);
  pending_.erase(0, end + 1);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return true;
}

}  // namespace ioracle
