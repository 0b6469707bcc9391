// The C interface over the rooms. Nothing may leave it as an exception.

#include "ioracle.h"

#include <optional>
#include <string>

#include "cli/check_report.h"
#include "cli/run_report.h"
#include "model/clause.h"

#define IORACLE_EXPORT extern "C" __attribute__((visibility("default")))

struct ioracle_result {
  int code = IORACLE_MALFORMED;
  std::string json;
  std::string trace;
  std::string error;
};

namespace ioracle {
namespace {

int code_of(VerdictKind kind) {
  switch (kind) {
    case VerdictKind::accepted:
      return IORACLE_GOOD;
    case VerdictKind::rejected:
      return IORACLE_REJECTED;
    default:
      return IORACLE_UNDECIDED;
  }
}

// False: it names no profile.
bool read_profile(const char* text, std::optional<Profile>& profile, ioracle_result& result) {
  if (!text) return true;
  profile = find_profile(text);
  if (!profile) result.error = "no profile is called \"" + std::string(text) + '"';
  return profile.has_value();
}

void check(std::string_view trace, const char* profile, ioracle_result& result) {
  JudgeOptions how;
  if (!read_profile(profile, how.profile, result)) return;
  FormatError error;
  const std::optional<Judgement> judgement = judge_text(trace, "<text>", how, error);
  if (!judgement) {
    result.error = error.message();
    return;
  }
  result.json = verdict_json(*judgement);
  result.code = code_of(judgement->verdict.kind);
}

void run(std::string_view scenario, const char* profile, std::uint64_t seed,
         ioracle_result& result) {
  std::optional<Profile> wanted;
  if (!read_profile(profile, wanted, result)) return;
  FormatError error;
  std::optional<RunReport> report =
      run_scenario(scenario, wanted.value_or(Profile::windows_10), seed, error);
  if (!report) {
    result.error = error.message();
    return;
  }
  result.json = std::move(report->json);
  result.trace = std::move(report->trace);
  result.code = static_cast<int>(report->ended);
}

template <typename Work>
ioracle_result* result_of(const Work& work) noexcept {
  ioracle_result* result = nullptr;
  try {
    result = new ioracle_result;
    work(*result);
  } catch (const std::exception& error) {
    if (result) result->error = error.what();
  }
  return result;
}

std::string_view view(const char* text, std::size_t length) {
  return text ? std::string_view(text, length) : std::string_view();
}

}  // namespace
}  // namespace ioracle

IORACLE_EXPORT int ioracle_abi(void) { return IORACLE_ABI; }

IORACLE_EXPORT const char* ioracle_version(void) { return IORACLE_VERSION; }

IORACLE_EXPORT const char* ioracle_catalogue(void) {
  static const std::string digest(ioracle::catalogue_digest());
  return digest.c_str();
}

IORACLE_EXPORT ioracle_result* ioracle_check(const char* trace, size_t length,
                                             const char* profile) {
  return ioracle::result_of([&](ioracle_result& result) {
    ioracle::check(ioracle::view(trace, length), profile, result);
  });
}

IORACLE_EXPORT ioracle_result* ioracle_run(const char* scenario, size_t length, const char* profile,
                                           uint64_t seed) {
  return ioracle::result_of([&](ioracle_result& result) {
    ioracle::run(ioracle::view(scenario, length), profile, seed, result);
  });
}

IORACLE_EXPORT int ioracle_code(const ioracle_result* result) {
  return result ? result->code : IORACLE_MALFORMED;
}

IORACLE_EXPORT const char* ioracle_json(const ioracle_result* result) {
  return result ? result->json.c_str() : "";
}

IORACLE_EXPORT const char* ioracle_trace(const ioracle_result* result) {
  return result ? result->trace.c_str() : "";
}

IORACLE_EXPORT const char* ioracle_error(const ioracle_result* result) {
  return result ? result->error.c_str() : "out of memory";
}

IORACLE_EXPORT void ioracle_free(ioracle_result* result) { delete result; }
