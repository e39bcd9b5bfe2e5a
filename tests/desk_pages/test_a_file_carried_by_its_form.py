"""A file that a form carries comes back as it was, and what is no file is an empty one."""

from __future__ import annotations

import pytest
from starlette.datastructures import FormData

from desk.web.carried_file import in_field, most_in_field, sent_file


@pytest.mark.parametrize("data", [b"", b"Organ;Dato\n", bytes(range(256))])
def test_what_is_carried_comes_back(data: bytes) -> None:
    assert sent_file(FormData({"name": "plan.csv", "content": in_field(data)}), 1000) == ("plan.csv", data)
    assert len(in_field(data)) <= most_in_field(len(data))


@pytest.mark.parametrize("content", ["æøå", "%%%", "abc", "QUJD\x00"])
def test_what_nobody_sent_as_a_file_is_an_empty_one(content: str) -> None:
    assert sent_file(FormData({"name": "x" * 500, "content": content}), 1000) == ("x" * 200, b"")
