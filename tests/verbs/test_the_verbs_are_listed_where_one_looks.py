"""The rooms' own pages say where each verb is; they must not fall behind."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from domain import casework
from domain.casework.verb import VERBS

ROOMS = [module.name for module in pkgutil.iter_modules(casework.__path__) if module.ispkg]


def test_every_room_and_the_mechanism_is_on_the_first_page() -> None:
    names = [module.name for module in pkgutil.iter_modules(casework.__path__)]
    assert [name for name in names if f"``{name}``" not in (casework.__doc__ or "")] == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_file_of_a_room_is_on_its_page_and_those_with_verbs_are_in_its_table(room: str) -> None:
    package = importlib.import_module(f"domain.casework.{room}")
    files = {module.name for module in pkgutil.iter_modules(package.__path__)}
    for file in files:
        importlib.import_module(f"{package.__name__}.{file}")
    page = package.__doc__ or ""
    table = page[: page.rfind("====")]
    assert {file for file in files if f"``{file}``" not in page} == set()
    with_verbs = {run.__module__ for run in VERBS.values()}
    assert {
        file for file in files if f"{package.__name__}.{file}" in with_verbs and f"``{file}``" not in table
    } == set()
