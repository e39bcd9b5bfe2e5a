"""Mit: one's own follow-ups and deadlines, the mails one gets and when, and when one is away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from domain.casework.case.follow_ups import Proposal, confirm_follow_up, propose_follow_up
from domain.casework.case.opening import open_case
from domain.casework.house.municipality import record_absence
from domain.casework.mail.switches import switched_off_by
from domain.casework.verb import By
from domain.model import Absence, DigestHour, NoticeKind
from domain.rules.rights import Grant, Role, Visitor
from domain.store.database import Database
from flows.case_journey import travel
from flows.engine import Engine

APRIL = datetime(2023, 4, 20, 8, tzinfo=UTC)
HANNE = Visitor("hanne", "hanne.fjellerby", "Hanne Fjellerby", frozenset({Grant(Role.READER)}))
NOBODY = Visitor("drift", None, "Driften", frozenset({Grant(Role.ADMINISTRATOR)}))
WORDS = "Fætter Højben"
Desk = Callable[..., TestClient]


def off(db: Database) -> set[NoticeKind]:
    with db.read() as session:
        return {row.kind for row in switched_off_by(session, "hanne.fjellerby")}


def test_my_promises_and_deadlines_stand_here_and_no_closed_word(spring: Database, desk_of: Desk) -> None:
    closed = open_case(
        spring,
        By("x", APRIL),
        number="23/999",
        title=f"Salg til {WORDS}",
        is_open=False,
        route=["KB"],
        stages={"KB": date(2023, 6, 20)},
        owner_post="hr-chef",
    ).subject
    travel(spring, closed, APRIL, Engine(""))  # so that it is placed on its meeting
    made = propose_follow_up(spring, By("x", APRIL), case_id=closed, proposal=Proposal(f"{WORDS} får svar")).subject
    confirm_follow_up(spring, By("x", APRIL), follow_up_id=made, owner_post="hr-chef", due_on=date(2023, 5, 4))
    said = unescape(desk_of(HANNE).get("/mit").text)
    assert "HR-chef" in said
    assert f"/opfoelgning/{made}" in said
    assert "om 1 dag" in said
    assert "Udsendelse" in said
    assert "23/999" in said
    assert WORDS not in said
    for link in ("/moeder/abonner", "/mit/adgang", "/opfoelgning?hvem=mine"):
        assert f'href="{link}"' in said


def test_mails_are_chosen_with_one_form(spring: Database, desk_of: Desk) -> None:
    desk = desk_of(HANNE)
    answer = desk.post("/mit/mails", data={"kinds": ["follow_up"], "hour": "10"})
    assert answer.status_code == 303
    assert off(spring) == {NoticeKind.DECIDED, NoticeKind.PLANNED}
    with spring.read() as session:
        assert session.get_one(DigestHour, "hanne.fjellerby").hour == 10
    assert "Dine valg af mails er gemt." in desk.get("/mit?gemt=mails").text
    desk.post("/mit/mails", data={"kinds": ["follow_up", "decided", "planned"], "hour": "8"})
    assert off(spring) == set()


def test_what_must_be_told_cannot_be_switched_off_by_leaving_it_out(spring: Database, desk_of: Desk) -> None:
    desk_of(HANNE).post("/mit/mails", data={"hour": "8"})
    assert off(spring) == {NoticeKind.FOLLOW_UP, NoticeKind.DECIDED, NoticeKind.PLANNED}


@pytest.mark.parametrize("hour", ["7", "18", "", "otte"])
def test_an_hour_no_digest_goes_at_is_refused_beside_its_field(spring: Database, desk_of: Desk, hour: str) -> None:
    answer = desk_of(HANNE).post("/mit/mails", data={"kinds": ["planned"], "hour": hour})
    assert answer.status_code == 422
    assert 'id="f-hour-error"' in answer.text
    assert off(spring) == set()


def test_i_am_away_with_both_days_and_my_stand_in_is_shown_and_then_i_am_not(spring: Database, desk_of: Desk) -> None:
    desk = desk_of(HANNE)
    answer = desk.post("/mit/fravaer", data={"first": "15-05-2023", "last": "19-05-2023", "key": "a"})
    assert answer.status_code == 303
    assert (
        desk.post("/mit/fravaer", data={"first": "15-05-2023", "last": "19-05-2023", "key": "a"}).status_code == 303
    )
    with spring.read() as session:
        (absence,) = session.exec(select(Absence).where(Absence.person_key == "hanne.fjellerby")).all()
    assert (absence.from_on, absence.to_on) == (date(2023, 5, 15), date(2023, 5, 20))
    said = unescape(desk.get("/mit").text)
    assert "15. maj 2023 – 19. maj 2023" in said
    assert "HR-chef: mails går til Poul Karlby" in said
    assert desk.post(f"/mit/fravaer/{absence.id}/tilbage").status_code == 303
    assert "Du er ikke skrevet væk." in desk.get("/mit").text


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [("19-05-2023", "15-05-2023", "last"), ("", "15-05-2023", "first"), ("01-04-2023", "02-04-2023", "last")],
)
def test_days_that_cannot_be_are_refused_beside_their_field_and_kept(
    desk_of: Desk, first: str, last: str, field: str
) -> None:
    answer = desk_of(HANNE).post("/mit/fravaer", data={"first": first, "last": last})
    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.text
    assert f'value="{last}"' in answer.text


def test_nobody_ends_the_absence_of_somebody_else(spring: Database, desk_of: Desk) -> None:
    record_absence(spring, By("x", APRIL), person="ivan.taarup", from_on=date(2023, 5, 10), to_on=date(2023, 5, 12))
    with spring.read() as session:
        other = session.exec(select(Absence.id).where(Absence.person_key == "ivan.taarup")).one()
    assert desk_of(HANNE).post(f"/mit/fravaer/{other}/tilbage").status_code == 403


def test_an_account_that_is_nobodys_is_told_so_and_can_choose_nothing(desk_of: Desk) -> None:
    desk = desk_of(NOBODY)
    assert "Din bruger hører ikke til en person" in desk.get("/mit").text
    assert desk.post("/mit/mails", data={"hour": "8"}).status_code == 403
    assert desk.post("/mit/fravaer", data={"first": "15-05-2023", "last": "16-05-2023"}).status_code == 403
    assert desk_of(None).get("/mit").status_code in {302, 303}
