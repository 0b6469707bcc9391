#!/usr/bin/env python3
"""An agent for ioracle without any library: events and completion ports, one thread.

    ioracle conform --agent "python3 kit/example_agent.py" scenarios/wait scenarios/port

docs/protocol.md tells what is said here, and why.
"""
import json
import sys
import time

FALSE, TRUE, INFINITE, TIMEOUT, FAILED = 0, 1, 0xFFFFFFFF, 258, 0xFFFFFFFF
INVALID_HANDLE = 6


class Blocked(Exception):
    """The call waits for ever: there is one thread only."""


class Scenario:
    """The objects of one scenario, and what was seen of it."""

    def __init__(self, units):
        self.units, self.events, self.objects = units, [], {}
        self.calls, self.blocked = 0, []
        self.write({"event": "thread_start", "thread": "main"})

    def write(self, event):
        self.events.append({**event, "seq": len(self.events) + 1, "time": time.monotonic_ns()})

    def step(self, step):
        if "observe" in step:
            self.write({"event": "observe", "thread": "main", "handle": step["object"],
                        "signaled": self.objects[step["object"]]["signaled"]})
        elif "settle" in step:
            self.settle()
        else:
            self.call(step)

    def call(self, step):
        self.calls += 1
        told = {"thread": "main", "id": self.calls}
        self.write({"event": "call", **told, "function": step["function"],
                    "arguments": step["arguments"], "last_error": 0})
        try:
            done = FUNCTIONS[step["function"]](self, step["arguments"], step.get("as"))
        except Blocked:
            self.blocked = [{"thread": "main", "id": self.calls}]
            raise
        self.write({"event": "return", **told, "value": done[0], "last_error": done[1],
                    "outputs": done[2] if len(done) > 2 else {}})

    def settle(self):
        self.write({"event": "settle", "blocked": self.blocked})

    def create_event(self, arguments, name):
        self.objects[name] = {"manual": arguments["bManualReset"],
                              "signaled": arguments["bInitialState"]}
        return name, 0

    def set_event(self, arguments, _name):
        self.objects[arguments["hEvent"]]["signaled"] = TRUE
        return TRUE, 0

    def wait(self, arguments, _name):
        if not isinstance(arguments["hHandle"], str):  # no call made it
            return FAILED, INVALID_HANDLE
        event = self.objects[arguments["hHandle"]]
        if not event.get("packets", event.get("signaled")):  # a port is while it holds packets
            return self.time_out(arguments), 0
        event["signaled"] = event.get("manual")
        return 0, 0

    def create_port(self, _arguments, name):
        self.objects[name] = {"packets": []}
        return name, 0

    def post(self, arguments, _name):
        self.objects[arguments["CompletionPort"]]["packets"].append({
            "lpNumberOfBytesTransferred": arguments["dwNumberOfBytesTransferred"],
            "lpCompletionKey": arguments["dwCompletionKey"],
            "lpOverlapped": arguments["lpOverlapped"]})
        return TRUE, 0

    def dequeue(self, arguments, _name):
        packets = self.objects[arguments["CompletionPort"]]["packets"]
        if packets:
            return TRUE, 0, packets.pop(0)
        untouched = {"lpNumberOfBytesTransferred": "untouched", "lpCompletionKey": "untouched",
                     "lpOverlapped": None}
        return FALSE, self.time_out(arguments), untouched

    def time_out(self, arguments):
        if arguments["dwMilliseconds"] == INFINITE:
            raise Blocked
        time.sleep(arguments["dwMilliseconds"] / 1000)
        return TIMEOUT


FUNCTIONS = {
    "CreateEventW": Scenario.create_event, "SetEvent": Scenario.set_event,
    "WaitForSingleObject": Scenario.wait, "CreateIoCompletionPort": Scenario.create_port,
    "PostQueuedCompletionStatus": Scenario.post, "GetQueuedCompletionStatus": Scenario.dequeue,
}


def refusal(program):
    steps = [step for unit in program["units"] for step in unit]
    if program["threads"] != ["main"] or program["routines"]:
        return "it has several threads, or routines"
    for step in steps:
        if "function" in step and step["function"] not in FUNCTIONS:
            return "it calls " + step["function"]
        if not {"function", "settle"} & set(step) and step.get("observe") != "handle":
            return "it does more than to call, to settle and to observe events"
    return "it has pseudo handles" if '{"raw": -2}' in json.dumps(steps) else None


def main():
    scenario = None
    for line in sys.stdin:
        request = json.loads(line)
        kind = request["request"]
        answer = {"answer": "ready"}  # to reset and bye
        if kind == "hello":
            answer = {"answer": "hello", "protocol": 1, "name": "example.py", "version": "1",
                      "system": "Python", "capabilities": ["wait", "port"]}
        elif kind == "load":
            reason = refusal(request["program"])
            scenario = Scenario([] if reason else request["program"]["units"])
            answer = ({"answer": "refused", "reason": reason} if reason else
                      {"answer": "loaded", "steps": len(scenario.units)})
        elif kind == "step":
            try:
                for step in [] if scenario.blocked else scenario.units[request["index"]]:
                    scenario.step(step)
                answer = {"answer": "returned"}
            except Blocked:
                answer = {"answer": "blocked", "threads": ["main"]}
        elif kind == "settle":
            scenario.settle()
            answer = {"answer": "settled", "blocked": [{"thread": "main"}] * bool(scenario.blocked)}
        elif kind == "trace":
            if scenario.blocked:
                scenario.write({"event": "hang", "blocked": scenario.blocked})
            answer = {"answer": "trace", "lines": scenario.events}
        print(json.dumps({**answer, "token": request["token"]}), flush=True)


main()
