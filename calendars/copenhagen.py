"""Danish time, and the one VTIMEZONE every calendar program reads right.

Written by hand and never generated: the library's own block puts most meetings an hour wrong in one
widely used reader (outlook-and-mail 0.1 and 2.1). A test compares it with ``zoneinfo`` day by day, so
that a change of the law breaks the build and not a meeting.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

TZID = "Europe/Copenhagen"
COPENHAGEN = ZoneInfo(TZID)

VTIMEZONE = "\r\n".join(  # noqa: FLY002  one content line per row, as it stands in the file
    (
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Copenhagen",
        "BEGIN:STANDARD",
        "DTSTART:19701025T030000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "TZNAME:CET",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T020000",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "TZNAME:CEST",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
        "",
    )
).encode("ascii")
