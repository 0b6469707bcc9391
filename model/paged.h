#pragma once
// A table whose rows are named by ever higher numbers, and whose old rows are given back page by
// page: it takes as much memory as the rows that are still spoken of, however many there were.

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace ioracle {

template <class Row>
class Paged {
 public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  // REQUIRES: index < size(). Throws std::logic_error where release() gave the row back.
  Row& operator[](std::size_t index) { return pages_[checked(index)][index % page_rows]; }
  const Row& operator[](std::size_t index) const {
    return pages_[checked(index)][index % page_rows];
  }
  Row& back() { return (*this)[size_ - 1]; }
  const Row& back() const { return (*this)[size_ - 1]; }

  Row& push_back(Row row) {
    if (size_ % page_rows == 0) pages_.emplace_back();
    ++size_;
    return pages_.back().emplace_back(std::move(row));
  }
  // Only upwards.
  void resize(std::size_t size) {
    while (size_ < size) push_back(Row());
  }

  // Keeps what these rows hold; every other is emptied, and given back where its page holds none of
  // them. The last page stays. REQUIRES: `kept` ascends.
  void release(std::span<const std::uint32_t> kept) {
    auto next = kept.begin();
    for (std::size_t place = first_; place < pages_.size(); ++place) {
      std::vector<Row>& page = pages_[place];
      if (page.empty()) continue;
      bool used = place + 1 == pages_.size();
      for (std::size_t row = 0; row < page.size(); ++row) {
        const bool keep = next != kept.end() && *next == place * page_rows + row;
        if (keep) ++next;
        if (!keep) page[row] = Row();
        used = used || keep;
      }
      if (!used) page = std::vector<Row>();
    }
    while (first_ < pages_.size() && pages_[first_].empty()) ++first_;
  }

 private:
  static constexpr std::size_t page_rows = 256;

  std::size_t checked(std::size_t index) const {
    const std::size_t page = index / page_rows;
    if (pages_[page].empty()) [[unlikely]]
      throw std::logic_error("a row was given back too early");
    return page;
  }

  std::vector<std::vector<Row>> pages_;
  std::size_t size_ = 0;
  std::size_t first_ = 0;  // pages before it were given back
};

// Likewise for rows that are added and read several at once, named by the first of them.
template <class Row>
class PagedSpans {
 public:
  std::uint64_t add(std::span<const Row> rows) {
    if (pages_.empty() || pages_.back().size() + rows.size() > page_rows) pages_.emplace_back();
    std::vector<Row>& page = pages_.back();
    const std::uint64_t first = (pages_.size() - 1) * page_rows + page.size();
    page.insert(page.end(), rows.begin(), rows.end());
    return first;
  }

  // REQUIRES: `count` of them were added with `first`, or follow it in what was.
  std::span<const Row> rows(std::uint64_t first, std::size_t count) const {
    if (count == 0) return {};
    const std::vector<Row>& page = pages_[first / page_rows];
    if (page.empty()) [[unlikely]]
      throw std::logic_error("a row was given back too early");
    return std::span(page).subspan(first % page_rows, count);
  }

  // Gives back the pages in which none of `kept` lies, but the last. REQUIRES: `kept` ascends.
  void release(std::span<const std::uint64_t> kept) {
    auto next = kept.begin();
    for (std::size_t place = first_; place + 1 < pages_.size(); ++place) {
      while (next != kept.end() && *next < place * page_rows) ++next;
      if (next == kept.end() || *next >= (place + 1) * page_rows)
        pages_[place] = std::vector<Row>();
    }
    while (first_ + 1 < pages_.size() && pages_[first_].empty()) ++first_;
  }

 private:
  // A page takes more only where one call brings more: `first` lies before this many in any case.
  static constexpr std::size_t page_rows = 1024;

  std::vector<std::vector<Row>> pages_;
  std::size_t first_ = 0;  // pages before it were given back
};

}  // namespace ioracle
