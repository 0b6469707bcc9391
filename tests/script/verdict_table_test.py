#!/usr/bin/env python3
"""The table of verdicts that script/demo prints."""

import contextlib
import importlib.util
import io
import json
import pathlib
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "script" / "verdict_table.py"
spec = importlib.util.spec_from_file_location("verdict_table", SCRIPT)
verdict_table = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verdict_table)


class VerdictTable(unittest.TestCase):
    def table(self, *verdicts):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder)
            (path / "v.json").write_text(json.dumps({"verdicts": verdicts}))
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                verdict_table.main(path / "v.json", path / "first")
            return printed.getvalue(), (path / "first").read_text()

    def test_names_the_first_rejection_and_counts(self):
        printed, first = self.table(
            {"trace": "t/a.jsonl", "verdict": "accepted", "clauses": []},
            {"trace": "t/b.jsonl", "verdict": "rejected", "clauses": ["a", "b", "c", "d"]},
            {"trace": "t/c.jsonl", "verdict": "rejected", "clauses": []},
        )
        self.assertEqual(first, "t/b.jsonl")
        self.assertIn("a, b, c and 1 more", printed)
        self.assertIn("3 traces: 1 accepted, 2 rejected", printed)

    def test_nothing_rejected(self):
        printed, first = self.table(
            {"trace": "a.jsonl", "verdict": "unsupported", "clauses": [], "reason": "no rule"}
        )
        self.assertEqual(first, "")
        self.assertIn("no rule", printed)


if __name__ == "__main__":
    unittest.main()
