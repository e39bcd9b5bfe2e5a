"""The linter as a fixture, for test folders are no packages to import from."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def defects() -> Callable[[bytes], list[str]]:
    spec = importlib.util.spec_from_file_location("ics_linter", Path(__file__).with_name("ics_linter.py"))
    assert spec is not None
    assert spec.loader is not None
    linter = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(linter)
    return linter.defects
