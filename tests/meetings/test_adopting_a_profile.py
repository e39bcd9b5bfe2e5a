"""A profile in force is rows; a new one keeps what was, and its rules meet the coming meetings."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event
from sqlmodel import func, select

from domain.casework.house.municipality import adopt_profile, record_absence
from domain.casework.verb import By
from domain.errors import NotAllowedNowError, NotFoundError, ProfileError
from domain.model import Body, Entry, Holding, Meeting, MeetingDeadline, Person, Post, ProfileText
from domain.model.columns import make_id
from domain.profile import shipped_profile
from domain.store.database import Database
from domain.store.queries import current_profile

BY = By("lone.vejlby", datetime(2023, 3, 1, 9, 0, tzinfo=UTC))
TEXT = shipped_profile()


def test_bodies_posts_people_and_holdings_become_rows(norddjurs: Database) -> None:
    with norddjurs.read() as session:
        assert session.get_one(Body, "ØK").chair_post == "borgmester"
        assert session.get_one(Post, "kommunaldirektoer").stand_in_post == "oekonomidirektoer"
        assert session.get_one(Person, "erik.lyngsvad").email.endswith("@norddjurs.example")
        assert session.exec(select(func.count()).select_from(Holding)).one() == 19
        assert current_profile(session).name == "Norddjurs Kommune"


def test_the_profile_in_force_again_changes_nothing(norddjurs: Database) -> None:
    assert adopt_profile(norddjurs, BY, name="norddjurs.toml", text=TEXT).repeated
    with norddjurs.read() as session:
        assert session.exec(select(func.count()).select_from(ProfileText)).one() == 1


def test_a_wrong_profile_changes_nothing(norddjurs: Database) -> None:
    with norddjurs.read() as session:
        before = session.exec(select(func.count()).select_from(Entry)).one()
    with pytest.raises(ProfileError):
        adopt_profile(norddjurs, BY, name="ny.toml", text=TEXT.replace('kind = "finance"', 'kind = "finans"'))
    with norddjurs.read() as session:
        assert session.exec(select(func.count()).select_from(Entry)).one() == before


def test_who_no_longer_holds_a_post_stays_for_history(norddjurs: Database) -> None:
    text = TEXT.replace(
        'post = "hr-chef"\nperson = "hanne.fjellerby"\nfrom_on = 2018-11-01',
        'post = "hr-chef"\nperson = "poul.karlby"\nfrom_on = 2023-03-01',
    )
    assert text != TEXT
    adopt_profile(norddjurs, BY, name="ny.toml", text=text)
    with norddjurs.read() as session:
        held = session.exec(select(Holding).where(Holding.post_key == "hr-chef").order_by(Holding.from_on)).all()
        assert [(row.person_key, row.to_on) for row in held] == [
            ("hanne.fjellerby", date(2023, 3, 1)),
            ("poul.karlby", None),
        ]


def test_changed_rules_change_the_coming_meetings_and_not_those_that_were(norddjurs: Database) -> None:
    text = TEXT.replace(
        'key = "DIR-ud"\nkind = "dispatch"\napplies_to = "management"\ndays = 2',
        'key = "DIR-ud"\nkind = "dispatch"\napplies_to = "management"\ndays = 5',
    )
    assert text != TEXT
    adopt_profile(norddjurs, BY, name="ny.toml", text=text)

    def out(day: date) -> date:
        meeting_id = make_id("meeting", "DIR", day)
        with norddjurs.read() as session:
            rule = select(MeetingDeadline).where(
                MeetingDeadline.meeting_id == meeting_id, MeetingDeadline.rule == "DIR-ud"
            )
            return session.exec(rule).one().legal_on

    assert out(date(2023, 4, 12)) == date(2023, 4, 7)
    assert out(date(2023, 2, 22)) == date(2023, 2, 20)


def test_the_meetings_of_a_renamed_body_get_a_new_title_and_a_higher_sequence(norddjurs: Database) -> None:
    def stands(body: str) -> list[tuple[int, int, datetime]]:
        with norddjurs.read() as session:
            found = session.exec(select(Meeting).where(Meeting.body_key == body).order_by(Meeting.id))
            return [(one.sequence, one.version, one.changed_at) for one in found]

    before, others = stands("MTU"), stands("KB")
    text = TEXT.replace('name = "Miljø- og Teknikudvalget"', 'name = "Klima- og Teknikudvalget"')
    assert text != TEXT
    adopt_profile(norddjurs, BY, name="ny.toml", text=text)
    assert stands("MTU") == [(sequence + 1, version + 1, BY.at) for sequence, version, _ in before]
    assert stands("KB") == others
    adopt_profile(norddjurs, BY, name="ny.toml", text=text + "\n# samme navn\n")
    assert {sequence for sequence, _, _ in stands("MTU")} == {1}


def test_renaming_costs_one_statement_however_many_meetings_there_are(norddjurs: Database) -> None:
    written: list[str] = []
    event.listen(norddjurs.engine, "before_cursor_execute", lambda *said: written.append(said[2]))
    text = TEXT.replace('name = "Direktionen"', 'name = "Chefgruppen"')
    adopt_profile(norddjurs, BY, name="ny.toml", text=text)
    assert len([one for one in written if one.startswith("UPDATE meeting ")]) == 1


def test_an_earlier_profile_may_come_back(norddjurs: Database) -> None:
    adopt_profile(norddjurs, BY, name="ny.toml", text=TEXT + "\n# en bemærkning\n")
    assert adopt_profile(norddjurs, BY, name="norddjurs.toml", text=TEXT).facts["number"] == 3


def test_an_absence_is_recorded_once(norddjurs: Database) -> None:
    away = {"person": "erik.lyngsvad", "from_on": date(2023, 4, 10), "to_on": date(2023, 4, 17)}
    assert not record_absence(norddjurs, BY, **away).repeated
    assert record_absence(norddjurs, BY, **away).repeated
    with pytest.raises(NotFoundError):
        record_absence(norddjurs, BY, person="ukendt", from_on=date(2023, 4, 10), to_on=date(2023, 4, 17))
    with pytest.raises(NotAllowedNowError):
        record_absence(norddjurs, BY, person="erik.lyngsvad", from_on=date(2023, 4, 17), to_on=date(2023, 4, 17))
