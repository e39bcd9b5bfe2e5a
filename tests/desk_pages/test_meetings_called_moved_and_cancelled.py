"""A meeting is called, moved and cancelled: first what it does, then it is saved, once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from html import unescape

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from calendars.copenhagen import COPENHAGEN
from domain.casework.meeting.meetings import move_meeting
from domain.casework.verb import By
from domain.model import ChangeInOutlook, Entry, Meeting, MeetingStatus, MirroredMeeting, Stop
from domain.rules.rights import Visitor
from domain.store.database import Database

Opened = Callable[..., TestClient]
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def hidden(text: str) -> dict[str, str]:
    """What the page's forms carry unseen."""
    return dict(HIDDEN.findall(text))


@pytest.fixture
def desk(desk_of: Opened, people: dict[str, Visitor]) -> TestClient:
    return desk_of(people["secretary"])


@pytest.fixture
def oek(find: Callable[..., str]) -> str:
    return find("meeting", "ØK", "2023-06-13")


def stored(db: Database, meeting_id: str) -> Meeting:
    with db.read() as session:
        return session.get_one(Meeting, meeting_id)


def journal(db: Database) -> int:
    with db.read() as session:
        return len(session.exec(select(Entry.seq)).all())


def asked(desk: TestClient, address: str, **typed: str) -> dict[str, str]:
    return {**hidden(desk.get(address).text), **typed}


def test_moving_shows_the_difference_and_who_is_told_and_saves_only_what_was_seen(
    desk: TestClient, spring: Database, oek: str
) -> None:
    address = f"/moede/{oek}/flyt"
    typed = asked(desk, address, on="14-06-2023", at="15.00", until="17.00", place="Salen", reason="Topmøde.")
    lines = journal(spring)
    preview = desk.post(address, data=typed)
    assert preview.status_code == 200
    assert "Intet er gemt endnu" in preview.text
    assert "Onsdag den 14. juni 2023 kl. 15.00–17.00" in preview.text
    assert "formand for Økonomiudvalget" in preview.text
    assert (stored(spring, oek).held_on, journal(spring)) == (date(2023, 6, 13), lines)

    saved = desk.post(address, data={**hidden(preview.text), "confirm": "yes"})
    assert (saved.status_code, saved.headers["location"]) == (303, f"/moede/{oek}")
    moved = stored(spring, oek)
    assert (moved.held_on, moved.place, moved.sequence) == (date(2023, 6, 14), "Salen", 1)
    assert moved.starts_at == datetime(2023, 6, 14, 15, tzinfo=COPENHAGEN)
    text = desk.get(f"/moede/{oek}").text
    assert "»Topmøde.«" in text
    assert "tirs 13-06-2023 14.00 → ons 14-06-2023 15.00" in text


def test_a_form_that_is_sent_twice_is_saved_once(desk: TestClient, spring: Database, oek: str) -> None:
    address = f"/moede/{oek}/flyt"
    typed = asked(desk, address, on="14-06-2023", at="15:00", until="", place="", reason="Topmøde.")
    confirmed = {**hidden(desk.post(address, data=typed).text), "confirm": "yes"}
    assert [desk.post(address, data=confirmed).status_code for _ in range(2)] == [303, 303]
    assert stored(spring, oek).sequence == 1
    cancelled = asked(desk, f"/moede/{oek}/aflys", reason="Ingen punkter.")
    again = {**hidden(desk.post(f"/moede/{oek}/aflys", data=cancelled).text), "confirm": "yes"}
    assert [desk.post(f"/moede/{oek}/aflys", data=again).status_code for _ in range(2)] == [303, 303]
    assert stored(spring, oek).sequence == 2


def test_a_page_that_is_stale_saves_nothing(desk: TestClient, spring: Database, oek: str) -> None:
    address = f"/moede/{oek}/flyt"
    typed = asked(desk, address, on="14-06-2023", at="15:00", until="", place="", reason="Topmøde.")
    by = By("oda.enslev", datetime(2023, 5, 3, 12, tzinfo=COPENHAGEN))
    there = datetime(2023, 6, 15, 14, tzinfo=COPENHAGEN)
    move_meeting(spring, by, meeting_id=oek, starts_at=there, reason="Andet.")
    answer = desk.post(address, data={**typed, "confirm": "yes"})
    assert answer.status_code == 409
    assert "En anden har ændret" in answer.text
    assert stored(spring, oek).starts_at == there


def test_what_was_not_seen_is_shown_and_not_saved(desk: TestClient, spring: Database, oek: str) -> None:
    address = f"/moede/{oek}/aflys"
    typed = asked(desk, address, reason="Ingen punkter.")
    answer = desk.post(address, data={**typed, "confirm": "yes", "seen": "noget andet"})
    assert "Noget er ændret, siden du så det" in answer.text
    assert stored(spring, oek).status is MeetingStatus.ORDINARY


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"on": "17-06-2023"}, "er en weekend"),
        ({"on": "31-06-2023"}, "Skriv en dato, der findes"),
        ({"on": "02-05-2023"}, "ligger i fortiden"),
        ({"at": "25:00"}, "Skriv klokken som 16:30"),
        ({"at": ""}, "Skriv klokken som 16:30"),
        ({"until": "14:00"}, "Mødet skal slutte, efter det begynder"),
        ({"reason": "  "}, "Udfyld feltet"),
        ({"reason": "x" * 501}, "Skriv højst 500 tegn"),
        ({"place": "x" * 10_000}, "Skriv højst 200 tegn"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    desk: TestClient, spring: Database, oek: str, typed: dict[str, str], said: str
) -> None:
    address = f"/moede/{oek}/flyt"
    good = {"on": "14-06-2023", "at": "15:00", "until": "", "place": "Rådssalen", "reason": "Borgmesteren rejser."}
    answer = desk.post(address, data=asked(desk, address, **{**good, **typed}))
    assert answer.status_code == 422
    assert said in answer.text
    assert 'aria-invalid="true"' in answer.text
    kept = {**good, **typed}
    for value in (kept["on"], kept["at"], kept["place"], kept["reason"].strip()):
        assert value in answer.text
    assert stored(spring, oek).version == 1


def test_cancelling_shows_where_its_cases_go(desk: TestClient, spring: Database, find: Callable[..., str]) -> None:
    meeting_id = find("meeting", "ØK", "2023-05-16")
    address = f"/moede/{meeting_id}/aflys"
    preview = desk.post(address, data=asked(desk, address, reason="Ingen kan."))
    assert re.search(r"<b>1</b>\s*sag på mødet", preview.text)
    assert "23/4107" in preview.text
    desk.post(address, data={**hidden(preview.text), "confirm": "yes"})
    assert stored(spring, meeting_id).status is MeetingStatus.CANCELLED
    assert "Mødet er aflyst" in desk.get(f"/moede/{meeting_id}").text


def test_a_meeting_that_has_been_held_is_not_moved(desk: TestClient, find: Callable[..., str]) -> None:
    address = f"/moede/{find('meeting', 'KB', '2023-04-25')}/flyt"
    typed = asked(desk, address, on="14-06-2023", at="15:00", until="", place="", reason="Topmøde.")
    answer = desk.post(address, data=typed)
    assert answer.status_code == 422
    assert "kan ikke flyttes nu" in answer.text


def test_an_extra_meeting_is_seen_with_its_deadlines_and_then_called(desk: TestClient, spring: Database) -> None:
    typed = asked(desk, "/moeder/indkald", body="KB", on="30-05-2023", at="17", minutes="60", place="Salen")
    typed["kind"] = "extraordinary"
    preview = desk.post("/moeder/indkald", data=typed)
    assert "Kommunalbestyrelsen, tirsdag den 30. maj 2023 kl. 17.00–18.00, Salen" in preview.text
    assert "Kommunestyrelsesloven § 8, stk. 4" in preview.text
    confirmed = {**hidden(preview.text), "confirm": "yes"}
    saved, again = (desk.post("/moeder/indkald", data=confirmed) for _ in range(2))
    assert saved.headers["location"] == again.headers["location"]
    meeting = stored(spring, saved.headers["location"].removeprefix("/moede/"))
    assert (meeting.held_on, meeting.status) == (date(2023, 5, 30), MeetingStatus.EXTRAORDINARY)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"body": ""}, "Udfyld feltet"),
        ({"on": "18-05-2023"}, "er en helligdag (Kristi himmelfartsdag)"),
        ({"on": "23-05-2023"}, "har allerede et møde"),
        ({"minutes": "1"}, "mindst 5"),
        ({"minutes": "to timer"}, "Skriv et helt tal"),
    ],
)
def test_an_impossible_meeting_is_not_called(desk: TestClient, typed: dict[str, str], said: str) -> None:
    good = {"body": "KB", "on": "30-05-2023", "at": "17:00", "minutes": "", "place": "", "kind": "extraordinary"}
    answer = desk.post("/moeder/indkald", data=asked(desk, "/moeder/indkald", **{**good, **typed}))
    assert answer.status_code == 422
    assert said in answer.text


def test_a_reader_may_change_nothing(desk_of: Opened, people: dict[str, Visitor], oek: str) -> None:
    for name in ("reader", "case_worker"):
        desk = desk_of(people[name])
        for address in (f"/moede/{oek}/flyt", f"/moede/{oek}/aflys", "/moeder/indkald", "/moeder/import"):
            assert desk.get(address).status_code == 403, (name, address)
            assert desk.post(address, data={}).status_code == 403, (name, address)
        assert desk.get("/moeder/nyt-aar").status_code == 403


def test_a_move_that_keeps_the_order_takes_the_cases_along(
    desk: TestClient, spring: Database, find: Callable[..., str]
) -> None:
    meeting_id = find("meeting", "ØK", "2023-05-16")
    with spring.read() as session:
        before = [(stop.id, stop.version) for stop in session.exec(select(Stop).where(Stop.meeting_id == meeting_id))]
    address = f"/moede/{meeting_id}/flyt"
    typed = asked(desk, address, on="17-05-2023", at="14:00", until="", place="", reason="Lokalet er optaget.")
    preview = desk.post(address, data=typed)
    assert "Poul Karlby" in preview.text
    desk.post(address, data={**hidden(preview.text), "confirm": "yes"})
    with spring.read() as session:
        after = [(stop.id, stop.version) for stop in session.exec(select(Stop).where(Stop.meeting_id == meeting_id))]
    assert after == before


def test_what_was_changed_in_outlook_is_taken_over_or_refused(
    desk: TestClient, desk_of: Opened, people: dict[str, Visitor], spring: Database, oek: str
) -> None:
    meeting = stored(spring, oek)
    there = datetime(2023, 6, 14, 9, tzinfo=COPENHAGEN)
    with spring.write() as session:
        session.add(
            MirroredMeeting.new(
                meeting_id=oek,
                mailbox="oek@kommune.example",
                event_id="1",
                title="Økonomiudvalget",
                starts_at=meeting.starts_at,
                ends_at=meeting.ends_at,
                mirrored_at=meeting.changed_at,
                change=ChangeInOutlook.MOVED,
                proposed_starts_at=there,
                proposed_ends_at=datetime(2023, 6, 14, 11, tzinfo=COPENHAGEN),
                noticed_at=meeting.changed_at,
            )
        )
    page = desk.get(f"/moede/{oek}").text
    assert "I Outlook står det til onsdag den 14. juni 2023 kl. 09.00" in page
    (offered,) = re.findall(rf'href="(/moede/{oek}/flyt\?[^"]+)"', page)
    form = desk.get(unescape(offered)).text
    assert 'value="14.06.2023"' in form
    assert 'value="09:00"' in form
    address = f"/moede/{oek}/outlook/afvis"
    assert desk_of(people["reader"]).post(address).status_code == 403
    assert desk.post(address).status_code == 303
    assert "I Outlook står det" not in desk.get(f"/moede/{oek}").text
    assert stored(spring, oek).starts_at == meeting.starts_at
