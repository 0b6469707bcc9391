#!/usr/bin/env python3
"""What the program does on a terminal, and what its man pages and completions are worth.

Usage: terminal_test.py IORACLE SOURCE_FOLDER
"""

import json
import os
import pathlib
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

IORACLE, SOURCE = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
REJECTED = SOURCE / "traces/wine-8.0/close_aborts_a_pending_receive_on_a_port.jsonl"


def run(*arguments, cwd=None):
    return subprocess.run(
        [IORACLE, *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )


def on_a_terminal(arguments, stream="stdout", **environment):
    """What the program writes to that stream where it is a terminal."""
    ours, its = pty.openpty()
    whole = {**os.environ, "TERM": "xterm", **environment}
    whole = {name: value for name, value in whole.items() if value is not None}
    streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: its}
    process = subprocess.Popen([IORACLE, *arguments], env=whole, cwd=SOURCE, **streams)
    os.close(its)
    text = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        text += part
    process.wait()
    os.close(ours)
    return text.decode().replace("\r\n", "\n")


class Colours(unittest.TestCase):
    def test_only_on_a_terminal(self):
        plain = run("check", REJECTED).stdout
        self.assertNotIn("\033", plain)
        coloured = on_a_terminal(["check", str(REJECTED)], NO_COLOR=None)
        self.assertIn(": \033[31mrejected\033[0m (", coloured)
        self.assertEqual(plain, re.sub(r"\033\[\d*m", "", coloured))

    def test_not_where_they_are_refused(self):
        for refusal in ({"NO_COLOR": "1"}, {"TERM": "dumb", "NO_COLOR": None}):
            self.assertNotIn("\033", on_a_terminal(["check", str(REJECTED)], **refusal))


class ProgressOfLongWork(unittest.TestCase):
    """A line on standard error, where that is a terminal, with rate and time left."""

    LINE = r"[\d,]+ of [\d,]+ {} \(\d+%\), [\d,.]+ per second, [\d.]+ (s|min) left, {}"

    def test_fuzz_tells_how_far_it_is(self):
        arguments = ["fuzz", "--scenarios", "20000", "--seed", "1", "--tries", "0", "--quiet"]
        with tempfile.TemporaryDirectory() as folder:
            told = on_a_terminal([*arguments, "--out", folder], stream="stderr")
        self.assertRegex(told, self.LINE.format("scenarios", r"\d+ different failures"))
        self.assertTrue(told.endswith("\r\033[K"), "the line is wiped in the end")

    def test_conform_and_record_tell_the_scenario(self):
        agent = f"{IORACLE} agent"
        with tempfile.TemporaryDirectory() as folder:
            for verb in (["conform"], ["record", "--out", folder]):
                told = on_a_terminal([*verb, "scenarios", "--agent", agent], stream="stderr")
                self.assertRegex(told, self.LINE.format("scenarios", r"[a-z_]+"), verb)

    def test_check_of_a_long_trace_and_a_pipe(self):
        scenario = json.loads((SOURCE / "bench/one_connection.json").read_text(encoding="utf-8"))
        scenario["steps"][1]["max"] = 30000
        with tempfile.TemporaryDirectory() as folder:
            path, trace = pathlib.Path(folder) / "long.json", pathlib.Path(folder) / "long.jsonl"
            path.write_text(json.dumps(scenario), encoding="utf-8")
            run("run", path, "--trace", trace, "--quiet")
            told = on_a_terminal(["check", str(trace)], stream="stderr")
            self.assertRegex(told, self.LINE.format("kB", r"event \d+"))
            # Who reads it elsewhere gets nothing of it.
            self.assertEqual("", run("check", trace).stderr)

    def test_short_work_says_nothing(self):
        told = on_a_terminal(["check", str(REJECTED)], stream="stderr")
        self.assertEqual("", told)


class WithoutAVerb(unittest.TestCase):
    def test_a_checkout_tells_what_can_be_done(self):
        told = run(cwd=SOURCE)
        self.assertEqual(0, told.returncode)
        commands = re.findall(r"^  (ioracle .*)$", told.stdout, re.MULTILINE)
        self.assertGreater(len(commands), 5)
        with tempfile.TemporaryDirectory() as folder:
            for command in commands:
                words = command.replace("/tmp", folder).split()[1:]
                if words[0] == "coverage":  # long, and tested elsewhere
                    continue
                self.assertIn(run(*words, cwd=SOURCE).returncode, (0, 1), command)

    def test_elsewhere_it_is_bad_usage(self):
        with tempfile.TemporaryDirectory() as folder:
            told = run(cwd=folder)
            self.assertEqual(2, told.returncode)
            self.assertEqual("", told.stdout)
            self.assertIn("subcommand", told.stderr)


def verbs():
    """The verbs that --help names."""
    block = re.search(r"(?:SUBCOMMANDS|Subcommands):\n((?:  .*\n)+)", run("--help").stdout)
    return re.findall(r"^  (\w+)", block.group(1), re.MULTILINE)


def options(verb):
    text = run(verb, "--help").stdout.split("Examples:")[0]
    return set(re.findall(r"^  (?:-\w,)?(--[\w-]+)", text, re.MULTILINE))


class Manual(unittest.TestCase):
    def test_every_verb_teaches_by_example(self):
        for verb in verbs():
            text = run(verb, "--help").stdout
            self.assertRegex(text, rf"(?m)^  (ioracle {verb}|.*\| ioracle {verb})", verb)

    def test_pages_tell_every_option_and_are_right_roff(self):
        groff = shutil.which("groff")
        for verb in verbs():
            page = run("manual", verb).stdout
            for option in options(verb):
                self.assertIn(option.replace("-", r"\-"), page, f"{verb} {option}")
            if groff:
                command = [groff, "-man", "-ww", "-Tutf8", "-z"]
                said = subprocess.run(
                    command, input=page, capture_output=True, text=True, check=False
                )
                self.assertEqual("", said.stderr, verb)

    def test_bash_completes(self):
        script = run("manual", "--completion", "bash").stdout

        def complete(*words):
            line = " ".join(f"'{word}'" for word in words)
            test = f"COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; _ioracle\n"
            test += 'printf "%s\\n" "${COMPREPLY[@]}"\n'
            said = subprocess.run(
                ["bash", "-c", script + test], capture_output=True, text=True, check=False,
                cwd=SOURCE,
            )
            self.assertEqual("", said.stderr)
            return said.stdout.split()

        self.assertEqual(["check"], complete("ioracle", "ch"))
        self.assertLessEqual(set(verbs()), set(complete("ioracle", "")))
        self.assertEqual(["--seed"], complete("ioracle", "run", "--se"))
        self.assertIn("windows-xp", complete("ioracle", "run", "--profile", ""))
        self.assertEqual(["trace"], complete("ioracle", "schema", "tr"))
        self.assertEqual(["README.md"], complete("ioracle", "check", "READ"))

    def test_every_shell_knows_every_option(self):
        for shell in ("bash", "zsh", "fish"):
            script = run("manual", "--completion", shell).stdout
            for verb in verbs():
                self.assertIn(verb, script)
                for option in options(verb):
                    self.assertIn(option if shell != "fish" else f"-l {option[2:]} ", script)
            if shutil.which(shell):
                checked = subprocess.run([shell, "-n"], input=script, text=True, check=False)
                self.assertEqual(0, checked.returncode)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
