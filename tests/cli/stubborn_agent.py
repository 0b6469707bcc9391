"""The simulator as an agent whose runs are all alike: each scenario is performed by a new one.

Usage: stubborn_agent.py IORACLE
"""

import json
import subprocess
import sys

agent = None
for line in sys.stdin:
    if agent is None or json.loads(line)["request"] == "load":
        if agent is not None:
            agent.kill()
        agent = subprocess.Popen(
            [sys.argv[1], "agent"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
    agent.stdin.write(line)
    agent.stdin.flush()
    print(agent.stdout.readline(), end="", flush=True)
if agent is not None:
    agent.kill()
