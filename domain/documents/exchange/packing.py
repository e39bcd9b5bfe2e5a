"""The file itself: a ZIP with ``exchange.json`` and ``files/<sha256>``, and nothing else in it.

What comes in is somebody else's file. No member is ever written to a disk, none is unpacked further than it may be,
and whatever is not as it should be is a finding, all of them at once.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from domain.documents.exchange.shape import FORMAT, Exchange
from domain.documents.media import MOST_BYTES, Media, judge
from domain.errors import FileRefusedError
from domain.model import StopState

DATA = "exchange.json"
MOST_MEMBERS = 5_000
MOST_DATA = 30 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
ZIP = Media("application/zip", (".zip",))
_FILE = re.compile(r"files/(?P<sha256>[0-9a-f]{64})")
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: the same content has the same bytes
_MOST_FINDINGS = 40
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class ParcelFinding:
    """Something about a file that came in. ``is_error``: nothing of it is taken in. No word of a case is in it."""

    code: str
    is_error: bool = True
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What came in or goes out: ``exchange`` None where it cannot be read; ``files`` by their SHA-256."""

    exchange: Exchange | None
    files: Mapping[str, bytes] = field(default_factory=dict)
    findings: tuple[ParcelFinding, ...] = ()

    @property
    def is_good(self) -> bool:
        """Whether it can be taken in as far as the file itself goes."""
        return self.exchange is not None and not any(finding.is_error for finding in self.findings)


def pack(exchange: Exchange, files: Mapping[str, bytes]) -> bytes:
    """The ZIP; the same content gives the same bytes."""
    written = io.BytesIO()
    text = json.dumps(exchange.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True)
    members = [(DATA, text.encode()), *((f"files/{digest}", files[digest]) for digest in sorted(files))]
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members:
            member = zipfile.ZipInfo(name, _FIRST_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(member, data)
    return written.getvalue()


def unpack(data: bytes, *, most: int = MOST_BYTES) -> Parcel:
    """What is in it, with what is wrong; ``most`` is the limit in bytes of one file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            findings = list(_strange(packed.infolist()))
            if findings:
                return Parcel(None, {}, tuple(findings[:_MOST_FINDINGS]))
            return _read(packed, most)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, OSError, ValueError, EOFError):
        return _refused("not_a_zip")


def _strange(members: list[zipfile.ZipInfo]) -> Iterator[ParcelFinding]:
    """What the table of contents says that it should not: nothing is read for it."""
    if len(members) > MOST_MEMBERS:
        yield ParcelFinding("too_many_members", facts={"count": len(members), "most": MOST_MEMBERS})
        return
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        yield ParcelFinding("too_much", facts={"most": MOST_UNPACKED // 1024 // 1024})
        return
    seen: set[str] = set()
    for member in members:
        is_link = stat.S_ISLNK(member.external_attr >> 16)
        name = member.orig_filename
        if is_link or (name != DATA and _FILE.fullmatch(name) is None):
            yield ParcelFinding("strange_member", facts={"member": ascii(name)[:80]})
        elif name in seen:
            yield ParcelFinding("twice", facts={"member": name})
        elif member.flag_bits & 1 or member.compress_type not in _PACKED:
            yield ParcelFinding("encrypted", facts={"member": name})
        seen.add(name)
    if DATA not in seen:
        yield ParcelFinding("no_data")


def _read(packed: zipfile.ZipFile, most: int) -> Parcel:
    text = _bytes(packed, DATA, MOST_DATA)
    if text is None:
        return _refused("too_much", most=MOST_DATA // 1024 // 1024)
    exchange, findings = _exchange(text)
    if exchange is None:
        return Parcel(None, {}, tuple(findings))
    files: dict[str, bytes] = {}
    said = {file.sha256: file for file in exchange.files}
    there = {match["sha256"] for name in packed.namelist() if (match := _FILE.fullmatch(name))}
    findings += [ParcelFinding("file_missing", facts={"sha256": one[:12]}) for one in sorted(said.keys() - there)]
    findings += [ParcelFinding("file_unused", facts={"sha256": one[:12]}) for one in sorted(there - said.keys())]
    for digest in sorted(said.keys() & there):
        content = _bytes(packed, f"files/{digest}", most)
        if content is None:
            findings.append(
                ParcelFinding("file_too_large", facts={"sha256": digest[:12], "most": most // 1024 // 1024})
            )
            continue
        if hashlib.sha256(content).hexdigest() != digest or len(content) != said[digest].size:
            findings.append(ParcelFinding("wrong_hash", facts={"sha256": digest[:12]}))
            continue
        try:
            if judge("", content, most=most).type != said[digest].media_type:
                findings.append(ParcelFinding("wrong_media_type", facts={"sha256": digest[:12]}))
        except FileRefusedError as error:
            facts = {"sha256": digest[:12], "reason": error.facts["reason"]}
            findings.append(ParcelFinding("file_refused", facts=facts))
        files[digest] = content
    return Parcel(exchange, files, tuple(findings[:_MOST_FINDINGS]))


def _bytes(packed: zipfile.ZipFile, name: str, most: int) -> bytes | None:
    """A member, never more of it than ``most``; None where there is more. Its checksum is tested on the way."""
    with packed.open(name) as opened:
        data = opened.read(most + 1)
        return None if len(data) > most else data


def _exchange(text: bytes) -> tuple[Exchange | None, list[ParcelFinding]]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return None, [ParcelFinding("not_json")]
    version = said.get("format") if isinstance(said, dict) else None
    if version != FORMAT:
        return None, [ParcelFinding("unknown_version", facts={"found": ascii(version)[:60], "wanted": FORMAT})]
    try:
        exchange = Exchange.model_validate_json(text)
    except ValidationError as error:
        return None, [
            ParcelFinding("wrong_shape", facts={"place": ".".join(map(str, one["loc"]))[:120], "what": one["type"]})
            for one in error.errors(include_url=False, include_context=False, include_input=False)[:_MOST_FINDINGS]
        ]
    return exchange, list(_unnamed(exchange))


def _unnamed(exchange: Exchange) -> Iterator[ParcelFinding]:
    """What is pointed at and not there, or there twice."""
    bodies, meetings = {one.key for one in exchange.bodies}, {one.key for one in exchange.meetings}
    pointed: list[tuple[str, str | None, set[str]]] = [("body", one.body, bodies) for one in exchange.meetings]
    if exchange.agenda is not None:
        pointed.append(("meeting", exchange.agenda.meeting, meetings))
        pointed += [("meeting", one.meeting, meetings) for one in exchange.agenda.remarks]
    for case in exchange.cases:
        stops = {stop.id for stop in case.stops}
        for stop in case.stops:
            pointed += [("body", stop.body, bodies), ("meeting", stop.meeting, meetings)]
            pointed += [("meeting", one.meeting, meetings) for one in stop.items]
            pointed += [("meeting", one.meeting, meetings) for one in stop.remarks]
            if stop.decision is not None:
                pointed.append(("meeting", stop.decision.named_meeting, meetings))
        pointed += [("stop", one, stops) for made in case.promises for one in (made.from_stop, made.blocks_stop)]
    for noun, key, known in pointed:
        if key is not None and key not in known:
            yield ParcelFinding("not_there", facts={"noun": noun, "key": key})
    yield from _twice(exchange)
    for case in exchange.cases:
        for stop in case.stops:
            needs_meeting = stop.state in (StopState.ON_AGENDA, StopState.AWAITING_DECISION, StopState.DECIDED)
            if (stop.state is StopState.DECIDED) is (stop.decision is None) or (needs_meeting and not stop.meeting):
                yield ParcelFinding("state_says_otherwise", facts={"number": case.number, "position": stop.position})


def _twice(exchange: Exchange) -> Iterator[ParcelFinding]:
    """What there may be one of only."""
    cases, stops = exchange.cases, [(case.number, stop) for case in exchange.cases for stop in case.stops]
    listed: dict[str, list[Any]] = {
        "case": [case.number for case in cases],
        "meeting": [one.key for one in exchange.meetings],
        "stop": [stop.id for _, stop in stops],
        "place": [(number, stop.position, stop.round_no) for number, stop in stops],
        "item": [(stop.id, one.meeting) for _, stop in stops for one in stop.items],
        "follow_up": [one.id for case in cases for one in case.promises],
        "source": [(case.number, one.sha256) for case in cases for one in case.sources],
        "file": [
            (case.number, at, file.version)
            for case in cases
            for at, one in enumerate(case.attachments)
            for file in one.files
        ],
    }
    for noun, names in listed.items():
        if len(set(names)) < len(names):
            yield ParcelFinding("there_twice", facts={"noun": noun})


def _refused(code: str, **facts: object) -> Parcel:
    return Parcel(None, {}, (ParcelFinding(code, facts=facts),))
