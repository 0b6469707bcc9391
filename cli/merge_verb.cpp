// ioracle merge: reports of parts as the report of one run.

#include <memory>
#include <vector>

#include "cli/verb.h"
#include "format/report_merge.h"
#include "format/text_file.h"

namespace ioracle {
namespace {

constexpr const char* merge_footer = R"(Examples:
  ioracle check traces/*.jsonl --shard 1/2 --format json >1.json    on one machine
  ioracle check traces/*.jsonl --shard 2/2 --format json >2.json    on another
  ioracle merge 1.json 2.json >verdicts.json
  ioracle fuzz --seed 7 --scenarios 1000000 --shard 3/8 --format json >3.json
  ioracle merge *.json

Prints, byte for byte, what one run with --no-times prints, and has its exit code. A part that was
killed is run again: an unfinished report is refused, one that is there twice counts once.
docs/scale.md tells how to run parts on many machines.)";

ExitCode merge_files(const std::vector<std::string>& files) {
  std::vector<NamedReport> reports;
  for (const std::string& file : files) {
    FormatError error;
    const auto text = read_text_file(file, error);
    if (!text) return refuse(error.message());
    reports.push_back({text->name, text->text});
  }
  const MergedReport merged = merge_reports(reports);
  if (!merged.problem.empty()) return refuse(merged.problem);
  const bool rejected = merged.ended == MergedReport::Ended::rejected;
  const bool undecided = merged.ended == MergedReport::Ended::undecided;
  return print(merged.text, rejected    ? ExitCode::rejected
                            : undecided ? ExitCode::undecided
                                        : ExitCode::good);
}

}  // namespace

void add_merge(CLI::App& program, ExitCode& ended) {
  CLI::App* const verb =
      program.add_subcommand("merge", "Put the parts of a check or a fuzz run together");
  const auto files = std::make_shared<std::vector<std::string>>();
  verb->footer(merge_footer);
  verb->add_option("REPORT", *files, "Reports of all parts, in JSON")->required();
  verb->callback([files, &ended] { ended = merge_files(*files); });
}

}  // namespace ioracle
