// Lists of choices, followed strictly along a trace.

#include <algorithm>
#include <charconv>
#include <string_view>
#include <unordered_map>

#include "oracle/certificate.h"

namespace ioracle {
namespace {

const AlternativeInfo* find_alternative(std::string_view name) {
  static const auto all = [] {
    std::unordered_map<std::string_view, const AlternativeInfo*> map;
    for (const AlternativeInfo* info : AlternativeInfo::all()) map.emplace(info->name(), info);
    return map;
  }();
  const auto found = all.find(name);
  return found == all.end() ? nullptr : found->second;
}

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// "ALTERNATIVE.VARIANT", or without a variant.
bool read_alternative(std::string_view text, Choice& choice) {
  choice.info = find_alternative(text);
  if (choice.info) return true;
  const std::size_t dot = text.rfind('.');
  if (dot == text.npos) return false;
  const auto variant = number(text.substr(dot + 1));
  choice.info = find_alternative(text.substr(0, dot));
  choice.variant = variant.value_or(0);
  return choice.info && variant;
}

bool is_event(std::string_view word) {
  constexpr std::string_view words[] = {"call",    "return", "enter",       "exit",       "settle",
                                        "observe", "memory", "environment", "thread_exit"};
  return std::ranges::find(words, word) != std::end(words);
}

class Replayer {
 public:
  Replayer(std::span<const Event> events, Profile profile, Names& names, const Follower& follower)
      : events_(events),
        walk_(events, profile, names),
        writer_(events, names),
        follower_(follower) {}

  // Empty: it was performed. Otherwise why it was not.
  std::string perform(std::string_view text) {
    show_what_comes_by_itself();
    const std::size_t at = text.find('@');
    if (at == text.npos) return "is no choice";
    const std::string_view word = text.substr(0, at);
    Choice choice;
    if (is_event(word)) {
      choice.kind = Choice::Kind::event;
      if (walk_.at_end() || !walk_.is_choice(walk_.next_event())) {
        return "comes behind the end of the trace";
      }
    } else if (word == "time") {
      choice.kind = Choice::Kind::time;
    } else {
      if (!read_alternative(word, choice)) return "names no rule";
      if (!find_chain_of(text.substr(at + 1), text, choice))
        return "is of nothing that goes on now";
    }
    const std::string right = writer_.text(walk_, choice);
    if (right != text) return "is not what comes here: that is " + right;
    if (go(choice)) return {};
    return choice.kind == Choice::Kind::event ? "would show something else than the trace"
                                              : "is not possible here";
  }

  // The list is over: so must the trace be.
  std::string finish() {
    while (!walk_.at_end()) {
      const Event& event = events_[walk_.next_event()];
      if (walk_.is_choice(walk_.next_event()) || !go({Choice::Kind::event})) {
        return "event " + std::to_string(event.seq) + " of the trace is not shown";
      }
    }
    return {};
  }

 private:
  void show_what_comes_by_itself() {
    while (!walk_.at_end() && !walk_.is_choice(walk_.next_event())) {
      const EventKind kind = events_[walk_.next_event()].kind;
      if (kind == EventKind::settle || kind == EventKind::hang || kind == EventKind::end) return;
      go({Choice::Kind::event});
    }
  }

  bool go(const Choice& choice) {
    if (!walk_.perform(choice)) return false;
    if (follower_) follower_(walk_, choice);
    return true;
  }

  bool find_chain_of(std::string_view of, std::string_view text, Choice& choice) {
    choice.chain = Chain::Kind::call;
    if (of.starts_with("operation ")) choice.chain = Chain::Kind::operation;
    if (of.starts_with("network ")) {
      choice.chain = Chain::Kind::delivery;
      const std::size_t colon = of.rfind(':');
      if (colon == of.npos) return false;
      const std::string_view count = of.substr(colon + 1);
      choice.amount = number(count.substr(0, count.find('#'))).value_or(0);
    }
    const ExactWorld& world = walk_.world();
    for (std::uint32_t slot = 0; slot < world.chain_count(); ++slot) {
      if (world.chain(slot).kind != choice.chain) continue;
      choice.subject = subject_of(world, world.chain(slot));
      const std::string key = writer_.step_text(walk_, choice);
      const bool same =
          text.starts_with(key) && (text.size() == key.size() || text[key.size()] == '#');
      if (same) return true;
    }
    return false;
  }

  std::span<const Event> events_;
  Walk walk_;
  ChoiceWriter writer_;
  const Follower& follower_;
};

}  // namespace

Replay replay(std::span<const Event> events, Profile profile, Names& names,
              std::span<const std::string> choices, const Follower& follower) {
  Replay result;
  Replayer replayer(events, profile, names, follower);
  for (; result.choice < choices.size(); ++result.choice) {
    result.reason = replayer.perform(choices[result.choice]);
    if (!result.reason.empty()) {
      result.reason = "\"" + choices[result.choice] + "\" " + result.reason;
      return result;
    }
  }
  result.reason = replayer.finish();
  result.good = result.reason.empty();
  return result;
}

}  // namespace ioracle
