#!/usr/bin/env python3
"""Validates the messages between a driver and an agent with the published schema.

    validate_messages.py SCHEMA MESSAGES

Also spoils each kind of message, which the schema must then refuse: a schema that allows
everything does not pass. Prints how many messages of each kind there were.
"""
import collections
import json
import pathlib
import sys

from jsonschema import Draft202012Validator


def main():
    schema, messages = (pathlib.Path(path).read_text(encoding="utf-8") for path in sys.argv[1:])
    Draft202012Validator.check_schema(json.loads(schema))
    checker = Draft202012Validator(json.loads(schema))
    faults = 0
    counts = collections.Counter()
    for number, line in enumerate(messages.splitlines(), 1):
        message = json.loads(line)
        kind = message.get("request") or "answer " + message["answer"]
        counts[kind] += 1
        for error in checker.iter_errors(message):
            print(f"line {number}: {kind}: {error.message[:300]}")
            faults += 1
            break
        if counts[kind] == 1:
            faults += sum(allowed(checker, spoilt, kind) for spoilt in spoil(message))
    for kind, count in sorted(counts.items()):
        print(f"{count} {kind}")
    sys.exit(1 if faults else 0)


def spoil(message):
    """Each member taken away, or of another type, but for those that may be left out."""
    optional = {"build", "journal", "timers"}
    for name in message:
        other = [] if isinstance(message[name], dict) else {}
        yield {**message, name: other}
        if name not in optional:
            yield {key: value for key, value in message.items() if key != name}
    yield {**message, "request" if "request" in message else "answer": "nonsense"}


def allowed(checker, message, kind):
    if not checker.is_valid(message):
        return 0
    print(f"{kind}: the schema allows {json.dumps(message)[:200]}")
    return 1


main()
