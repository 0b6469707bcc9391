#!/usr/bin/env python3
"""Validates scenarios and traces against the published schemas, with a validator of its own.

Usage: validate_with_schemas.py SCHEMA_FOLDER SOURCE_FOLDER

SCHEMA_FOLDER holds scenario.json, trace.json, agent.json and choices.json. Also checks that each
schema refuses what it should, so that a schema that allows everything does not pass.
"""

import copy
import json
import pathlib
import sys

from jsonschema import Draft202012Validator

LINES_MAX = 400  # of one trace: validation is slow, and lines repeat


def validator(folder, name):
    schema = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def complain(place, checker, value):
    for error in checker.iter_errors(value):
        path = "/".join(str(part) for part in error.absolute_path)
        print(f"{place}: at /{path}: {error.message[:300]}")
        return 1
    return 0


def refuses(name, checker, value, spoil):
    spoilt = copy.deepcopy(value)
    spoil(spoilt)
    if checker.is_valid(spoilt):
        print(f"the schema of a {name} allows {json.dumps(spoilt)[:200]}")
        return 1
    return 0


def main():
    schemas, source = map(pathlib.Path, sys.argv[1:])
    names = ("scenario", "trace", "agent", "choices")
    scenario, trace, agent, choices = (validator(schemas, name) for name in names)
    faults = count = 0
    endings = ("json", "litmus")
    for path in sorted(path for end in endings for path in source.glob(f"scenarios/**/*.{end}")):
        faults += complain(path, scenario, json.loads(path.read_text(encoding="utf-8")))
        count += 1
    for path in sorted(source.glob("traces/**/*.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()[:LINES_MAX]
        for number, line in enumerate(lines, 1):
            faults += complain(f"{path}:{number}", trace, json.loads(line))
        count += 1
    faults += count == 0

    step = {"call": "WSARecv", "with": {"s": "c", "lpBuffers": [{"buf": "b", "len": 9}]}}
    good = {"name": "t", "steps": [step]}
    faults += complain("a good scenario", scenario, good)
    for spoil in (
        lambda s: s.pop("name"),
        lambda s: s.update(step=[]),
        lambda s: s["steps"].append({"call": "WSARecve"}),
        lambda s: s["steps"].append({"repeat": [step]}),
        lambda s: s["steps"].append({"call": "WSARecv", "if": "1"}),
        lambda s: s["steps"][0]["with"].update(lpBufers=[]),
        lambda s: s["steps"][0]["with"].update(s=5),
    ):
        faults += refuses("scenario", scenario, good, spoil)
    good = {"event": "call", "seq": 1, "thread": "main", "id": 1, "function": "WSARecv"}
    good["arguments"] = {"s": "c", "lpFlags": {"var": "f", "value": 0}}
    faults += complain("a good line", trace, good)
    for spoil in (
        lambda e: e.update(event="cal"),
        lambda e: e.pop("id"),
        lambda e: e.update(routine="r"),
        lambda e: e["arguments"].update(how=1),
        lambda e: e["arguments"].update(s="untouched"),
        lambda e: e["arguments"]["lpFlags"].update(value=[]),
    ):
        faults += refuses("trace", trace, good, spoil)
    good = {"request": "step", "token": 1, "index": 0}
    faults += complain("a good request", agent, good)
    faults += refuses("agent", agent, good, lambda r: r.pop("index"))
    faults += refuses("agent", agent, good, lambda r: r.update(request="stop"))
    good = {"format": "ioracle-choices", "version": 1, "scenario": "t", "profile": "windows-10"}
    good["choices"] = ["call@main:1"]
    faults += complain("good choices", choices, good)
    for spoil in (
        lambda c: c.pop("choices"),
        lambda c: c.update(format="ioracle"),
        lambda c: c.update(version=2),
        lambda c: c.update(profile="any"),
        lambda c: c.update(seed=7),
        lambda c: c["choices"].append(1),
    ):
        faults += refuses("choices", choices, good, spoil)
    sys.exit(1 if faults else 0)


main()
