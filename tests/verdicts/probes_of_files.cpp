// Probes of regular files.

#include "tests/verdicts/probes.h"

namespace ioracle::verdicts {
namespace {

constexpr Probe of_files[] = {
    {.trace = "file_read_pends_and_finds_its_bytes"},
    {.trace = "file_read_returns_at_once"},
    {.trace = "file_read_finds_bytes_that_were_not_written",
     .rejected_at = 12,
     .clause = "w32-295"},
    {.trace = "file_read_counts_more_than_lies_there", .rejected_at = 11, .clause = "w32-039"},
    {.trace = "file_write_counts_less_than_was_given", .rejected_at = 7, .clause = "w32-301"},
    {.trace = "file_read_at_once_counts_more_than_lies_there",
     .rejected_at = 9,
     .clause = "ReadFile.may-sync"},
    {.trace = "pended_file_read_leaves_the_count",
     .rejected_at = 9,
     .clause = "ReadFile.nbytes.zeroed"},
    {.trace = "file_read_finds_the_bytes_of_the_earlier_write",
     .rejected_at = 16,
     .clause = "w32-295"},
    {.trace = "file_read_behind_the_end_fails_at_once"},
    {.trace = "file_read_behind_the_end_fails_later"},
    {.trace = "file_read_behind_the_end_succeeds",
     .rejected_at = 11,
     .clause = "ReadFile.eof.async"},
    {.trace = "file_read_behind_the_end_returns_true",
     .rejected_at = 9,
     .clause = "ReadFile.eof.async"},
    {.trace = "zero_byte_file_read_tells_the_end", .rejected_at = 7, .clause = "w32-299"},
    {.trace = "end_of_file_is_dequeued_as_success", .rejected_at = 11, .clause = "GQCS.failed-op"},
    {.trace = "overlapped_file_is_read_without_an_overlapped",
     .rejected_at = 7,
     .clause = "w32-300"},
    {.trace = "overlapped_file_is_written_without_an_overlapped",
     .rejected_at = 5,
     .clause = "w32-300"},
    {.trace = "synchronous_file_read_at_the_end_fails", .rejected_at = 9, .clause = "w32-305"},
    {.trace = "synchronous_file_read_with_overlapped_at_the_end_succeeds",
     .rejected_at = 7,
     .clause = "w32-306"},
    {.trace = "file_pointer_stays_where_it_was", .rejected_at = 11, .clause = "w32-304"},
    {.trace = "appended_bytes_lie_elsewhere", .rejected_at = 15, .clause = "w32-039"},
    {.trace = "offset_before_the_file_is_read", .rejected_at = 13, .clause = "w32-303"},
    {.trace = "file_write_from_nowhere_tells_noaccess", .rejected_at = 7, .clause = "w32-313"},
    {.trace = "file_read_into_nowhere_succeeds", .rejected_at = 9, .clause = "w32-313"},
    {.trace = "handle_is_looked_at_after_the_memory", .rejected_at = 3, .clause = "w32-314"},
    {.trace = "refused_file_read_leaves_its_count", .rejected_at = 5, .clause = "w32-315"},
    {.trace = "routine_of_a_file_sets_the_event",
     .rejected_at = 24,
     .clause = "WSAWait.timeout.zero"},
    {.trace = "routine_of_a_file_with_a_port_is_taken", .rejected_at = 11, .clause = "w32-235"},
    {.trace = "cancel_of_a_finished_file_write_succeeds",
     .rejected_at = 9,
     .clause = "CancelIoEx.notfound"},
    {.trace = "cancelled_file_read_has_its_bytes"},
    {.trace = "cancelled_file_read_is_aborted"},
    {.trace = "file_read_that_nobody_cancelled_is_aborted", .rejected_at = 11, .clause = "w32-039"},
    {.trace = "read_only_file_is_flushed", .rejected_at = 11, .clause = "w32-325"},
    {.trace = "pended_file_write_queues_no_packet", .rejected_at = 11, .clause = "GQCS.success"},
    {.trace = "file_read_overtakes_a_pended_write"},
    {.trace = "file_read_follows_a_pended_write"},
    {.trace = "file_read_overtakes_a_write_that_has_ended", .rejected_at = 11, .clause = "w32-039"},
};

}  // namespace

std::span<const Probe> file_probes() { return of_files; }

}  // namespace ioracle::verdicts
