#include "model/function.h"

#include <algorithm>
#include <array>

namespace ioracle {
namespace {

using enum Type;
using enum Direction;
using P = Parameter;
using R = Returns;

// In the order of enum Parameter.
constexpr auto parameter_names = std::to_array<std::string_view>({
    "af",
    "addrlen",
    "backlog",
    "bAlertable",
    "bInitialState",
    "bManualReset",
    "cEvents",
    "CompletionKey",
    "CompletionPort",
    "cmd",
    "dwBufferCount",
    "dwCompletionKey",
    "dwFlags",
    "dwMilliseconds",
    "dwNumberOfBytesTransferred",
    "dwTimeout",
    "ExistingCompletionPort",
    "fAlertable",
    "FileHandle",
    "fWait",
    "fWaitAll",
    "g",
    "hEvent",
    "hFile",
    "hObject",
    "how",
    "lpBuffers",
    "lpcbTransfer",
    "lpCompletionKey",
    "lpCompletionRoutine",
    "lpdwFlags",
    "lpFlags",
    "lphEvents",
    "lpNumberOfBytes",
    "lpNumberOfBytesRecvd",
    "lpNumberOfBytesSent",
    "lpNumberOfBytesTransferred",
    "lpOverlapped",
    "name",
    "namelen",
    "NumberOfConcurrentThreads",
    "optname",
    "optval",
    "level",
    "protocol",
    "s",
    "type",
    "wVersionRequested",
});

constexpr ParameterInfo accept_parameters[] = {{P::s, handle, in}};
constexpr ParameterInfo bind_parameters[] = {{P::s, handle, in}, {P::name, address, in}};
constexpr ParameterInfo cancel_io_ex_parameters[] = {{P::hFile, handle, in},
                                                     {P::lpOverlapped, overlapped, in}};
constexpr ParameterInfo close_handle_parameters[] = {{P::hObject, handle, in}};
constexpr ParameterInfo closesocket_parameters[] = {{P::s, handle, in}};
constexpr ParameterInfo connect_parameters[] = {{P::s, handle, in}, {P::name, address, in}};
constexpr ParameterInfo create_event_parameters[] = {{P::bManualReset, integer, in},
                                                     {P::bInitialState, integer, in}};
constexpr ParameterInfo create_port_parameters[] = {
    {P::FileHandle, handle, in},
    {P::ExistingCompletionPort, handle, in},
    {P::CompletionKey, integer, in},
    {P::NumberOfConcurrentThreads, integer, in}};
constexpr ParameterInfo dequeue_parameters[] = {{P::CompletionPort, handle, in},
                                                {P::lpNumberOfBytesTransferred, variable, out},
                                                {P::lpCompletionKey, variable, out},
                                                {P::lpOverlapped, overlapped, out},
                                                {P::dwMilliseconds, integer, in}};
constexpr ParameterInfo listen_parameters[] = {{P::s, handle, in}, {P::backlog, integer, in}};
constexpr ParameterInfo post_parameters[] = {{P::CompletionPort, handle, in},
                                             {P::dwNumberOfBytesTransferred, integer, in},
                                             {P::dwCompletionKey, integer, in},
                                             {P::lpOverlapped, overlapped, in}};
constexpr ParameterInfo event_parameters[] = {{P::hEvent, handle, in}};
constexpr ParameterInfo setsockopt_parameters[] = {{P::s, handle, in},
                                                   {P::level, integer, in},
                                                   {P::optname, integer, in},
                                                   {P::optval, integer, in}};
constexpr ParameterInfo shutdown_parameters[] = {{P::s, handle, in}, {P::how, integer, in}};
constexpr ParameterInfo sleep_parameters[] = {{P::dwMilliseconds, integer, in},
                                              {P::bAlertable, integer, in}};
constexpr ParameterInfo socket_parameters[] = {
    {P::af, integer, in}, {P::type, integer, in}, {P::protocol, integer, in}};
constexpr ParameterInfo wait_one_parameters[] = {{P::hObject, handle, in},
                                                 {P::dwMilliseconds, integer, in},
                                                 {P::bAlertable, integer, in}};
constexpr ParameterInfo query_parameters[] = {{P::s, handle, in},
                                              {P::lpOverlapped, overlapped, in},
                                              {P::lpcbTransfer, variable, out},
                                              {P::fWait, integer, in},
                                              {P::lpdwFlags, variable, out}};
constexpr ParameterInfo receive_parameters[] = {{P::s, handle, in},
                                                {P::lpBuffers, buffers, in_out},
                                                {P::lpNumberOfBytesRecvd, variable, out},
                                                {P::lpFlags, variable, in_out},
                                                {P::lpOverlapped, overlapped, in},
                                                {P::lpCompletionRoutine, routine, in}};
constexpr ParameterInfo send_parameters[] = {{P::s, handle, in},
                                             {P::lpBuffers, buffers, in},
                                             {P::lpNumberOfBytesSent, variable, out},
                                             {P::dwFlags, integer, in},
                                             {P::lpOverlapped, overlapped, in},
                                             {P::lpCompletionRoutine, routine, in}};
constexpr ParameterInfo wsa_socket_parameters[] = {{P::af, integer, in},
                                                   {P::type, integer, in},
                                                   {P::protocol, integer, in},
                                                   {P::dwFlags, integer, in}};
constexpr ParameterInfo startup_parameters[] = {{P::wVersionRequested, integer, in}};
constexpr ParameterInfo wait_many_parameters[] = {{P::lphEvents, handles, in},
                                                  {P::fWaitAll, integer, in},
                                                  {P::dwTimeout, integer, in},
                                                  {P::fAlertable, integer, in}};

// In the order of enum Function.
constexpr auto functions = std::to_array<FunctionInfo>({
    {"accept", R::socket, accept_parameters},
    {"bind", R::socket_error, bind_parameters},
    {"CancelIoEx", R::boolean, cancel_io_ex_parameters},
    {"CloseHandle", R::boolean, close_handle_parameters},
    {"closesocket", R::socket_error, closesocket_parameters},
    {"connect", R::socket_error, connect_parameters},
    {"CreateEventW", R::handle, create_event_parameters},
    {"CreateIoCompletionPort", R::handle, create_port_parameters},
    {"GetQueuedCompletionStatus", R::boolean, dequeue_parameters},
    {"listen", R::socket_error, listen_parameters},
    {"PostQueuedCompletionStatus", R::boolean, post_parameters},
    {"ResetEvent", R::boolean, event_parameters},
    {"SetEvent", R::boolean, event_parameters},
    {"setsockopt", R::socket_error, setsockopt_parameters},
    {"shutdown", R::socket_error, shutdown_parameters},
    {"SleepEx", R::wait, sleep_parameters},
    {"socket", R::socket, socket_parameters},
    {"WaitForSingleObjectEx", R::wait, wait_one_parameters},
    {"WSACleanup", R::socket_error, {}},
    {"WSACloseEvent", R::boolean, event_parameters},
    {"WSACreateEvent", R::handle, {}},
    {"WSAGetOverlappedResult", R::boolean, query_parameters},
    {"WSARecv", R::socket_error, receive_parameters},
    {"WSAResetEvent", R::boolean, event_parameters},
    {"WSASend", R::socket_error, send_parameters},
    {"WSASetEvent", R::boolean, event_parameters},
    {"WSASocketW", R::socket, wsa_socket_parameters},
    {"WSAStartup", R::integer, startup_parameters},
    {"WSAWaitForMultipleEvents", R::wait, wait_many_parameters},
});

}  // namespace

const FunctionInfo& info(Function function) {
  return functions[static_cast<std::size_t>(function)];
}

std::span<const FunctionInfo> all_functions() { return functions; }

std::optional<Function> find_function(std::string_view name) {
  const auto found = std::ranges::find(functions, name, &FunctionInfo::name);
  if (found == functions.end()) return std::nullopt;
  return static_cast<Function>(found - functions.begin());
}

std::string_view name_of(Parameter parameter) {
  return parameter_names[static_cast<std::size_t>(parameter)];
}

std::optional<Parameter> find_parameter(std::string_view name) {
  const auto found = std::ranges::find(parameter_names, name);
  if (found == parameter_names.end()) return std::nullopt;
  return static_cast<Parameter>(found - parameter_names.begin());
}

}  // namespace ioracle
