// Ranges of files that locks hold, as the calls that ask for them make them known.

#include <algorithm>

#include "model/constants.h"
#include "model/known.h"

namespace ioracle {
namespace {

constexpr int bits_per_word = 32;

struct Bytes {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

Bytes bytes_of(const Event& call) {
  const auto number = [&](Parameter parameter) {
    const Argument* argument = call.find(parameter);
    return static_cast<std::uint64_t>(argument ? argument->value.number : 0);
  };
  const bool locks = call.function == Function::LockFileEx;
  const std::uint64_t low =
      number(locks ? Parameter::nNumberOfBytesToLockLow : Parameter::nNumberOfBytesToUnlockLow);
  const std::uint64_t high =
      number(locks ? Parameter::nNumberOfBytesToLockHigh : Parameter::nNumberOfBytesToUnlockHigh);
  const std::uint64_t begin = static_cast<std::uint64_t>(call.words.offset_high.value_or(0))
                                  << bits_per_word |
                              call.words.offset.value_or(0);
  return {begin, begin + (high << bits_per_word | low)};
}

bool is_same(const LockRange& left, const LockRange& right) {
  return left.file == right.file && left.begin == right.begin && left.end == right.end &&
         left.exclusive == right.exclusive && left.empty == right.empty;
}

bool is_exclusive(const Event& call) {
  const Argument* flags = call.find(Parameter::dwFlags);
  return flags && (flags->value.number & constant::exclusive_lock) != 0;
}

}  // namespace

LockRange Known::wanted_lock(const Event& call) const {
  LockRange wanted;
  const FileHandle* handle = file_handle(call.find(Parameter::hFile)->value);
  if (!handle) return wanted;
  const Bytes bytes = bytes_of(call);
  wanted.file = handle->file;
  wanted.disk = handle->disk;
  wanted.begin = bytes.begin;
  wanted.end = bytes.end;
  wanted.exclusive = is_exclusive(call);
  wanted.empty = bytes.begin == bytes.end;
  if (wanted.empty) ++wanted.end;  // w32-331
  return wanted;
}

// One record for every range that a file object asks for in one way: it is held or not.
void Known::begin_lock(Call& call) {
  if (!file_handle(call.value(Parameter::hFile))) return;
  LockRange wanted = wanted_lock(call.event);
  const auto same =
      std::ranges::find_if(locks_, [&](const LockRange& range) { return is_same(wanted, range); });
  Operation operation;
  operation.kind = OperationKind::lock;
  operation.transfer = static_cast<std::uint32_t>(same - locks_.begin());
  // It cannot wait where nobody else has asked for any of those bytes.
  const bool alone = std::ranges::none_of(locks_, [&](const LockRange& range) {
    return range.disk == wanted.disk && range.begin < wanted.end && wanted.begin < range.end;
  });
  operation.answers_at_once =
      alone || (call.integer(Parameter::dwFlags) & constant::fail_immediately) != 0;
  if (same == locks_.end()) {
    wanted.held = new_register(0);
    locks_.push_back(wanted);
    ++structure_;
  }
  begin_operation(call, operation, wanted.file, std::nullopt);
}

bool Known::may_be_granted(const LockRange& range) const {
  return std::ranges::any_of(outstanding_[range.file], [&](OperationId id) {
    const Operation& operation = operations_[index_of(id)];
    return operation.kind == OperationKind::lock && !operation.answers_at_once &&
           is_same(range, lock(operation));
  });
}

std::vector<const LockRange*> Known::locks_of(const Event& unlock) const {
  LockRange wanted = wanted_lock(unlock);
  std::vector<const LockRange*> found;
  for (const bool exclusive : {true, false}) {
    wanted.exclusive = exclusive;
    for (const LockRange& range : locks_) {
      if (is_same(wanted, range)) found.push_back(&range);
    }
  }
  return found;
}

bool Known::may_hold_shared(const LockRange& wanted) const {
  return !wanted.exclusive && std::ranges::any_of(locks_, [&](const LockRange& range) {
    return is_same(wanted, range);
  });
}

}  // namespace ioracle
