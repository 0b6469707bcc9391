#pragma once
// Events, waits, completion ports, threads, handles, cancellation and results.
// Parameters in documented order; included by function.cpp alone.

#include "model/function.h"

namespace ioracle::vocabulary {

using enum Type;
using enum Direction;
using P = Parameter;

inline constexpr ParameterInfo cancel_io[] = {{P::hFile, handle, in}};
inline constexpr ParameterInfo cancel_io_ex[] = {{P::hFile, handle, in},
                                                 {P::lpOverlapped, overlapped, in}};
inline constexpr ParameterInfo cancel_synchronous_io[] = {{P::hThread, handle, in}};
inline constexpr ParameterInfo close_handle[] = {{P::hObject, handle, in}};
inline constexpr ParameterInfo create_event_w[] = {{P::bManualReset, integer, in},
                                                   {P::bInitialState, integer, in}};
inline constexpr ParameterInfo create_io_completion_port[] = {
    {P::FileHandle, handle, in},
    {P::ExistingCompletionPort, handle, in},
    {P::CompletionKey, integer, in},
    {P::NumberOfConcurrentThreads, integer, in}};
inline constexpr ParameterInfo create_thread[] = {{P::lpStartAddress, routine, in},
                                                  {P::dwCreationFlags, integer, in}};
inline constexpr ParameterInfo duplicate_handle[] = {{P::hSourceProcessHandle, handle, in},
                                                     {P::hSourceHandle, handle, in},
                                                     {P::hTargetProcessHandle, handle, in},
                                                     {P::lpTargetHandle, handle, out},
                                                     {P::dwDesiredAccess, integer, in},
                                                     {P::bInheritHandle, integer, in},
                                                     {P::dwOptions, integer, in}};
inline constexpr ParameterInfo exit_process[] = {{P::uExitCode, integer, in}};
inline constexpr ParameterInfo exit_thread[] = {{P::dwExitCode, integer, in}};
inline constexpr ParameterInfo get_overlapped_result[] = {
    {P::hFile, handle, in},
    {P::lpOverlapped, overlapped, in},
    {P::lpNumberOfBytesTransferred, variable, out},
    {P::bWait, integer, in}};
inline constexpr ParameterInfo get_overlapped_result_ex[] = {
    {P::hFile, handle, in},
    {P::lpOverlapped, overlapped, in},
    {P::lpNumberOfBytesTransferred, variable, out},
    {P::dwMilliseconds, integer, in},
    {P::bAlertable, integer, in}};
inline constexpr ParameterInfo get_queued_completion_status[] = {
    {P::CompletionPort, handle, in},
    {P::lpNumberOfBytesTransferred, variable, out},
    {P::lpCompletionKey, variable, out},
    {P::lpOverlapped, overlapped, out},
    {P::dwMilliseconds, integer, in}};
inline constexpr ParameterInfo get_queued_completion_status_ex[] = {
    {P::CompletionPort, handle, in},  {P::lpCompletionPortEntries, packets, out},
    {P::ulCount, integer, in},        {P::ulNumEntriesRemoved, variable, out},
    {P::dwMilliseconds, integer, in}, {P::fAlertable, integer, in}};
inline constexpr ParameterInfo post_queued_completion_status[] = {
    {P::CompletionPort, handle, in},
    {P::dwNumberOfBytesTransferred, integer, in},
    {P::dwCompletionKey, integer, in},
    {P::lpOverlapped, overlapped, in}};
inline constexpr ParameterInfo pulse_event[] = {{P::hEvent, handle, in}};
inline constexpr ParameterInfo queue_user_apc[] = {
    {P::pfnAPC, routine, in}, {P::hThread, handle, in}, {P::dwData, integer, in}};
inline constexpr ParameterInfo queue_user_apc2[] = {{P::ApcRoutine, routine, in},
                                                    {P::Thread, handle, in},
                                                    {P::Data, integer, in},
                                                    {P::Flags, integer, in}};
inline constexpr auto& reset_event = pulse_event;
inline constexpr ParameterInfo select[] = {{P::nfds, count, in},
                                           {P::readfds, handles, in_out},
                                           {P::writefds, handles, in_out},
                                           {P::exceptfds, handles, in_out},
                                           {P::timeout, integers, in}};
inline constexpr auto& set_event = pulse_event;
inline constexpr ParameterInfo set_file_completion_notification_modes[] = {
    {P::FileHandle, handle, in}, {P::Flags, integer, in}};
inline constexpr ParameterInfo set_last_error[] = {{P::dwErrCode, integer, in}};
inline constexpr ParameterInfo signal_object_and_wait[] = {{P::hObjectToSignal, handle, in},
                                                           {P::hObjectToWaitOn, handle, in},
                                                           {P::dwMilliseconds, integer, in},
                                                           {P::bAlertable, integer, in}};
inline constexpr ParameterInfo sleep[] = {{P::dwMilliseconds, integer, in}};
inline constexpr ParameterInfo sleep_ex[] = {{P::dwMilliseconds, integer, in},
                                             {P::bAlertable, integer, in}};
inline constexpr ParameterInfo terminate_thread[] = {{P::hThread, handle, in},
                                                     {P::dwExitCode, integer, in}};
inline constexpr ParameterInfo wait_for_multiple_objects[] = {{P::nCount, count, in},
                                                              {P::lpHandles, handles, in},
                                                              {P::bWaitAll, integer, in},
                                                              {P::dwMilliseconds, integer, in}};
inline constexpr ParameterInfo wait_for_multiple_objects_ex[] = {{P::nCount, count, in},
                                                                 {P::lpHandles, handles, in},
                                                                 {P::bWaitAll, integer, in},
                                                                 {P::dwMilliseconds, integer, in},
                                                                 {P::bAlertable, integer, in}};
inline constexpr ParameterInfo wait_for_single_object[] = {{P::hHandle, handle, in},
                                                           {P::dwMilliseconds, integer, in}};
inline constexpr ParameterInfo wait_for_single_object_ex[] = {
    {P::hHandle, handle, in}, {P::dwMilliseconds, integer, in}, {P::bAlertable, integer, in}};
inline constexpr auto& wsa_close_event = pulse_event;
inline constexpr ParameterInfo wsa_poll[] = {
    {P::fdArray, polls, in_out}, {P::fds, count, in}, {P::timeout, integer, in}};
inline constexpr auto& wsa_reset_event = pulse_event;
inline constexpr auto& wsa_set_event = pulse_event;
inline constexpr ParameterInfo wsa_wait_for_multiple_events[] = {{P::cEvents, count, in},
                                                                 {P::lphEvents, handles, in},
                                                                 {P::fWaitAll, integer, in},
                                                                 {P::dwTimeout, integer, in},
                                                                 {P::fAlertable, integer, in}};

}  // namespace ioracle::vocabulary
