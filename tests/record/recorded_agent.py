#!/usr/bin/env python3
"""Stands between a driver and an agent, and appends every line that they say to a file.

    recorded_agent.py LOG COMMAND...
"""
import pathlib
import subprocess
import sys


def main():
    with pathlib.Path(sys.argv[1]).open("a", encoding="utf-8") as log:
        agent = subprocess.Popen(
            sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        for request in sys.stdin:
            log.write(request)
            agent.stdin.write(request)
            answer = agent.stdout.readline()
            log.write(answer)
            log.flush()
            print(answer, end="", flush=True)


main()
