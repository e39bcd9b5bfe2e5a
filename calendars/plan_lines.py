"""Meeting plans that are plain text: a heading for the year, then a body with its dates, or a date with its body.

    Møder i 2024
    Økonomiudvalget (kl. 16): 9. januar, 6. februar og 5. marts
    Byrådet
    - tirsdag den 30. januar kl. 17.00
    27. februar: Børneudvalget kl. 15

A line is read as one of these, or it is kept: as a finding when it holds a date, else as a note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from calendars.errors import UnreadableFileError
from calendars.plan_draft import PlanDraft
from calendars.plan_list import is_note
from calendars.plan_values import (
    MOST_ROWS,
    MOST_TEXT,
    Cell,
    MeetingPlan,
    Note,
    OtherEvent,
    PlannedMeeting,
    text_cell,
)
from calendars.plan_words import NOT_A_MEETING, clean_body, is_body_name, status_in
from calendars.written_dates import WrittenDate, dates_in, read_month, read_weekday, times_in, years_in

TITLE_LINES = 10
_BULLET = re.compile(r"^[\s\-–—*•·o●]*(?:\d+\)\s*)?(?=\S\S)")
_CLOCK = re.compile(
    r"\(?\s*\b(?:kl\.?|klokken)\s*(\d\d?(?:[.:]\d\d)?(?:\s*(?:-|–|til)\s*(?:kl\.?\s*)?\d\d?(?:[.:]\d\d)?)?)\s*\)?",
    re.IGNORECASE,
)
_YEAR_TITLE = re.compile(r"møde|plan|kalender|oversigt|dato|^\W*20\d\d\W*$", re.IGNORECASE)
_DECIDED = re.compile(
    r"\b(vedtaget|godkendt|behandlet|besluttet|rettet|revideret|opdateret|udsendt)\b", re.IGNORECASE
)
_LIKE_A_DATE = re.compile(r"\d\d?[./-]\s*\d|\d\.\s*[a-zæøå]{3}", re.IGNORECASE)
_NAMED_DATES = re.compile(r"^[^,;\n\d]*[^\W\d][^,;\n\d]*:[^,;\n]*\d", re.MULTILINE)
_DAYS = r"\d\d?\.?(?:\s*(?:,|og\b|&)\s*\d\d?\.?)*"  # "9.", "9. og 23.", "9, 16 og 23"
_BARE_DAYS = re.compile(rf"(?P<before>\D*)(?P<days>{_DAYS})\s*(?:\(?kl\b.*)?", re.IGNORECASE)
_LINKS = re.compile(r"^[\s,.;:–—-]+|\b(og|samt|den|d\.|mødes|holder møde|i|møder?|på)\b[\s,.:;]*$", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,.;:()–—&-]|\b(?:og|samt|den|d\.)", re.IGNORECASE)


def says_dates_after_names(text: str) -> bool:
    """Whether a line names something and then dates: "Byrådet: 9. januar, …". Its commas divide no columns then."""
    return any(dates_in(Cell(found[0].split(":", 1)[1]), 2000) for found in _NAMED_DATES.finditer(text))


def reads_as_lines(text: str) -> bool:
    """Whether a text without columns is a plan all the same: it names a body, and two dates or days or more."""
    lines = [_BULLET.sub("", line) for line in text.splitlines()]
    year = next(iter(years_in(text)), 2000)
    dates = sum(len(dates_in(Cell(line), year)) for line in lines)
    if any(read_month(line.rstrip(": ")) for line in lines):
        dates += sum(1 for line in lines if _BARE_DAYS.fullmatch(line))
    return dates > 1 and any(is_body_name(_heading(line)) or _body_in(line) for line in lines)


def read_lines(name: str, text: str) -> MeetingPlan:
    """The plan in a plain text. Raises UnreadableFileError when it has more lines than any plan."""
    lines = text.splitlines()
    if len(lines) > MOST_ROWS:
        raise UnreadableFileError(name=name, reason="too_large", rows=MOST_ROWS)
    years = {year for line in lines[:TITLE_LINES] if (year := _title_year(line))}
    in_name = set(years_in(name))
    found = years if len(years) == 1 else in_name
    reader = _Lines(PlanDraft(name, found.pop() if len(found) == 1 else None))
    for number, line in enumerate(lines, start=1):
        cell = text_cell(_BULLET.sub("", line))
        if cell.text:
            reader.read(cell.text, number)
    return reader.draft.finish()


@dataclass(slots=True)
class _Lines:
    """What the headings above a line have said."""

    draft: PlanDraft
    body: str = ""
    month: int | None = None
    year: int | None = None
    clock: str = ""  # of the body, or of the whole plan
    usual_clock: str = ""
    aliases: dict[str, str] = field(default_factory=dict)

    def read(self, line: str, number: int) -> None:
        """One line that is not empty."""
        if self._is_heading(line):
            return
        year = self.year or self.draft.year
        written = dates_in(Cell(line), year)
        before, bare = line, line
        for each in written:
            before = before.split(each.text)[0]
            bare = bare.replace(each.text, " ", 1)
        if not written:
            written, before, bare = self._days_of_month(line, year)
        if not written:
            self._keep(line, number, has_date=bool(_LIKE_A_DATE.search(line)))
            return
        body, rest = (None, "") if _DECIDED.search(bare) else self._body_of(before, bare)
        if body is None:
            self._keep(line, number, has_date=not (_DECIDED.search(bare) and is_note(Cell(line), year)))
            return
        clock = _CLOCK.search(line)
        for each in written:
            self._add(each, body, rest, clock[1] if clock else "", number)

    def _is_heading(self, line: str) -> bool:
        month = read_month(line.rstrip(": "))
        if month is not None:
            self.month, self.year = month[0], month[1] or self.year
            return True
        if year := _title_year(line):
            self.year, self.body, self.month = year, "", None
            return True
        clock = _CLOCK.search(line)
        heading = _heading(line)
        if is_body_name(heading, self.draft.aliases) and not dates_in(Cell(line), self.draft.year or 2000):
            self.body, self.clock, self.month = heading, clock[1] if clock else "", None
            return True
        if clock and re.match(r"(alle\s+)?(møderne|møder|mødet)\b[^\d]*$", line[: clock.start()], re.IGNORECASE):
            if self.body:
                self.clock = clock[1]
            else:
                self.usual_clock = clock[1]
            return True
        return False

    def _days_of_month(self, line: str, year: int | None) -> tuple[list[WrittenDate], str, str]:
        """Bare days under the heading of a month, "9. og 23."; what stands before, and the line without them."""
        found = _BARE_DAYS.fullmatch(line)
        if self.month is None or found is None or not _names_no_more(found["before"]):
            return [], "", line
        days = re.findall(r"\d\d?", found["days"])
        written = [each for day in days for each in dates_in(Cell(f"{day}/{self.month}"), year)]
        return written, found["before"], line.replace(found["days"], " ", 1)

    def _body_of(self, before: str, bare: str) -> tuple[str | None, str]:
        """Whose meeting the line is, and what else it says; no body when its words are something else.

        ``bare`` is the line without its dates.
        """
        rest = " ".join(_BETWEEN.sub(" ", _CLOCK.sub(" ", bare)).split())
        named = _heading(before)
        if is_body_name(named, self.draft.aliases):
            after = rest.removeprefix(" ".join(_BETWEEN.sub(" ", named).split())).strip()
            return named, after
        whole = " ".join(_CLOCK.sub(" ", bare).split()).strip(" ,.;:–—-()")
        cleaned = clean_body(whole, self.draft.aliases)
        if is_body_name(cleaned, self.draft.aliases):
            return cleaned, whole
        if not self.body and not NOT_A_MEETING.search(rest):
            return ("", rest) if not rest else (None, rest)
        if not rest or _names_no_more(rest) or not before.strip() or NOT_A_MEETING.search(rest):
            return self.body, rest
        return None, rest

    def _add(self, written: WrittenDate, body: str, rest: str, clock: str, number: int) -> None:
        on = self.draft.check_date(written, number, None)
        if on is None:
            return
        if NOT_A_MEETING.search(rest) or written.last_on is not None:
            self.draft.other_events.append(OtherEvent(rest, on, written.last_on or on, number))
            return
        if not body:
            self.draft.find("missing_body", row=number, date=on)
            return
        times = times_in(Cell(clock or self.clock or self.usual_clock))
        remark = "" if is_body_name(rest, self.draft.aliases) or _names_no_more(rest) else rest
        meeting = PlannedMeeting(
            body, on, times.starts, times.ends, status=status_in(rest), remark=remark, row=number
        )
        self.draft.add(meeting, rest)

    def _keep(self, line: str, number: int, *, has_date: bool) -> None:
        if has_date:
            self.draft.find("unread_row", severity="warning", row=number, text=line[:MOST_TEXT])
        else:
            self.draft.notes.append(Note(line, number))


def _title_year(line: str) -> int | None:
    """The year of a title: "Møder i 2024", "2024"; None for any other line."""
    years = years_in(line)
    is_title = len(years) == 1 and _YEAR_TITLE.search(line) and not dates_in(Cell(line), years[0])
    return years[0] if is_title else None


def _heading(text: str) -> str:
    """A line as the name of a body: without clock, brackets, link words and end marks."""
    plain = re.sub(r"\(.*?\)", " ", _CLOCK.sub(" ", text)).strip()
    return clean_body(_LINKS.sub("", " ".join(plain.split()).strip(" :–—-,.")).strip(" :–—-,."))


def _body_in(line: str) -> list[str]:
    """The body a line begins with, before its first date or colon, or ends with."""
    before = re.split(r":|\s\d", line, maxsplit=1)[0]
    after = re.split(r":\s|\s[–-]\s", line)[-1]
    return [name for part in (before, after) if is_body_name(name := _heading(part))]


def _names_no_more(text: str) -> bool:
    """Whether nothing is left of a line but a weekday and small words."""
    words = [word for word in re.split(r"[\s,.;:()]+", text) if word]
    return all(read_weekday(word) is not None or word.lower() in {"og", "samt", "den", "d", "kl"} for word in words)
