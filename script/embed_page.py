#!/usr/bin/env python3
"""Makes C++ of the page of the timeline: its style and its scripts inside, the data left out.

Usage: embed_page.py OUTPUT.cpp PAGE.html STYLE.css SCRIPT.js...
"""

import pathlib
import sys

DELIMITER = "ioracle"


def text(path):
    return pathlib.Path(path).read_text(encoding="utf-8")


def literal(content):
    """A raw string literal; pieces stay below the length that every compiler takes."""
    if f'){DELIMITER}"' in content:
        sys.exit(f'the page must not hold ){DELIMITER}"')
    size = 8000
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    return "\n".join(f'R"{DELIMITER}({piece}){DELIMITER}"' for piece in pieces)


def main(output, page, style, scripts):
    script = '"use strict";\n' + "\n".join(text(path) for path in scripts)
    if "</script" in script:
        sys.exit("the scripts must not hold </script")
    whole = text(page).replace("@style@", text(style)).replace("@script@", script)
    before, after = whole.split("@data@")
    pathlib.Path(output).write_text(
        "// Generated from view/ by script/embed_page.py.\n"
        '#include "view/page.h"\n\nnamespace ioracle {\n\n'
        f"const std::string_view page_before_data =\n{literal(before)};\n\n"
        f"const std::string_view page_after_data =\n{literal(after)};\n\n"
        "}  // namespace ioracle\n",
        encoding="utf-8",
        newline="\n",
    )


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:])
