// The profiles of Windows since Vista include each other, outcome by outcome: what a build does,
// those after it may do. Where a build does otherwise is listed, with the reason.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/explore/corpus.h"

namespace ioracle::explore::test {
namespace {

// A receive that closesocket ends has another status; operations end with their thread in spite of
// a port; closing a port wakes nobody; there is no GetQueuedCompletionStatusEx; a query that waits
// for an auto-reset event consumes it; what a port is to tell is in the status block before.
const std::set<std::string, std::less<>> of_xp_alone = {
    "close_aborts_a_pending_receive_on_a_port",
    "close_aborts_the_receive_of_a_thread_that_has_gone",
    "close_signals_the_event_of_a_pending_receive",
    "receive_has_ended_once_its_closed_socket_settles",
    "close_of_the_port_ends_dequeues",
    "packets_of_receives_are_dequeued_at_once",
    "consumed_auto_reset_event_does_not_hold_a_query",
    "closed_socket_leaves_no_receive_pending",
    "query_is_given_no_count",
    "query_is_given_no_overlapped",
    "query_is_given_no_variable_for_the_flags",
    "close_and_data",
    "close_and_packet",
    "exit_with_a_port",
    "close_while_waiting",
    "thread_ends_while_its_receive_on_a_port_pends",
    "read_on_a_port_outlives_its_thread",
    "auto_reset_event_is_waited_for_before_a_query_that_waits",
    "signal_of_an_auto_reset_event_is_spent_before_the_query",
    "port_is_closed_while_a_thread_dequeues",
    "overlapped_is_freed_with_its_closed_socket",
    "user_waits_by_the_handle_that_a_runtime_has_on_its_port",
};

// Before 8.1 a message too long for the buffer is told of at once, also with a port (w32-266), and
// so is the part that a device gives out. MSG_PUSH_IMMEDIATE is refused
// (WSARecv.flag.push-version).
const std::set<std::string, std::less<>> until_8_1 = {
    "control_tells_a_part_later_through_a_port",
    "long_message_comes_through_the_port",
    "push_immediate_is_only_a_hint",
    "push_immediate_takes_unpushed_data",
    "push_immediate_takes_what_has_come_by_now",
    "datagrams_are_pushed",
};

TEST(Profiles, WhatABuildDoesThoseAfterItMayDo) {
  constexpr Profile in_order[] = {Profile::windows_xp, Profile::windows_7, Profile::windows_8_1,
                                  Profile::windows_10, Profile::windows_11};
  std::size_t compared = 0;
  for (const char* ending : {"json", "litmus"}) {
    for (const auto& path : files(ending)) {
      const Program program = read_file(path);
      Options options;
      options.states_limit = 2'000;
      std::vector<std::pair<std::uint64_t, std::uint64_t>> before;
      for (const Profile profile : in_order) {
        options.profile = profile;
        const Exploration exploration = explore(program, options);
        if (!exploration.complete) break;
        // A function that a build lacks shows nothing.
        if (!exploration.unsupported.empty()) continue;
        const auto now = keys(exploration);
        const bool included = std::ranges::includes(now, before);
        const std::string name = path.stem().string();
        const bool listed = (profile == Profile::windows_7 && of_xp_alone.contains(name)) ||
                            (profile == Profile::windows_8_1 && until_8_1.contains(name));
        EXPECT_TRUE(included || listed) << path << " " << name_of(profile);
        EXPECT_FALSE(included && listed && !before.empty())
            << path << ": no longer of builds before alone";
        before = now;
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 1'500U);
}

}  // namespace
}  // namespace ioracle::explore::test
