"""The reader's own page names its files; it must not fall behind."""

from __future__ import annotations

import pkgutil

from domain import documents


def test_every_file_of_the_reader_is_on_its_page() -> None:
    names = [module.name for module in pkgutil.iter_modules(documents.__path__)]
    assert [name for name in names if f"``{name}``" not in (documents.__doc__ or "")] == []
