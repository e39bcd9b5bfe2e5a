"""Commands are typed in the sample municipality, with its meetings of 2023."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def town(furnished_terminal: Any) -> Any:
    return furnished_terminal
