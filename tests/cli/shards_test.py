#!/usr/bin/env python3
"""Parts of a check and of a fuzz run, merged: byte for byte what one run prints.

Usage: shards_test.py IORACLE SOURCE_FOLDER
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

IORACLE, SOURCE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
TRACES = sorted(str(path) for path in (SOURCE / "tests/verdicts/traces").glob("*.jsonl"))
AGENT = f"{IORACLE} agent --fault packet_key_wrong"


class Shards(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = pathlib.Path(self.temporary.name)

    def tearDown(self):
        self.temporary.cleanup()

    def run_program(self, *arguments):
        return subprocess.run([IORACLE, *map(str, arguments)], cwd=self.folder, check=False,
                              capture_output=True, text=True)

    def parts(self, command, count, name=""):
        """The files of all parts, each made by a run of its own."""
        files = []
        for index in range(1, count + 1):
            done = self.run_program(*command, "--shard", f"{index}/{count}", "--format", "json")
            files.append(self.folder / f"{name}{index}_of_{count}.json")
            files[-1].write_text(done.stdout, encoding="utf-8")
        return files

    def same(self, command, files, whole):
        merged = self.run_program("merge", *files)
        self.assertEqual("", merged.stderr)
        self.assertEqual(whole.stdout, merged.stdout, command)
        self.assertEqual(whole.returncode, merged.returncode, command)

    def test_check(self):
        command = ["check", *TRACES[:60], SOURCE / "traces/wine-8.0/empty_port_times_out.jsonl"]
        whole = self.run_program(*command, "--format", "json", "--no-times")
        self.assertEqual(1, whole.returncode)
        self.assertEqual(61, len(json.loads(whole.stdout)["verdicts"]))
        for count in range(1, 9):
            self.same(command, self.parts(command, count), whole)

    def test_fuzz_of_the_simulator(self):
        for seed in (1, 2, 3):
            command = ["fuzz", "--seed", seed, "--scenarios", 600, "--tries", 0]
            whole = self.run_program(*command, "--format", "json", "--no-times")
            for count in range(1, 9):
                self.same(command, self.parts(command, count), whole)

    def test_fuzz_of_an_agent_with_failures(self):
        command = ["fuzz", "--seed", 5, "--scenarios", 120, "--tries", 20, "--agent", AGENT]
        whole = self.run_program(*command, "--format", "json", "--no-times")
        found = json.loads(whole.stdout)
        self.assertGreater(len(found["failures"]), 0)
        self.assertGreater(found["rejected"], len(found["failures"]))
        self.assertEqual(1, whole.returncode)
        for count in (2, 5):
            self.same(command, self.parts(command, count), whole)

    def test_a_killed_part_is_run_again(self):
        command = ["fuzz", "--seed", 2, "--scenarios", 6000, "--tries", 0]
        whole = self.run_program(*command, "--format", "json", "--no-times")
        files = self.parts(command, 3)
        with files[1].open("w") as out:
            part = subprocess.Popen([IORACLE, *map(str, command), "--shard", "2/3", "--format",
                                     "json"], cwd=self.folder, stdout=out)
            time.sleep(0.05)
            part.send_signal(signal.SIGKILL)
            part.wait()
        refused = self.run_program("merge", *files)
        self.assertEqual(2, refused.returncode)
        self.assertIn("2_of_3.json: expected a whole report", refused.stderr)
        self.assertEqual("", refused.stdout)
        again = self.run_program(*command, "--shard", "2/3", "--format", "json")
        files[1].write_text(again.stdout, encoding="utf-8")
        self.same(command, files, whole)
        # Whoever runs a part twice, and keeps both, counts nothing twice.
        twice = self.folder / "again.json"
        twice.write_text(again.stdout, encoding="utf-8")
        self.same(command, [*files, twice], whole)

    def test_what_does_not_belong_together_is_refused(self):
        files = self.parts(["fuzz", "--seed", 1, "--scenarios", 30], 3)
        others = self.parts(["fuzz", "--seed", 2, "--scenarios", 30], 2)
        longer = self.parts(["fuzz", "--seed", 1, "--scenarios", 31], 3, "longer_")
        checks = self.parts(["check", *TRACES[:4]], 3, "check_")
        whole = self.folder / "whole.json"
        whole.write_text(self.run_program("fuzz", "--scenarios", 30, "--format", "json").stdout,
                         encoding="utf-8")
        cases = {
            "part 2 of 3 is missing": [files[0], files[2]],
            "one of 2 parts, beside parts of 3": [files[0], others[1]],
            "made with other arguments, or by another specification": [files[0], checks[1]],
            "longer_2_of_3.json: made with other arguments": [files[0], longer[1], files[2]],
            "found none that --shard made": [whole],
        }
        for problem, given in cases.items():
            told = self.run_program("merge", *given)
            self.assertEqual(2, told.returncode, problem)
            self.assertIn(problem, told.stderr)
        self.assertEqual(2, self.run_program("check", TRACES[0], "--shard", "3/2",
                                             "--format", "json").returncode)
        self.assertEqual(2, self.run_program("check", TRACES[0], "--shard", "1/2").returncode)

    def test_more_failures_than_one_run_would_look_for_are_refused(self):
        command = ["fuzz", "--seed", 5, "--scenarios", 120, "--tries", 0, "--agent", AGENT,
                   "--failures", 1]
        told = self.run_program("merge", *self.parts(command, 2))
        self.assertEqual(2, told.returncode)
        self.assertIn("with a greater --failures", told.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
