"""Bad input leaves the database as it was, in every table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def town(furnished_terminal: Any) -> Iterator[Any]:
    """A workplace whose database must be the same after the test as before it."""
    before = furnished_terminal.dump()
    assert len(before[0]) > 100
    yield furnished_terminal
    assert furnished_terminal.dump() == before
