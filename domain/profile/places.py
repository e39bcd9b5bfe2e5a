"""On which line of a TOML text each key stands; ``tomllib`` gives values without their places."""

from __future__ import annotations

import re

_TABLE = re.compile(r"^\s*(\[{1,2})\s*([^\[\]]+?)\s*\]{1,2}\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9_-]+))\s*=""")
_TEXT = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')

Place = tuple[str, int, str]  # table, which one of its name (from 0), key ("" for the table's own line)


def find_lines(text: str) -> dict[Place, int]:
    """The line (from 1) of each table and key. Keys at the top stand in the table ``""``.

    Knows what a profile uses: tables, arrays of tables, and values that run over several lines in brackets.
    """
    lines: dict[Place, int] = {("", 0, ""): 1}
    seen: dict[str, int] = {}
    table, number, depth = "", 0, 0
    for line_no, line in enumerate(text.split("\n"), start=1):
        bare = _TEXT.sub('""', line).split("#", 1)[0]
        if depth == 0 and (header := _TABLE.match(line)):
            table = header[2].strip("\"' ")
            number = seen.get(table, -1) + 1
            seen[table] = number
            lines[(table, number, "")] = line_no
            continue
        if depth == 0 and (key := _KEY.match(line)):
            lines.setdefault((table, number, key[1] or key[2] or key[3]), line_no)
        depth += sum(bare.count(mark) for mark in "[{") - sum(bare.count(mark) for mark in "]}")
    return lines
