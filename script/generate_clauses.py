#!/usr/bin/env python3
"""Turns the catalogue in spec/ into clause_table.h (the ids) and clause_table.cpp (the rest).

Usage: generate_clauses.py SPEC_FOLDER OUTPUT_FOLDER

The rows are sorted by id, so that the header can be searched at compile time; both files depend
on the catalogue alone. A row that breaks spec/README.md stops the build with its file and line.
"""

import hashlib
import json
import pathlib
import re
import sys

ID = re.compile(r"[A-Za-z0-9]+([._-][A-Za-z0-9]+)*")
KINDS = {"must", "may", "undefined", "error", "version-dependent"}
FACT = ["area", "setup", "action", "observed", "windows_versions", "source"]
FIELDS = {  # file: required and optional fields besides the id
    "documentation": (
        ["function", "kind", "clause", "inputs", "observable", "source", "founding"],
        [],
    ),
    "socket_facts": (FACT, ["note"]),
    "win32_facts": (FACT, ["note"]),
    "reported_facts": (FACT + ["basis", "directness"], ["note"]),
    "inferred": (["clause", "why", "source"], []),
    "excused": (["reason"], []),
}
BASES = {"windows-ci-test", "measured-report", "microsoft-engineer"}


class BadRow(Exception):
    """A row of the catalogue that breaks the rules of spec/README.md."""


def read(folder, name):
    """Yields (place, row) for each row of one file, checked for its fields."""
    required, optional = FIELDS[name]
    path = folder / f"{name}.jsonl"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        place = f"{path}:{number}"
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadRow(f"{place}: not JSON: {error}") from error
        missing = {"id", *required} - row.keys()
        unknown = row.keys() - {"id", *required, *optional}
        if missing or unknown:
            raise BadRow(f"{place}: missing {sorted(missing)}, unknown {sorted(unknown)}")
        if not ID.fullmatch(row["id"]):
            raise BadRow(f"{place}: {row['id']!r} is no id")
        yield place, row


def documented(place, row):
    if row["kind"] not in KINDS:
        raise BadRow(f"{place}: kind {row['kind']!r}, expected one of {sorted(KINDS)}")
    return {
        "kind": row["kind"].replace("-", "_"),
        "evidence": "documented",
        "founding": row["founding"],
        "subject": row["function"],
        "text": row["clause"],
        "versions": "",
    }


def fact(place, row):
    evidence = "observed"
    if "basis" in row:
        if row["basis"] not in BASES:
            raise BadRow(f"{place}: basis {row['basis']!r}, expected one of {sorted(BASES)}")
        by_word = row["basis"] == "microsoft-engineer"
        if not by_word and row["directness"] != "test-source-no-run-seen":
            evidence = "measured"
    return {
        "kind": "fact",
        "evidence": evidence,
        "founding": False,
        "subject": row["area"],
        "text": f"{row['setup']}; {row['action']}: {row['observed']}",
        "versions": row["windows_versions"],
    }


def inferred(place, row):
    if not row["id"].startswith("inferred."):
        raise BadRow(f"{place}: {row['id']!r} does not start with 'inferred.'")
    return {
        "kind": "choice",
        "evidence": "inferred",
        "founding": False,
        "subject": row["id"].split(".")[1],
        "text": f"{row['clause']} ({row['why']})",
        "versions": "",
    }


READERS = {
    "documentation": documented,
    "socket_facts": fact,
    "win32_facts": fact,
    "reported_facts": fact,
    "inferred": inferred,
}


def catalogue(folder):
    """All clauses of the catalogue, sorted by id."""
    clauses = {}
    for name, reader in READERS.items():
        for place, row in read(folder, name):
            if row["id"] in clauses:
                raise BadRow(f"{place}: {row['id']!r} is there already")
            clauses[row["id"]] = reader(place, row) | {"source": row["source"], "excuse": ""}
    for place, row in read(folder, "excused"):
        clause = clauses.get(row["id"])
        if clause is None:
            raise BadRow(f"{place}: {row['id']!r} is not in the catalogue")
        if clause["excuse"]:
            raise BadRow(f"{place}: {row['id']!r} is excused twice")
        clause["excuse"] = row["reason"]
    return dict(sorted(clauses.items()))


def quoted(text):
    """A C++ string literal; JSON's escapes of printable ASCII are C++'s own."""
    if not text.isascii() or not text.isprintable():
        raise BadRow(f"not printable ASCII: {text!r}")
    return json.dumps(text)


def header(clauses):
    ids = "".join(f"    {quoted(id)},\n" for id in clauses)
    return (
        "#pragma once\n// Generated from spec/ by script/generate_clauses.py.\n\n"
        "namespace ioracle::generated {\n\n"
        f"inline constexpr const char* clause_ids[] = {{\n{ids}}};\n\n"
        "}  // namespace ioracle::generated\n"
    )


def table(clauses):
    digest = hashlib.sha256(json.dumps(clauses).encode()).hexdigest()
    rows = "".join(
        f"    {{{quoted(id)}, ClauseKind::{c['kind']}, Evidence::{c['evidence']},"
        f" {str(c['founding']).lower()},\n     {quoted(c['subject'])}, {quoted(c['text'])},\n"
        f"     {quoted(c['versions'])}, {quoted(c['source'])},\n     {quoted(c['excuse'])}}},\n"
        for id, c in clauses.items()
    )
    return (
        '// Generated from spec/ by script/generate_clauses.py.\n#include "model/clause.h"\n\n'
        "namespace ioracle {\nnamespace {\n\n"
        f"constexpr Clause table[] = {{\n{rows}}};\n\n"
        "}  // namespace\n\n"
        "std::span<const Clause> clauses() { return table; }\n\n"
        f'std::string_view catalogue_digest() {{ return "{digest}"; }}\n\n'
        "}  // namespace ioracle\n"
    )


def main(spec, output):
    try:
        clauses = catalogue(pathlib.Path(spec))
        texts = {"clause_table.h": header(clauses), "clause_table.cpp": table(clauses)}
    except BadRow as error:
        sys.exit(f"{error}")
    for name, text in texts.items():
        path = pathlib.Path(output) / name
        # An unchanged header keeps its time, so that a new text does not rebuild every rule.
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
