#pragma once
// Calls a function such that an access violation inside of it ends the call and not the agent.
// Purpose: scenarios that hand invalid pointers to the system. Handlers within the called function
// come first, so what Windows itself turns into an error stays an error.

#include <cstdint>

namespace ioracle::agent {

// To be called once, before the first guarded_call.
void prepare_guarded_calls();

// Calls body(argument). True: it returned. False: it raised an exception, whose code is in `code`.
bool guarded_call(void (*body)(void*), void* argument, std::uint32_t& code);

// Puts aside the guards of this thread while a completion routine runs, and takes them up again.
class GuardsAside {
 public:
  GuardsAside();
  ~GuardsAside();
  GuardsAside(const GuardsAside&) = delete;
  GuardsAside& operator=(const GuardsAside&) = delete;

 private:
  void* guard_;
};

}  // namespace ioracle::agent
