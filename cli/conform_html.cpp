// A matrix of scenarios and implementations. The page stands alone: no script, no other file.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/conform_report.h"
#include "cli/html.h"

namespace ioracle {
namespace {

constexpr std::string_view matrix_style = R"(<style>
body { font: 15px/1.4 system-ui, sans-serif; margin: 2em; color: #222; }
table { border-collapse: collapse; }
th, td { border: 1px solid #ccc; padding: .2em .6em; text-align: left; vertical-align: top; }
thead th { position: sticky; top: 0; background: #fff; }
tbody th { font-weight: normal; }
.accepted { background: #d9f2dd; }
.rejected, .misuse, .died, .hang, .unexpected-pass { background: #f8c9c4; font-weight: bold; }
.expected-failure { background: #fdeeb8; }
.unsupported, .inconclusive, .none { background: #eee; color: #666; }
pre { font-size: 12px; white-space: pre-wrap; font-weight: normal; }
</style>
)";

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : ", ") + text;
  return out;
}

// How many cells of the column have each result.
std::string counts(const MatrixColumn& column) {
  std::map<std::string, std::size_t> all;
  for (const MatrixColumn::Cell& cell : column.cells) ++all[cell.result];
  std::vector<std::string> texts;
  texts.reserve(all.size());
  for (const auto& [result, count] : all) texts.push_back(fmt::format("{} {}", count, result));
  return joined(texts);
}

std::string cell(const MatrixColumn& column, const std::string& scenario) {
  const auto found = std::ranges::find(column.cells, scenario, &MatrixColumn::Cell::scenario);
  if (found == column.cells.end()) return "<td class=\"none\">not performed</td>";
  const std::string result = html_text(found->result);
  if (found->detail.empty()) return fmt::format("<td class=\"{0}\">{0}</td>", result);
  return fmt::format(
      "<td class=\"{0}\"><details><summary>{0}</summary><pre>{1}</pre></details></td>", result,
      html_text(found->detail));
}

std::string title(const std::string& name, const std::string& version, const std::string& system) {
  return fmt::format("{} {}, {}", name, version, system);
}

}  // namespace

MatrixColumn column_of(const ConformReport& report) {
  MatrixColumn column;
  column.title = title(report.agent.name, report.agent.version, report.agent.system);
  for (const ScenarioResult& result : report.results) {
    const Attempt& attempt = result.attempt;
    std::string detail = attempt.explanation.empty() ? attempt.reason : attempt.explanation;
    if (result.known) {
      detail = fmt::format("{}, since {}: {}\n{}", result.known->clause, result.known->since,
                           result.known->reason, detail);
    }
    column.cells.push_back({result.scenario, std::string(name_of(result.kind)), detail});
  }
  return column;
}

MatrixColumn column_of(const ConformResults& results) {
  MatrixColumn column;
  column.title = title(results.agent_name, results.agent_version, results.agent_system);
  for (const ConformResults::Result& result : results.results) {
    column.cells.push_back({result.scenario, result.result, joined(result.clauses)});
  }
  return column;
}

std::string matrix_html(const std::vector<MatrixColumn>& columns) {
  std::vector<std::string> scenarios;
  for (const MatrixColumn& column : columns) {
    for (const MatrixColumn::Cell& cell : column.cells) {
      if (std::ranges::count(scenarios, cell.scenario) == 0) scenarios.push_back(cell.scenario);
    }
  }
  std::string out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  out += "<title>ioracle: scenarios and implementations</title>\n";
  out += matrix_style;
  out += "</head>\n<body>\n<h1>Scenarios and implementations</h1>\n<table>\n<thead><tr>";
  out += fmt::format("<th>{} scenarios</th>", scenarios.size());
  for (const MatrixColumn& column : columns) {
    out += fmt::format("<th>{}<br>{}</th>", html_text(column.title), html_text(counts(column)));
  }
  out += "</tr></thead>\n<tbody>\n";
  for (const std::string& scenario : scenarios) {
    out += fmt::format("<tr><th>{}</th>", html_text(scenario));
    for (const MatrixColumn& column : columns) out += cell(column, scenario);
    out += "</tr>\n";
  }
  return out + "</tbody>\n</table>\n</body>\n</html>\n";
}

}  // namespace ioracle
