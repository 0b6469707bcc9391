// CreateFileW and FlushFileBuffers on regular files.

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo creates("CreateFileW.creates", Fairness::owed,
                              {"inferred.file.opens"_clause});
const AlternativeInfo opens_device("CreateFileW.opens_device", Fairness::owed,
                                   {"inferred.device.opens"_clause});
const AlternativeInfo is_no_file("FlushFileBuffers.is_no_file", Fairness::owed, {"w32-325"_clause});
const AlternativeInfo may_not_write("FlushFileBuffers.may_not_write", Fairness::owed,
                                    {"w32-325"_clause});
const AlternativeInfo flushes("FlushFileBuffers.flushes", Fairness::owed, {"w32-325"_clause});

}  // namespace

void create_file(const Subject& subject) {
  if (is_pipe_path(subject.known, subject.call.value(Parameter::lpFileName))) {
    return open_pipe(subject);
  }
  const bool device = subject.known.is_device_path(subject.call.value(Parameter::lpFileName));
  subject.allowed.offer(device ? opens_device : creates).returns(Shown::new_handle).next(leave);
}

void flush_file(const Subject& subject) {
  if (subject.known.pipe_end(subject.call.value(Parameter::hFile))) return flush_pipe(subject);
  const FileHandle* handle = subject.known.file_handle(subject.call.value(Parameter::hFile));
  if (!handle) {
    fails(subject, is_no_file, error::invalid_handle);
    return;
  }
  const Instant closed = subject.known.file(handle->file).closed;
  fails(subject, is_no_file, error::invalid_handle).when(happened(closed));
  if (!handle->writes) {
    fails(subject, may_not_write, error::access_denied).when(!happened(closed));
    return;
  }
  subject.allowed.offer(flushes)
      .when(!happened(closed))
      .returns(1)
      .last_error(Shown::on_success)
      .next(leave);
}

// Is it known exactly what the call asks for? Its handle must be one that the specification knows,
// opened for it; its offset must be known too.
bool is_specified_file_call(const Known& known, const Event& call) {
  const auto value = [&](Parameter parameter) {
    const Argument* argument = call.find(parameter);
    return argument ? argument->value : Value::null();
  };
  const bool opens = call.function == Function::CreateFileW;
  if (opens ? is_pipe_path(known, value(Parameter::lpFileName))
            : known.pipe_end(value(Parameter::hFile)) != nullptr) {
    return is_specified_pipe_call(known, call);
  }
  if (opens) {
    const Value path = value(Parameter::lpFileName);
    const std::int64_t flags = value(Parameter::dwFlagsAndAttributes).number;
    const std::int64_t how = value(Parameter::dwCreationDisposition).number;
    if (path.kind != ValueKind::name || (flags & constant::file_flag_no_buffering) != 0) {
      return false;
    }
    if (known.is_device_path(path)) return how == constant::open_existing;
    const std::string_view text = known.names().text(path.name);
    if (text.starts_with("\\\\") || text.ends_with(":")) return false;  // a pipe or a device
    const DiskFile* disk = known.find_disk(path.name);
    if (!disk) return how == constant::create_always || how == constant::create_new;
    return disk->handles > 0 && known.is_shared(*disk) &&
           value(Parameter::dwShareMode).is(constant::file_share_all) &&
           (how == constant::open_existing || how == constant::open_always);
  }
  const Value handle = value(Parameter::hFile);
  const FileHandle* file = known.file_handle(handle);
  if (!file) return known.find(handle).kind == ObjectKind::none;
  if (call.function == Function::FlushFileBuffers) return true;
  const bool writes =
      call.function == Function::WriteFile || call.function == Function::WriteFileEx;
  if (writes ? !file->writes : !file->reads) return false;
  const bool with_routine =
      call.function == Function::ReadFileEx || call.function == Function::WriteFileEx;
  const bool given = value(Parameter::lpOverlapped).kind == ValueKind::name;
  const bool overlapped = known.file(file->file).overlapped;
  if (with_routine) {
    if (!overlapped || !given || value(Parameter::lpCompletionRoutine).kind != ValueKind::name) {
      return false;
    }
  } else if (!given &&
             value(writes ? Parameter::lpNumberOfBytesWritten : Parameter::lpNumberOfBytesRead)
                     .kind != ValueKind::name) {
    return false;
  }
  if (!given) return true;
  if (!call.words.offset || !call.words.offset_high) return false;
  if (writes && appends(call.words)) return true;
  constexpr std::uint32_t use_file_pointer = 0xFFFFFFFE;
  return overlapped || call.words.offset_high != 0xFFFFFFFF ||
         call.words.offset != use_file_pointer;
}

}  // namespace ioracle::rules
