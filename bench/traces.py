#!/usr/bin/env python3
"""Writes a trace of many operations outstanding at once, as a machine would that does one thing
after another: so many are beyond what is worth simulating.

Usage: bench/traces.py --header FILE --count N --connections C

`--header`: a trace whose first line is taken over. N receives of 4 bytes are posted at C
connections in turn; then each connection in its turn is sent what fills its receives, a thousand at
a time, and a port tells of each.
"""

import argparse
import json
import sys


class Trace:
    def __init__(self, out):
        self.out, self.seq, self.id, self.error = out, 0, 0, 0

    def event(self, kind, **members):
        self.seq += 1
        json.dump({"event": kind, "seq": self.seq, **members}, self.out, separators=(",", ":"))
        self.out.write("\n")

    def call(self, function, arguments, value, error=0, outputs=None):
        self.id += 1
        self.event("call", thread="main", id=self.id, function=function, arguments=arguments,
                   last_error=self.error)
        self.error = error
        told = {"outputs": outputs} if outputs is not None else {}
        self.event("return", thread="main", id=self.id, value=value, last_error=error, **told)


def connect(trace, index):
    listener = f"c{index}_listener"
    socket = {"af": 2, "type": 1, "protocol": 6, "g": 0, "dwFlags": 1}
    trace.call("WSASocketW", socket, listener)
    trace.call("bind", {"s": listener, "name": "loopback"}, 0)
    trace.call("listen", {"s": listener, "backlog": 1}, 0)
    trace.call("WSASocketW", socket, f"c{index}")
    trace.call("connect", {"s": f"c{index}", "name": {"of": listener}}, 0)
    trace.call("accept", {"s": listener, "addr": None, "addrlen": None}, f"s{index}")
    trace.call("closesocket", {"s": listener}, 0)


def receive(trace, index, connection):
    trace.call("WSARecv", {
        "s": f"c{connection}", "lpBuffers": [{"buf": f"b{index}", "len": 4}],
        "lpNumberOfBytesRecvd": None, "lpFlags": {"var": f"flags{index}", "value": 0},
        "lpOverlapped": {"at": f"ov{index}", "hEvent": None, "Offset": 0, "OffsetHigh": 0},
        "lpCompletionRoutine": None}, -1, 997, {"lpFlags": "untouched"})


def send(trace, connection, begin, length):
    trace.call("WSASend", {
        "s": f"s{connection}",
        "lpBuffers": [{"buf": "o", "len": length, "bytes": [["A", begin, length]]}],
        "lpNumberOfBytesSent": "sent", "dwFlags": 0, "lpOverlapped": None,
        "lpCompletionRoutine": None}, 0, 0, {"lpNumberOfBytesSent": length})


def dequeue(trace, index, connection, begin):
    trace.call("GetQueuedCompletionStatus", {
        "CompletionPort": "p", "lpNumberOfBytesTransferred": "n", "lpCompletionKey": "k",
        "lpOverlapped": "o", "dwMilliseconds": 4294967295}, 1, 0, {
            "lpNumberOfBytesTransferred": 4, "lpCompletionKey": connection,
            "lpOverlapped": f"ov{index}"})
    trace.event("observe", end_seq=trace.seq + 1, thread="main", buffer=f"b{index}", offset=0,
                bytes=[["A", begin, 4]])


def outstanding(trace, count, connections):
    trace.event("thread_start", thread="main")
    trace.call("WSAStartup", {"wVersionRequested": 514}, 0)
    for connection in range(connections):
        connect(trace, connection)
    port = {"FileHandle": {"raw": -1}, "ExistingCompletionPort": None,
            "CompletionKey": 0, "NumberOfConcurrentThreads": 0}
    trace.call("CreateIoCompletionPort", port, "p")
    for connection in range(connections):
        trace.call("CreateIoCompletionPort", {
            **port, "FileHandle": f"c{connection}", "ExistingCompletionPort": "p",
            "CompletionKey": connection}, "p")
    for index in range(count):
        receive(trace, index, index % connections)
    for connection in range(connections):
        waiting = range(connection, count, connections)
        for first in range(0, len(waiting), 1000):
            some = waiting[first:first + 1000]
            send(trace, connection, first * 4, len(some) * 4)
            for place in range(first, first + len(some)):
                dequeue(trace, waiting[place], connection, place * 4)
    trace.event("end")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--header", required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--connections", type=int, required=True)
    given = parser.parse_args()
    with open(given.header) as header:
        sys.stdout.write(header.readline())
    outstanding(Trace(sys.stdout), given.count, given.connections)


if __name__ == "__main__":
    main()
