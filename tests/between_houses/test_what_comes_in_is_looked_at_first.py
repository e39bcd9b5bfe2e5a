"""A file from somebody else is read with suspicion: whatever it is, it is findings, and nothing of it is written."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.casework.exchange.incoming import import_exchange, preview_import
from domain.casework.verb import By
from domain.documents.exchange import packing
from domain.documents.exchange.packing import DATA, unpack
from domain.errors import ExchangeError
from domain.store.transfer import count_rows

OPEN = "23/1000"
BY = By("lone.vejlby", datetime(2023, 4, 20, 8, 0, tzinfo=UTC))
Members = dict[str, bytes]


def members_of(data: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def zipped(members: Members, *, mode: int = 0) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = (mode if name != DATA else 0) << 16
            packed.writestr(member, data)
    return written.getvalue()


def with_data(members: Members, change: Callable[[dict[str, Any]], object]) -> Members:
    said = json.loads(members[DATA])
    change(said)
    return {**members, DATA: json.dumps(said).encode()}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def first_file(members: Members) -> str:
    return next(name for name in members if name != DATA)


def refused(data: bytes, other: Any) -> set[str]:
    """The findings; and that nothing was written."""
    parcel = unpack(data)
    with other.db.read() as session:
        before = count_rows(session)
        found = {one.code for one in preview_import(session, parcel).findings if one.is_error}
    with pytest.raises(ExchangeError):
        import_exchange(other.db, BY, parcel=parcel)
    with other.db.read() as session:
        assert count_rows(session) == before
    return found


SHORT = "a" * 63
ELSEWHERE = ("../ud.txt", "/etc/passwd", "files/../../x", "C:\\x", f"files\\{SHORT}a", f"files/{SHORT}", "__MACOSX/x")


def test_a_member_anywhere_else_is_refused(house: Any, other: Any) -> None:
    members = members_of(house.export(OPEN))
    for name in ELSEWHERE:
        assert refused(zipped(members | {name: b"x"}), other) == {"strange_member"}, name


def test_links_doublets_bombs_and_wrong_hashes_are_refused(
    house: Any, other: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = members_of(house.export(OPEN))
    name = first_file(members)
    assert refused(zipped(members, mode=stat.S_IFLNK | 0o777), other) == {"strange_member"}
    assert refused(zipped({**members, name: b"noget andet"}), other) == {"wrong_hash"}
    assert refused(zipped({one: data for one, data in members.items() if one != name}), other) == {"file_missing"}
    assert refused(zipped({**members, f"files/{digest(b'x')}": b"x"}), other) == {"file_unused"}
    assert refused(zipped({one: data for one, data in members.items() if one != DATA}), other) == {"no_data"}
    twice = io.BytesIO(zipped(members))
    with zipfile.ZipFile(twice, "a") as packed, pytest.warns(UserWarning, match="Duplicate"):
        packed.writestr(name, members[name])
    assert refused(twice.getvalue(), other) == {"twice"}
    large = b"%PDF-" + b"0" * 3_000_000
    bomb = {**members, f"files/{digest(large)}": large}
    assert len(zipped(bomb)) < 100_000
    monkeypatch.setattr(packing, "MOST_UNPACKED", 2_000_000)
    assert refused(zipped(bomb), other) == {"too_much"}
    monkeypatch.setattr(packing, "MOST_MEMBERS", 3)
    assert refused(zipped(members), other) == {"too_many_members"}


@pytest.mark.slow
def test_a_file_with_macros_or_of_another_kind_than_it_says_is_refused(house: Any, other: Any) -> None:
    members = members_of(house.export(OPEN))
    name = first_file(members)
    macros = zipped({"word/document.xml": b"<w/>", "word/vbaProject.bin": b"x"})

    def put(content: bytes) -> bytes:
        text = members[DATA].decode().replace(name.removeprefix("files/"), digest(content))
        changed = with_data(
            {**members, DATA: text.encode()}, lambda said: _sizes(said, digest(content), len(content))
        )
        left = {one: data for one, data in changed.items() if one != name}
        return zipped({**left, f"files/{digest(content)}": content})

    assert refused(put(macros), other) == {"file_refused"}
    assert refused(put(b"\x89PNG\r\n\x1a\nx"), other) == {"wrong_media_type"}


def _sizes(said: dict[str, Any], sha256: str, size: int) -> None:
    for case in said["cases"]:
        for file in [*case["sources"], *(one for some in case["attachments"] for one in some["files"])]:
            if file["sha256"] == sha256:
                file["size"] = size


CHANGES: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda said: said.update(format="sagsgang-exchange/2"), "unknown_version"),
    (lambda said: said.update(more=1), "wrong_shape"),
    (lambda said: said["cases"][0].update(title=""), "wrong_shape"),
    (lambda said: said["cases"][0].update(title="a\0b"), "wrong_shape"),
    (lambda said: said["cases"][0]["stops"][0].update(state="flyttet"), "wrong_shape"),
    (lambda said: said["cases"][0]["stops"][0].update(body="XX"), "not_there"),
    (lambda said: said["cases"][0]["stops"][0].update(decision=None), "state_says_otherwise"),
    (lambda said: said["cases"].append(said["cases"][0]), "there_twice"),
    (lambda said: said["meetings"][0].update(starts_at="2023-04-12T08:00:00Z"), "wrong_meeting_key"),
    (lambda said: said["meetings"][0].update(held_on="1812-04-12"), "wrong_meeting_key"),
    (lambda said: said["cases"][0]["attachments"][0]["files"][0].update(name="../x"), "wrong_shape"),
]


def test_what_is_said_must_hold_together(house: Any, other: Any) -> None:
    members = members_of(house.export(OPEN))
    for at, (change, code) in enumerate(CHANGES):
        assert code in refused(zipped(with_data(members, change)), other), at


def test_what_is_no_json_of_ours_is_refused(other: Any) -> None:
    for text in (b"", b"{", b"[]", b"null", b"[" * 100_000, b"\xff\xfe"):
        assert refused(zipped({DATA: text}), other) <= {"not_json", "unknown_version"}


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_broken_file_is_findings_and_never_an_error(house: Any, data: st.DataObject) -> None:
    whole = bytearray(house.export(OPEN))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    parcel = unpack(bytes(whole[: data.draw(st.integers(len(whole) // 2, len(whole)))]))
    assert parcel.exchange is not None or parcel.findings
