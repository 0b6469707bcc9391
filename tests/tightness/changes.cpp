#include "tests/tightness/changes.h"

#include <algorithm>
#include <map>
#include <set>

#include "format/field_place.h"
#include "model/observations.h"
#include "oracle/describe.h"

namespace ioracle::tightness {
namespace {

using Events = std::vector<Event>;

bool ends_a_call(const Event& event) {
  return event.kind == EventKind::returned || event.kind == EventKind::exception;
}

bool is_dequeue(Function function) {
  return function == Function::GetQueuedCompletionStatus ||
         function == Function::GetQueuedCompletionStatusEx;
}

bool took_a_packet(const Event& returned) {
  if (!ends_a_call(returned) || !is_dequeue(returned.function)) return false;
  if (!returned.result.is(0)) return true;
  const Argument* pointer = returned.find(Parameter::lpOverlapped);
  return pointer && pointer->value.kind == ValueKind::name;
}

bool was_signaled(const Event& returned) {
  const bool waits = ends_a_call(returned) && returned.function != Function::SleepEx &&
                     info(returned.function).returns == Returns::wait;
  return waits && returned.result.kind == ValueKind::integer && returned.result.number < 64;
}

// Names that a call, its return or an observation mention.
std::set<std::uint32_t> objects(std::span<const Event> events) {
  std::set<std::uint32_t> names;
  const auto add = [&](Name name) {
    if (name) names.insert(name.index);
  };
  for (const Event& event : events) {
    add(event.object);
    add(event.result.name);
    add(event.words.event.name);
    for (const Argument& argument : event.arguments) add(argument.value.name);
    for (const BufferValue& buffer : event.buffers) add(buffer.memory);
    for (const Value& value : event.values) add(value.name);
  }
  return names;
}

class Changer {
 public:
  Changer(std::span<const Event> events, const Names& names, const Vocabulary& vocabulary,
          const Judge& judge)
      : events_(events), names_(&names), vocabulary_(&vocabulary), judge_(&judge) {}

  void change_all() {
    for (std::size_t index = 0; index < events_.size(); ++index) {
      for (const ObservedField& field : observed_fields(events_[index])) {
        change_field(index, field);
      }
      lose(index);
      repeat(index);
      exchange(index);
    }
    swap_all();
  }

 private:
  void tell(Class of, std::size_t event, std::string field, std::string before, std::string after,
            const Events& changed) {
    (*judge_)({of, events_[event].seq, std::move(field), std::move(before), std::move(after)},
              changed);
  }

  void change_field(std::size_t index, const ObservedField& field) {
    const Event& event = events_[index];
    const std::optional<Class> of = class_of(event, field);
    if (!of) return;
    if (of == Class::payload_byte) return change_bytes(index, field);
    Events changed(events_.begin(), events_.end());
    const std::string before = json_of(event, field, *names_);
    for (const Value& value : vocabulary_->wrong_values(events_, index, field)) {
      set_value(changed[index], field, value);
      tell(*of, index, function(event) + pointer_of(event, field), before,
           json_of(changed[index], field, *names_), changed);
      changed[index] = event;
    }
  }

  // One byte another, one less, one more.
  void change_bytes(std::size_t index, const ObservedField& field) {
    const Event& event = events_[index];
    const Argument* argument =
        event.kind == EventKind::observe ? nullptr : event.find(field.parameter);
    const std::uint32_t place = argument ? argument->first : 0;
    const BufferValue& buffer = event.buffers[place];
    const std::vector<Run> runs(event.runs.begin() + buffer.first_run,
                                event.runs.begin() + buffer.first_run + buffer.run_count);
    const auto tell_with = [&](const char* what, const std::vector<Run>& other) {
      Events changed(events_.begin(), events_.end());
      Event& made = changed[index];
      made.buffers[place].first_run = static_cast<std::uint32_t>(made.runs.size());
      made.buffers[place].run_count = static_cast<std::uint32_t>(other.size());
      for (Run run : other) {
        if (!run.pattern && run.length == 1 && run.offset == no_offset) {
          run.offset = made.literals.size();
          made.literals += '\x5a';
        }
        made.runs.push_back(run);
      }
      tell(Class::payload_byte, index, function(event) + pointer_of(event, field), "", what,
           changed);
    };
    const Run strange = {Name{}, no_offset, 1};
    std::vector<Run> more = runs;
    more.push_back(strange);
    std::uint64_t length = 0;
    for (const Run& run : runs) length += run.length;
    if (length < buffer.length || event.kind == EventKind::observe) tell_with("one more", more);
    if (runs.empty()) return;
    std::vector<Run> fewer = runs;
    if (--fewer.back().length == 0) fewer.pop_back();
    tell_with("one less", fewer);
    std::vector<Run> other = runs;
    other.front().offset += 1;
    if (--other.front().length == 0) other.erase(other.begin());
    other.insert(other.begin(), strange);
    tell_with("another first", other);
  }

  std::string function(const Event& event) const {
    return ends_a_call(event)               ? std::string(info(event.function).name)
           : event.kind == EventKind::enter ? "routine"
                                            : "observe";
  }

  // A routine that never ran; a wait or a dequeue that goes on until the next settle.
  void lose(std::size_t index) {
    const Event& event = events_[index];
    if (event.kind == EventKind::enter) {
      Events changed(events_.begin(), events_.end());
      std::erase_if(changed, [&](const Event& one) { return in_routine(one, event); });
      return tell(Class::missing_notification, index, "routine", "", "never entered", changed);
    }
    if (!took_a_packet(event) && !was_signaled(event)) return;
    Events changed;
    for (std::size_t place = 0; place < events_.size(); ++place) {
      const Event& one = events_[place];
      const bool settles = place > index && one.kind == EventKind::settle;
      if (place < index || settles || one.thread != event.thread) changed.push_back(one);
      if (settles) {
        return tell(Class::missing_notification, index, function(event), "", "goes on", changed);
      }
    }
  }

  bool in_routine(const Event& one, const Event& entered) const {
    if (one.thread != entered.thread || one.seq < entered.seq) return false;
    const auto left = std::ranges::find_if(events_, [&](const Event& event) {
      return event.kind == EventKind::exited && event.id == entered.id && event.seq > entered.seq;
    });
    return left != events_.end() && one.seq <= left->seq;
  }

  void repeat(std::size_t index) {
    const Event& event = events_[index];
    constexpr std::uint64_t unused_id = 1'000'000;
    Events block;
    if (took_a_packet(event)) {
      for (const Event& one : events_) {
        const bool call = one.kind == EventKind::call && one.id == event.id;
        if (call || &one == &event) block.push_back(one);
      }
      // Inside the call another one ran: that is not the same again.
      if (block.size() != 2) return;
    } else if (event.kind == EventKind::enter) {
      for (const Event& one : events_) {
        if (in_routine(one, event)) block.push_back(one);
      }
      const bool calls =
          std::ranges::any_of(block, [](const Event& one) { return one.kind == EventKind::call; });
      if (calls || block.size() < 2) return;
    } else {
      return;
    }
    const std::uint64_t last = block.back().seq;
    const std::uint64_t id = event.id;
    for (Event& one : block) {
      if (one.id == id) one.id = unused_id;
      one.time_ns = std::max(one.time_ns, event.time_ns);
    }
    Events changed;
    for (const Event& one : events_) {
      changed.push_back(one);
      if (one.seq == last) changed.insert(changed.end(), block.begin(), block.end());
    }
    tell(Class::doubled_notification, index, function(event), "", "again", changed);
  }

  // What two events of one kind told one thread, the first as the second.
  void exchange(std::size_t index) {
    const Event& event = events_[index];
    const bool tells =
        ends_a_call(event) || event.kind == EventKind::enter || event.kind == EventKind::observe;
    if (!tells || event.result.kind == ValueKind::name) return;
    const auto later = events_.subspan(index + 1);
    const auto other = std::ranges::find_if(later, [&](const Event& one) {
      return one.thread == event.thread && one.kind == event.kind &&
             one.function == event.function && one.object == event.object;
    });
    if (other == later.end() || other->result.kind == ValueKind::name) return;
    const auto place = static_cast<std::size_t>(&*other - events_.data());
    Events changed(events_.begin(), events_.end());
    exchange_told(changed[index], changed[place]);
    const bool same = show_alike(changed[index], event) && show_alike(changed[place], *other);
    if (same) return;
    tell(Class::order_of_two_events, index, function(event), describe(event, *names_),
         describe(*other, *names_), changed);
  }

  static void exchange_told(Event& one, Event& other) {
    std::swap(one.result, other.result);
    std::swap(one.last_error, other.last_error);
    std::swap(one.arguments, other.arguments);
    std::swap(one.routine, other.routine);
    std::swap(one.words, other.words);
    std::swap(one.buffers, other.buffers);
    std::swap(one.runs, other.runs);
    std::swap(one.values, other.values);
    std::swap(one.literals, other.literals);
  }

  // But for what nobody may look at.
  static bool show_alike(Event one, Event other) {
    for (Event* event : {&one, &other}) {
      if (event->kind == EventKind::returned && !tells_failure(*event)) event->last_error.reset();
    }
    return one == other;
  }

  // Two calls, or observations, of one thread, one behind the other, that have to do with one
  // object: what they were told, in the other order.
  void swap_all() {
    std::map<std::uint32_t, std::size_t> last;  // by thread: the block before
    std::vector<std::pair<std::size_t, std::size_t>> blocks;
    for (std::size_t index = 0; index < events_.size(); ++index) {
      const Event& event = events_[index];
      std::pair<std::size_t, std::size_t> block = {index, index};
      if (event.kind == EventKind::call) {
        if (index + 1 == events_.size() || !ends_a_call(events_[index + 1]) ||
            events_[index + 1].id != event.id) {
          last.erase(event.thread.index);
          continue;
        }
        ++block.second;
      } else if (event.kind != EventKind::observe) {
        if (event.kind == EventKind::enter || event.kind == EventKind::exited) {
          last.erase(event.thread.index);
        }
        if (event.kind == EventKind::settle) last.clear();
        continue;
      }
      blocks.push_back(block);
      const auto before = last.find(event.thread.index);
      if (before != last.end()) swap(blocks[before->second], block);
      last[event.thread.index] = blocks.size() - 1;
      index = block.second;
    }
  }

  void swap(std::pair<std::size_t, std::size_t> one, std::pair<std::size_t, std::size_t> other) {
    const auto events_of = [&](std::pair<std::size_t, std::size_t> block) {
      return events_.subspan(block.first, block.second + 1 - block.first);
    };
    if (other.first != one.second + 1 || alike(events_of(one), events_of(other))) return;
    const auto mine = objects(events_of(one));
    const auto theirs = objects(events_of(other));
    std::vector<std::uint32_t> shared;
    std::ranges::set_intersection(mine, theirs, std::back_inserter(shared));
    if (shared.empty()) return;
    Events changed(events_.begin(), events_.end());
    std::rotate(changed.begin() + static_cast<std::ptrdiff_t>(one.first),
                changed.begin() + static_cast<std::ptrdiff_t>(other.first),
                changed.begin() + static_cast<std::ptrdiff_t>(other.second) + 1);
    const auto words = [&](std::size_t place) {
      const Event& event = events_[place];
      return event.kind == EventKind::observe ? describe(event, *names_) : function(event);
    };
    tell(Class::order_of_two_calls, other.second, "order", words(one.second), words(other.second),
         changed);
  }

  // Nobody can tell which of them comes first.
  bool alike(std::span<const Event> one, std::span<const Event> other) const {
    return std::ranges::equal(one, other, [](Event left, Event right) {
      left.seq = right.seq = left.end_seq = right.end_seq = left.time_ns = right.time_ns = 0;
      left.id = right.id = left.line = right.line = 0;
      return left == right;
    });
  }

  static constexpr std::uint64_t no_offset = ~std::uint64_t{0};

  std::span<const Event> events_;
  const Names* names_;
  const Vocabulary* vocabulary_;
  const Judge* judge_;
};

}  // namespace

void for_each_change(std::span<const Event> events, const Names& names,
                     const Vocabulary& vocabulary, const Judge& judge) {
  Changer(events, names, vocabulary, judge).change_all();
}

}  // namespace ioracle::tightness
