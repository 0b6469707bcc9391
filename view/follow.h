#pragma once
// Writes down what the exact world holds after each step of a replay.

#include <unordered_map>
#include <vector>

#include "oracle/walk.h"
#include "view/timeline.h"

namespace ioracle {

class Recorder {
 public:
  // Both must outlive the recorder.
  Recorder(Timeline& timeline, const Names& names) : timeline_(timeline), names_(names) {}

  void take(const Walk& walk, const Choice& performed);

 private:
  struct Watched {
    ObjectReference object;
    Register cell = no_register;
    Register second = no_register;
    Instant closed = no_instant;
    std::uint32_t level = 0;
  };
  struct WatchedQueue {
    Fifo fifo = no_fifo;
    std::vector<Item> items;
    std::vector<std::uint32_t> entries;  // of the items, in the same order
    std::uint32_t queue = 0;
  };

  void note_event(const ExactWorld& world, std::uint32_t index);
  void note_step(const Walk& walk, const Choice& choice);
  void note_names(const Known& known, const Event& event);
  void watch(const Known& known, Name name);
  void watch_level(ViewedLevel::Kind kind, Name name, const Watched& watched);
  void watch_queue(Name name, Fifo fifo, bool port);
  void note_operations(const ExactWorld& world, bool visible);
  void note_operation(const ExactWorld& world, std::uint32_t operation, bool visible);
  void note_levels(const ExactWorld& world);
  void note_queues(const ExactWorld& world);
  void note_streams(const ExactWorld& world);
  void phase(std::uint32_t operation, Phase phase);
  bool has(std::uint32_t operation, Phase phase) const;
  std::string item_text(const Known& known, Item item) const;

  Timeline& timeline_;
  const Names& names_;
  Tick tick_ = 0;
  std::vector<std::uint8_t> watched_names_;  // by Name
  std::vector<Watched> levels_;
  std::vector<WatchedQueue> queues_;
  std::vector<std::uint32_t> open_;      // operations whose phases may go on
  std::vector<std::uint8_t> in_chains_;  // by operation: a chain still works for it
  std::unordered_map<std::uint64_t, std::uint32_t> call_of_seq_;
  std::uint32_t running_call_ = no_place;  // by the event that is noted
  std::size_t next_call_ = 0;
};

}  // namespace ioracle
