#!/usr/bin/env python3
"""An agent in one page: it performs scenarios of event objects on an implementation of its own.

The implementation is wrong: a wait leaves an auto-reset event as it is; TINY_AGENT_FIXED=1 mends
it. The protocol is told in docs/formats.md.
"""

import json
import os
import sys

WAIT_OBJECT_0, WAIT_TIMEOUT = 0, 258
FIXED = bool(os.environ.get("TINY_AGENT_FIXED"))


class Events:
    """The implementation to be tested."""

    def __init__(self):
        self.events = {}  # by name: is it a manual-reset event, is it signaled

    def CreateEventW(self, given, name):
        self.events[name] = [given["bManualReset"] != 0, given["bInitialState"] != 0]
        return name

    def SetEvent(self, given, _):
        self.events[given["hEvent"]][1] = True
        return 1

    def WaitForSingleObject(self, given, _):
        event = self.events[given["hHandle"]]
        if not event[1]:
            return WAIT_TIMEOUT
        if FIXED and not event[0]:
            event[1] = False
        return WAIT_OBJECT_0


class Agent:
    """What ioracle asks of it, and what it answers."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.system, self.steps, self.trace = Events(), [], []

    def note(self, **event):
        self.trace.append({"seq": len(self.trace) + 1, "thread": "main", **event})

    def answer(self, request):
        kind = request["request"]
        if kind == "hello":
            return {"answer": "hello", "protocol": 1, "name": "tiny", "version": "1",
                    "system": "none", "build": "", "journal": "", "capabilities": ["event"]}
        if kind == "load":
            self.reset()
            self.steps = request["scenario"]["steps"]
            for step in self.steps:
                if not hasattr(Events, step.get("call", "nothing")):
                    return {"answer": "refused", "reason": f"cannot perform {json.dumps(step)}"}
            return {"answer": "loaded", "steps": len(self.steps)}
        if kind == "step":
            self.perform(self.steps[request["index"]])
            return {"answer": "returned"}
        if kind == "settle":
            return {"answer": "settled", "blocked": []}
        if kind == "trace":
            return {"answer": "trace", "lines": self.trace}
        self.reset()
        return {"answer": "ready"}

    def perform(self, step):
        identity = sum(event["event"] == "call" for event in self.trace) + 1
        self.note(event="call", id=identity, function=step["call"], arguments=step["with"],
                  last_error=0)
        value = getattr(self.system, step["call"])(step["with"], step.get("as"))
        self.note(event="return", id=identity, value=value, last_error=0)


def main():
    agent = Agent()
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps({"token": request["token"], **agent.answer(request)}), flush=True)
        if request["request"] == "bye":
            return


main()
