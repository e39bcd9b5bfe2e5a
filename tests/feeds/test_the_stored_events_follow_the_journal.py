"""No verb writes to the feeds: the journal says what has changed. Nothing may be missed, whichever verb it was."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import col, select

from desk.feed_refresh import refresh
from domain.casework.verb import VERBS, By
from domain.model import FeedKind, Fragment, Meeting
from domain.store.fragments import state_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from conftest import Subscriber

    from domain.store.database import Database


def of_the_journal() -> Any:
    """One scenario a verb, from the test that every verb is journalled."""
    file = Path(__file__).parents[1] / "journal" / "test_every_verb_is_journalled.py"
    spec = importlib.util.spec_from_file_location("scenarios_of_every_verb", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclass looks itself up there
    spec.loader.exec_module(module)
    return module


JOURNAL = of_the_journal()


@pytest.mark.parametrize("name", sorted(JOURNAL.SCENARIOS))
def test_after_any_verb_the_stored_events_are_those_made_from_scratch(
    norddjurs_sqlite: Database, at: Callable[..., datetime], name: str
) -> None:
    scene = JOURNAL.Scene(norddjurs_sqlite, at, at("2023-03-02 10:00"))
    refresh(scene.db)
    said = JOURNAL.SCENARIOS[name](scene)
    refresh(scene.db)
    VERBS[name](scene.db, By("hanne.fjellerby", scene.now), **said)
    refresh(scene.db)
    assert refresh(scene.db, everything=True) == 0


def test_only_what_changed_is_made_again(subscriber: Subscriber) -> None:
    path = subscriber.subscribe()
    subscriber.get(path)
    meeting = subscriber.meeting("KB", "2023-05-23")
    subscriber.do("cancel_meeting", meeting_id=meeting, reason="For få punkter.")
    with subscriber.db.read() as session:
        before = dict(session.exec(select(Fragment.id, Fragment.sha256)).all())
    assert refresh(subscriber.db) == 5  # the meeting and its four deadlines
    assert refresh(subscriber.db) == 0
    with subscriber.db.read() as session:
        after = dict(session.exec(select(Fragment.id, Fragment.sha256)).all())
        changed = {key for key in after if after[key] != before[key]}
        of = set(session.exec(select(Fragment.meeting_id).where(col(Fragment.id).in_(changed))))
    assert (len(changed), of) == (5, {meeting})


def test_lines_that_no_feed_shows_leave_what_subscribers_have_unchanged(subscriber: Subscriber) -> None:
    path = subscriber.subscribe(FeedKind.PERSON, "mette.holbaek")
    tag = subscriber.get(path).headers["etag"]
    with subscriber.db.read() as session:
        before = state_of(session).changed_seq
    subscriber.subscribe()  # itself a line in the journal
    subscriber.do(
        "record_absence",
        person="mette.holbaek",
        from_on=subscriber.now.date(),
        to_on=subscriber.now.date().replace(day=9),
    )
    assert subscriber.get(path, If_None_Match=tag).status_code == 304
    with subscriber.db.read() as session:
        assert state_of(session).changed_seq == before


def test_a_new_program_makes_every_event_again_by_itself(
    subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = subscriber.subscribe()
    subscriber.get(path)
    with subscriber.db.write() as session:
        for row in session.exec(select(Fragment)):
            row.content, row.sha256 = b"written by an older program", "0" * 64
    assert b"older" in subscriber.get(path).content
    monkeypatch.setattr("desk.feed_refresh.FORMAT", 99)
    monkeypatch.setattr("desk.web.feeds.FORMAT", 99)
    assert b"older" not in subscriber.get(path).content


def test_two_that_ask_at_once_make_the_events_once(subscriber_anywhere: Subscriber) -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - only this test has two at once

    subscriber = subscriber_anywhere
    paths = [subscriber.subscribe() for _ in range(4)]
    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(subscriber.get, paths))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    with subscriber.db.read() as session:
        meetings = session.exec(select(Meeting.id)).all()
    assert answers[0].content.count(b"BEGIN:VEVENT") == len(meetings)
