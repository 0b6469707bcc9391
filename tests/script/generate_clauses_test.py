"""The generator of the clause table refuses a catalogue that breaks spec/README.md."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENTED = {
    "id": "Test.one",
    "function": "ReadFile",
    "kind": "must",
    "clause": "It reads.",
    "inputs": "any",
    "observable": "bytes",
    "source": "a page",
    "founding": False,
}


class Generator(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        for path in (ROOT / "spec").glob("*.jsonl"):
            shutil.copy(path, self.folder)

    def add(self, name, row):
        with (self.folder / f"{name}.jsonl").open("a") as file:
            file.write((row if isinstance(row, str) else json.dumps(row)) + "\n")

    def generate(self):
        return subprocess.run(
            [sys.executable, ROOT / "script/generate_clauses.py", self.folder, self.folder],
            capture_output=True,
            text=True,
        )

    def refuses(self, name, row, message):
        self.add(name, row)
        result = self.generate()
        self.assertNotEqual(result.returncode, 0)
        self.assertIn(message, result.stderr)
        self.assertRegex(result.stderr, rf"{name}\.jsonl:\d+: ")

    def test_accepts_the_catalogue_and_a_new_row(self):
        self.add("documentation", DOCUMENTED)
        result = self.generate()
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn('"Test.one",', (self.folder / "clause_table.h").read_text())

    def test_refuses_a_line_that_is_not_json(self):
        self.refuses("documentation", "{", "not JSON")

    def test_refuses_an_id_that_is_there_already(self):
        self.refuses("documentation", DOCUMENTED | {"id": "WSARecv.ret.zero"}, "there already")

    def test_refuses_an_unknown_kind(self):
        self.refuses("documentation", DOCUMENTED | {"kind": "should"}, "kind 'should'")

    def test_refuses_an_unknown_field(self):
        self.refuses("documentation", DOCUMENTED | {"remark": ""}, "unknown ['remark']")

    def test_refuses_a_choice_outside_its_names(self):
        row = {"id": "Test.one", "clause": "c", "why": "w", "source": "s"}
        self.refuses("inferred", row, "does not start with 'inferred.'")

    def test_refuses_an_excuse_for_nothing(self):
        self.refuses("excused", {"id": "Test.one", "reason": "r"}, "not in the catalogue")

    def test_refuses_two_excuses(self):
        self.refuses("excused", {"id": "w32-387", "reason": "r"}, "excused twice")


if __name__ == "__main__":
    unittest.main()
