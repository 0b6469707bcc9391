#pragma once
// Documented constants that rules name. format/ knows all that scenarios may write.

#include <cstdint>

namespace ioracle::constant {

constexpr std::int64_t wsa_flag_overlapped = 1;
constexpr std::int64_t sol_socket = 0xFFFF;
constexpr std::int64_t so_linger = 0x0080;
constexpr std::int64_t so_sndbuf = 0x1001;
constexpr std::int64_t so_rcvbuf = 0x1002;
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
constexpr std::uint64_t status_pending = 0x103;
constexpr std::size_t maximum_wait_objects = 64;

}  // namespace ioracle::constant
