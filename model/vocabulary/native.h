#pragma once
// Functions of the native interface. An IO_STATUS_BLOCK is an OVERLAPPED of which only Internal
// (Status) and InternalHigh (Information) are used.
// Parameters in documented order; included by function.cpp alone.

#include "model/function.h"

namespace ioracle::vocabulary {

using enum Type;
using enum Direction;
using P = Parameter;

inline constexpr ParameterInfo nt_cancel_io_file[] = {{P::FileHandle, handle, in},
                                                      {P::IoStatusBlock, overlapped, in}};
inline constexpr ParameterInfo nt_cancel_io_file_ex[] = {{P::FileHandle, handle, in},
                                                         {P::IoRequestToCancel, overlapped, in},
                                                         {P::IoStatusBlock, overlapped, in}};
inline constexpr ParameterInfo nt_device_io_control_file[] = {
    {P::FileHandle, handle, in},        {P::Event, handle, in},
    {P::ApcRoutine, routine, in},       {P::ApcContext, overlapped, in},
    {P::IoStatusBlock, overlapped, in}, {P::IoControlCode, integer, in},
    {P::InputBuffer, buffer, in},       {P::InputBufferLength, integer, in},
    {P::OutputBuffer, buffer, out},     {P::OutputBufferLength, integer, in}};
inline constexpr ParameterInfo nt_fs_control_file[] = {
    {P::FileHandle, handle, in},        {P::Event, handle, in},
    {P::ApcRoutine, routine, in},       {P::ApcContext, overlapped, in},
    {P::IoStatusBlock, overlapped, in}, {P::FsControlCode, integer, in},
    {P::InputBuffer, buffer, in},       {P::InputBufferLength, integer, in},
    {P::OutputBuffer, buffer, out},     {P::OutputBufferLength, integer, in}};
inline constexpr ParameterInfo nt_read_file[] = {{P::FileHandle, handle, in},
                                                 {P::Event, handle, in},
                                                 {P::ApcRoutine, routine, in},
                                                 {P::ApcContext, overlapped, in},
                                                 {P::IoStatusBlock, overlapped, in},
                                                 {P::Buffer, buffer, out},
                                                 {P::Length, integer, in},
                                                 {P::ByteOffset, integer, in},
                                                 {P::Key, integer, in}};
inline constexpr ParameterInfo nt_remove_io_completion[] = {{P::IoCompletionHandle, handle, in},
                                                            {P::KeyContext, variable, out},
                                                            {P::ApcContext, overlapped, out},
                                                            {P::IoStatusBlock, integers, out},
                                                            {P::Timeout, integer, in}};
inline constexpr ParameterInfo nt_remove_io_completion_ex[] = {
    {P::IoCompletionHandle, handle, in},
    {P::IoCompletionInformation, packets, out},
    {P::Count, integer, in},
    {P::NumEntriesRemoved, variable, out},
    {P::Timeout, integer, in},
    {P::Alertable, integer, in}};
inline constexpr ParameterInfo nt_set_io_completion[] = {{P::IoCompletionHandle, handle, in},
                                                         {P::KeyContext, integer, in},
                                                         {P::ApcContext, overlapped, in},
                                                         {P::IoStatus, integer, in},
                                                         {P::IoStatusInformation, integer, in}};
inline constexpr ParameterInfo nt_write_file[] = {{P::FileHandle, handle, in},
                                                  {P::Event, handle, in},
                                                  {P::ApcRoutine, routine, in},
                                                  {P::ApcContext, overlapped, in},
                                                  {P::IoStatusBlock, overlapped, in},
                                                  {P::Buffer, buffer, in},
                                                  {P::Length, integer, in},
                                                  {P::ByteOffset, integer, in},
                                                  {P::Key, integer, in}};

}  // namespace ioracle::vocabulary
