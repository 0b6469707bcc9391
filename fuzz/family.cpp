#include "fuzz/family.h"

#include <algorithm>
#include <array>

namespace ioracle {
namespace {

using enum StepKind;

constexpr Weight receive_weights[] = {{receive, 30}, {send, 22},   {query, 8},  {wait, 6},
                                      {dequeue, 8},  {observe, 5}, {cancel, 4}, {shutdown, 3},
                                      {close, 3},    {reset, 2},   {option, 2}, {change_event, 2},
                                      {sleep, 3},    {modes, 2}};
constexpr Weight cancel_weights[] = {{receive, 28}, {send, 16},   {cancel, 24}, {query, 8},
                                     {wait, 4},     {dequeue, 6}, {observe, 6}, {sleep, 3},
                                     {close, 2},    {shutdown, 2}};
constexpr Weight close_weights[] = {{receive, 28}, {send, 14},       {close, 12}, {reset, 10},
                                    {shutdown, 8}, {exit_thread, 8}, {query, 6},  {wait, 4},
                                    {dequeue, 6},  {observe, 4},     {sleep, 2}};
constexpr Weight port_weights[] = {{receive, 18}, {send, 14},     {dequeue, 26}, {post, 12},
                                   {cancel, 4},   {associate, 3}, {modes, 5},    {close, 4},
                                   {wait, 3},     {queue_apc, 3}, {query, 4},    {observe, 3}};
constexpr Weight wait_weights[] = {
    {receive, 12}, {send, 10},       {wait, 30}, {change_event, 22}, {query, 10},
    {sleep, 4},    {exit_thread, 3}, {close, 4}, {queue_apc, 4},     {observe, 4}};
constexpr Weight apc_weights[] = {{receive, 22},   {send, 16},  {sleep, 18},      {wait, 10},
                                  {queue_apc, 14}, {query, 6},  {exit_thread, 3}, {cancel, 4},
                                  {close, 3},      {observe, 3}};
constexpr Weight connect_weights[] = {
    {connect, 26}, {accept, 22}, {disconnect, 8}, {query, 10},  {close, 8}, {cancel, 8},
    {wait, 6},     {dequeue, 5}, {observe, 4},    {receive, 4}, {send, 4},  {exit_thread, 2}};
constexpr Weight datagram_weights[] = {{receive, 28}, {send, 26},   {query, 10},
                                       {wait, 6},     {dequeue, 8}, {cancel, 8},
                                       {close, 5},    {observe, 5}, {sleep, 3}};
constexpr Weight file_weights[] = {{read, 26},   {write, 24},  {query, 14},     {wait, 8},
                                   {dequeue, 8}, {observe, 4}, {cancel, 6},     {close, 3},
                                   {sleep, 5},   {modes, 2},   {exit_thread, 2}};
constexpr Weight provider_weights[] = {{provide, 50}, {wait, 12}, {observe, 10}, {change_event, 4}};
constexpr Weight blocking_weights[] = {{block, 26}, {send, 22},   {receive, 8}, {shutdown, 6},
                                       {close, 5},  {option, 10}, {query, 5},   {queue_apc, 6},
                                       {reset, 4},  {observe, 3}};

constexpr std::array<FamilyInfo, family_count> families = {{
    {"receive", "receives against data, by every channel", receive_weights, {35, 25, 15, 60}},
    {"cancel", "a cancel against the completion", cancel_weights, {35, 20, 10, 70}},
    {"close",
     "close, reset or the end of a thread against what is pending",
     close_weights,
     {35, 15, 10, 70}},
    {"port", "packets against time-outs and other dequeuers", port_weights, {100, 0, 15, 65}},
    {"wait", "events, waits of one, any and all", wait_weights, {10, 20, 0, 65}},
    {"apc", "routines and APCs against alertable waits", apc_weights, {0, 100, 10, 60}},
    {"connect", "connections made by every function", connect_weights, {30, 0, 0, 55}},
    {"datagram",
     "messages that are cut, empty, or find no room",
     datagram_weights,
     {35, 25, 0, 60}},
    {"file", "transfers at offsets, overlapping, at the end", file_weights, {35, 30, 0, 60}},
    {"provider",
     "requests of a service provider against their upcall",
     provider_weights,
     {0, 0, 0, 0}},
    {"blocking", "calls that wait, and time-outs of sockets", blocking_weights, {0, 15, 0, 65}},
}};

constexpr std::array<Family, family_count> all = {Family::receive,  Family::cancel,   Family::close,
                                                  Family::port,     Family::wait,     Family::apc,
                                                  Family::connect,  Family::datagram, Family::file,
                                                  Family::provider, Family::blocking};

}  // namespace

const FamilyInfo& info(Family family) { return families[static_cast<std::size_t>(family)]; }

std::optional<Family> find_family(std::string_view name) {
  const auto found = std::ranges::find(families, name, &FamilyInfo::name);
  if (found == families.end()) return std::nullopt;
  return static_cast<Family>(found - families.begin());
}

std::span<const Family> all_families() { return all; }

}  // namespace ioracle
