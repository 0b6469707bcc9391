#include "format/text_file.h"

#include "format/line_source.h"

namespace ioracle {

std::optional<TextFile> read_text_file(const std::string& path, FormatError& error) {
  LineSource source;
  std::string text;
  std::string_view line;
  if (!source.open_file(path)) {
    error = source.error();
    return std::nullopt;
  }
  for (;;) {
    switch (source.next(line)) {
      case LineSource::Result::line:
        text += line;
        text += '\n';
        break;
      case LineSource::Result::end:
        return TextFile{source.name(), std::move(text)};
      case LineSource::Result::error:
        error = source.error();
        return std::nullopt;
    }
  }
}

}  // namespace ioracle
