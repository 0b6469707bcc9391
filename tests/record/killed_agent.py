#!/usr/bin/env python3
"""Stands between a driver and an agent, and kills the agent in the middle of a step.

    killed_agent.py LOG STEPS_MAX COMMAND...

Each start picks a step from 1 to STEPS_MAX, by the number of starts before; when that many steps
were asked for, the agent is killed and this program ends. LOG is a file to which it appends a line
for each start ("start"), and for each kill ("killed SCENARIO STEP").
"""
import json
import pathlib
import random
import subprocess
import sys


def main():
    log = pathlib.Path(sys.argv[1])
    steps_max = int(sys.argv[2])
    starts = log.read_text(encoding="utf-8").count("start\n") if log.exists() else 0
    last_step = random.Random(starts).randint(1, steps_max)
    note(log, "start")
    # In the process group of this program: who ends that, ends both.
    agent = subprocess.Popen(sys.argv[3:], stdin=subprocess.PIPE)
    scenario = ""
    steps = 0
    for line in sys.stdin:
        request = json.loads(line)
        if request["request"] == "load":
            scenario = request["scenario"]["name"]
        agent.stdin.write(line.encode())
        agent.stdin.flush()
        steps += request["request"] == "step"
        if steps == last_step:
            agent.kill()
            note(log, f"killed {scenario} {request['index']}")
            return
    agent.stdin.close()
    agent.wait()


def note(log, text):
    with log.open("a", encoding="utf-8") as file:
        file.write(text + "\n")


main()
