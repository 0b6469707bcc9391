// accept makes a socket known whose connection the trace does not name: where several fit, each has
// a judge of its own.

#include <algorithm>

#include "model/status.h"
#include "oracle/judge.h"

namespace ioracle {

// What a world makes of a return.
ConnectionNews Judge::news_of(std::size_t world, const Event& event, std::uint32_t slot) const {
  const Item taken = world < reached_.size() ? reached_[world].item : no_item;
  const Call& call = known_.call(slot);
  ConnectionNews news;
  Item item = taken;
  if (const OperationId id = known_.shown_connection(call, event, taken); id != no_operation) {
    const OrderWorld& history = worlds_[world];
    item = history.accepted(id);
    const bool ended = history.is_resolved(id);
    const bool own = call.operation == id;
    const bool shown = own ? is_shown_by_its_call(known_.operation(id), history.pended(id)) : ended;
    if (shown) news.operation = id;
    news.succeeded = ended && succeeded(history.status(id));
  }
  if (item != no_item) news.connection = known_.item(item).connection;
  return news;
}

// What the return says where it is judged later: as recorded.
ConnectionNews Judge::news_later(const Event& event, std::uint32_t slot) const {
  const OperationId id = known_.shown_connection(known_.call(slot), event, no_item);
  const bool failed = event.result.is(0);
  const bool pending = failed && event.last_error == error::io_pending;
  if (id == no_operation || pending || known_.operation(id).kind == OperationKind::accept) {
    return {};
  }
  return {no_connection, id, !failed};
}

void Judge::keep_worlds(const std::function<bool(std::size_t)>& wanted) {
  std::size_t kept = 0;
  for (std::size_t index = 0; index < worlds_.size(); ++index) {
    if (!wanted(index)) continue;
    if (kept != index) {
      worlds_[kept] = std::move(worlds_[index]);
      reached_[kept] = reached_[index];
    }
    ++kept;
  }
  worlds_.erase(worlds_.begin() + static_cast<std::ptrdiff_t>(kept), worlds_.end());
}

void Judge::finish_call(const Event& event, std::uint32_t slot, Position now) {
  std::vector<ConnectionNews> all;
  for (std::size_t world = 0; world < worlds_.size(); ++world) {
    const ConnectionNews news = news_of(world, event, slot);
    if (std::ranges::find(all, news) == all.end()) all.push_back(news);
  }
  const auto conclude = [&](Judge& judge, const ConnectionNews& news) {
    if (all.size() > 1) {
      judge.keep_worlds(
          [&](std::size_t world) { return judge.news_of(world, event, slot) == news; });
    }
    judge.known_.end_call(slot, event, news);
    judge.free(slot, now);
  };
  for (std::size_t other = 1; other < all.size(); ++other) {
    forks_.push_back(std::make_unique<Judge>(*this));
    forks_.back()->reached_ = reached_;
    conclude(*forks_.back(), all[other]);
  }
  conclude(*this, all.front());
}

// The AcceptEx of which a return that is judged later shows the success; or no_operation.
OperationId Judge::shown_accept(const Event& event, std::uint32_t slot) const {
  const OperationId shown = known_.shown_connection(known_.call(slot), event, no_item);
  const bool accepts = shown != no_operation && !event.result.is(0) &&
                       known_.operation(shown).kind == OperationKind::accept;
  const bool updates = event.function == Function::setsockopt;
  return accepts || (updates && event.result.is(0)) ? shown : no_operation;
}

bool Judge::opens_pipe(const Event& event, std::uint32_t slot) const {
  return event.function == Function::CreateFileW &&
         known_.find_pipe(known_.call(slot).value(Parameter::lpFileName).name) != nullptr;
}

// Instances that a client may have been given, whose call returns before others are judged.
std::vector<Item> Judge::listening(std::uint32_t slot) const {
  const PipeObject& pipe = *known_.find_pipe(known_.call(slot).value(Parameter::lpFileName).name);
  std::vector<Item> items;
  for (const OrderWorld& world : worlds_) {
    std::vector<Item> candidates;
    world.candidates(pipe.listening, {}, candidates);
    for (const Item item : candidates) {
      if (std::ranges::find(items, item) == items.end()) items.push_back(item);
    }
  }
  for (const std::uint32_t other : active_) {
    const Item item = known_.call(other).item;
    const bool listens = item != no_item && known_.connection_count() > 0 &&
                         std::ranges::any_of(pipe.connections, [&](std::uint32_t index) {
                           return known_.connection(index).listens == item;
                         });
    if (listens && std::ranges::find(items, item) == items.end()) items.push_back(item);
  }
  return items;
}

// Connections that calls still running may have queued at the listener.
std::vector<Item> Judge::running_connects(const Event& event, std::uint32_t slot) const {
  if (opens_pipe(event, slot)) return listening(slot);
  std::vector<Item> items;
  const OperationId accepted = shown_accept(event, slot);
  if (accepted == no_operation && event.result.kind != ValueKind::name) return items;
  const SocketObject* listener = accepted == no_operation
                                     ? known_.socket(known_.call(slot).value(Parameter::s))
                                     : &known_.socket(known_.operation(accepted));
  // And those that are there, as far as known.
  std::vector<Item> queued;
  for (const OrderWorld& world : worlds_) {
    if (listener) world.candidates(listener->backlog, {}, queued);
    for (const Item item : queued) {
      if (std::ranges::find(items, item) == items.end()) items.push_back(item);
    }
  }
  for (const std::uint32_t other : active_) {
    const Call& call = known_.call(other);
    const bool connects =
        call.event.function == Function::connect || call.event.function == Function::ConnectEx;
    if (connects && call.item != no_item &&
        known_.socket(call.value(Parameter::name)) == listener) {
      items.push_back(call.item);
    }
  }
  return items;
}

}  // namespace ioracle
