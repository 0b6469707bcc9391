// Moves on files, and requests of a service provider.

#include "fuzz/writer.h"

namespace ioracle {

std::string ScenarioWriter::read() { return transfer("ReadFile", false); }

std::string ScenarioWriter::write_file() {
  if (dice_.chance(6)) {
    return files_.empty() ? "" : call("FlushFileBuffers", join({R"("hFile":")", files_[0], '"'}));
  }
  return transfer("WriteFile", true);
}

std::string ScenarioWriter::transfer(std::string_view function, bool writes) {
  if (files_.empty()) return "";
  const std::string& file = files_[dice_.roll(static_cast<std::uint32_t>(files_.size()))];
  constexpr std::array<std::uint32_t, 7> lengths = {1, 2, 4, 4, 9, 16, 0};
  constexpr std::array<std::uint32_t, 7> offsets = {0, 0, 2, 4, 8, 9, 16};
  const std::uint32_t length = dice_.any_of(lengths);
  std::string buffer = join({R"("lpBuffer":{"buf":"b)", ++names_, R"(","len":)", length});
  if (writes && length > 0) {
    buffer += join({R"(,"bytes":[["A",)", written_, ',', length, "]]"});
    written_ += length;
  }
  buffer += '}';
  std::string arguments = join({R"("hFile":")", file, R"(",)", buffer});
  // The second handle may be synchronous, where no rule tells of routines.
  const bool with_routine = routines_ && dice_.chance(60) && file == files_[0];
  if (!with_routine) {
    arguments += count(writes ? "lpNumberOfBytesWritten" : "lpNumberOfBytesRead", dice_.chance(70));
  }
  std::string offset = join({R"(,"Offset":)", dice_.any_of(offsets)});
  if (writes && !with_routine && dice_.chance(10)) {  // at the end
    offset = R"(,"Offset":4294967295,"OffsetHigh":4294967295)";
  }
  arguments += join({R"(,"lpOverlapped":)", new_overlapped(file, false, offset)});
  if (!with_routine) return call(function, arguments);
  return call(join({function, "Ex"}), arguments + R"(,"lpCompletionRoutine":"done")");
}

// A request, or what comes of one that was made: the upcall once, queries.
std::string ScenarioWriter::provide() {
  if (!is(Family::provider)) return "";
  constexpr std::uint32_t requests_most = 3;
  if (requests_ >= requests_most) return provided(1 + dice_.roll(requests_));
  const std::uint32_t request = ++requests_;
  thread_ = 0;
  const std::string overlapped = new_overlapped("v", true);
  std::string arguments = R"("s":"v",)";
  const std::uint32_t kind = dice_.roll(4);
  if (kind == 0) arguments += R"("dwIoControlCode":1,)";
  if (kind == 1) arguments += join({R"("lpBuffers":[{"buf":"b)", request, R"(","len":9}],)"});
  if (kind == 2) {
    arguments += join({R"("lpBuffers":[{"buf":"b)", request, R"(","bytes":[["A",0,9]]}],)"});
  }
  if (kind == 3) arguments += join({R"("lpBuffers":[{"buf":"b)", request, R"(","len":4}],)"});
  constexpr std::array<std::string_view, 4> functions = {"WSPIoctl", "WSPRecv", "WSPSend",
                                                         "WSPRecv"};
  add(join({R"({"thread":"main","call":")", functions[kind], R"(","as":"start)", request,
            R"(","with":{)", arguments, R"("lpOverlapped":)", overlapped, R"(,"lpErrno":"code)",
            request, R"("}})"}));
  return provided(request);
}

std::string ScenarioWriter::provided(std::size_t request) {
  const std::string pending = join(
      {R"({"if":"start)", request, ".value == -1 and code", request, R"( == WSA_IO_PENDING",)"});
  const bool completed = closed_.size() >= request && closed_[request - 1] == "completed";
  const std::string query =
      join({pending, R"("thread":"main","then":[{"thread":"main","call":"WSPGetOverlappedResult",)",
            R"("with":{"s":"v","lpOverlapped":{"at":"ov)", request, '"',
            operations_[request - 1].words, R"(},"lpcbTransfer":"n)", ++names_, R"(","fWait":)", 0,
            R"(,"lpdwFlags":"flags","lpErrno":"query_code)", names_, R"("}}]})"});
  if (completed) return thread_ == 0 ? query : "";
  if (closed_.size() < request) closed_.resize(request);
  closed_[request - 1] = "completed";
  const std::string upcall = join(
      {pending, R"("thread":"provider","then":[{"thread":"provider",)",
       R"("call":"WPUCompleteOverlappedRequest","with":{"s":"v","lpOverlapped":"ov)", request,
       R"(","dwError":)", dice_.chance(75) ? "0" : R"("WSAECONNRESET")", R"(,"cbTransferred":)",
       dice_.roll(9), R"(,"lpErrno":"upcall_code)", names_, R"("}}]})"});
  if (dice_.chance(40)) {
    add(upcall);
    return thread_ == 0 ? query : "";
  }
  add(join({R"({"race":[[)", upcall, "],[", query, "]]}"}));
  return "";
}

}  // namespace ioracle
