#include "format/line_source.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "format/json_document.h"

namespace ioracle {
namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 18U;
#ifdef O_BINARY
constexpr int open_mode = O_RDONLY | O_BINARY;
#else
constexpr int open_mode = O_RDONLY | O_CLOEXEC;
#endif

}  // namespace

LineSource::~LineSource() {
  if (owned_) close(file_);
}

LineSource::Result LineSource::fail(std::string expected, std::string found) {
  error_.file = name_;
  error_.expected = std::move(expected);
  error_.found = std::move(found);
  failed_ = true;
  return Result::error;
}

bool LineSource::open_file(const std::string& path) {
  if (path == "-") {
    name_ = "<stdin>";
    file_ = 0;
#ifdef O_BINARY
    setmode(file_, O_BINARY);
#endif
    return true;
  }
  name_ = path;
  file_ = open(path.c_str(), open_mode);
  owned_ = file_ >= 0;
  if (!owned_) fail("a file that can be read", std::strerror(errno));
  return owned_;
}

void LineSource::open_text(std::string_view text, std::string name) {
  name_ = std::move(name);
  text_ = text;
}

bool LineSource::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    scanned_ -= begin_;
    begin_ = 0;
  }
  // Long lines double the buffer, so that reading one costs time linear in its length.
  const std::size_t wanted = std::max(chunk_bytes, end_);
  if (buffer_.size() < end_ + wanted + padding) buffer_.resize(end_ + wanted + padding);
  if (file_ < 0) {
    const std::size_t count = std::min(wanted, text_.size());
    if (count != 0) std::memcpy(buffer_.data() + end_, text_.data(), count);
    text_.remove_prefix(count);
    end_ += count;
    return count > 0;
  }
  for (;;) {
    const auto count = read(file_, buffer_.data() + end_, static_cast<unsigned>(chunk_bytes));
    if (count > 0) {
      end_ += static_cast<std::size_t>(count);
      return true;
    }
    if (count == 0) return false;
    if (errno == EINTR) continue;
    fail("a file that can be read", std::strerror(errno));
    return false;
  }
}

LineSource::Result LineSource::next(std::string_view& line) {
  if (failed_) return Result::error;
  for (;;) {
    const char* const base = buffer_.data();
    const void* const found =
        end_ > scanned_ ? std::memchr(base + scanned_, '\n', end_ - scanned_) : nullptr;
    std::size_t stop = end_;
    if (found != nullptr) {
      stop = static_cast<std::size_t>(static_cast<const char*>(found) - base);
    } else {
      scanned_ = end_;
    }
    if (stop - begin_ > json_line_bytes_max) {
      error_.line = line_number_ + 1;
      return fail("lines of at most 64 MB", "a longer one");
    }
    if (found == nullptr) {
      if (fill()) continue;
      if (failed_) return Result::error;
      if (begin_ == end_) return Result::end;
      stop = end_;
      cut_short_ = true;
    }
    std::size_t size = stop - begin_;
    if (size > 0 && buffer_[stop - 1] == '\r') --size;
    line = {buffer_.data() + begin_, size};
    ++line_number_;
    bytes_ += (found != nullptr ? stop + 1 : stop) - begin_;
    begin_ = scanned_ = found != nullptr ? stop + 1 : stop;
    return Result::line;
  }
}

}  // namespace ioracle
