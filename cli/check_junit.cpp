#include <fmt/format.h>

#include <algorithm>

#include "cli/check_report.h"

namespace ioracle {
namespace {

// Text in XML; characters that XML 1.0 cannot hold become question marks.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char character : text) {
    switch (character) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      default:
        out += static_cast<unsigned char>(character) < 0x20 ? '?' : character;
    }
  }
  return out;
}

std::size_t count(const CheckReport& report, bool (*applies)(VerdictKind)) {
  return static_cast<std::size_t>(std::ranges::count_if(
      report.judgements,
      [&](const Judgement& judgement) { return applies(judgement.verdict.kind); }));
}

bool failed(VerdictKind kind) { return kind == VerdictKind::rejected; }
bool skipped(VerdictKind kind) {
  return kind == VerdictKind::inconclusive || kind == VerdictKind::unsupported;
}

}  // namespace

std::string check_junit(const CheckReport& report) {
  const std::string totals = fmt::format(
      R"(tests="{}" failures="{}" errors="0" skipped="{}" time="{:.6f}")", report.judgements.size(),
      count(report, failed), count(report, skipped), report.duration.count());
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format("<testsuites {}>\n<testsuite name=\"ioracle check\" {}>\n", totals, totals);
  for (const Judgement& judgement : report.judgements) {
    const Verdict& verdict = judgement.verdict;
    out += fmt::format("<testcase classname=\"{}\" name=\"{}\"", profile_name(judgement),
                       escaped(judgement.trace));
    if (verdict.kind == VerdictKind::accepted) {
      out += "/>\n";
      continue;
    }
    out += ">\n";
    if (failed(verdict.kind)) {
      out += fmt::format("<failure type=\"rejected\" message=\"{}\">{}</failure>\n",
                         escaped(verdict.observed), escaped(explain(judgement)));
    } else {
      out += fmt::format("<skipped message=\"{}: {}\"/>\n", name_of(verdict.kind),
                         escaped(verdict.reason));
    }
    out += "</testcase>\n";
  }
  return out + "</testsuite>\n</testsuites>\n";
}

}  // namespace ioracle
