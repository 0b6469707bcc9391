#!/usr/bin/env python3
"""Runs what the documentation shows: each command, with the output that stands below it.

Usage: docs_test.py IORACLE SOURCE_FOLDER

In a page, ```json file=NAME is a file that the reader saves, ```json scenario is a scenario that
is run, and ```console shows commands behind "$ " and what they print (both streams). A line of
three dots stands for any number of lines. Commands of one page run in one folder, in their order.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

IORACLE, SOURCE = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
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
    return done.stdout


class Pages(unittest.TestCase):
    maxDiff = None

    def follow(self, page, folder):
        count = 0
        for kind, words, block in BLOCK.findall((SOURCE / page).read_text(encoding="utf-8")):
            if kind == "json" and "file=" in words:
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
        self.assertGreater(self.follow("README.md", SOURCE), 1)

    def test_scenario_language(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(8, self.follow("docs/scenarios.md", folder))

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


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
