"""Six years are played and everything they must show is seen; and the pieces they are made of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from calendars.copenhagen import COPENHAGEN
from desk.demo import years
from desk.demo.play import prepare as prepare_spring
from desk.demo.post_office import PostOffice
from desk.demo.proof import MAILS, look_at
from desk.demo.stage import Stage
from desk.demo.years_people import WRITTEN
from desk.demo.years_promises import LEAVER, LEAVES_ON, POST, PROMISED, SUCCESSOR, with_successor
from desk.demo.years_proof import PROOFS
from desk.errors import NotADemoFolderError
from domain.model import Entry
from domain.profile import shipped_profile
from domain.profile.load import load_profile
from domain.profile.year_plan import proposed_year

JULY = 7
PROFILE = load_profile("norddjurs.toml", shipped_profile())


def play_until(folder: Path, day: date) -> Stage:
    stage = years.prepare(folder)
    with PostOffice(folder / MAILS) as post_office:
        for _ in years.play(stage, post_office, until=day):
            pass
    return stage


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = play_until(tmp_path_factory.mktemp("years"), years.LAST)
    yield stage
    stage.db.close()


@pytest.mark.slow
def test_everything_the_six_years_must_show_is_seen(played: Stage) -> None:
    missing = [(one.claim, one.seen) for one in look_at(played, PROOFS) if not one.holds]
    assert missing == []


@pytest.mark.slow
def test_a_claim_about_years_that_were_not_played_does_not_hold(tmp_path: Path) -> None:
    stage = play_until(tmp_path, date(2020, 1, 31))
    seen = {one.claim: one.holds for one in look_at(stage, PROOFS)}
    stage.db.close()
    assert {claim for claim, holds in seen.items() if holds} <= {
        "Logbogen er ubrudt",
        "Hver mail kom frem",
        "Ingen runde kom for sent",
        "Ingen rørte tastaturet uden for at skrive, beslutte og holde ord",
    }


@pytest.mark.slow
def test_stopped_and_started_again_the_days_are_the_same(tmp_path: Path) -> None:
    def lines(folder: Path, *stops: date) -> list[tuple[str, str]]:
        for stop in stops:
            stage = play_until(folder, stop)
            with stage.db.read() as session:
                seen = list(session.exec(select(Entry.verb, Entry.subject).order_by(col(Entry.seq))))
            stage.db.close()
        return seen

    last = date(2020, 2, 28)
    assert lines(tmp_path / "stopped", date(2020, 1, 20), date(2020, 2, 13), last) == lines(tmp_path / "whole", last)


@pytest.mark.parametrize("year", range(years.FIRST.year, years.LAST.year + 1))
def test_the_council_meets_every_month_but_july_and_at_most_one_more(year: int) -> None:
    months = {one.on.month for one in proposed_year(PROFILE, year).meetings if one.body == "KB"}
    without = set(range(1, 13)) - months
    assert JULY in without
    assert len(without) <= 2


def test_people_have_words_for_every_round_that_the_profile_lets_the_clock_open() -> None:
    assert {cycle.key for cycle in PROFILE.cycles} <= set(WRITTEN)


def test_the_promises_are_made_of_posts_and_people_that_are_there_and_one_changes_hands() -> None:
    posts, people = {post.key for post in PROFILE.posts}, {person.key for person in PROFILE.people}
    assert all((one.post in posts) != (one.person in people) for one in PROMISED)
    changed = load_profile("norddjurs.toml", with_successor(shipped_profile()))
    held = sorted((one.from_on, one.person, one.to_on) for one in changed.holdings if one.post == POST)
    assert [(person, to) for _, person, to in held] == [(LEAVER, LEAVES_ON), (SUCCESSOR, None)]


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    ("due", "now", "bell"),
    [
        ("2020-03-02 08:00", "2020-03-02 04:50", "2020-03-02 08:05"),
        ("2020-03-02 08:05", "2020-03-02 04:50", "2020-03-02 08:05"),
        ("2020-03-02 11:30", "2020-03-02 08:05", "2020-03-02 13:00"),
        ("2020-03-02 08:00", "2020-03-02 21:00", "2020-03-03 08:05"),
        ("2020-03-28 22:00", "2020-03-28 21:00", "2020-03-29 08:05"),  # summer time begins in the night
    ],
)
def test_what_is_due_waits_for_the_next_bell(due: str, now: str, bell: str) -> None:
    assert years.bell_after(max(at(due), at(now)), at(now)) == at(bell)


def test_the_daily_bells_ring_on_mondays_one_after_the_other() -> None:
    first = years.monday_after(at("2020-01-02 09:00"))
    second = years.monday_after(first)
    third = years.monday_after(second)
    assert [first, second, third] == [at("2020-01-06 04:50"), at("2020-01-06 10:00"), at("2020-01-13 04:50")]
    assert {bell.time() for bell in (first, second)} == {time(4, 50), time(10, 0)}


def test_the_years_and_the_spring_keep_to_folders_of_their_own(tmp_path: Path) -> None:
    years.prepare(tmp_path / "aar").db.close()
    years.prepare(tmp_path / "aar").db.close()
    with pytest.raises(NotADemoFolderError):
        prepare_spring(tmp_path / "aar")


def test_the_first_days_are_played_from_the_command_line(terminal: Any, tmp_path: Path) -> None:
    out = tmp_path / "aar"
    said = terminal.ok("demo", "--years", "--until", "2020-01-05", "--out", out).out
    assert "Standset efter søn 05-01-2020" in said
