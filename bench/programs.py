#!/usr/bin/env python3
"""Writes the programs that script/bench measures, as scenarios: the forms that hold too many steps to be
written by hand.

Usage: bench/programs.py workers --threads T --loops L [--connections C]
       bench/programs.py outstanding --count N
"""

import argparse
import json


def pair(index):
    return {"tcp_pair": {"client": f"c{index}", "server": f"s{index}"}}


def receive(index):
    return {"call": "WSARecv", "with": {
        "s": f"c{index}", "lpBuffers": [{"buf": f"b{index}", "len": 16}],
        "lpOverlapped": {"at": f"ov{index}"}}}


def send(index):
    return {"call": "WSASend", "with": {
        "s": f"s{index}", "lpBuffers": [{"buf": f"o{index}", "bytes": [["A", 0, 16]]}],
        "lpNumberOfBytesSent": f"sent{index}"}}


def dequeue(thread):
    return {"call": "GetQueuedCompletionStatus", "with": {
        "CompletionPort": "p", "lpNumberOfBytesTransferred": f"n_{thread}", "lpCompletionKey": f"k_{thread}",
        "lpOverlapped": f"o_{thread}", "dwMilliseconds": "INFINITE"}}


def port(connections):
    yield {"call": "CreateIoCompletionPort", "as": "p", "with": {"FileHandle": "INVALID_HANDLE_VALUE"}}
    for index in range(connections):
        yield {"call": "CreateIoCompletionPort", "with": {
            "FileHandle": f"c{index}", "ExistingCompletionPort": "p", "CompletionKey": index}}


def workers(threads, loops, connections):
    """Workers at one port: each packet is of a connection's receive, which its taker posts again."""
    steps = list(port(connections))
    for index in range(connections):
        steps += [receive(index), send(index)]

    def work(thread):
        served = [{"if": f"k_{thread} == {index}", "then": [receive(index), send(index)]}
                  for index in range(connections)]
        loop = {"repeat": [dequeue(thread)] + served, "max": loops}
        return [{"call": "SleepEx", "thread": thread, "with": {"dwMilliseconds": 0, "bAlertable": 0}}, loop]

    names = [f"t{number}" for number in range(threads)]
    if threads == 1:
        steps += work("t0")
    else:
        steps.append({"race": [work(name) for name in names]})
    return {"name": f"workers_{threads}", "about": f"{threads} workers at one port serve {connections} connections.",
            "clauses": [], "given": [pair(index) for index in range(connections)], "steps": steps}


def outstanding(count):
    """One connection, so many receives posted before the first byte comes; a port tells of each."""
    steps = list(port(1))
    for index in range(count):
        steps.append({"call": "WSARecv", "with": {
            "s": "c0", "lpBuffers": [{"buf": f"b{index}", "len": 4}], "lpOverlapped": {"at": f"ov{index}"}}})
    for begin in range(0, count * 4, 4000):
        length = min(4000, count * 4 - begin)
        steps.append({"call": "WSASend", "with": {
            "s": "s0", "lpBuffers": [{"buf": "o", "bytes": [["A", begin, length]]}],
            "lpNumberOfBytesSent": "sent"}})
    for _ in range(count):
        steps.append(dequeue("main"))
    return {"name": f"outstanding_{count}", "about": f"{count} receives are outstanding at once.", "clauses": [],
            "given": [pair(0)], "steps": steps}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(dest="kind", required=True)
    one = kinds.add_parser("workers")
    one.add_argument("--threads", type=int, required=True)
    one.add_argument("--loops", type=int, required=True, help="of each worker")
    one.add_argument("--connections", type=int, default=64)
    many = kinds.add_parser("outstanding")
    many.add_argument("--count", type=int, required=True)
    given = parser.parse_args()
    if given.kind == "workers":
        program = workers(given.threads, given.loops, given.connections)
    else:
        program = outstanding(given.count)
    print(json.dumps(program, separators=(",", ":")))


if __name__ == "__main__":
    main()
