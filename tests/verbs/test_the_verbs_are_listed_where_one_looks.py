"""The package's own page says where each verb is; it must not fall behind."""

from __future__ import annotations

import importlib
import pkgutil

from domain import casework
from domain.casework.verb import VERBS

FILES = {module.name for module in pkgutil.iter_modules(casework.__path__)}
for file in FILES:
    importlib.import_module(f"domain.casework.{file}")


def test_every_file_of_the_verbs_is_on_the_page_and_those_with_verbs_are_in_its_table() -> None:
    page = casework.__doc__ or ""
    table = page[: page.rindex("====")]
    assert {file for file in FILES if f"``{file}``" not in page} == set()
    with_verbs = {run.__module__.rpartition(".")[2] for run in VERBS.values()}
    assert {file for file in with_verbs & FILES if f"``{file}``" not in table} == set()
