// JUnit's XML as Ant writes it and continuous integration reads it; tests/cli/junit.xsd holds it.

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <pugixml.hpp>
#include <sstream>

#include "cli/check_report.h"

namespace ioracle {
namespace {

// What XML 1.0 cannot hold becomes a question mark; all else pugixml escapes.
std::string plain(std::string text) {
  std::ranges::replace_if(
      text,
      [](char character) {
        return static_cast<unsigned char>(character) < 0x20 && character != '\n';
      },
      '?');
  return text;
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name) = plain(value).c_str();
}

std::string seconds(std::chrono::duration<double> duration) {
  return fmt::format("{:.6f}", duration.count());
}

std::string now() {
  const auto time = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(time));
}

bool skipped(VerdictKind kind) {
  return kind == VerdictKind::inconclusive || kind == VerdictKind::unsupported;
}

bool failed(const Judgement& judgement, bool hazards_are_errors) {
  return judgement.verdict.kind == VerdictKind::rejected ||
         std::ranges::any_of(judgement.marks, [&](const MarkReport& mark) {
           return is_undeclared(mark, hazards_are_errors);
         });
}

std::string count_failed(const CheckReport& report) {
  return std::to_string(std::ranges::count_if(report.judgements, [&](const Judgement& judgement) {
    return failed(judgement, report.hazards_are_errors);
  }));
}

std::string count_skipped(const CheckReport& report) {
  return std::to_string(std::ranges::count_if(report.judgements, [&](const Judgement& judgement) {
    return skipped(judgement.verdict.kind) && !failed(judgement, report.hazards_are_errors);
  }));
}

void append_case(pugi::xml_node suite, const Judgement& judgement, bool hazards_are_errors) {
  const Verdict& verdict = judgement.verdict;
  pugi::xml_node test = suite.append_child("testcase");
  set(test, "classname", std::string(profile_name(judgement)));
  set(test, "name", judgement.trace);
  set(test, "time", seconds(judgement.duration));
  if (verdict.kind == VerdictKind::rejected) {
    pugi::xml_node failure = test.append_child("failure");
    set(failure, "type", "rejected");
    set(failure, "message", verdict.observed);
    const std::string text = explain(judgement) + marks_text(judgement.marks);
    failure.append_child(pugi::node_pcdata).set_value(plain(text).c_str());
    return;
  }
  const auto undeclared = std::ranges::find_if(judgement.marks, [&](const MarkReport& mark) {
    return is_undeclared(mark, hazards_are_errors);
  });
  if (undeclared != judgement.marks.end()) {
    pugi::xml_node failure = test.append_child("failure");
    set(failure, "type", std::string(name_of(undeclared->mark.duty->kind())));
    set(failure, "message", undeclared->sentence);
    failure.append_child(pugi::node_pcdata).set_value(plain(marks_text(judgement.marks)).c_str());
  } else if (skipped(verdict.kind)) {
    set(test.append_child("skipped"), "message",
        std::string(name_of(verdict.kind)) + ": " + verdict.reason);
  }
}

}  // namespace

std::string check_junit(const CheckReport& report) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  pugi::xml_node suite = document.append_child("testsuites").append_child("testsuite");
  set(suite, "name", report.title);
  set(suite, "package", "ioracle");
  set(suite, "id", "0");
  set(suite, "timestamp", now());
  set(suite, "hostname", "localhost");
  set(suite, "tests", std::to_string(report.judgements.size()));
  set(suite, "failures", count_failed(report));
  set(suite, "errors", "0");
  set(suite, "skipped", count_skipped(report));
  set(suite, "time", seconds(report.duration));
  suite.append_child("properties");
  std::string told;  // marks that are no failures
  for (const Judgement& judgement : report.judgements) {
    append_case(suite, judgement, report.hazards_are_errors);
    if (judgement.marks.empty() || failed(judgement, report.hazards_are_errors)) continue;
    told += plain(judgement.trace + ":\n" + marks_text(judgement.marks));
  }
  suite.append_child("system-out").append_child(pugi::node_pcdata).set_value(told.c_str());
  suite.append_child("system-err");
  std::ostringstream out;
  document.save(out, "  ");
  return out.str();
}

}  // namespace ioracle
