#include "fuzz/crew.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <type_traits>

namespace ioracle {
namespace {

static_assert(std::is_trivially_copyable_v<TrialRecord>);

using Clock = std::chrono::steady_clock;

// One child and the places that it still has to do: every `jobs`-th.
class Worker {
 public:
  Worker(std::span<const std::uint64_t> indices, std::size_t first, std::size_t stride)
      : indices_(indices), place_(first), stride_(stride) {}

  bool is_done() const { return place_ >= indices_.size(); }
  int pipe() const { return pipe_; }
  Clock::time_point asked() const { return asked_; }

  bool start(const std::function<Perform()>& make_perform) {
    int ends[2];
    if (::pipe(ends) != 0) return false;
    std::fflush(nullptr);
    child_ = fork();
    if (child_ < 0) {
      close(ends[0]);
      close(ends[1]);
      return false;
    }
    if (child_ == 0) {
      close(ends[0]);
      work(make_perform(), ends[1]);
    }
    close(ends[1]);
    pipe_ = ends[0];
    asked_ = Clock::now();
    return true;
  }

  // Takes what the child has written. False: it has ended.
  bool take(std::vector<TrialRecord>& records) {
    TrialRecord record;
    std::size_t length = 0;
    while (length < sizeof record) {
      const ssize_t more =
          ::read(pipe_, reinterpret_cast<char*>(&record) + length, sizeof record - length);
      if (more < 0 && errno == EINTR) continue;
      if (more <= 0) return false;
      length += static_cast<std::size_t>(more);
    }
    put(records, record);
    return true;
  }

  // The trial that the child was at ended in this way.
  void give_up(std::vector<TrialRecord>& records, Trial::Outcome outcome) {
    TrialRecord record;
    record.index = indices_[place_];
    record.outcome = outcome;
    put(records, record);
  }

  void stop() {
    if (child_ <= 0) return;
    close(pipe_);
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
    child_ = 0;
  }

 private:
  void put(std::vector<TrialRecord>& records, const TrialRecord& record) {
    records[place_] = record;
    place_ += stride_;
    asked_ = Clock::now();
  }

  [[noreturn]] void work(const Perform& perform, int out) {
    for (std::size_t place = place_; place < indices_.size(); place += stride_) {
      const TrialRecord record = perform(indices_[place]);
      if (::write(out, &record, sizeof record) != sizeof record) break;
    }
    _exit(0);
  }

  std::span<const std::uint64_t> indices_;
  std::size_t place_;  // of the trial that the child is at
  std::size_t stride_;
  pid_t child_ = 0;
  int pipe_ = -1;
  Clock::time_point asked_;
};

}  // namespace

TrialRecord record_of(std::uint64_t index, const Trial& trial) {
  TrialRecord record;
  record.index = index;
  record.events = trial.events;
  record.outcome = trial.outcome;
  if (trial.outcome != Trial::Outcome::rejected) return record;
  const auto& clauses = trial.verdict.clauses;
  record.clause_count =
      static_cast<std::uint8_t>(std::min(clauses.size(), TrialRecord::clauses_most));
  std::copy_n(clauses.begin(), record.clause_count, record.clauses.begin());
  return record;
}

std::vector<TrialRecord> perform_all(std::span<const std::uint64_t> indices,
                                     const CrewOptions& options,
                                     const std::function<Perform()>& make_perform) {
  std::vector<TrialRecord> records(indices.size());
  std::vector<Worker> workers;
  const std::size_t jobs = std::clamp<std::size_t>(indices.size(), 1, options.jobs);
  for (std::size_t job = 0; job < jobs; ++job) workers.emplace_back(indices, job, jobs);
  const auto start = [&](Worker& worker) {
    while (!worker.is_done() && !worker.start(make_perform)) {
      worker.give_up(records, Trial::Outcome::unavailable);
    }
  };
  for (Worker& worker : workers) start(worker);
  for (;;) {
    std::vector<pollfd> waiting;
    std::vector<Worker*> whose;
    for (Worker& worker : workers) {
      if (worker.is_done()) continue;
      waiting.push_back({worker.pipe(), POLLIN, 0});
      whose.push_back(&worker);
    }
    if (waiting.empty()) break;
    constexpr int tick_ms = 100;
    poll(waiting.data(), waiting.size(), tick_ms);
    for (std::size_t place = 0; place < waiting.size(); ++place) {
      Worker& worker = *whose[place];
      const bool written = waiting[place].revents != 0;
      const bool late = !written && Clock::now() - worker.asked() > options.patience;
      if (!written && !late) continue;
      if (written && worker.take(records)) continue;
      worker.stop();
      worker.give_up(records, late ? Trial::Outcome::endless : Trial::Outcome::crashed);
      start(worker);
    }
  }
  for (Worker& worker : workers) worker.stop();
  return records;
}

}  // namespace ioracle
