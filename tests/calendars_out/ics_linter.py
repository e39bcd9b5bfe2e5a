"""A byte-level check of calendar files for what Outlook trips over and no installable tool finds.

It flags the defects of outlook-and-mail table 6.4. It shares no code with the writer it checks.
"""

import re
from collections import Counter
from datetime import datetime
from itertools import pairwise

LONGEST_LINE = 75
STATUSES = {"CONFIRMED", "TENTATIVE", "CANCELLED"}
NEEDED_IN_CALENDAR = ("PRODID", "VERSION")
NEEDED_IN_EVENT = ("UID", "DTSTAMP", "SEQUENCE", "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY", "STATUS", "TRANSP")
_LINE = re.compile(
    r'(?P<name>[A-Za-z0-9-]+)(?P<params>(?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(?P<value>.*)', re.DOTALL
)


def defects(data: bytes) -> list[str]:
    """Every defect as a short name, in no particular order and each once; an empty list for a sound file."""
    found = _byte_defects(data)
    try:
        text = re.sub(b"\r?\n[ \t]", b"", data).decode("utf-8")
    except UnicodeDecodeError:
        return sorted({*found, "not UTF-8"})
    lines = [line for line in re.split(r"\r?\n", text) if line]
    return sorted({*found, *_structure_defects(lines), *_calendar_defects(lines), *_event_defects(lines)})


def _byte_defects(data: bytes) -> set[str]:
    found = set()
    if data.startswith(b"\xef\xbb\xbf"):
        found.add("byte order mark")
    if re.search(rb"(?<!\r)\n|\r(?!\n)", data):
        found.add("bare line end")
    if not data.endswith(b"END:VCALENDAR\r\n"):
        found.add("cut off")
    if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", data):
        found.add("control character")
    physical = data.split(b"\n")
    if any(len(line.rstrip(b"\r")) > LONGEST_LINE for line in physical):
        found.add("line too long")
    for line, following in pairwise(physical):
        bare = line.rstrip(b"\r")
        if following.startswith((b" ", b"\t")):
            if (len(bare) - len(bare.rstrip(b"\\"))) % 2:
                found.add("fold inside an escape")
            if following[1:2] and 0x80 <= following[1] < 0xC0:
                found.add("fold inside a character")
    return found


def _structure_defects(lines: list[str]) -> set[str]:
    found, open_ = set(), []
    for line in lines:
        parts = _LINE.fullmatch(line)
        if parts is None:
            found.add("raw line break")
        elif parts["name"].upper() == "BEGIN":
            open_.append(parts["value"])
        elif parts["name"].upper() == "END" and (not open_ or open_.pop() != parts["value"]):
            found.add("unbalanced")
    return found | ({"unbalanced"} if open_ else set())


def _calendar_defects(lines: list[str]) -> set[str]:
    found = set()
    first = next((at for at, line in enumerate(lines[1:], start=1) if line.startswith("BEGIN:")), len(lines))
    head = Counter(_name(line) for line in lines[:first])
    found |= {f"no {name}" for name in NEEDED_IN_CALENDAR if not head[name]}
    methods = [line for line in lines if _name(line) == "METHOD"]
    if len(methods) != 1 or not head["METHOD"]:
        found.add("not one METHOD at the top")
    if any(_name(line).startswith("X-WR-") for line in lines[first:]):
        found.add("calendar property after a component")
    zones = {line.split(":", 1)[1] for line in lines if line.startswith("TZID:")}
    used = {name for line in lines for name in re.findall(r";TZID=([^:;]+)", line)}
    if used - zones:
        found.add("no VTIMEZONE")
    for zone in re.findall(r"BEGIN:VTIMEZONE\n(.*?)END:VTIMEZONE", "\n".join(lines), re.DOTALL):
        if (
            zone.count("BEGIN:STANDARD") != 1
            or zone.count("BEGIN:DAYLIGHT") != 1
            or re.search(r"^(RDATE|COMMENT)", zone, re.MULTILINE)
        ):
            found.add("VTIMEZONE with more than two rules")
    uids = Counter(line for line in lines if _name(line) == "UID")
    if any(count > 1 for count in uids.values()):
        found.add("same UID twice")
    return found


def _event_defects(lines: list[str]) -> set[str]:
    found = set()
    method = next((line.split(":", 1)[1] for line in lines if _name(line) == "METHOD"), "")
    for block in re.findall(r"BEGIN:VEVENT\n(.*?)END:VEVENT\n", "\n".join(lines) + "\n", re.DOTALL):
        own, _, after_alarm = block.partition("BEGIN:VALARM\n")
        rest = after_alarm.rpartition("END:VALARM\n")[2]
        values = {_name(line): line for line in own.splitlines()}
        if rest.strip():
            found.add("VALARM before properties")
            values.update({_name(line): line for line in rest.splitlines()})
        found |= {f"no {name}" for name in NEEDED_IN_EVENT if name not in values}
        if "STATUS" in values and values["STATUS"].split(":", 1)[1] not in STATUSES:
            found.add("invalid STATUS")
        if "SEQUENCE" in values and not values["SEQUENCE"].split(":", 1)[1].isdecimal():
            found.add("SEQUENCE not a number")
        if method in {"REQUEST", "CANCEL"} and "ORGANIZER" not in values:
            found.add(f"{method} without ORGANIZER")
        if method == "PUBLISH" and {"ORGANIZER", "ATTENDEE"} & set(values):
            found.add("ORGANIZER or ATTENDEE in a feed")
        found |= _time_defects(values.get("DTSTART", ""), values.get("DTEND", ""))
    return found


def _time_defects(start: str, end: str) -> set[str]:
    if not start or not end:
        return set()
    (start_params, _, start_value), (end_params, _, end_value) = start[7:].partition(":"), end[5:].partition(":")
    if start_params != end_params or start_value.endswith("Z") != end_value.endswith("Z"):
        return {"DTSTART and DTEND in different zones"}
    try:
        form = "%Y%m%d" if "VALUE=DATE" in start_params else "%Y%m%dT%H%M%S"
        moments = [datetime.strptime(value.removesuffix("Z"), form) for value in (start_value, end_value)]  # noqa: DTZ007  compared with each other only
    except ValueError:
        return {"impossible date"}
    found = {"end before start"} if moments[1] <= moments[0] else set()
    is_floating = "TZID" not in start_params and "VALUE=DATE" not in start_params and not start_value.endswith("Z")
    return found | ({"floating time"} if is_floating else set())


def _name(line: str) -> str:
    return re.split(r"[:;]", line, maxsplit=1)[0].upper()
