#pragma once
// Files, pipes, devices and serial lines.
// Parameters in documented order; included by function.cpp alone.

#include "model/function.h"

namespace ioracle::vocabulary {

using enum Type;
using enum Direction;
using P = Parameter;

inline constexpr ParameterInfo call_named_pipe_w[] = {
    {P::lpNamedPipeName, path, in},   {P::lpInBuffer, buffer, in},
    {P::nInBufferSize, integer, in},  {P::lpOutBuffer, buffer, out},
    {P::nOutBufferSize, integer, in}, {P::lpBytesRead, variable, out},
    {P::nTimeOut, integer, in}};
inline constexpr ParameterInfo connect_named_pipe[] = {{P::hNamedPipe, handle, in},
                                                       {P::lpOverlapped, overlapped, in}};
inline constexpr ParameterInfo create_file_w[] = {{P::lpFileName, path, in},
                                                  {P::dwDesiredAccess, integer, in},
                                                  {P::dwShareMode, integer, in},
                                                  {P::dwCreationDisposition, integer, in},
                                                  {P::dwFlagsAndAttributes, integer, in}};
inline constexpr ParameterInfo create_named_pipe_w[] = {{P::lpName, path, in},
                                                        {P::dwOpenMode, integer, in},
                                                        {P::dwPipeMode, integer, in},
                                                        {P::nMaxInstances, integer, in},
                                                        {P::nOutBufferSize, integer, in},
                                                        {P::nInBufferSize, integer, in},
                                                        {P::nDefaultTimeOut, integer, in}};
inline constexpr ParameterInfo device_io_control[] = {{P::hDevice, handle, in},
                                                      {P::dwIoControlCode, integer, in},
                                                      {P::lpInBuffer, buffer, in},
                                                      {P::nInBufferSize, integer, in},
                                                      {P::lpOutBuffer, buffer, out},
                                                      {P::nOutBufferSize, integer, in},
                                                      {P::lpBytesReturned, variable, out},
                                                      {P::lpOverlapped, overlapped, in}};
inline constexpr ParameterInfo disconnect_named_pipe[] = {{P::hNamedPipe, handle, in}};
inline constexpr ParameterInfo flush_file_buffers[] = {{P::hFile, handle, in}};
inline constexpr ParameterInfo lock_file_ex[] = {{P::hFile, handle, in},
                                                 {P::dwFlags, integer, in},
                                                 {P::dwReserved, integer, in},
                                                 {P::nNumberOfBytesToLockLow, integer, in},
                                                 {P::nNumberOfBytesToLockHigh, integer, in},
                                                 {P::lpOverlapped, overlapped, in}};
inline constexpr ParameterInfo peek_named_pipe[] = {
    {P::hNamedPipe, handle, in},           {P::lpBuffer, buffer, out},
    {P::nBufferSize, integer, in},         {P::lpBytesRead, variable, out},
    {P::lpTotalBytesAvail, variable, out}, {P::lpBytesLeftThisMessage, variable, out}};
inline constexpr ParameterInfo purge_comm[] = {{P::hFile, handle, in}, {P::dwFlags, integer, in}};
inline constexpr ParameterInfo read_directory_changes_w[] = {
    {P::hDirectory, handle, in},       {P::lpBuffer, buffer, out},
    {P::nBufferLength, integer, in},   {P::bWatchSubtree, integer, in},
    {P::dwNotifyFilter, integer, in},  {P::lpBytesReturned, variable, out},
    {P::lpOverlapped, overlapped, in}, {P::lpCompletionRoutine, routine, in}};
inline constexpr ParameterInfo read_file[] = {{P::hFile, handle, in},
                                              {P::lpBuffer, buffer, out},
                                              {P::nNumberOfBytesToRead, integer, in},
                                              {P::lpNumberOfBytesRead, variable, out},
                                              {P::lpOverlapped, overlapped, in}};
inline constexpr ParameterInfo read_file_ex[] = {{P::hFile, handle, in},
                                                 {P::lpBuffer, buffer, out},
                                                 {P::nNumberOfBytesToRead, integer, in},
                                                 {P::lpOverlapped, overlapped, in},
                                                 {P::lpCompletionRoutine, routine, in}};
inline constexpr ParameterInfo read_file_scatter[] = {{P::hFile, handle, in},
                                                      {P::aSegmentArray, buffers, in_out},
                                                      {P::nNumberOfBytesToRead, integer, in},
                                                      {P::lpReserved, integer, in},
                                                      {P::lpOverlapped, overlapped, in}};
inline constexpr ParameterInfo set_comm_mask[] = {{P::hFile, handle, in},
                                                  {P::dwEvtMask, integer, in}};
inline constexpr ParameterInfo set_comm_timeouts[] = {{P::hFile, handle, in},
                                                      {P::lpCommTimeouts, integers, in}};
inline constexpr ParameterInfo set_named_pipe_handle_state[] = {
    {P::hNamedPipe, handle, in},
    {P::lpMode, integer, in},
    {P::lpMaxCollectionCount, integer, in},
    {P::lpCollectDataTimeout, integer, in}};
inline constexpr ParameterInfo transact_named_pipe[] = {
    {P::hNamedPipe, handle, in},      {P::lpInBuffer, buffer, in},
    {P::nInBufferSize, integer, in},  {P::lpOutBuffer, buffer, out},
    {P::nOutBufferSize, integer, in}, {P::lpBytesRead, variable, out},
    {P::lpOverlapped, overlapped, in}};
inline constexpr ParameterInfo unlock_file_ex[] = {{P::hFile, handle, in},
                                                   {P::dwReserved, integer, in},
                                                   {P::nNumberOfBytesToUnlockLow, integer, in},
                                                   {P::nNumberOfBytesToUnlockHigh, integer, in},
                                                   {P::lpOverlapped, overlapped, in}};
inline constexpr ParameterInfo wait_comm_event[] = {
    {P::hFile, handle, in}, {P::lpEvtMask, variable, out}, {P::lpOverlapped, overlapped, in}};
inline constexpr ParameterInfo wait_named_pipe_w[] = {{P::lpNamedPipeName, path, in},
                                                      {P::nTimeOut, integer, in}};
inline constexpr ParameterInfo write_file[] = {{P::hFile, handle, in},
                                               {P::lpBuffer, buffer, in},
                                               {P::nNumberOfBytesToWrite, integer, in},
                                               {P::lpNumberOfBytesWritten, variable, out},
                                               {P::lpOverlapped, overlapped, in}};
inline constexpr ParameterInfo write_file_ex[] = {{P::hFile, handle, in},
                                                  {P::lpBuffer, buffer, in},
                                                  {P::nNumberOfBytesToWrite, integer, in},
                                                  {P::lpOverlapped, overlapped, in},
                                                  {P::lpCompletionRoutine, routine, in}};
inline constexpr ParameterInfo write_file_gather[] = {{P::hFile, handle, in},
                                                      {P::aSegmentArray, buffers, in},
                                                      {P::nNumberOfBytesToWrite, integer, in},
                                                      {P::lpReserved, integer, in},
                                                      {P::lpOverlapped, overlapped, in}};

}  // namespace ioracle::vocabulary
