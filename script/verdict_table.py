#!/usr/bin/env python3
"""Prints verdicts of `ioracle check --format json` as a table: scenario, verdict, clauses.

Usage: verdict_table.py VERDICTS.json FIRST

Leaves in the file FIRST the path of the first rejected trace, or nothing.
"""

import collections
import json
import pathlib
import sys

CLAUSES_SHOWN = 3


def clauses(verdict):
    """The clauses a rejection rests on; what was undecided shows no clauses, but the reason."""
    ids = verdict["clauses"]
    more = len(ids) - CLAUSES_SHOWN
    text = ", ".join(ids[:CLAUSES_SHOWN]) + (f" and {more} more" if more > 0 else "")
    return text or verdict.get("reason", "")


def main(verdicts_path, first_path):
    verdicts = json.loads(pathlib.Path(verdicts_path).read_text(encoding="utf-8"))["verdicts"]
    rows = [(pathlib.Path(v["trace"]).stem, v["verdict"], clauses(v)) for v in verdicts]
    width = max((len(name) for name, _, _ in rows), default=8)
    print(f"{'scenario':<{width}}  {'verdict':<12}  clauses")
    for name, verdict, told in rows:
        print(f"{name:<{width}}  {verdict:<12}  {told}".rstrip())
    counts = collections.Counter(verdict for _, verdict, _ in rows)
    print(f"\n{len(rows)} traces: " + ", ".join(f"{n} {v}" for v, n in sorted(counts.items())))
    first = next((v["trace"] for v in verdicts if v["verdict"] == "rejected"), "")
    pathlib.Path(first_path).write_text(first, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
