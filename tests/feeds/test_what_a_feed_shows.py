"""What stands in a feed, and what never does."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from calendars.copenhagen import COPENHAGEN
from domain.casework.case.follow_ups import Proposal
from domain.casework.house.municipality import adopt_profile
from domain.casework.verb import By
from domain.model import FeedKind, FollowUp, Meeting, Stop
from domain.profile import shipped_profile
from domain.rules.facts import AttachmentFacts

if TYPE_CHECKING:
    from conftest import Subscriber

OPEN_CASE: dict[str, Any] = {
    "number": "23/500",
    "title": "Cykelsti langs fjorden",
    "is_open": True,
    "route": ["DIR", "MTU", "ØK", "KB"],
    "owner_post": "teknikchef",
    "recommendation": "Stien anlægges.",
}
SECRETS = ("Kvægtorvet", "23/999", "Fætter Højben", "Skødet")
CLOSED_CASE: dict[str, Any] = {
    **OPEN_CASE,
    "number": "23/999",
    "title": "Grundsalg ved Kvægtorvet",
    "is_open": False,
    "recommendation": "Fætter Højben får grunden.",
    "attachments": [AttachmentFacts("Skødet", "1", is_open=None)],
    "follow_ups": [Proposal("Fætter Højben får svar.", owner_post="teknikchef", due_on=date(2023, 4, 3), place="1")],
}


def move_on(subscriber: Subscriber, moment: str) -> None:
    subscriber.now = datetime.fromisoformat(moment).replace(tzinfo=COPENHAGEN).astimezone(UTC)


def titles(subscriber: Subscriber, path: str) -> list[str]:
    return [str(event["SUMMARY"]) for event in subscriber.events(path).values()]


def open_on_agenda(subscriber: Subscriber, **case: Any) -> str:
    """A case placed on DIR's meeting of 8 March, whose agenda has been sent out."""
    move_on(subscriber, "2023-02-20 09:00")
    case_id = subscriber.do("open_case", **{**case, "stages": {"DIR": date(2023, 3, 8)}}).subject
    dispatch(subscriber, case_id)
    return case_id


def dispatch(subscriber: Subscriber, case_id: str) -> None:
    move_on(subscriber, "2023-03-07 09:00")
    subscriber.do("meeting_dispatched", meeting_id=subscriber.meeting("DIR", "2023-03-08"))
    for _ in range(3):
        subscriber.do("advance", case_id=case_id)


def test_a_body_has_its_own_meetings_and_no_deadlines_unless_asked(subscriber: Subscriber) -> None:
    path = subscriber.subscribe(FeedKind.BODY, "KB")
    assert set(titles(subscriber, path)) == {"Kommunalbestyrelsen"}
    with_deadlines = titles(subscriber, path + "?deadlines=1")
    assert {title.split(":")[0] for title in with_deadlines} == {
        "Kommunalbestyrelsen",
        "Frist, formandens gennemsyn",
        "Frist, udsendelse",
        "Frist, offentliggørelse",
        "Frist, referat",
    }


def test_a_deadline_is_a_whole_free_day_and_says_how_it_was_counted(subscriber: Subscriber) -> None:
    events = subscriber.events(subscriber.subscribe(FeedKind.BODY, "KB") + "?deadlines=1").values()
    (dispatch,) = [
        event
        for event in events
        if str(event["SUMMARY"]).startswith("Frist, udsendelse") and "23-05-2023" in event["DESCRIPTION"]
    ]
    assert dispatch.start == date(2023, 5, 16)  # 17, 19, 20 and 22 May lie between; 18 May is Ascension Day
    assert dispatch.end == date(2023, 5, 17)
    assert dispatch["TRANSP"] == "TRANSPARENT"
    assert "Til mødet i Kommunalbestyrelsen tirs 23-05-2023 kl. 17:00." in dispatch["DESCRIPTION"]


def test_a_person_has_the_meetings_they_chair_or_write_for_with_deadlines(subscriber: Subscriber) -> None:
    seen = titles(subscriber, subscriber.subscribe(FeedKind.PERSON, "mette.holbaek"))
    assert {title.rpartition(": ")[2] for title in seen} == {"Direktionen", "Kommunalbestyrelsen"}
    path = subscriber.subscribe(FeedKind.PERSON, "mette.holbaek") + "?deadlines=0"
    assert set(titles(subscriber, path)) == {"Direktionen", "Kommunalbestyrelsen"}


def test_a_post_has_the_same_whoever_holds_it(subscriber: Subscriber) -> None:
    path = subscriber.subscribe(FeedKind.POST, "sekretaer-mtu") + "?deadlines=0"
    assert set(titles(subscriber, path)) == {"Miljø- og Teknikudvalget"}


def test_who_carries_a_case_sees_where_it_is_to_be_handed_in(subscriber: Subscriber) -> None:
    path = subscriber.subscribe(FeedKind.PERSON, "klaus.oerumgaard")
    duty = titles(subscriber, path)
    assert duty == ["Planstrategien: senest i dag"]  # his own duty's last day, long after
    move_on(subscriber, "2023-02-20 09:00")
    case_id = subscriber.do("open_case", **OPEN_CASE).subject
    subscriber.do("advance", case_id=case_id)
    handed_in = ("Direktionen", "Miljø- og Teknikudvalget", "Økonomiudvalget")
    assert titles(subscriber, path) == [*(f"Frist, indlevering: {body}" for body in handed_in), *duty]


def test_a_case_has_the_meetings_of_its_journey_and_follows_it(subscriber: Subscriber) -> None:
    move_on(subscriber, "2023-02-20 09:00")
    case_id = subscriber.do("open_case", **OPEN_CASE).subject
    path = subscriber.subscribe(FeedKind.CASE, "23/500")
    assert titles(subscriber, path) == []
    subscriber.do("advance", case_id=case_id)
    journey = ["Direktionen", "Miljø- og Teknikudvalget", "Økonomiudvalget", "Kommunalbestyrelsen"]
    assert titles(subscriber, path) == journey
    with subscriber.db.read() as session:
        stop = session.exec(select(Stop.id).where(Stop.body_key == "MTU")).one()
    subscriber.do("drop_stop", stop_id=stop, reason="Udvalget skal ikke høres.")
    assert titles(subscriber, path) == ["Direktionen", "Økonomiudvalget", "Kommunalbestyrelsen"]


def test_a_round_goes_from_the_management_to_the_next_council(subscriber: Subscriber) -> None:
    events = subscriber.events(subscriber.subscribe(FeedKind.ROUND, "2023-04")).values()
    days = sorted((event.start.date(), str(event["SUMMARY"])) for event in events)
    assert days[0][1] == "Direktionen"
    assert days[-1][1] == "Kommunalbestyrelsen"
    assert [title for _, title in days].count("Kommunalbestyrelsen") == 1
    assert days[0][0].month == 4


def test_a_promise_stands_in_its_owners_feed_until_it_is_kept(subscriber: Subscriber) -> None:
    path = subscriber.subscribe(FeedKind.PERSON, "klaus.oerumgaard") + "?deadlines=0"
    promise = Proposal("Lodsejerne får svar.", owner_post="teknikchef", due_on=date(2023, 4, 3), place="1")
    subscriber.do("open_case", **{**OPEN_CASE, "follow_ups": [promise]})
    with subscriber.db.read() as session:
        key = session.exec(select(FollowUp.id)).one()
    assert titles(subscriber, path) == []
    subscriber.do("confirm_follow_up", follow_up_id=key)
    (event,) = subscriber.events(path).values()
    assert (event["SUMMARY"], event.start) == ("Opfølgning på sag 23/500", date(2023, 4, 3))
    assert event["DESCRIPTION"] == "23/500 Cykelsti langs fjorden\n\nLodsejerne får svar."
    subscriber.do("complete_follow_up", follow_up_id=key, note="Brevene er sendt.")
    assert titles(subscriber, path) == []


def test_an_open_item_stands_in_the_meeting_only_once_the_agenda_is_sent_out(subscriber: Subscriber) -> None:
    path = subscriber.subscribe(FeedKind.BODY, "DIR")
    uid = f"{subscriber.meeting('DIR', '2023-03-08')}@sagsgang"
    move_on(subscriber, "2023-02-20 09:00")
    case_id = subscriber.do("open_case", **{**OPEN_CASE, "stages": {"DIR": date(2023, 3, 8)}}).subject
    subscriber.do("advance", case_id=case_id)
    before = subscriber.events(path)[uid]
    assert "23/500" not in before["DESCRIPTION"]
    dispatch(subscriber, case_id)
    after = subscriber.events(path)[uid]
    assert "Dagsorden:\n23/500 Cykelsti langs fjorden\n" in after["DESCRIPTION"]
    assert after["SEQUENCE"] == before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt


@pytest.mark.parametrize("wish", ["", "?deadlines=1&alarm=30", "?tz=utc"])
def test_nothing_of_a_closed_case_stands_in_any_feed(subscriber: Subscriber, wish: str) -> None:
    open_on_agenda(subscriber, **CLOSED_CASE)
    with subscriber.db.read() as session:
        key = session.exec(select(FollowUp.id)).one()
    subscriber.do("confirm_follow_up", follow_up_id=key)
    everything = [
        subscriber.get(subscriber.subscribe(kind, subject) + wish)
        for kind, subject in (
            (FeedKind.ALL, ""),
            (FeedKind.BODY, "DIR"),
            (FeedKind.CASE, "23/999"),
            (FeedKind.POST, "teknikchef"),
            (FeedKind.PERSON, "klaus.oerumgaard"),
            (FeedKind.ROUND, "2023-03"),
        )
    ]
    for answer in everything:
        assert answer.status_code == 200
        said = answer.content.replace(b"\r\n ", b"").decode() + repr(answer.headers)
        assert [secret for secret in SECRETS if secret in said] == []
        assert "BEGIN:VEVENT" in said
    assert b"Lukket punkt" in everything[2].content
    assert "Opfølgning på en lukket sag" in everything[4].text


def test_a_cancelled_meeting_says_so_for_thirty_days_after_its_day(subscriber: Subscriber) -> None:
    path = subscriber.subscribe(FeedKind.BODY, "KB") + "?alarm=30"
    key = subscriber.meeting("KB", "2023-05-23")
    before = subscriber.events(path)[f"{key}@sagsgang"]
    subscriber.do("cancel_meeting", meeting_id=key, reason="For få punkter.")
    event = subscriber.events(path)[f"{key}@sagsgang"]
    assert (event["SUMMARY"], event["STATUS"], event["TRANSP"], event["X-MICROSOFT-CDO-BUSYSTATUS"]) == (
        "AFLYST: Kommunalbestyrelsen",
        "CANCELLED",
        "TRANSPARENT",
        "FREE",
    )
    assert event["SEQUENCE"] == before["SEQUENCE"] + 1
    assert not event.alarms.times
    for moment, is_there in (("2023-06-22 23:59", True), ("2023-06-23 00:01", False)):
        move_on(subscriber, moment)
        assert (f"{key}@sagsgang" in subscriber.events(path)) is is_there


def test_a_feed_reaches_sixty_days_back_and_eighteen_months_ahead(subscriber: Subscriber) -> None:
    path = subscriber.subscribe(FeedKind.BODY, "KB", expires_at=datetime(2030, 1, 1, tzinfo=UTC))
    uid = f"{subscriber.meeting('KB', '2023-05-23')}@sagsgang"
    edges = {
        "2021-11-23 23:59": False,
        "2021-11-24 00:01": True,
        "2023-07-22 23:59": True,
        "2023-07-23 00:01": False,
    }
    for moment, is_there in edges.items():
        move_on(subscriber, moment)
        assert (uid in subscriber.events(path)) is is_there, moment


def test_sequence_rises_with_time_place_status_and_title_and_with_nothing_else(subscriber: Subscriber) -> None:
    path = subscriber.subscribe(FeedKind.BODY, "KB") + "?deadlines=1"
    key = subscriber.meeting("KB", "2023-05-23")
    with subscriber.db.read() as session:
        starts_at = session.get_one(Meeting, key).starts_at

    def sequences() -> dict[str, int]:
        return {
            str(event["SUMMARY"]): event["SEQUENCE"]
            for event in subscriber.events(path).values()
            if key in event["UID"] or "Til mødet i Kommunalbestyrelsen tirs 23-05" in event["DESCRIPTION"]
        }

    first = sequences()
    assert set(first.values()) == {0}
    subscriber.do("move_meeting", meeting_id=key, starts_at=starts_at, place="Sal B", reason="Bedre plads.")
    assert {title: number for title, number in sequences().items() if number} == {"Kommunalbestyrelsen": 1}
    later = starts_at + timedelta(hours=1)
    subscriber.do("move_meeting", meeting_id=key, starts_at=later, reason="Bussen kommer sent.")
    assert {title: number for title, number in sequences().items() if number} == {"Kommunalbestyrelsen": 2}


def test_a_moved_meeting_keeps_its_uid_and_takes_its_deadlines_along(subscriber: Subscriber) -> None:
    path = subscriber.subscribe(FeedKind.BODY, "KB") + "?deadlines=1"
    before = subscriber.events(path)
    key = subscriber.meeting("KB", "2023-05-23")
    on = datetime.combine(date(2023, 5, 30), time(17), COPENHAGEN)
    subscriber.do("move_meeting", meeting_id=key, starts_at=on, reason="Pinse.")
    after = subscriber.events(path)
    assert before.keys() == after.keys()
    moved = {uid for uid in before if before[uid].start != after[uid].start}
    assert len(moved) == 5
    assert {after[uid]["SEQUENCE"] for uid in moved} == {1}


def test_the_meetings_of_a_renamed_body_have_its_new_name_and_a_higher_sequence(subscriber: Subscriber) -> None:
    path = subscriber.subscribe(FeedKind.BODY, "MTU")
    before = subscriber.events(path)
    text = shipped_profile().replace('name = "Miljø- og Teknikudvalget"', 'name = "Klima- og Teknikudvalget"')
    adopt_profile(subscriber.db, By("lone.vejlby", subscriber.now), name="ny.toml", text=text)
    after = subscriber.events(path)
    assert {str(event["SUMMARY"]) for event in after.values()} == {"Klima- og Teknikudvalget"}
    assert {uid: int(event["SEQUENCE"]) for uid, event in after.items()} == {
        uid: int(event["SEQUENCE"]) + 1 for uid, event in before.items()
    }
