"""The agent with scenarios embedded, under Wine, from another folder: what it prints is taken apart
and judged.

Usage: embedded_corpus_test.py IORACLE SOURCE AGENT.exe OUT          (77: no Wine, or no agent)
"""

import os
import pathlib
import shutil
import subprocess
import sys

IORACLE, SOURCE, AGENT, OUT = (pathlib.Path(word).resolve() for word in sys.argv[1:])
SCENARIOS = [
    "scenarios/port/posted_packets_come_out_in_order.json",
    "scenarios/wait/wait_of_a_set_event_returns_at_once.json",
    # Refused, hung for ever, and the one after it.
    "scenarios/device/control_tells_a_part.json",
    "scenarios/port/close_of_the_port_ends_dequeues.json",
    "scenarios/port/empty_port_times_out.json",
]


def run(*command, **more):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, **more)


def main():
    places = [os.environ.get("WINE"), "wine64", "/usr/lib/wine/wine64", "wine"]
    if not AGENT.exists() or not any(place and shutil.which(place) for place in places):
        sys.exit(77)
    shutil.rmtree(OUT, ignore_errors=True)
    elsewhere = OUT / "a folder of its own"
    elsewhere.mkdir(parents=True)
    made = run(
        SOURCE / "script/embed-corpus", "--agent", AGENT, "--parts", "1", "--out", OUT,
        *[SOURCE / scenario for scenario in SCENARIOS],
    )
    assert made.returncode == 0, made.stderr
    program = shutil.move(OUT / "ioracle-corpus-1-of-1.exe", elsewhere / "corpus.exe")
    ran = run(SOURCE / "script/wine-agent", program, cwd=elsewhere, timeout=180)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    told = run(SOURCE / "script/unpack-traces", "--out", OUT / "traces", input=ran.stdout)
    assert told.stdout.splitlines() == [
        "control_tells_a_part: it requires device",
        f"4 traces in {OUT / 'traces'}, 1 not recorded",
    ], told.stdout
    for name, code in [
        ("posted_packets_come_out_in_order", 0),
        ("wait_of_a_set_event_returns_at_once", 0),
        ("close_of_the_port_ends_dequeues", 1),
        ("empty_port_times_out", 0),
    ]:
        judged = run(IORACLE, "check", OUT / f"traces/{name}.jsonl")
        assert judged.returncode == code, name + judged.stdout
    assert run(SOURCE / "script/unpack-traces", "--out", OUT / "none", input="x").returncode == 2


if __name__ == "__main__":
    main()
