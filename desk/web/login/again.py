"""A session that ran out in the middle of typing: what was typed is carried through the login, and sent again.

It travels in the page itself and is kept nowhere here. It comes from our own pages only (the origin check stands
before everything), goes back to one of our own addresses only, and there is a limit to how much. Passwords are left
out, and files cannot be put back into a page: they are named, and chosen again.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi.datastructures import FormData
from starlette.datastructures import UploadFile

from desk.web.page import own_path

PREFIX, ADDRESS, FILES = "felt.", "igen", "fil."
MOST_LETTERS, MOST_FIELDS = 1_000_000, 2000
_LEFT_OUT = frozenset({"password", "repeated", "old_password", "own_password", "code"})


@dataclass(frozen=True, slots=True)
class Carried:
    """Where it was going, its fields in order, and the files by their fields. ``is_whole``: nothing was cut."""

    address: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...] = ()
    is_whole: bool = True

    @property
    def hidden(self) -> tuple[tuple[str, str], ...]:
        """The whole as hidden fields of the login form."""
        return (
            (ADDRESS, self.address),
            *((PREFIX + name, value) for name, value in self.fields),
            *((FILES + name, value) for name, value in self.files),
        )

    @property
    def readable(self) -> tuple[str, ...]:
        """What a person would be sorry to lose: texts of more than a word or two."""
        return tuple(value for _, value in self.fields if " " in value.strip())


def of_post(address: str, typed: FormData) -> Carried:
    """What somebody sent without being logged in."""
    return _within_limits(address, typed.multi_items())


def of_login(typed: FormData) -> Carried | None:
    """What the login form carried; None where it carried nothing."""
    address = typed.get(ADDRESS)
    if not isinstance(address, str) or own_path(address, "") != address:
        return None
    carried = _within_limits(
        address,
        [(name.removeprefix(PREFIX), value) for name, value in typed.multi_items() if name.startswith(PREFIX)],
    )
    files = tuple(
        (name.removeprefix(FILES), value)
        for name, value in typed.multi_items()
        if name.startswith(FILES) and isinstance(value, str)
    )
    return Carried(carried.address, carried.fields, files[:20], carried.is_whole)


def _within_limits(address: str, items: list[tuple[str, UploadFile | str]]) -> Carried:
    fields: list[tuple[str, str]] = []
    files: list[tuple[str, str]] = []
    letters, is_whole = 0, True
    for name, value in items:
        if isinstance(value, UploadFile):
            if value.filename:
                files.append((name, value.filename))
        elif name not in _LEFT_OUT:
            letters += len(name) + len(value)
            if letters > MOST_LETTERS or len(fields) >= MOST_FIELDS:
                is_whole = False
                break
            fields.append((name, value))
    return Carried(address, tuple(fields), tuple(files), is_whole)
