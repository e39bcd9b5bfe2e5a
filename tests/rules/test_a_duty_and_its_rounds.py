"""Ligestillingsredegørelsen: what the law said when, and that there is no next round."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from domain.errors import NotFoundError
from domain.rules.obligations import OBLIGATIONS, NoRound, Round, next_round, rounds, submission_task

DUTY = "ligestillingsredegoerelse"


def the_round(as_of: date, known_on: date | None = None) -> Round:
    answer = next_round(DUTY, as_of, known_on)
    assert isinstance(answer, Round)
    return answer


def test_seen_from_2021_the_next_round_is_2023() -> None:
    found = the_round(date(2021, 1, 1))
    assert (found.year, found.period_start, found.period_end) == (2023, date(2020, 6, 1), date(2023, 5, 31))
    assert (found.due_on, found.decide_before) == (date(2023, 5, 31), date(2023, 6, 1))


def test_on_its_last_day_the_round_is_still_the_next_and_the_day_after_it_is_not() -> None:
    assert the_round(date(2023, 5, 31)).year == 2023
    assert isinstance(next_round(DUTY, date(2023, 6, 1)), NoRound)


def test_there_is_no_next_round_and_the_answer_names_the_law() -> None:
    assert next_round(DUTY, date(2023, 6, 30)) == NoRound(DUTY, date(2025, 1, 1), "lov nr. 1470 af 10. december 2024")


def test_in_june_2023_nobody_could_know_and_the_answer_was_2026() -> None:
    then = the_round(date(2023, 6, 30), known_on=date(2023, 6, 30))
    assert (then.year, then.period_start, then.due_on) == (2026, date(2023, 6, 1), date(2026, 5, 31))
    assert the_round(date(2024, 12, 9), known_on=date(2024, 12, 9)).year == 2026
    assert isinstance(next_round(DUTY, date(2024, 12, 10), known_on=date(2024, 12, 10)), NoRound)


def test_before_the_law_of_2019_the_round_after_2017_was_2019() -> None:
    then = the_round(date(2018, 1, 1), known_on=date(2018, 1, 1))
    assert (then.year, then.due_on, then.period_start) == (2019, date(2019, 11, 1), date(2017, 11, 1))


def test_every_round_there_was() -> None:
    found = rounds(DUTY, until=date(2030, 1, 1))
    assert [round_.year for round_ in found] == [2007, 2009, 2011, 2013, 2015, 2017, 2020, 2023]
    assert {round_.due_on.strftime("%d-%m") for round_ in found[:6]} == {"01-11"}
    assert {round_.due_on.strftime("%d-%m") for round_ in found[6:]} == {"31-05"}


def test_each_period_starts_the_day_after_the_last_so_2020_covers_31_months() -> None:
    found = rounds(DUTY, until=date(2030, 1, 1))
    for before, after in pairwise(found):
        assert after.period_start == before.period_end + timedelta(days=1)
    round_2020 = found[6]
    assert (round_2020.period_start, round_2020.period_end) == (date(2017, 11, 1), date(2020, 5, 31))
    months = (2020 - 2017) * 12 + (round_2020.period_end.month - round_2020.period_start.month) + 1
    assert months == 31


def test_after_approval_the_report_is_handed_in_on_31_may_at_the_latest() -> None:
    task = submission_task(OBLIGATIONS[DUTY], the_round(date(2023, 1, 1)))
    assert (task.kind, task.due_on) == ("submission", date(2023, 5, 31))


def test_before_any_law_could_be_known_there_was_no_round() -> None:
    assert rounds(DUTY, until=date(2010, 1, 1), known_on=date(2006, 1, 1)) == ()


def test_an_unknown_duty_is_refused() -> None:
    with pytest.raises(NotFoundError):
        next_round("kvalitetsrapport", date(2023, 1, 1))


def test_every_law_has_a_source_a_day_it_was_checked_and_its_place_in_time() -> None:
    for key, obligation in OBLIGATIONS.items():
        assert obligation.key == key
        assert all(law.source and law.checked_on > law.known_from for law in obligation.laws)
        assert all(first.valid_from < second.valid_from for first, second in pairwise(obligation.laws))
        if obligation.repeal is not None:
            assert obligation.repeal.valid_from > obligation.laws[-1].valid_from
