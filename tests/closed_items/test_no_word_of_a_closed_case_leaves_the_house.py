"""Every way out that there is, walked with a closed case: none of its words may be in what comes out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from desk.commands import case_view
from domain.casework.meeting.papers import compose
from domain.documents.writing.paper import Edition, PaperKind
from domain.documents.writing.text import write_text
from domain.model import Due, Entry, JournalHead, Mail, Notice, Outcome
from domain.rules.access import Who
from domain.rules.facts import AttachmentFacts
from domain.store.case_facts import case_facts
from flows.timeline import case_timeline

MARK, NUMBER, OPEN_NUMBER = "zq", "23/999", "23/1000"

# A plain title, and one that would break out of a header, a calendar line, a table or a template that let it.
TITLES = (
    f"Afsked af {MARK}title",
    "\r\n".join(
        (
            f"Lukket punkt {MARK}title",
            f"Bcc: {MARK}title@kommune.example",
            f"SUMMARY:{MARK}title;CATEGORIES={MARK}title\\n",
            f"{{title}} %s %(title)s {{{{ {MARK}title }}}} <b>{MARK}title</b> | {MARK}title | [x](http://{MARK}title)",
        )
    ),
)

LOOKS = (
    ("case", "show", NUMBER),
    ("case", "show", NUMBER, "--json"),
    ("case", "list", "--all"),
    ("case", "list", "--all", "--json"),
    ("case", "plan", NUMBER),
    ("case", "plan", NUMBER, "--json"),
    ("case", "place", NUMBER, "--body", "ØK", "--meeting", "2023-01-01", "--reason", "x"),
    ("followups", "list", "--all"),
    ("followups", "list", "--all", "--json"),
    ("meetings", "list", "--json"),
    ("meetings", "cancel", "--body", "ØK", "--meeting", "2023-05-16", "--reason", "x", "--json"),
    ("reminders", "--on", "2023-04-11"),
    ("reminders", "--on", "2023-04-11", "--json"),
    ("reminders", "send", "--dry-run"),
    ("journal", "show", NUMBER),
    ("journal", "show", NUMBER, "--json"),
    ("agenda", "--body", "HU", "--meeting", "2023-04-27"),
    ("agenda", "--body", "HU", "--meeting", "2023-04-27", "--json"),
    ("cycles", "list"),
    ("doctor",),
)


@pytest.mark.slow
@pytest.mark.parametrize("title", TITLES)
def test_no_word_of_a_closed_case_leaves_the_house(
    office: Any,
    closed_case: Callable[[str], Mapping[str, Any]],
    title: str,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    case_id = live_through(office, closed_case(title))

    letters = office.letters()
    assert sum(f"Sag {NUMBER} (lukket punkt)" in letter for letter in letters) > 5  # it was told of, by its number
    out = [("mail", letter) for letter in letters]
    out.append(("rows", office.rows(Mail, Notice, Entry, JournalHead, Due)))
    out.append(("Prefect's runs", "\n".join(office.engine.heard)))
    out.append(("log", "\n".join([caplog.text, *(str(vars(record)) for record in caplog.records)])))
    with office.db.read() as session:
        out.append(("Prefect's artifact", case_timeline(session, case_facts(session, case_id))))
        for body, day in (("DIR", "2023-04-12"), ("HU", "2023-04-27"), ("ØK", "2023-05-16")):
            for who in (Who.PUBLIC, Who.STAFF, Who.SYSTEM):
                meeting, seen = office.meeting(body, day), {"edition": Edition.MEMBERS, "on": date.fromisoformat(day)}
                paper = compose(session, meeting, PaperKind.AGENDA, seen_as=lambda _, who=who: who, **seen)
                out.append((f"agenda of {body} for {who}", write_text(paper)))
    for choice in (("--all",), ("--case", NUMBER), ("--body", "HU")):
        office.type("calendar", "export", *choice, "--out", str(tmp_path / "out.ics"), at="2023-05-10 10:00")
        feed = (tmp_path / "out.ics").read_bytes()
        events = "\n".join(str(event) for event in Calendar.from_ical(feed).walk())
        assert "VEVENT" in events
        assert NUMBER not in events  # a feed does not even have the number of a closed case
        out.append(("calendar file", feed.decode().replace("\r\n ", "") + events))

    assert marked(*out, *office.out) == set()


def test_the_names_of_closed_attachments_of_an_open_case_stay_inside(office: Any, tmp_path: Path) -> None:
    attachments = [
        AttachmentFacts("Den åbne politik", "1", is_open=True),
        AttachmentFacts(f"{MARK}closed", f"{MARK}document", is_open=False),
        AttachmentFacts(f"{MARK}unsaid", None, is_open=None),
    ]
    stages = {"DIR": date(2023, 4, 12), "HU": date(2023, 4, 27)}
    opened = {"number": OPEN_NUMBER, "title": "Personalepolitik", "route": ["DIR", "HU"], "stages": stages}
    said = {"recommendation": "Godkendes.", "owner_post": "hr-chef", "attachments": attachments}
    office.do("open_case", "2023-03-01 09:00", **opened, **said)
    office.live("2023-04-03", "2023-04-05")
    for command in LOOKS:
        office.type(*(OPEN_NUMBER if part == NUMBER else part for part in command), at="2023-04-05 13:00")
    with office.db.read() as session:
        meeting, seen = office.meeting("DIR", "2023-04-12"), {"edition": Edition.PUBLIC, "on": date(2023, 4, 5)}
        page = write_text(compose(session, meeting, PaperKind.AGENDA, **seen))
    assert "Den åbne politik" in page
    office.type("calendar", "export", "--all", "--out", str(tmp_path / "out.ics"), at="2023-04-05 13:00")
    out = [("agenda", page), ("calendar file", (tmp_path / "out.ics").read_text("utf-8"))]
    out += [("mail", letter) for letter in office.letters()]
    out.append(("rows", office.rows(Mail, Notice, Entry, Due)))
    assert marked(*out, *office.out) == set()


def test_an_unforeseen_error_is_logged_by_its_class_and_places_only(
    office: Any, closed_case: Callable[[str], Mapping[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    office.do("open_case", "2023-03-01 09:00", **closed_case(TITLES[0]))

    def stumble(*_: object, **__: object) -> None:
        raise ValueError(TITLES[0])

    monkeypatch.setattr(case_view, "check_case", stumble)
    said = office.type("case", "show", NUMBER, at="2023-03-01 10:00")
    log = (office.place.data / "sagsgang.log").read_text("utf-8")
    assert "ValueError" in log
    assert "case_view.py" in log
    assert marked(("screen", said), ("log", log)) == set()


def test_those_who_ask_for_the_closed_words_get_them(
    office: Any, closed_case: Callable[[str], Mapping[str, Any]]
) -> None:
    """Else the test above would also pass where nothing is ever shown."""
    office.do("open_case", "2023-03-01 09:00", **closed_case(TITLES[0]))
    office.do("give_urgency_reason", "2023-03-01 09:30", stop_id=office.stop("KB"), reason=f"{MARK}urgency")
    shown = office.type("case", "show", NUMBER, "--show-closed", at="2023-03-01 10:00")
    assert f"{MARK}title" in shown
    assert f"{MARK}promise1" in shown
    assert f"{MARK}urgency" in shown


def live_through(office: Any, case: Mapping[str, Any]) -> str:
    """From the first day to the last: planned, promised, put on agendas, postponed, changed by hand, withdrawn."""
    case_id = office.do("open_case", "2023-03-01 09:00", **case).subject
    look(office, "2023-03-01 10:00")
    done, late, dropped = office.promises()
    for promise, due_on in ((done, date(2023, 4, 3)), (late, date(2023, 4, 4))):
        office.do("confirm_follow_up", "2023-03-02 09:00", follow_up_id=promise, owner_post="hr-chef", due_on=due_on)
    office.do("drop_follow_up", "2023-03-02 09:10", follow_up_id=dropped, reason=f"{MARK}droppedpromise")
    settled = {"case_id": case_id, "corrected": {"sum_mismatch": f"{MARK}corrected"}, "economy": f"{MARK}economy2"}
    office.do("correct_case", "2023-03-03 09:00", **settled)
    added = {"case_id": case_id, "body": "MTU", "after": office.stop("HU"), "reason": f"{MARK}added"}
    office.do("add_stop", "2023-03-03 09:10", **added)
    office.do("give_urgency_reason", "2023-03-03 09:20", stop_id=office.stop("KB"), reason=f"{MARK}urgency")
    look(office, "2023-03-03 10:00")
    office.live("2023-03-28", "2023-04-05")
    office.live("2023-04-11", "2023-04-12")
    office.do("complete_follow_up", "2023-04-12 13:00", follow_up_id=done, note=f"{MARK}note")
    office.decide("DIR", "2023-04-12 23:10", Outcome.APPROVED, text=f"{MARK}decision")
    office.live("2023-04-13", "2023-04-13")
    placed = {"stop_id": office.stop("ØK"), "meeting_id": office.meeting("ØK", "2023-06-13"), "fixed": False}
    office.do("place_stop", "2023-04-14 09:00", **placed, reason=f"{MARK}placed")
    office.live("2023-04-19", "2023-04-21")
    office.live("2023-04-26", "2023-04-28")
    look(office, "2023-04-28 10:00")
    office.decide("HU", "2023-04-28 23:10", Outcome.POSTPONED, text=f"{MARK}postponed")
    office.live("2023-05-01", "2023-05-02")
    office.do("drop_stop", "2023-05-04 09:00", stop_id=office.stop("MTU"), reason=f"{MARK}droppedstop")
    look(office, "2023-05-09 10:00")
    office.do("withdraw_case", "2023-05-09 11:00", case_id=case_id, reason=f"{MARK}withdrawn")
    office.live("2023-05-09", "2023-05-10")
    look(office, "2023-05-10 10:00")
    return case_id


def look(office: Any, at: str) -> None:
    for command in LOOKS:
        office.type(*command, at=at)


def marked(*said: tuple[str, str]) -> set[str]:
    """Which channel let out which of the case's words."""
    return {f"{channel}: {word}" for channel, text in said for word in re.findall(rf"{MARK}\w+", text.casefold())}
