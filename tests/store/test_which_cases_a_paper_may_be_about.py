"""The cases an agenda's items are held against: by number anywhere, the meeting's own, and what its body has left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain.model import CaseState
from domain.model.columns import make_id
from domain.store.agenda_matches import days_met, known_cases, live_stop, meeting_on
from domain.store.database import Database

APRIL, MAY = (make_id("meeting", "DIR", day) for day in (date(2023, 4, 12), date(2023, 5, 10)))
HU = make_id("meeting", "HU", date(2023, 4, 27))


def test_numbers_the_meeting_and_the_bodys_waiting_cases_are_known(
    norddjurs: Database, put_cases: Callable[..., list[str]]
) -> None:
    put_cases(norddjurs, 2, [APRIL, HU])
    put_cases(norddjurs, 1, [MAY], first=10)
    put_cases(norddjurs, 1, [HU], first=20)
    with norddjurs.read() as session:
        known = known_cases(session, ["nowhere"], body="DIR", meeting=APRIL, sees_closed=True)
        of_hu = known_cases(session, [], body="HU", meeting=None, sees_closed=True)
        nobody = known_cases(session, [], body=None, meeting=None, sees_closed=True)
        stop = live_stop(session, known[0].case_id, "DIR")
    assert sorted((one.is_here, one.meeting_id, one.route) for one in known) == [
        (False, MAY, ("DIR",)),
        (True, APRIL, ("DIR", "HU")),
        (True, APRIL, ("DIR", "HU")),
    ]
    assert {one.state for one in known} == {CaseState.OPEN}
    assert (len(known), len(of_hu), nobody) == (3, 3, ())
    assert stop is not None
    assert stop.id == known[0].stop


def test_a_meeting_is_found_by_body_and_day(norddjurs: Database) -> None:
    with norddjurs.read() as session:
        found = meeting_on(session, "DIR", date(2023, 4, 12))
        assert found is not None
        assert found.id == APRIL
        assert meeting_on(session, "DIR", date(2023, 4, 13)) is None
        assert meeting_on(session, None, date(2023, 4, 12)) is None
        days = {date(2023, 4, 12), date(2023, 4, 13)}
        assert ("DIR", date(2023, 4, 12)) in days_met(session, days)
        assert not any(day == date(2023, 4, 13) for _body, day in days_met(session, days))
