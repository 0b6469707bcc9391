#pragma once
// Winsock functions: sockets, connections, data, options.
// Parameters in documented order; included by function.cpp alone.

#include "model/function.h"

namespace ioracle::vocabulary {

using enum Type;
using enum Direction;
using P = Parameter;

inline constexpr ParameterInfo accept[] = {
    {P::s, handle, in}, {P::addr, address, out}, {P::addrlen, variable, in_out}};
inline constexpr ParameterInfo accept_ex[] = {
    {P::sListenSocket, handle, in},         {P::sAcceptSocket, handle, in},
    {P::lpOutputBuffer, buffer, out},       {P::dwReceiveDataLength, integer, in},
    {P::dwLocalAddressLength, integer, in}, {P::dwRemoteAddressLength, integer, in},
    {P::lpdwBytesReceived, variable, out},  {P::lpOverlapped, overlapped, in}};
inline constexpr ParameterInfo bind[] = {
    {P::s, handle, in}, {P::name, address, in}, {P::namelen, count, in}};
inline constexpr ParameterInfo closesocket[] = {{P::s, handle, in}};
inline constexpr auto& connect = bind;
inline constexpr ParameterInfo connect_ex[] = {{P::s, handle, in},
                                               {P::name, address, in},
                                               {P::namelen, count, in},
                                               {P::lpSendBuffer, buffer, in},
                                               {P::dwSendDataLength, integer, in},
                                               {P::lpdwBytesSent, variable, out},
                                               {P::lpOverlapped, overlapped, in}};
inline constexpr ParameterInfo disconnect_ex[] = {{P::s, handle, in},
                                                  {P::lpOverlapped, overlapped, in},
                                                  {P::dwFlags, integer, in},
                                                  {P::dwReserved, integer, in}};
inline constexpr ParameterInfo get_accept_ex_sockaddrs[] = {
    {P::lpOutputBuffer, buffer, in},        {P::dwReceiveDataLength, integer, in},
    {P::dwLocalAddressLength, integer, in}, {P::dwRemoteAddressLength, integer, in},
    {P::LocalSockaddr, address, out},       {P::LocalSockaddrLength, variable, out},
    {P::RemoteSockaddr, address, out},      {P::RemoteSockaddrLength, variable, out}};
inline constexpr ParameterInfo getpeername[] = {
    {P::s, handle, in}, {P::name, address, out}, {P::namelen, variable, in_out}};
inline constexpr auto& getsockname = getpeername;
inline constexpr ParameterInfo getsockopt[] = {{P::s, handle, in},
                                               {P::level, integer, in},
                                               {P::optname, integer, in},
                                               {P::optval, variable, out},
                                               {P::optlen, variable, in_out}};
inline constexpr ParameterInfo ioctlsocket[] = {
    {P::s, handle, in}, {P::cmd, integer, in}, {P::argp, variable, in_out}};
inline constexpr ParameterInfo listen[] = {{P::s, handle, in}, {P::backlog, integer, in}};
inline constexpr ParameterInfo recv[] = {
    {P::s, handle, in}, {P::buf, buffer, out}, {P::len, integer, in}, {P::flags, integer, in}};
inline constexpr ParameterInfo recvfrom[] = {
    {P::s, handle, in},      {P::buf, buffer, out},   {P::len, integer, in},
    {P::flags, integer, in}, {P::from, address, out}, {P::fromlen, variable, in_out}};
inline constexpr ParameterInfo send[] = {
    {P::s, handle, in}, {P::buf, buffer, in}, {P::len, integer, in}, {P::flags, integer, in}};
inline constexpr ParameterInfo sendto[] = {{P::s, handle, in},    {P::buf, buffer, in},
                                           {P::len, integer, in}, {P::flags, integer, in},
                                           {P::to, address, in},  {P::tolen, count, in}};
inline constexpr ParameterInfo setsockopt[] = {{P::s, handle, in},
                                               {P::level, integer, in},
                                               {P::optname, integer, in},
                                               {P::optval, option, in},
                                               {P::optlen, count, in}};
inline constexpr ParameterInfo shutdown[] = {{P::s, handle, in}, {P::how, integer, in}};
inline constexpr ParameterInfo socket[] = {
    {P::af, integer, in}, {P::type, integer, in}, {P::protocol, integer, in}};
inline constexpr ParameterInfo transmit_file[] = {{P::hSocket, handle, in},
                                                  {P::hFile, handle, in},
                                                  {P::nNumberOfBytesToWrite, integer, in},
                                                  {P::nNumberOfBytesPerSend, integer, in},
                                                  {P::lpOverlapped, overlapped, in},
                                                  {P::lpTransmitBuffers, buffers, in},
                                                  {P::dwReserved, integer, in}};
inline constexpr ParameterInfo transmit_packets[] = {
    {P::hSocket, handle, in},    {P::lpPacketArray, buffers, in},   {P::nElementCount, count, in},
    {P::nSendSize, integer, in}, {P::lpOverlapped, overlapped, in}, {P::dwFlags, integer, in}};
inline constexpr ParameterInfo wsa_enum_network_events[] = {
    {P::s, handle, in}, {P::hEventObject, handle, in}, {P::lpNetworkEvents, integers, out}};
inline constexpr ParameterInfo wsa_event_select[] = {
    {P::s, handle, in}, {P::hEventObject, handle, in}, {P::lNetworkEvents, integer, in}};
inline constexpr ParameterInfo wsa_get_overlapped_result[] = {{P::s, handle, in},
                                                              {P::lpOverlapped, overlapped, in},
                                                              {P::lpcbTransfer, variable, out},
                                                              {P::fWait, integer, in},
                                                              {P::lpdwFlags, variable, out}};
inline constexpr ParameterInfo wsa_ioctl[] = {{P::s, handle, in},
                                              {P::dwIoControlCode, integer, in},
                                              {P::lpvInBuffer, buffer, in},
                                              {P::cbInBuffer, integer, in},
                                              {P::lpvOutBuffer, buffer, out},
                                              {P::cbOutBuffer, integer, in},
                                              {P::lpcbBytesReturned, variable, out},
                                              {P::lpOverlapped, overlapped, in},
                                              {P::lpCompletionRoutine, routine, in}};
inline constexpr ParameterInfo wsa_recv[] = {{P::s, handle, in},
                                             {P::lpBuffers, buffers, in_out},
                                             {P::dwBufferCount, count, in},
                                             {P::lpNumberOfBytesRecvd, variable, out},
                                             {P::lpFlags, variable, in_out},
                                             {P::lpOverlapped, overlapped, in},
                                             {P::lpCompletionRoutine, routine, in}};
inline constexpr ParameterInfo wsa_recv_from[] = {{P::s, handle, in},
                                                  {P::lpBuffers, buffers, in_out},
                                                  {P::dwBufferCount, count, in},
                                                  {P::lpNumberOfBytesRecvd, variable, out},
                                                  {P::lpFlags, variable, in_out},
                                                  {P::lpFrom, address, out},
                                                  {P::lpFromlen, variable, in_out},
                                                  {P::lpOverlapped, overlapped, in},
                                                  {P::lpCompletionRoutine, routine, in}};
inline constexpr ParameterInfo wsa_recv_msg[] = {{P::s, handle, in},
                                                 {P::lpMsg, variable, in},
                                                 {P::name, address, out},
                                                 {P::namelen, variable, in_out},
                                                 {P::lpBuffers, buffers, in_out},
                                                 {P::dwBufferCount, count, in},
                                                 {P::Control, buffer, out},
                                                 {P::Control_len, variable, out},
                                                 {P::dwFlags, variable, in_out},
                                                 {P::lpdwNumberOfBytesRecvd, variable, out},
                                                 {P::lpOverlapped, overlapped, in},
                                                 {P::lpCompletionRoutine, routine, in}};
inline constexpr ParameterInfo wsa_send[] = {{P::s, handle, in},
                                             {P::lpBuffers, buffers, in},
                                             {P::dwBufferCount, count, in},
                                             {P::lpNumberOfBytesSent, variable, out},
                                             {P::dwFlags, integer, in},
                                             {P::lpOverlapped, overlapped, in},
                                             {P::lpCompletionRoutine, routine, in}};
inline constexpr ParameterInfo wsa_send_msg[] = {{P::Handle, handle, in},
                                                 {P::lpMsg, variable, in},
                                                 {P::name, address, in},
                                                 {P::namelen, count, in},
                                                 {P::lpBuffers, buffers, in},
                                                 {P::dwBufferCount, count, in},
                                                 {P::Control, buffer, in},
                                                 {P::dwFlags, integer, in},
                                                 {P::lpNumberOfBytesSent, variable, out},
                                                 {P::lpOverlapped, overlapped, in},
                                                 {P::lpCompletionRoutine, routine, in}};
inline constexpr ParameterInfo wsa_send_to[] = {{P::s, handle, in},
                                                {P::lpBuffers, buffers, in},
                                                {P::dwBufferCount, count, in},
                                                {P::lpNumberOfBytesSent, variable, out},
                                                {P::dwFlags, integer, in},
                                                {P::lpTo, address, in},
                                                {P::iTolen, count, in},
                                                {P::lpOverlapped, overlapped, in},
                                                {P::lpCompletionRoutine, routine, in}};
inline constexpr ParameterInfo wsa_set_last_error[] = {{P::iError, integer, in}};
inline constexpr ParameterInfo wsa_socket_w[] = {{P::af, integer, in},
                                                 {P::type, integer, in},
                                                 {P::protocol, integer, in},
                                                 {P::g, integer, in},
                                                 {P::dwFlags, integer, in}};
inline constexpr ParameterInfo wsa_startup[] = {{P::wVersionRequested, integer, in}};

}  // namespace ioracle::vocabulary
