// What an alternative would show, in words; what it leaves open is left out.

#include "model/function.h"
#include "oracle/describe.h"

namespace ioracle {
namespace {

std::string_view phrase(Shown shown) {
  switch (shown) {
    case Shown::untouched:
      return "is left untouched";
    case Shown::null:
      return "is NULL";
    case Shown::transferred:
      return "is the count of bytes of the operation";
    case Shown::loaded_information:
      return "is the count of bytes that InternalHigh holds";
    case Shown::packet_bytes:
      return "is the count of bytes of the packet";
    case Shown::packet_key:
      return "is the key of the packet";
    case Shown::packet_pointer:
      return "is the OVERLAPPED of the packet";
    case Shown::packets:
      return "tells the packets that were taken";
    case Shown::packet_count:
      return "is how many packets were taken";
    case Shown::received_flags:
      return "tells the flags of the receive";
    case Shown::sender:
      return "is the address that the message came from";
    case Shown::address:
      return "is the address of the socket at the other end";
    case Shown::unchanged:
      return "is as it was before the call";
    case Shown::new_handle:
      return "is a new handle";
    case Shown::same_handle:
      return "is the handle that was given";
    default:
      return "";
  }
}

std::string result(const Shows& shows, std::optional<Function> function) {
  switch (shows.result) {
    case Shown::integer:
      return " " + (function ? describe_result(*function, Value::integer(shows.number), Names())
                             : std::to_string(shows.number));
    case Shown::null:
      return " NULL";
    case Shown::by_status:
      return " success or failure, as the operation ended";
    case Shown::new_handle:
      return " a new handle";
    case Shown::same_handle:
      return " the handle that was given";
    default:
      return "";
  }
}

std::string last_error(const Shows& shows, std::optional<Function> function) {
  switch (shows.error) {
    case Shown::integer:
      return ", last error " +
             describe_error(shows.error_code, function.has_value() && is_winsock(*function));
    case Shown::on_success:
      return ", last error 0 or as it was before the call";
    case Shown::unchanged:
      return ", last error as it was before the call";
    case Shown::win32_by_status:
    case Shown::winsock_by_status:
      return ", last error by the status of the operation";
    default:
      return "";
  }
}

}  // namespace

std::string describe(std::string_view alternative, const Shows& shows,
                     std::optional<Function> function) {
  std::string text;
  if (function) text += std::string(info(*function).name) + ' ';
  if (shows.result == Shown::access_violation) {
    text += "raises an access violation";
  } else {
    text += "returns" + result(shows, function) + last_error(shows, function);
  }
  for (std::uint8_t index = 0; index < shows.output_count; ++index) {
    const ShownValue& output = shows.outputs[index];
    const std::string_view words = phrase(output.shown);
    if (words.empty() && output.shown != Shown::integer) continue;
    text += "; ";
    text += name_of(output.parameter);
    if (output.shown == Shown::integer) {
      text += " = " + std::to_string(output.number);
    } else {
      text += ' ';
      text += words;
    }
  }
  return text + " (rule " + std::string(alternative) + ')';
}

}  // namespace ioracle
