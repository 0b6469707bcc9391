#pragma once
// Documented constants that rules name. format/ knows all that scenarios may write.

#include <cstdint>

namespace ioracle::constant {

constexpr std::int64_t wsa_flag_overlapped = 1;
constexpr std::int64_t sock_dgram = 2;
constexpr std::int64_t sol_socket = 0xFFFF;
constexpr std::int64_t so_linger = 0x0080;
constexpr std::int64_t ipproto_ip = 0;
constexpr std::int64_t ip_pktinfo = 19;
constexpr std::int64_t so_oobinline = 0x0100;
constexpr std::int64_t so_sndbuf = 0x1001;
constexpr std::int64_t so_rcvbuf = 0x1002;
constexpr std::int64_t so_sndtimeo = 0x1005;
constexpr std::int64_t so_rcvtimeo = 0x1006;
constexpr std::int64_t so_error = 0x1007;
constexpr std::int64_t fionbio = 0x8004667E;
constexpr std::int64_t fionread = 0x4004667F;
constexpr std::int64_t sio_address_list_change = 0x28000017;
constexpr std::int64_t msg_oob = 0x1;
constexpr std::int64_t msg_peek = 0x2;
constexpr std::int64_t msg_waitall = 0x8;
constexpr std::int64_t msg_push_immediate = 0x20;
constexpr std::int64_t msg_dontroute = 0x4;
constexpr std::int64_t msg_trunc = 0x100;
constexpr std::int64_t msg_ctrunc = 0x200;
constexpr std::int64_t msg_partial = 0x8000;
constexpr std::int64_t so_update_accept_context = 0x700B;
constexpr std::int64_t so_update_connect_context = 0x7010;
constexpr std::int64_t tf_reuse_socket = 2;
constexpr std::int64_t sd_receive = 0;
constexpr std::int64_t sd_send = 1;
constexpr std::int64_t sd_both = 2;
constexpr std::int64_t infinite = 0xFFFFFFFF;
constexpr std::int64_t wait_object_0 = 0;
constexpr std::int64_t wait_io_completion = 0xC0;
constexpr std::int64_t wait_timeout = 0x102;
constexpr std::int64_t wait_failed = 0xFFFFFFFF;
constexpr std::int64_t socket_error = -1;
constexpr std::int64_t file_skip_completion_port_on_success = 1;
constexpr std::int64_t file_skip_set_event_on_handle = 2;
constexpr std::int64_t generic_read = 0x80000000;
constexpr std::int64_t generic_write = 0x40000000;
constexpr std::int64_t fail_immediately = 1;  // LOCKFILE_FAIL_IMMEDIATELY
constexpr std::int64_t exclusive_lock = 2;    // LOCKFILE_EXCLUSIVE_LOCK
constexpr std::int64_t file_share_all = 7;  // FILE_SHARE_READ, FILE_SHARE_WRITE, FILE_SHARE_DELETE
constexpr std::int64_t file_flag_overlapped = 0x40000000;
constexpr std::int64_t file_flag_no_buffering = 0x20000000;
constexpr std::int64_t pipe_access_inbound = 1;
constexpr std::int64_t pipe_access_outbound = 2;
constexpr std::int64_t pipe_nowait = 1;
constexpr std::int64_t pipe_readmode_message = 2;
constexpr std::int64_t pipe_type_message = 4;
constexpr std::int64_t pipe_unlimited_instances = 255;
constexpr std::int64_t create_new = 1;
constexpr std::int64_t create_always = 2;
constexpr std::int64_t open_existing = 3;
constexpr std::int64_t open_always = 4;
constexpr std::int64_t queue_user_apc_special = 1;
constexpr std::int64_t current_process = -1;  // pseudo handles
constexpr std::int64_t current_thread = -2;
constexpr std::uint64_t status_pending = 0x103;
constexpr std::size_t maximum_wait_objects = 64;

}  // namespace ioracle::constant
