#include "cli/clause_site.h"

#include <fmt/format.h>

#include <map>

#include "cli/html.h"

namespace ioracle {
namespace {

constexpr std::string_view site_style = R"css(
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 50em; margin: 2em auto; padding: 0 1em; }
code, h1 { font-family: ui-monospace, monospace; }
h1 { font-size: 1.3em; overflow-wrap: anywhere; }
h2 { font-size: 1em; margin-top: 1.6em; }
dl { display: grid; grid-template-columns: auto 1fr; gap: .2em 1em; }
dt { opacity: .7; }
dd { margin: 0; }
blockquote { margin: 1em 0; padding-left: 1em; border-left: 3px solid; }
.quiet { opacity: .7; }
)css";

std::string document(std::string_view title, std::string_view body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
      html_text(title), site_style, body);
}

std::string row(std::string_view term, std::string_view text) {
  if (text.empty()) return {};
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", term, html_text(text));
}

std::string rules(const std::vector<const AlternativeInfo*>& list) {
  if (list.empty()) return "<p class=\"quiet\">No rule cites it.</p>\n";
  std::string text = "<ul>\n";
  for (const AlternativeInfo* rule : list) {
    text += fmt::format("<li><code>{}</code></li>\n", html_text(rule->name()));
  }
  return text + "</ul>\n";
}

std::string exercises(const std::vector<Exercise>& list) {
  if (list.empty()) return "<p class=\"quiet\">No scenario exercises it.</p>\n";
  std::string text = "<ul>\n";
  for (const Exercise& one : list) {
    text += fmt::format("<li><code>{}</code>{}</li>\n", html_text(one.file),
                        one.named ? ", which names it" : "");
  }
  return text + "</ul>\n";
}

std::string breaks(const std::vector<Break>& list) {
  if (list.empty()) return "<p class=\"quiet\">None is known.</p>\n";
  std::string text = "<ul>\n";
  for (const Break& one : list) {
    text += fmt::format("<li>{}, <code>{}</code>: {}</li>\n", html_text(one.implementation),
                        html_text(one.scenario), html_text(one.reason));
  }
  return text + "</ul>\n";
}

std::string clause_page(ClauseId id, const ClauseIndex& index) {
  const Clause& clause = lookup(id);
  std::string body = "<p><a href=\"../index.html\">all clauses</a></p>\n";
  body += fmt::format("<h1>{}</h1>\n<blockquote>{}</blockquote>\n<dl>\n", clause.id,
                      html_text(clause.text));
  body += row("about", clause.subject);
  body += row("kind", name(clause.kind));
  body += row("evidence", name(clause.evidence));
  body += row("source", clause.source);
  body += row("Windows", clause.versions);
  body +=
      row("founding", clause.founding ? "one of the five documents the project began with" : "");
  body += row("excused", clause.excuse);
  body += "</dl>\n<h2>Rules that cite it</h2>\n" + rules(index.rules(id));
  body += "<h2>Scenarios that exercise it</h2>\n" + exercises(index.exercises(id));
  body += "<h2>Implementations that break it</h2>\n" + breaks(index.breaks(id));
  return document(clause.id, body);
}

}  // namespace

std::vector<SiteFile> clause_site(const ClauseIndex& index) {
  std::vector<SiteFile> files;
  std::map<std::string_view, std::string> subjects;  // the entries of each
  for (std::size_t place = 0; place < clauses().size(); ++place) {
    const ClauseId id{static_cast<std::uint16_t>(place)};
    const Clause& clause = lookup(id);
    const std::string path = fmt::format("clauses/{}.html", clause.id);
    subjects[clause.subject] += fmt::format(
        "<li><a href=\"{}\"><code>{}</code></a> <span class=\"quiet\">({}, {})</span> "
        "{}</li>\n",
        path, clause.id, name(clause.kind), name(clause.evidence), html_text(clause.text));
    files.push_back({path, clause_page(id, index)});
  }
  std::string body =
      fmt::format("<h1>ioracle: the clauses</h1>\n<p>{} clauses; catalogue <code>{}</code>.</p>\n",
                  clauses().size(), catalogue_digest().substr(0, 16));
  for (const auto& [subject, entries] : subjects) {
    body += fmt::format("<details><summary>{}</summary>\n<ul>\n{}</ul></details>\n",
                        html_text(subject), entries);
  }
  files.push_back({"index.html", document("ioracle: the clauses", body)});
  return files;
}

}  // namespace ioracle
