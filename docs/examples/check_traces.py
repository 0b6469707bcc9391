#!/usr/bin/env python3
"""Judges traces through the C interface of ioracle: an example for other languages.

Usage: check_traces.py TRACE...    (IORACLE_LIBRARY names the library where it is not installed)
"""

import ctypes
import ctypes.util
import json
import os
import sys


def load():
    """The library with the types of what is used here; ioracle.h tells all of it."""
    path = os.environ.get("IORACLE_LIBRARY") or ctypes.util.find_library("ioracle")
    library = ctypes.CDLL(path or "libioracle.so.1")
    library.ioracle_check.restype = ctypes.c_void_p
    library.ioracle_check.argtypes = [ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p]
    library.ioracle_code.argtypes = [ctypes.c_void_p]
    library.ioracle_free.argtypes = [ctypes.c_void_p]
    for text in (library.ioracle_json, library.ioracle_error):
        text.restype = ctypes.c_char_p
        text.argtypes = [ctypes.c_void_p]
    return library


def check(library, trace, profile=None):
    """The verdict as `ioracle check --format json` tells it."""
    result = library.ioracle_check(trace, len(trace), profile.encode() if profile else None)
    try:
        if library.ioracle_error(result):
            raise ValueError(library.ioracle_error(result).decode())
        return json.loads(library.ioracle_json(result))
    finally:
        library.ioracle_free(result)


def main(paths):
    library = load()
    rejected = False
    for path in paths:
        with open(path, "rb") as file:
            verdict = check(library, file.read())
        print(f"{os.path.basename(path)}: {verdict['verdict']}")
        for sentence in verdict["allowed"]:
            print(f"  allowed: {sentence}")
        rejected = rejected or verdict["verdict"] == "rejected"
    return 1 if rejected else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
