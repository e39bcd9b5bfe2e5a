"""An agenda as the secretariat works with it: put in order, locked, sent, added to, published; then its minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from domain.casework.case.cases import correct_case
from domain.casework.case.drafts import Continued, drop_draft, save_draft
from domain.casework.case.stops import drop_stop, give_urgency_reason, place_stop
from domain.casework.case.waking import meeting_dispatched
from domain.casework.meeting.agenda import (
    lock_agenda,
    mark_item,
    move_item,
    publish_agenda,
    reopen_agenda,
    unpublish_agenda,
)
from domain.casework.meeting.meetings import cancel_meeting
from domain.casework.meeting.minutes import approve_minutes, note_in_minutes, reopen_minutes, strike_from_minutes
from domain.casework.verb import By
from domain.errors import ConflictError, NotAllowedNowError, NotFoundError, ReasonMissingError
from domain.model import Draft, Outcome, Readiness, Remark
from domain.rules.agenda import Step
from domain.store.agenda import agenda_papers, drafts_of, names_used

DAY = "2023-04-12"
BEFORE = "2023-04-03 10:00"
SENT = "2023-04-05 12:00"  # for DIR's meeting on the 12th: Easter is in between


@pytest.fixture
def say(town: Any) -> Callable[..., Any]:
    """``say(verb, at=..., **values)``: somebody does it to DIR's meeting on 12 April."""

    def doing(verb: Any, at: str = BEFORE, **values: Any) -> Any:
        by = By("mette.holbaek", town.moment(at))
        return verb(town.db, by, meeting_id=town.meeting("DIR", DAY), **values)

    return doing


def open_items(town: Any, *numbers: str, **values: Any) -> dict[str, str]:
    """Cases on DIR's meeting, by number: the stop of each. A number with "L" is a closed case."""
    stops = {}
    for number in numbers:
        given = {"obligation": None, "is_open": "L" not in number} | values
        stops[number] = town.open_stop(town.open(number, **given), "DIR").id
    return stops


def papers(town: Any, on: str = DAY, body: str = "DIR") -> Any:
    with town.db.read() as session:
        return agenda_papers(session, town.meeting(body, on))


def numbers(items: Any) -> list[tuple[int, str]]:
    return [(item.number, item.case_number) for item in items]


def why(refused: pytest.ExceptionInfo[NotAllowedNowError]) -> object:
    return refused.value.facts["why"]


def test_items_are_moved_up_and_down_within_their_part(town: Any, say: Any) -> None:
    stops = open_items(town, "23/1", "23/2", "23/3", "L4", "L5")
    assert numbers(papers(town).arranged.main) == [(1, "23/1"), (2, "23/2"), (3, "23/3"), (4, "L4"), (5, "L5")]

    say(move_item, stop_id=stops["23/3"], step=Step.UP)
    say(move_item, stop_id=stops["L5"], step=Step.UP)
    assert numbers(papers(town).arranged.main) == [(1, "23/1"), (2, "23/3"), (3, "23/2"), (4, "L5"), (5, "L4")]
    assert say(move_item, stop_id=stops["L5"], step=Step.UP).repeated  # the first of the closed part stays there

    new = open_items(town, "23/0")
    assert numbers(papers(town).arranged.main)[3] == (4, "23/0")  # nobody has placed it yet
    assert say(move_item, stop_id=new["23/0"], step=Step.UP).facts["place"] == 3


def test_a_second_writer_who_saw_an_older_agenda_is_told_so(town: Any, say: Any) -> None:
    stops = open_items(town, "23/1", "23/2", "23/3")
    say(move_item, stop_id=stops["23/3"], step=Step.UP, version=0)
    with pytest.raises(ConflictError) as conflict:
        say(move_item, stop_id=stops["23/1"], step=Step.DOWN, version=0)
    assert (conflict.value.facts["noun"], conflict.value.facts["found"]) == ("agenda", 1)
    assert [item.case_number for item in papers(town).arranged.main] == ["23/1", "23/3", "23/2"]


def test_the_same_click_twice_moves_once(town: Any) -> None:
    stops = open_items(town, "23/1", "23/2", "23/3")
    for _ in range(2):
        by = By("mette.holbaek", town.moment(BEFORE), "click-1")
        move_item(town.db, by, meeting_id=town.meeting("DIR", DAY), stop_id=stops["23/3"], step=Step.UP)
    assert [item.case_number for item in papers(town).arranged.main] == ["23/1", "23/3", "23/2"]


def test_only_items_of_the_meeting_can_be_moved_or_marked(town: Any, say: Any) -> None:
    stops = open_items(town, "23/1")
    elsewhere = open_items(town, "23/2", stages={"DIR": date(2023, 5, 10)})["23/2"]
    with pytest.raises(NotFoundError):
        say(move_item, stop_id=elsewhere, step=Step.UP)
    with pytest.raises(NotFoundError):
        say(mark_item, stop_id=elsewhere, readiness=Readiness.READY)
    drop_stop(town.db, By("x", town.moment(BEFORE)), stop_id=stops["23/1"], reason="Hører ikke til her.")
    with pytest.raises(NotFoundError):
        say(mark_item, stop_id=stops["23/1"], readiness=Readiness.READY)


def test_an_approval_says_who_and_when_and_lapses_when_the_case_changes(town: Any, say: Any) -> None:
    stop = open_items(town, "23/1")["23/1"]
    case = papers(town).papers[stop].case
    say(mark_item, stop_id=stop, readiness=Readiness.APPROVED, case_version=case.version)
    item = papers(town).papers[stop].item
    assert (item.readiness, item.readiness_by, item.case_version) == (Readiness.APPROVED, "mette.holbaek", 1)
    assert say(mark_item, stop_id=stop, readiness=Readiness.APPROVED).repeated

    correct_case(town.db, By("x", town.moment(BEFORE)), case_id=case.id, economy="Alligevel 2 mio. kr.")
    paper = papers(town).papers[stop]
    assert (paper.item.case_version, paper.case.version) == (1, 2)
    with pytest.raises(ConflictError):  # nobody approves a text that was changed under their eyes
        say(mark_item, stop_id=stop, readiness=Readiness.READY, case_version=1)
    assert not say(mark_item, stop_id=stop, readiness=Readiness.APPROVED).repeated


def test_a_locked_agenda_keeps_its_numbers_and_what_comes_later_stands_on_a_tillaegsdagsorden(
    town: Any, say: Any
) -> None:
    stops = open_items(town, "23/2", "L9")
    assert say(lock_agenda).facts["items"] == 2
    assert say(lock_agenda).repeated
    with pytest.raises(NotAllowedNowError) as locked:
        say(move_item, stop_id=stops["23/2"], step=Step.DOWN)
    assert why(locked) == "agenda_locked"

    open_items(town, "23/1")
    arranged = papers(town).arranged
    assert (numbers(arranged.main), numbers(arranged.new)) == ([(1, "23/2"), (2, "L9")], [(3, "23/1")])

    assert say(lock_agenda).facts | {"body": ""} == {"body": "", "items": 1, "is_supplement": True}
    assert numbers(papers(town).arranged.supplement) == [(3, "23/1")]
    open_items(town, "23/0")
    say(lock_agenda)
    assert numbers(papers(town).arranged.supplement) == [(3, "23/1"), (4, "23/0")]


def test_an_item_that_leaves_a_locked_agenda_leaves_its_number_behind(town: Any, say: Any) -> None:
    stops = open_items(town, "23/1", "23/2", "23/3")
    say(lock_agenda)
    by = By("x", town.moment(BEFORE))
    place_stop(
        town.db, by, stop_id=stops["23/2"], meeting_id=town.meeting("DIR", "2023-04-26"), reason="Ikke færdig."
    )
    drop_stop(town.db, by, stop_id=stops["23/3"], reason="Hører ikke til her.")

    arranged = papers(town).arranged
    assert numbers(arranged.main) == [(1, "23/1"), (2, "23/2"), (3, "23/3")]
    assert [item.case_number for item in arranged.main if item.is_off] == ["23/2", "23/3"]
    assert [paper.case.number for paper in papers(town).in_order()] == ["23/1"]
    assert numbers(papers(town, "2023-04-26").arranged.main) == [(1, "23/2")]


def test_a_locked_agenda_is_opened_again_with_a_reason_until_the_meeting_begins(town: Any, say: Any) -> None:
    stops = open_items(town, "23/1", "23/2")
    say(lock_agenda)
    open_items(town, "23/0")
    with pytest.raises(ReasonMissingError):
        say(reopen_agenda, reason=" ")
    say(reopen_agenda, reason="Rækkefølgen var forkert.")
    assert numbers(papers(town).arranged.main) == [(1, "23/0"), (2, "23/1"), (3, "23/2")]
    say(move_item, stop_id=stops["23/2"], step=Step.UP)

    say(lock_agenda)
    with pytest.raises(NotAllowedNowError) as held:
        say(reopen_agenda, at=f"{DAY} 10:00", reason="For sent.")
    assert why(held) == "held"


def test_sending_locks_an_agenda_that_nobody_has_locked(town: Any, say: Any) -> None:
    open_items(town, "23/1", "23/2")
    say(meeting_dispatched, at=SENT)
    found = papers(town)
    assert found.is_locked
    assert found.agenda.locked_at == town.moment(SENT)

    open_items(town, "23/0")  # its owner was late
    assert numbers(papers(town).arranged.new) == [(3, "23/0")]


def test_sending_nothing_locks_nothing(town: Any, say: Any) -> None:
    say(meeting_dispatched, at=SENT)
    assert papers(town).agenda is None


def test_an_item_kept_off_the_council_by_the_law_comes_on_the_tillaegsdagsorden_when_it_is_cured(town: Any) -> None:
    """The spring's own case: ØK meets so late that KB's material cannot go out in time (§ 8, stk. 4 og 5)."""
    case_id = town.open()
    for body, outcome, day in (("DIR", Outcome.RECOMMENDED, "2023-04-12"), ("HU", Outcome.DISCUSSED, "2023-04-27")):
        town.pass_time(day)
        town.decide(case_id, body, outcome, day)
    open_in_time = town.open("23/7", title="En anden", stages={"KB": date(2023, 5, 23)}, route=["KB"])
    town.pass_time("2023-05-16", since="2023-04-28")
    town.decide(case_id, "ØK", Outcome.RECOMMENDED, "2023-05-16")
    town.pass_time("2023-05-18", since="2023-05-17")
    kb = papers(town, "2023-05-23", "KB")
    assert [item.case_number for item in kb.arranged.main] == ["23/7"], open_in_time
    assert [item.case_number for item in kb.arranged.new] == ["23/41694"]

    stop = town.open_stop(case_id, "KB")
    by = By("mette.holbaek", town.moment("2023-05-18 09:00"))
    give_urgency_reason(town.db, by, stop_id=stop.id, reason="Fristen til ministeriet er 1. juni.")
    lock_agenda(town.db, by, meeting_id=stop.meeting_id)
    assert [item.case_number for item in papers(town, "2023-05-23", "KB").arranged.supplement] == ["23/41694"]


def test_only_a_locked_agenda_is_published_and_a_published_one_is_not_opened(town: Any, say: Any) -> None:
    open_items(town, "23/1")
    with pytest.raises(NotAllowedNowError) as unlocked:
        say(publish_agenda)
    assert why(unlocked) == "not_locked"
    say(lock_agenda)
    say(publish_agenda)
    assert say(publish_agenda).repeated
    assert papers(town).agenda.published_at == town.moment(BEFORE)
    with pytest.raises(NotAllowedNowError) as published:
        say(reopen_agenda, reason="Rækkefølgen var forkert.")
    assert why(published) == "published"

    say(unpublish_agenda, reason="Et navn skal ud.")
    assert papers(town).agenda.published_at is None
    assert say(unpublish_agenda, reason="Et navn skal ud.").repeated


def test_a_cancelled_meeting_has_no_agenda_to_work_on(town: Any, say: Any) -> None:
    open_items(town, "23/1")
    say(cancel_meeting, reason="Direktionen er på rejse.")
    with pytest.raises(NotAllowedNowError) as cancelled:
        say(lock_agenda)
    assert why(cancelled) == "cancelled"


def test_an_agenda_without_items_is_not_locked(say: Any) -> None:
    with pytest.raises(NotAllowedNowError) as empty:
        say(lock_agenda)
    assert why(empty) == "agenda_empty"


def test_the_minutes_name_who_was_away_and_who_thought_otherwise(town: Any, say: Any) -> None:
    stop = open_items(town, "23/1")["23/1"]
    say(note_in_minutes, kind=Remark.ABSENT, who="  Bodil   Ågård ")
    said = {"kind": Remark.DISSENT, "who": "Liste Q", "stop_id": stop}
    first = say(note_in_minutes, text="Liste Q kan ikke støtte forslaget.", **said)
    again = say(note_in_minutes, text="Liste Q stemmer imod.", **said)

    assert first.facts["remark"] == again.facts["remark"]
    found = papers(town)
    assert [(one.kind, one.who) for one in found.remarks] == [(Remark.ABSENT, "Bodil Ågård")]
    assert [(one.who, one.text) for one in found.papers[stop].remarks] == [("Liste Q", "Liste Q stemmer imod.")]
    with town.db.read() as session:
        assert names_used(session, "DIR", since=date(2023, 1, 1)) == ["Bodil Ågård", "Liste Q"]
        assert names_used(session, "KB", since=date(2023, 1, 1)) == []


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"kind": Remark.ABSENT, "who": " "}, ReasonMissingError),
        ({"kind": Remark.DISSENT, "who": "Liste Q"}, NotAllowedNowError),  # of which item?
        ({"kind": Remark.DISQUALIFIED, "who": "Bodil Ågård"}, NotAllowedNowError),
        ({"kind": Remark.ABSENT, "who": "Bodil Ågård", "stop_id": "nowhere"}, NotFoundError),
    ],
)
def test_a_remark_that_says_too_little_is_refused(say: Any, values: dict[str, Any], error: type[Exception]) -> None:
    text = {"text": "Fordi."} if values["kind"] is Remark.DISSENT else {}
    with pytest.raises(error):
        say(note_in_minutes, **values, **text)


def test_a_dissent_must_say_something(town: Any, say: Any) -> None:
    stop = open_items(town, "23/1")["23/1"]
    with pytest.raises(ReasonMissingError):
        say(note_in_minutes, kind=Remark.DISSENT, who="Liste Q", stop_id=stop)


def test_a_struck_remark_is_kept_and_comes_back_when_it_is_noted_again(town: Any, say: Any) -> None:
    remark = say(note_in_minutes, kind=Remark.ABSENT, who="Bodil Ågård").facts["remark"]
    by = By("mette.holbaek", town.moment(BEFORE))
    strike_from_minutes(town.db, by, remark_id=remark)
    assert papers(town).remarks == ()
    assert strike_from_minutes(town.db, by, remark_id=remark).repeated
    say(note_in_minutes, kind=Remark.ABSENT, who="Bodil Ågård")
    assert [one.id for one in papers(town).remarks] == [remark]


def test_minutes_are_approved_when_every_item_is_decided_and_stand_from_then_on(town: Any, say: Any) -> None:
    case_id = town.open("23/1", obligation=None)
    remark = say(note_in_minutes, kind=Remark.ABSENT, who="Bodil Ågård").facts["remark"]
    with pytest.raises(NotAllowedNowError) as early:
        say(approve_minutes)
    assert why(early) == "not_held"
    town.pass_time(DAY)
    with pytest.raises(NotAllowedNowError) as undecided:
        say(approve_minutes, at=f"{DAY} 22:00")
    assert why(undecided) == "undecided"
    town.decide(case_id, "DIR", Outcome.RECOMMENDED, DAY)
    say(approve_minutes, at=f"{DAY} 22:30")

    found = papers(town).agenda
    assert (found.minutes_approved_at, found.minutes_approved_by) == (town.moment(f"{DAY} 22:30"), "mette.holbaek")
    for verb, values in (
        (note_in_minutes, {"kind": Remark.ABSENT, "who": "Carl"}),
        (strike_from_minutes, {"remark_id": remark}),
    ):
        with pytest.raises(NotAllowedNowError) as approved:
            verb(
                town.db,
                By("x", town.moment(f"{DAY} 23:00")),
                **({"meeting_id": town.meeting("DIR", DAY)} | values if verb is note_in_minutes else values),
            )
        assert why(approved) == "minutes_approved"
    say(reopen_minutes, at="2023-04-13 09:00", reason="Carl var der ikke.")
    say(note_in_minutes, at="2023-04-13 09:01", kind=Remark.ABSENT, who="Carl")


@pytest.fixture
def type_(town: Any) -> Callable[..., Any]:
    """``type_(stop, text, window, author=…)``: what somebody types in one window."""

    def typing(stop: str, text: str, window: str, author: str = "mette", **begun: Any) -> Any:
        at = town.moment(f"{DAY} 09:30")
        return save_draft(
            town.db, draft_id=window * 32, stop_id=stop, author=author, at=at, typed={"text": text}, **begun
        )

    return typing


def texts(town: Any) -> list[tuple[str, str]]:
    return sorted((row.author, row.typed["text"]) for row in town.rows(Draft))


def test_what_two_people_type_about_one_item_is_kept_apart(town: Any, type_: Any) -> None:
    stop = open_items(town, "23/1")["23/1"]
    for text in ("God", "Godk", "Godkendt"):
        type_(stop, text, "a")
    type_(stop, "Udsat", "b", "oda")
    with pytest.raises(NotFoundError):  # nobody writes in another's draft
        type_(stop, "Forkastet", "a", "oda")

    assert texts(town) == [("mette", "Godkendt"), ("oda", "Udsat")]
    with town.db.read() as session:
        assert len(drafts_of(session, [stop])[stop]) == 2
    drop_draft(town.db, draft_id="a" * 32, author="oda")  # another's draft is not one's own to drop
    drop_draft(town.db, draft_id="a" * 32, author="mette")
    assert texts(town) == [("oda", "Udsat")]


def test_a_window_opened_later_goes_on_with_the_draft(town: Any, type_: Any) -> None:
    stop = open_items(town, "23/1")["23/1"]
    type_(stop, "Godkendt", "a")
    begun = {"continues": Continued("a" * 32, 1)}
    type_(stop, "Godkendt", "b", **begun)  # nothing new typed: the old row does
    type_(stop, "Godkendt med ændringer", "b", **begun)
    type_(stop, "Godkendt med to ændringer", "b", **begun)

    assert texts(town) == [("mette", "Godkendt med to ændringer")]


def test_two_windows_of_one_person_at_the_same_time_lose_nothing(town: Any, type_: Any) -> None:
    stop = open_items(town, "23/1")["23/1"]
    type_(stop, "Godkendt", "a")
    begun = {"continues": Continued("a" * 32, 1)}
    type_(stop, "Godkendt med", "a")
    type_(stop, "Godkendt uden", "b", **begun)

    assert texts(town) == [("mette", "Godkendt med"), ("mette", "Godkendt uden")]


def test_an_empty_form_keeps_no_draft(town: Any, type_: Any) -> None:
    stop = open_items(town, "23/1")["23/1"]
    assert type_(stop, "  ", "a") is None
    assert town.rows(Draft) == []
