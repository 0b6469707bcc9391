#pragma once
// Functions of service providers: what the switch calls in them, and their upcalls.
// Parameters in documented order; included by function.cpp alone.

#include "model/function.h"

namespace ioracle::vocabulary {

using enum Type;
using enum Direction;
using P = Parameter;

inline constexpr ParameterInfo wpu_complete_overlapped_request[] = {
    {P::s, handle, in},
    {P::lpOverlapped, overlapped, in},
    {P::dwError, integer, in},
    {P::cbTransferred, integer, in},
    {P::lpErrno, variable, out}};
inline constexpr ParameterInfo wsp_get_overlapped_result[] = {
    {P::s, handle, in},      {P::lpOverlapped, overlapped, in}, {P::lpcbTransfer, variable, out},
    {P::fWait, integer, in}, {P::lpdwFlags, variable, out},     {P::lpErrno, variable, out}};
inline constexpr ParameterInfo wsp_ioctl[] = {{P::s, handle, in},
                                              {P::dwIoControlCode, integer, in},
                                              {P::lpvInBuffer, buffer, in},
                                              {P::cbInBuffer, integer, in},
                                              {P::lpvOutBuffer, buffer, out},
                                              {P::cbOutBuffer, integer, in},
                                              {P::lpcbBytesReturned, variable, out},
                                              {P::lpOverlapped, overlapped, in},
                                              {P::lpCompletionRoutine, routine, in},
                                              {P::lpThreadId, variable, in},
                                              {P::lpErrno, variable, out}};
inline constexpr ParameterInfo wsp_rdma_read[] = {{P::s, handle, in},
                                                  {P::lpBuffers, buffers, in_out},
                                                  {P::dwBufferCount, count, in},
                                                  {P::lpTargetBuffer, buffer, in},
                                                  {P::dwFlags, integer, in},
                                                  {P::lpNumberOfBytesRead, variable, out},
                                                  {P::lpOverlapped, overlapped, in},
                                                  {P::lpCompletionRoutine, routine, in},
                                                  {P::lpThreadId, variable, in},
                                                  {P::lpErrno, variable, out}};
inline constexpr ParameterInfo wsp_rdma_write[] = {{P::s, handle, in},
                                                   {P::lpBuffers, buffers, in},
                                                   {P::dwBufferCount, count, in},
                                                   {P::lpTargetBuffer, buffer, in},
                                                   {P::dwFlags, integer, in},
                                                   {P::lpNumberOfBytesWritten, variable, out},
                                                   {P::lpOverlapped, overlapped, in},
                                                   {P::lpCompletionRoutine, routine, in},
                                                   {P::lpThreadId, variable, in},
                                                   {P::lpErrno, variable, out}};
inline constexpr ParameterInfo wsp_recv[] = {{P::s, handle, in},
                                             {P::lpBuffers, buffers, in_out},
                                             {P::dwBufferCount, count, in},
                                             {P::lpNumberOfBytesRecvd, variable, out},
                                             {P::lpFlags, variable, in_out},
                                             {P::lpOverlapped, overlapped, in},
                                             {P::lpCompletionRoutine, routine, in},
                                             {P::lpThreadId, variable, in},
                                             {P::lpErrno, variable, out}};
inline constexpr ParameterInfo wsp_send[] = {{P::s, handle, in},
                                             {P::lpBuffers, buffers, in},
                                             {P::dwBufferCount, count, in},
                                             {P::lpNumberOfBytesSent, variable, out},
                                             {P::dwFlags, integer, in},
                                             {P::lpOverlapped, overlapped, in},
                                             {P::lpCompletionRoutine, routine, in},
                                             {P::lpThreadId, variable, in},
                                             {P::lpErrno, variable, out}};

}  // namespace ioracle::vocabulary
