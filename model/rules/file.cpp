// CreateFileW and FlushFileBuffers on regular files.

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo creates("CreateFileW.creates", Fairness::owed,
                              {"inferred.file.opens"_clause});
const AlternativeInfo is_no_file("FlushFileBuffers.is_no_file", Fairness::owed, {"w32-325"_clause});
const AlternativeInfo may_not_write("FlushFileBuffers.may_not_write", Fairness::owed,
                                    {"w32-325"_clause});
const AlternativeInfo flushes("FlushFileBuffers.flushes", Fairness::owed, {"w32-325"_clause});

}  // namespace

void create_file(const Subject& subject) {
  subject.allowed.offer(creates).returns(Shown::new_handle).next(leave);
}

void flush_file(const Subject& subject) {
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

}  // namespace ioracle::rules
