#!/usr/bin/env python3
"""Runs what the documentation shows: each command, with the output that stands below it.

Usage: docs_test.py IORACLE SOURCE_FOLDER [TEST...]

In a page, ```KIND file=NAME is a file that the reader saves, ```json scenario is a scenario that
is run, and ```console shows commands behind "$ " and what they print (both streams). A line of
three dots stands for any number of lines. Commands of one page run in one folder, in their order.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

IORACLE, SOURCE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
PAGES = sorted(["README.md", "CONTRIBUTING.md"]
               + [str(page.relative_to(SOURCE)) for page in (SOURCE / "docs").glob("*.md")])
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(block):
    """The (command, expected output) pairs of a console block."""
    pairs = []
    for line in block.splitlines(keepends=True):
        if line.startswith("$ "):
            pairs.append((line[2:].strip(), ""))
        else:
            pairs[-1] = (pairs[-1][0], pairs[-1][1] + line)
    return pairs


def matches(expected, printed):
    parts = [re.escape(part) for part in re.split(r"^\.\.\.\n", expected, flags=re.MULTILINE)]
    return re.fullmatch(r"(?:.*\n)*?".join(parts), printed) is not None


def run(command, folder):
    environment = {
        **os.environ,
        "PATH": f"{IORACLE.parent}:{os.environ['PATH']}",
        "IORACLE_SOURCE": str(SOURCE),
    }
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    # 2 is bad usage or malformed input; above are the shell's own: no page shows such a thing.
    if done.returncode == 2 or done.returncode > 100:
        raise AssertionError(f"{command}: exit code {done.returncode}\n{done.stdout}")
    return done.stdout


class Pages(unittest.TestCase):
    maxDiff = None

    def follow(self, page, folder):
        count = 0
        for kind, words, block in BLOCK.findall((SOURCE / page).read_text(encoding="utf-8")):
            if "file=" in words:
                path = pathlib.Path(folder) / words.split("file=")[1].split()[0]
                path.write_text(block, encoding="utf-8")
            if kind == "json" and "scenario" in words.split():
                path = pathlib.Path(folder) / "shown.json"
                path.write_text(block, encoding="utf-8")
                for seed in range(5):
                    printed = run(f"ioracle run {path} --quiet --seed {seed}", folder)
                    self.assertRegex(printed, r"steps, digest", f"{page}: {block}{printed}")
                    self.assertNotRegex(printed, "violated|hang|unsupported", f"{page}: {block}")
                count += 1
            for command, expected in commands(block) if kind == "console" else []:
                printed = run(command, folder)
                if not matches(expected, printed):
                    self.assertEqual(expected, printed, f"{page}: {command}")
                count += 1
        return count

    def test_tutorial(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(11, self.follow("docs/tutorial.md", folder))

    def test_timeline(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(2, self.follow("docs/view.md", folder))

    def test_readme(self):
        # Its commands run in the checkout itself, and write nothing there.
        self.assertEqual(1, self.follow("README.md", SOURCE))

    def test_scenario_language(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(11, self.follow("docs/scenarios.md", folder))

    def test_fuzzing(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(3, self.follow("docs/fuzzing.md", folder))
            self.assertTrue(list(pathlib.Path(folder).glob("found/*.json")))

    def test_scale(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(4, self.follow("docs/scale.md", folder))

    def test_protocol(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(2, self.follow("docs/protocol.md", folder))
            told = json.loads((pathlib.Path(folder) / "mine.json").read_text(encoding="utf-8"))
            self.assertGreater(len(told["expectations"]), 0)

    def test_model(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(2, self.follow("docs/model.md", folder))

    def test_windows_and_its_pages(self):
        page = "docs/windows-and-its-pages.md"
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(4, self.follow(page, folder))
        known = set()
        for table in (SOURCE / "spec").glob("*.jsonl"):
            for line in table.read_text(encoding="utf-8").splitlines():
                known.add(json.loads(line)["id"])
        told = re.findall(r"`([A-Za-z]\w*[.-][\w.-]*\w)`", (SOURCE / page).read_text("utf-8"))
        told = [name for name in told if not name.endswith(".md")]
        self.assertGreater(len(told), 35)
        self.assertEqual([], [name for name in told if name not in known])

    def test_adding_a_rule(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(5, self.follow("docs/adding-a-rule.md", folder))

    def test_what_is_shown_is_run(self):
        run_by = {"docs/tutorial.md", "docs/view.md", "README.md", "docs/scenarios.md",
                  "docs/model.md", "docs/windows-and-its-pages.md", "docs/adding-a-rule.md",
                  "docs/install.md", "docs/fuzzing.md", "docs/protocol.md", "docs/scale.md"}
        for page in PAGES:
            text = (SOURCE / page).read_text(encoding="utf-8")
            for kind, words, _ in BLOCK.findall(text):
                if kind in ("text", "yaml"):
                    continue
                self.assertIn(page, run_by, f"{page}: a block of {kind} that nothing runs")
                self.assertTrue(kind == "console" or "file=" in words or "scenario" in words,
                                f"{page}: {kind} {words}")

    def test_every_command_is_one(self):
        """What pages tell beside their blocks: verbs, options and files that are there."""
        helps = {}
        commands_seen = 0
        for page in PAGES:
            text = BLOCK.sub("", (SOURCE / page).read_text(encoding="utf-8"))
            told = re.findall(r"^ {4}(ioracle .*|script/.*)$", text, re.MULTILINE)
            told += re.findall(r"`(ioracle [a-z][^`]*|script/[^`]*)`", text)
            for command in told:
                commands_seen += 1
                words = command.split("#")[0].split()
                for word in words:
                    if re.match(r"(scenarios|script|expectations|tests|docs|traces/wine)/", word):
                        file = SOURCE / word.split("'")[0]
                        self.assertTrue(file.exists(), f"{page}: {command}")
                if words[0] != "ioracle" or words[1] == "VERB":
                    continue
                if words[1] not in helps:
                    helps[words[1]] = run(f"ioracle {words[1]} --help", SOURCE)
                    self.assertIn("Usage:", helps[words[1]], f"{page}: {command}")
                for option in re.findall(r"--[a-z][a-z-]*", " ".join(words[2:])):
                    if '"' not in command:
                        self.assertIn(option, helps[words[1]], f"{page}: {command}")
        self.assertGreater(commands_seen, 60)

    def test_the_readme_is_two_screens(self):
        lines = (SOURCE / "README.md").read_text(encoding="utf-8").splitlines()
        self.assertLessEqual(len(lines), 90)
        self.assertLessEqual(max(len(line) for line in lines), 140)

    def test_dots_match_lines_alone(self):
        self.assertTrue(matches("a\n...\nc\n", "a\nb\nb\nc\n"))
        self.assertTrue(matches("a\n...\n", "a\n"))
        self.assertFalse(matches("a\n...\nc\n", "a\nb\nd\n"))
        self.assertFalse(matches("a\n", "a\nb\n"))

    def test_examples_are_right(self):
        with tempfile.TemporaryDirectory() as folder:
            for example in sorted((SOURCE / "docs/examples").glob("*.json")):
                printed = run(f"ioracle run {example} --quiet", folder)
                self.assertNotIn("violated", printed, example)
                self.assertIn("digest", printed)


class Installed(Pages):
    """Where the package is installed: PATH, CMAKE_PREFIX_PATH and the like lead to it."""

    def test_install(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(7, self.follow("docs/install.md", folder))


def load_tests(loader, _tests, _pattern):
    return loader.loadTestsFromTestCase(Pages)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
