#!/usr/bin/env python3
"""An agent that performs nothing and misbehaves on request.

    fake_agent.py [FAULT]

Every scenario has two steps and the same trace. FAULT is one of
  dies_at_start, no_hello, old_protocol, garbage    (before anything was asked)
  dies, hangs       in the second step
  refuses           every scenario
  blocked           the second step is blocked, and after it the process has to be replaced
  chatty            prints lines that are no answers before each answer
The environment variable FAKE_AGENT_STARTS names a file to which each start appends a line.
"""
import json
import os
import sys
import time

EVENTS = [
    {"event": "call", "seq": 1, "thread": "main", "id": 1, "function": "WSACreateEvent",
     "arguments": {}, "last_error": 0},
    {"event": "return", "seq": 2, "thread": "main", "id": 1, "value": "e1", "last_error": 0},
]


def main():
    fault = sys.argv[1] if len(sys.argv) > 1 else ""
    starts = os.environ.get("FAKE_AGENT_STARTS")
    if starts:
        with open(starts, "a", encoding="utf-8") as file:
            file.write("start\n")
    if fault == "dies_at_start":
        sys.exit(1)
    for line in sys.stdin:
        request = json.loads(line)
        answer(request, perform(request, fault), fault)
        if request["request"] == "bye":
            return


def answer(request, told, fault):
    told["token"] = request["token"]
    if fault == "chatty":
        print("fixme:something:of_the_system stub", flush=True)
        print(json.dumps({"answer": "ready", "token": 0}), flush=True)
    print("not an answer" if fault == "garbage" else json.dumps(told), flush=True)


def perform(request, fault):
    kind = request["request"]
    if kind == "hello":
        if fault == "no_hello":
            time.sleep(3600)
        return {"answer": "hello", "protocol": 7 if fault == "old_protocol" else 1,
                "name": "fake", "version": "1", "system": "none", "build": "",
                "journal": "a journal", "capabilities": []}
    if kind == "load" and fault == "refuses":
        return {"answer": "refused", "reason": "it calls PulseEvent"}
    if kind == "load":
        return {"answer": "loaded", "steps": 2}
    if kind == "step" and request["index"] == 1:
        if fault == "dies":
            os._exit(3)
        if fault == "hangs":
            time.sleep(3600)
        if fault == "blocked":
            return {"answer": "blocked", "threads": ["main"]}
    if kind == "step":
        return {"answer": "returned"}
    if kind == "settle":
        return {"answer": "settled", "blocked": []}
    if kind == "trace":
        return {"answer": "trace", "lines": EVENTS}
    if kind == "recover":
        return {"answer": "trace", "lines": EVENTS[:1]}
    return {"answer": "replace" if fault == "blocked" else "ready"}


main()
