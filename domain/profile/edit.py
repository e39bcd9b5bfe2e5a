"""Changing a profile in its own text: one row at a time, everything else kept as it stands, comments too.

The lines of one table are cut out of the text and changed with ``tomlkit``; ``load_profile`` then says whether the
whole still holds together. Nothing here judges what a value means. A line ends where TOML says it does: Python's
``splitlines`` would also part a title that somebody pasted with a line separator in it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, cast

import tomlkit
from tomlkit.items import Array, Table

from domain.errors import NotFoundError
from domain.profile.places import find_lines
from domain.profile.shape import REPEATED

Value = object  # str, int, bool, date, time, or a list of them; None takes the key out


@dataclass(frozen=True, slots=True)
class _Block:
    """The lines of one table in a text, ``first`` included, ``end`` not; what stands below it is the next one's."""

    first: int
    end: int


def row_number(text: str, table: str, wanted: Mapping[str, Value]) -> int:
    """Which row (from 0) of ``[[table]]`` has these values. Raises ``NotFoundError`` where none has."""
    for number, row in enumerate(tomllib.loads(text).get(table, [])):
        if all(row.get(key) == value for key, value in wanted.items()):
            return number
    raise NotFoundError(noun=table, id=" ".join(str(value) for value in wanted.values()))


def add_row(text: str, table: str, values: Mapping[str, Value]) -> str:
    """The text with one more ``[[table]]``, after the last one of its kind, else at the end."""
    lines = text.split("\n")
    blocks = _blocks(text, table)
    at = blocks[-1].end if blocks else len(lines)
    row = ["", *_written(table, values)]
    return _joined([*lines[:at], *row, *lines[at:]])


def change_row(text: str, table: str, number: int, values: Mapping[str, Value]) -> str:
    """The text with these keys of the table's row ``number`` set, or taken out where the value is None.

    A plain ``[table]`` has number 0 and is made where it is missing; ``""`` is what stands before every table.

    Raises:
        NotFoundError: there is no such row.
    """
    lines = text.split("\n")
    blocks = _blocks(text, table)
    if not blocks and table not in REPEATED:
        return add_row(text, table, values)
    block = _at(blocks, table, number)
    document = tomlkit.parse("\n".join(lines[block.first : block.end]))
    row = _only_row(document, table)
    for key, value in values.items():
        if value is None:
            row.pop(key, None)
        elif not (isinstance(value, list) and _grown(row.get(key), value)) and row.get(key) != value:
            row[key] = _item(value)
    changed = tomlkit.dumps(document).rstrip("\n").split("\n")
    return _joined([*lines[: block.first], *changed, *lines[block.end :]])


def drop_row(text: str, table: str, number: int) -> str:
    """The text without the row ``number`` of ``[[table]]``. Raises ``NotFoundError`` where there is none."""
    lines = text.split("\n")
    block = _at(_blocks(text, table), table, number)
    blank = takewhile(lambda line: not line.strip(), reversed(lines[: block.first]))
    return _joined([*lines[: block.first - min(1, len(list(blank)))], *lines[block.end :]])


def _blocks(text: str, table: str) -> list[_Block]:
    """The tables of that name, each up to its last line that says anything."""
    lines = text.split("\n")
    tables = {line - 1: name for (name, _, key), line in find_lines(text).items() if key == "" and name}
    heads = sorted(tables)
    mine = [0] if table == "" else [head for head in heads if tables[head] == table]
    found = []
    for first in mine:
        end = next((head for head in heads if head > first or (table == "" and head >= first)), len(lines))
        while end > first + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
            end -= 1
        found.append(_Block(first, end))
    return found


def _at(blocks: list[_Block], table: str, number: int) -> _Block:
    if not 0 <= number < len(blocks):
        raise NotFoundError(noun=table, id=str(number))
    return blocks[number]


def _only_row(document: tomlkit.TOMLDocument, table: str) -> Table | tomlkit.TOMLDocument:
    if table == "":
        return document
    found: Any = document[table]
    return cast("Table", found[0] if table in REPEATED else found)


def _grown(there: object, wanted: list[Any]) -> bool:
    """Whether the list that is there could be made into the wanted one in its place, with its lines and comments."""
    if not isinstance(there, Array):
        return False
    kept = [one for one in there.unwrap() if one in wanted]
    if wanted[: len(kept)] != kept or len(set(map(str, wanted))) != len(wanted):
        return False
    for one in [one for one in there.unwrap() if one not in wanted]:
        there.remove(one)
    for one in wanted[len(kept) :]:
        there.append(one)
    return True


def _written(table: str, values: Mapping[str, Value]) -> list[str]:
    head = f"[[{table}]]" if table in REPEATED else f"[{table}]"
    said = [f"{_key(key)} = {_item(value).as_string()}" for key, value in values.items() if value is not None]
    return [head, *said]


def _key(key: str) -> str:
    return tomlkit.key(key).as_string()


def _item(value: Value) -> Any:
    """A value as TOML; a long list gets a line each, so that the next change is easy to see."""
    made = tomlkit.item(cast("Any", value))
    if isinstance(value, list) and len(value) > _ON_ONE_LINE:
        made.multiline(multiline=True)
    return made


_ON_ONE_LINE = 8


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n") + "\n"
