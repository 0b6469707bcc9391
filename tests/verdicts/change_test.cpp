// A right trace with one thing changed is rejected, and the verdict says on which clause that
// rests.

#include <gtest/gtest.h>

#include <functional>

#include "tests/verdicts/changes.h"

namespace ioracle::verdicts {
namespace {

constexpr auto no_return = Function::GetQueuedCompletionStatus;

struct Change {
  std::string_view name;      // of the test
  std::string_view scenario;  // that is simulated; with a colon before it: the trace of Wine
  Function function = no_return;
  std::size_t occurrence = 0;
  std::string_view clause;
  std::function<void(Event& returned)> apply;
  std::uint64_t seed = 1;
};

void PrintTo(const Change& change, std::ostream* out) { *out << change.name; }

std::optional<Recording> recording_of(std::string_view source, std::uint64_t seed) {
  if (!source.starts_with(':')) return simulate(source, seed);
  return read_trace(std::filesystem::path(IORACLE_SOURCE_FOLDER) / "traces" / "wine-8.0" /
                    (std::string(source.substr(1)) + ".jsonl"));
}

auto output(Parameter parameter, std::int64_t value) {
  return [=](Event& returned) { set_output(returned, parameter, Value::integer(value)); };
}

auto failure(std::int64_t result, std::uint32_t error) {
  return [=](Event& returned) { set_error(returned, result, error); };
}

auto result(std::int64_t value) {
  return [=](Event& returned) { returned.result = Value::integer(value); };
}

const Change changes[] = {
    {"count_of_a_packet", "port/pending_receive_queues_one_packet",
     Function::GetQueuedCompletionStatus, 0, "WSARecv.stream.fill-until",
     output(Parameter::lpNumberOfBytesTransferred, 11)},
    {"count_of_a_packet_on_wine", ":pending_receive_queues_one_packet",
     Function::GetQueuedCompletionStatus, 0, "WSARecv.stream.fill-until",
     output(Parameter::lpNumberOfBytesTransferred, 11)},
    {"count_of_a_packet_beyond_the_buffer", "port/pending_receive_queues_one_packet",
     Function::GetQueuedCompletionStatus, 0, "WSARecv.stream.fill-until",
     output(Parameter::lpNumberOfBytesTransferred, 13)},
    {"count_of_a_posted_packet", "port/posted_packets_come_out_in_order",
     Function::GetQueuedCompletionStatus, 0, "PQCS.echo",
     output(Parameter::lpNumberOfBytesTransferred, 99)},
    {"key_of_a_packet", "port/pending_receive_queues_one_packet",
     Function::GetQueuedCompletionStatus, 0, "CIOCP.key", output(Parameter::lpCompletionKey, 126)},
    {"key_of_a_packet_on_wine", ":immediate_receive_queues_a_packet_too",
     Function::GetQueuedCompletionStatus, 0, "CIOCP.key", output(Parameter::lpCompletionKey, 126)},
    {"key_of_a_posted_packet", "port/posted_packets_come_out_in_order",
     Function::GetQueuedCompletionStatus, 0, "PQCS.echo", output(Parameter::lpCompletionKey, 99)},
    {"packet_without_its_overlapped", "port/pending_receive_queues_one_packet",
     Function::GetQueuedCompletionStatus, 0, "GQCS.success",
     [](Event& returned) { set_output(returned, Parameter::lpOverlapped, Value::null()); }},
    {"packet_of_a_success_told_as_failure", "port/pending_receive_queues_one_packet",
     Function::GetQueuedCompletionStatus, 0, "OVIO.pend.stream-exhausted", failure(0, 995)},
    {"error_of_a_time_out", "port/empty_port_times_out", Function::GetQueuedCompletionStatus, 0,
     "GQCS.timeout", failure(0, 995)},
    {"time_out_told_as_success", "port/empty_port_times_out", Function::GetQueuedCompletionStatus,
     0, "GQCS.timeout", result(1)},
    {"error_of_a_pending_receive", "receive/pending_receive_completes_when_data_arrive",
     Function::WSARecv, 0, "WSARecv.ret.pending", failure(-1, 10035)},
    {"error_of_a_pending_receive_on_wine", ":pending_receive_completes_when_data_arrive",
     Function::WSARecv, 0, "WSARecv.ret.pending", failure(-1, 10035)},
    {"pending_receive_told_as_success", "receive/pending_receive_completes_when_data_arrive",
     Function::WSARecv, 0, "WSARecv.ret.pending", failure(0, 0)},
    {"pending_receive_writes_its_count", "receive/pending_receive_leaves_count_untouched",
     Function::WSARecv, 0, "WSARecv.ov.pending-noupdate",
     output(Parameter::lpNumberOfBytesRecvd, 0)},
    {"error_of_an_unconnected_receive", "receive/receive_on_unconnected_socket_fails",
     Function::WSARecv, 0, "WSARecv.err.WSAENOTCONN", failure(-1, 10022)},
    {"error_after_shutdown", "receive/receive_after_shutdown_of_receiving_fails", Function::WSARecv,
     0, "WSARecv.err.WSAESHUTDOWN", failure(-1, 10057)},
    {"error_of_a_send_after_shutdown", "send/send_after_shutdown_of_sending_fails",
     Function::WSASend, 0, "WSASend.err.WSAESHUTDOWN", failure(-1, 10057)},
    {"count_of_a_send", "send/small_send_completes_at_once", Function::WSASend, 0,
     "WSASend.ret.zero", output(Parameter::lpNumberOfBytesSent, 3)},
    {"small_send_pends", "send/small_send_completes_at_once", Function::WSASend, 0,
     "WSASend.ret.zero", failure(-1, 997)},
    {"count_of_a_query", "event/query_with_wait_returns_when_the_receive_completes",
     Function::WSAGetOverlappedResult, 0, "WSAGOR.cb.meaning", output(Parameter::lpcbTransfer, 2)},
    {"flags_of_a_query", "event/query_with_wait_returns_when_the_receive_completes",
     Function::WSAGetOverlappedResult, 0, "WSAGOR.flags.recv", output(Parameter::lpdwFlags, 1)},
    {"error_of_an_incomplete_query", "event/query_without_wait_of_a_pending_receive_is_incomplete",
     Function::WSAGetOverlappedResult, 0, "WSAGOR.err.WSA_IO_INCOMPLETE", failure(0, 997)},
    {"incomplete_query_told_as_success",
     "event/query_without_wait_of_a_pending_receive_is_incomplete",
     Function::WSAGetOverlappedResult, 0, "WSAGOR.err.WSA_IO_INCOMPLETE", failure(1, 0)},
    {"error_of_a_cancelled_receive", "event/query_of_a_canceled_receive_tells_its_error",
     Function::WSAGetOverlappedResult, 0, "CancelIoEx.outcome.three", failure(0, 1236)},
    {"error_of_a_reset_receive", "close/reset_by_the_peer_fails_a_pending_receive",
     Function::WSAGetOverlappedResult, 0, "WSARecv.err.WSAECONNRESET-stream", failure(0, 10053)},
    {"error_of_a_closed_socket", "close/query_of_a_closed_socket_fails",
     Function::WSAGetOverlappedResult, 0, "WSAGOR.err.WSAENOTSOCK", failure(0, 6)},
    {"graceful_close_told_as_reset", "receive/graceful_close_completes_with_zero_bytes",
     Function::WSAGetOverlappedResult, 0, "WSARecv.close.stream-zero", failure(0, 10054)},
    {"wait_for_all_tells_an_index", "receive/pending_receives_are_filled_first_in_first_out",
     Function::WSAWaitForMultipleEvents, 0, "WSAWait.all", result(1)},
    {"wait_tells_an_event_that_it_was_not_given",
     "receive/pending_receive_completes_when_data_arrive", Function::WSAWaitForMultipleEvents, 0,
     "WSAWait.all", result(1)},
    {"wait_tells_a_routine_that_did_not_run", "receive/pending_receive_completes_when_data_arrive",
     Function::WSAWaitForMultipleEvents, 0, "WSAWait.all", result(192)},
    {"associate_tells_another_port", "port/pending_receive_queues_one_packet",
     Function::CreateIoCompletionPort, 1, "CIOCP.assoc",
     [](Event& returned) { returned.result = Value::integer(0); }},
    {"recv_told_longer_than_its_buffer", "receive/recv_of_present_data_returns_their_count",
     Function::recv, 0, "WSARecv.nonov.stream-max", result(4)},
    {"error_of_a_recv_that_would_block",
     "receive/recv_on_a_nonblocking_socket_without_data_would_block", Function::recv, 0,
     "WSARecv.err.WSAEWOULDBLOCK-nonov", failure(-1, 10060)},
    {"recv_that_would_block_told_as_the_end",
     "receive/recv_on_a_nonblocking_socket_without_data_would_block", Function::recv, 0, "sock-033",
     result(0)},
    {"error_of_a_receive_that_would_block",
     "receive/nonblocking_receive_without_overlapped_would_block", Function::WSARecv, 0,
     "WSARecv.err.WSAEWOULDBLOCK-nonov", failure(-1, 997)},
    {"receive_that_would_block_writes_its_count",
     "receive/nonblocking_receive_without_overlapped_would_block", Function::WSARecv, 0,
     "WSARecv.err.WSAEWOULDBLOCK-nonov", output(Parameter::lpNumberOfBytesRecvd, 0)},
    {"nonoverlapped_receive_that_would_block_pends",
     "receive/nonoverlapped_nonblocking_socket_would_block", Function::WSARecv, 0, "sock-035",
     failure(-1, 997)},
    {"overlapped_receive_obeys_the_mode",
     "receive/overlapped_receive_pends_on_a_nonblocking_socket", Function::WSARecv, 0,
     "OVIO.mode.irrelevant", failure(-1, 10035)},
    {"error_of_a_receive_time_out", "receive/receive_time_out_ends_a_blocking_receive",
     Function::WSARecv, 0, "SOPT.rcvtimeo", failure(-1, 10035)},
    {"receive_time_out_writes_its_count", "receive/receive_time_out_ends_a_blocking_receive",
     Function::WSARecv, 0, "sock-044", output(Parameter::lpNumberOfBytesRecvd, 0)},
    {"receive_time_out_comes_early", "receive/receive_time_out_ends_a_blocking_recv",
     Function::recv, 0, "WSARecv.opt.timeouts-blocking-only",
     [](Event& returned) { returned.time_ns -= 60'000'000; }},
    {"waiting_for_all_is_joined_with_peek", "receive/waiting_for_all_with_peek_is_refused",
     Function::WSARecv, 0, "WSARecv.flag.waitall-combo", failure(-1, 997)},
    {"waiting_for_all_on_a_nonblocking_socket",
     "receive/waiting_for_all_on_a_nonblocking_socket_is_refused", Function::WSARecv, 0,
     "WSARecv.flag.waitall-nonblocking", failure(-1, 10035)},
    {"receive_without_buffers_pends", "receive/receive_without_buffers_is_refused",
     Function::WSARecv, 0, "sock-027", failure(-1, 997)},
    {"receive_of_no_buffers_pends", "receive/receive_of_a_list_of_no_buffers_is_refused",
     Function::WSARecv, 0, "sock-028", failure(-1, 997)},
    {"receive_into_no_memory_pends", "receive/receive_into_memory_that_is_not_there_is_refused",
     Function::WSARecv, 0, "WSARecv.err.WSAEFAULT", failure(-1, 997)},
    {"error_of_a_receive_without_count", "receive/blocking_receive_without_a_count_is_refused",
     Function::WSARecv, 0, "WSARecv.p.nbytes-null-rule", failure(-1, 10022)},
    {"end_told_as_a_failure", "receive/every_receive_after_the_end_returns_zero", Function::recv, 1,
     "sock-231", failure(-1, 10035)},
    {"error_of_a_recv_after_shutdown", "receive/every_receive_after_shutdown_of_receiving_fails",
     Function::recv, 1, "sock-232", failure(-1, 10057)},
    {"error_of_a_receive_after_a_reset", "receive/receive_after_a_reset_fails_at_once",
     Function::WSARecv, 0, "WSARecv.err.WSAECONNRESET-stream", failure(-1, 10053)},
    {"error_of_a_recv_after_an_answered_send", "receive/reset_that_answers_a_send_aborts",
     Function::recv, 0, "WSARecv.err.WSAECONNABORTED", failure(-1, 10057)},
    {"reset_sets_the_error_option", "receive/receive_after_a_reset_fails_at_once",
     Function::getsockopt, 0, "sock-049", output(Parameter::optval, 10054)},
    {"nonoverlapped_receive_with_an_overlapped_pends",
     "receive/nonoverlapped_socket_receives_present_data_with_an_overlapped", Function::WSARecv, 0,
     "sock-038", failure(-1, 997)},
    {"urgent_data_in_line", "receive/urgent_data_in_line_are_no_urgent_data", Function::recv, 0,
     "sock-279", failure(-1, 10035)},
    {"count_of_a_berkeley_send", "send/send_returns_the_count", Function::send, 0,
     "WSASend.ret.zero", result(4)},
    {"error_of_a_berkeley_send_after_shutdown", "send/every_send_after_shutdown_of_sending_fails",
     Function::send, 0, "sock-230", failure(-1, 10057)},
    {"error_of_a_send_after_a_reset", "send/send_after_a_reset_fails", Function::WSASend, 0,
     "WSASend.err.WSAECONNRESET", failure(-1, 10057)},
    {"partial_send_on_a_stream", "send/partial_send_is_refused_on_a_stream", Function::WSASend, 0,
     "WSASend.flag.partial", failure(0, 0)},
    {"send_without_a_count", "send/send_without_a_count_is_refused", Function::WSASend, 0,
     "sock-164", failure(-1, 10022)},
    {"unbuffered_send_completes_at_once", "send/unbuffered_send_pends_until_it_is_received",
     Function::WSASend, 0, "sock-217", failure(0, 0)},
    {"blocking_send_sends_a_part", "send/blocking_send_sends_everything", Function::send, 0,
     "sock-220", result(4096)},
    {"error_of_a_shutdown_unconnected", "close/shutdown_of_an_unconnected_socket_fails",
     Function::shutdown, 0, "shutdown.err.WSAENOTCONN", failure(-1, 10022)},
    {"shutdown_of_no_direction", "close/shutdown_of_no_direction_fails", Function::shutdown, 0,
     "sock-236", failure(0, 0)},
    {"shutdown_ends_a_pending_receive", "close/shutdown_of_receiving_spares_a_pending_receive",
     Function::WSAGetOverlappedResult, 0, "WSARecv.stream.fill-until", failure(0, 995)},
    {"value_of_a_time_out_option", "close/time_out_options_read_back", Function::getsockopt, 1,
     "sock-042", output(Parameter::optval, 0)},
    {"value_of_a_buffer_option", "close/time_out_options_read_back", Function::getsockopt, 2,
     "sock-227", output(Parameter::optval, 8192)},
    {"value_of_the_error_option", "close/error_option_reads_back", Function::getsockopt, 0,
     "sock-370", output(Parameter::optval, 0)},
    {"option_with_too_little_room", "close/error_option_reads_back", Function::getsockopt, 1,
     "sock-371", failure(0, 0)},
    {"value_of_an_inherited_option", "close/accepted_socket_inherits_options", Function::getsockopt,
     0, "sock-375", output(Parameter::optval, 0)},
};

class Changes : public ::testing::TestWithParam<Change> {};

TEST_P(Changes, IsRejectedByItsClause) {
  const Change& change = GetParam();
  std::optional<Recording> recording = recording_of(change.scenario, change.seed);
  ASSERT_TRUE(recording);
  ASSERT_EQ(name_of(judge(*recording).kind), "accepted");
  const std::size_t index = find_return(*recording, change.function, change.occurrence);
  ASSERT_NE(index, nowhere) << text_of(*recording);
  change.apply(recording->events[index]);
  const Verdict verdict = judge(*recording);
  ASSERT_EQ(name_of(verdict.kind), "rejected") << text_of(*recording);
  EXPECT_EQ(verdict.event_seq, recording->events[index].seq) << text_of(verdict);
  EXPECT_TRUE(cites(verdict, change.clause)) << change.clause << " is missing from\n"
                                             << text_of(verdict);
}

INSTANTIATE_TEST_SUITE_P(Returns, Changes, ::testing::ValuesIn(changes),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace ioracle::verdicts
