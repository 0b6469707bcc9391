#pragma once
// Events in words, for people who have never seen the code: functions, parameters, error codes and
// statuses by their documented names, objects by the names that the trace gives them.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "model/alternative.h"
#include "model/event.h"

namespace ioracle {

// One sentence without its subject, the thread, and without a full stop:
//   calls WSARecv(s = c, lpOverlapped = ov1 with hEvent = e1)
//   WSARecv returns SOCKET_ERROR (-1), last error WSA_IO_PENDING (997); lpFlags is untouched
//   the OVERLAPPED ov1 reads Internal = STATUS_PENDING (0x00000103), InternalHigh = 0
// What is not recorded is left out. `names` is where the names of the event were interned.
std::string describe(const Event& event, const Names& names);

// The same where calls are at hand: a settle then names the functions in which threads wait.
// `function_of` takes the id of a call; empty: not known.
using FunctionOf = std::function<std::optional<Function>(std::uint64_t id)>;
std::string describe(const Event& event, const Names& names, const FunctionOf& function_of);

// What an alternative shows at the return of a call of `function`, and its name:
//   returns SOCKET_ERROR (-1), last error WSA_IO_PENDING (997) (rule WSARecv.pends_without_data)
std::string describe(std::string_view alternative, const Shows& shows,
                     std::optional<Function> function = std::nullopt);

// A value by itself: a name, a number, "NULL", "untouched", "0xDEADBEEF (no object)", "anything".
std::string describe_value(const Value& value, const Names& names);

// What a call of `function` returned: "SOCKET_ERROR (-1)", "WSA_WAIT_EVENT_0 + 1", "TRUE", a name.
std::string describe_result(Function function, const Value& value, const Names& names);

// "ERROR_IO_PENDING (997)"; WSA_IO_PENDING where Winsock told it. A code without a symbol stands
// alone.
std::string describe_error(std::uint32_t code, bool winsock = false);

// "STATUS_PENDING (0x00000103)"; a status without a name stands alone.
std::string describe_status(std::uint64_t status);

// Does its documentation name error codes as Winsock does (WSA_IO_PENDING, not ERROR_IO_PENDING)?
bool is_winsock(Function function);

}  // namespace ioracle
