// SetFileCompletionNotificationModes: modes are added and never taken away (C7). What they change
// is in completion.cpp.

#include "model/rules/rules.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo is_no_file("SetFileCompletionNotificationModes.is_no_file", Fairness::owed,
                                 {});
const AlternativeInfo is_not_overlapped("SetFileCompletionNotificationModes.is_not_overlapped",
                                        Fairness::owed, {"w32-262"_clause, "sock-393"_clause});
const AlternativeInfo sets("SetFileCompletionNotificationModes.sets", Fairness::owed,
                           {"SFCNM.sticky"_clause, "w32-263"_clause, "w32-274"_clause,
                            "sock-393"_clause, "ci-079"_clause});

}  // namespace

void notification_modes(const Subject& subject) {
  const FileObject* file = subject.known.file(subject.call.value(Parameter::FileHandle));
  if (!file) {
    fails(subject, is_no_file, error::invalid_handle);
    return;
  }
  fails(subject, is_no_file, error::invalid_handle).when(happened(file->closed));
  const std::int64_t flags = subject.call.integer(Parameter::Flags);
  const bool skips_port = (flags & constant::file_skip_completion_port_on_success) != 0;
  const bool skips_signal = (flags & constant::file_skip_set_event_on_handle) != 0;
  if (skips_port && !file->overlapped) {
    fails(subject, is_not_overlapped, error::invalid_parameter).when(!happened(file->closed));
    return;
  }
  auto builder = subject.allowed.offer(sets);
  builder.when(!happened(file->closed)).returns(1).next(leave);
  if (skips_port) builder.then(mark(file->skip_port));
  if (skips_signal) builder.then(mark(file->skip_signal)).then(write(file->signal, 0));
}

}  // namespace ioracle::rules
