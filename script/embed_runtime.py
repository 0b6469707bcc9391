#!/usr/bin/env python3
"""Makes C++ of the parts that emitted C programs share.

Usage: embed_runtime.py OUTPUT.cpp PART.c...
"""

import pathlib
import sys

DELIMITER = "ioracle"
SIZE = 8000  # of a piece: below the length that every compiler takes


def literal(content):
    if f'){DELIMITER}"' in content:
        sys.exit(f'a part must not hold ){DELIMITER}"')
    pieces = [content[at : at + SIZE] for at in range(0, len(content), SIZE)]
    return "\n".join(f'R"{DELIMITER}({piece}){DELIMITER}"' for piece in pieces)


def main(output, parts):
    text = "// Generated from emit/ by script/embed_runtime.py.\n"
    text += '#include "emit/runtime.h"\n\nnamespace ioracle::emit {\n\n'
    for part in map(pathlib.Path, parts):
        content = part.read_text(encoding="utf-8")
        text += f"const std::string_view {part.stem}_text =\n{literal(content)};\n\n"
    text += "}  // namespace ioracle::emit\n"
    pathlib.Path(output).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])
