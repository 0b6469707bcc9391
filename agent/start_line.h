#pragma once
// Where the threads of a race wait for each other, spinning, so that their calls begin together.

#include <windows.h>
#include <winsock2.h>

#include <atomic>

namespace ioracle::agent {

class StartLine {
 public:
  explicit StartLine(int racers) : missing_(racers) {}

  // Returns when all racers have arrived. To be called once by each.
  void arrive() {
    missing_.fetch_sub(1);
    for (unsigned spins = 1; missing_.load() > 0; ++spins) {
      YieldProcessor();
      if (spins % spins_per_yield == 0) SwitchToThread();  // more racers than processors
    }
  }

 private:
  static constexpr unsigned spins_per_yield = 20'000;
  std::atomic<int> missing_;
};

}  // namespace ioracle::agent
