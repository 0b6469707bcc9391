#pragma once
// The functions of the vocabulary with their parameters: the one table from which readers, writers,
// schemas, agents and rules take names, order and shape. Names are those of the documentation.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace ioracle {

// Every parameter name of the vocabulary, once. Order and spelling match parameter_names.
enum class Parameter : std::uint8_t;
enum class Function : std::uint8_t;

enum class Type : std::uint8_t {
  integer,     // a number, or null for a NULL pointer-sized value
  handle,      // socket, event, port, file, thread: a name, null, or raw
  overlapped,  // OVERLAPPED or WSAOVERLAPPED: a name, null, or raw; its words beside it
  routine,     // completion routine or APC function: a name or null
  variable,    // pointer to an integer variable: a name or null; the pointee is `preset`
  buffer,      // pointer with a length of its own in the next parameter
  buffers,     // array of WSABUF
  handles,     // array of handles
  packets,     // array of OVERLAPPED_ENTRY
  address,     // a socket address: the name of the socket whose address it is, or of a place
  count,  // a number that counts the elements of a list or the bytes of an address; may be left out
  path,   // the name of a file, pipe or device
  integers,  // a structure of numbers: the list of its members
  polls,     // array of WSAPOLLFD: a socket and its events; out: the returned events
  option,    // the value of a socket option: a number, or a socket by its name
};

enum class Direction : std::uint8_t { in, out, in_out };

enum class Returns : std::uint8_t {
  boolean,       // TRUE or FALSE with a last error
  socket_error,  // 0 or SOCKET_ERROR with a last error
  handle,        // a handle, or NULL (INVALID_HANDLE_VALUE: raw -1)
  socket,        // a socket, or INVALID_SOCKET: raw -1
  wait,          // a wait code
  count,         // a number of bytes, or SOCKET_ERROR
  integer,       // a number
  status,        // an NTSTATUS
  nothing,
};

struct ParameterInfo {
  Parameter parameter{};
  Type type{};
  Direction direction{};
};

struct FunctionInfo {
  std::string_view name;
  Returns returns{};
  std::span<const ParameterInfo> parameters;
};

const FunctionInfo& info(Function function);
std::optional<Function> find_function(std::string_view name);
std::string_view name_of(Parameter parameter);
std::optional<Parameter> find_parameter(std::string_view name);
std::span<const FunctionInfo> all_functions();
std::span<const std::string_view> all_parameter_names();
// The parameter of this function, or nullptr if it has none of that name.
const ParameterInfo* find_parameter(const FunctionInfo& function, Parameter parameter);
// Whether Event::words are those of this parameter: the OVERLAPPED of the operation itself.
constexpr bool has_words(Parameter parameter);
// The parameters that hold the address of the other end, and its length: of the transfers that name
// one. Empty: it names none.
struct AddressParameters {
  Parameter address{};
  Parameter length{};
};
std::optional<AddressParameters> address_parameters(Function function);
// The parameter that holds the socket, of a function of Winsock that is called for one.
Parameter socket_parameter(Function function);
// The output in which a receive tells its flags: of WSARecvMsg the dwFlags of the WSAMSG.
std::optional<Parameter> flags_parameter(Function function);
// Whether a call of the function makes a handle: returns it, or stores it in an output.
bool makes_handle(const FunctionInfo& function);
// Whether the function starts an operation on the OVERLAPPED that it is given, and does not ask
// about one, cancel it or speak of it to others.
bool starts_operation(Function function);
// Whether a call starts a transfer on a handle: it writes words and events of what it starts, and
// looks at none.
bool starts_transfer(Function function);
// What completion routines and APCs are called with: arguments of `enter`. All may be left out.
std::span<const ParameterInfo> routine_parameters();

}  // namespace ioracle

#include "model/function_list.h"

constexpr bool ioracle::has_words(Parameter parameter) {
  return parameter == Parameter::lpOverlapped || parameter == Parameter::IoStatusBlock;
}
