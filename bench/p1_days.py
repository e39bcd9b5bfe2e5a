"""P1a: one step of four days back, against ``holidays.get_nth_working_day``.

Both must give the same answer for every date of the century before anything is timed. The reading is the one
the package has built in: Monday to Friday, public holidays out, special days in, the nth day.
"""

from __future__ import annotations

from datetime import date, timedelta

import holidays

from bench.harness import interleave, line, ratio
from calendars.days import Count, DayKind, DayTable, Reading

GOAL = 50
STEP = 4
PASSES = 25  # ours goes over the dates this often, so that one interruption does not drown its few microseconds
THEIR_READING = Reading(saturday_counts=False, count=Count.NTH_DAY, special_days_count=True)


def check_same_answers(table: DayTable, peer: holidays.HolidayBase) -> int:
    """Compare every date from 2000 to the end of 2099; how many there were."""
    day, last, compared = date(2000, 1, 1), date(2099, 12, 31), 0
    while day <= last:
        assert table.before(day, STEP, DayKind.HVERDAG) == peer.get_nth_working_day(day, -STEP), day
        day += timedelta(days=1)
        compared += 1
    return compared


def main(*, full: bool = False) -> None:
    table = DayTable(THEIR_READING, first_year=1999)
    peer = holidays.country_holidays("DK", years=range(1999, 2101))
    compared = check_same_answers(table, peer)
    dates = [date(2025, 1, 1) + timedelta(days=offset) for offset in range(0, 1826, 1 if full else 2)]
    before, theirs, kind = table.before, peer.get_nth_working_day, DayKind.HVERDAG

    def ours() -> None:
        for _ in range(PASSES):
            for day in dates:
                before(day, STEP, kind)

    def holidays_package() -> None:
        for day in dates:
            theirs(day, -STEP)

    times = interleave({"ours": ours, "holidays": holidays_package}, rounds=31 if full else 11)
    measured = PASSES * ratio(times, "holidays", "ours")
    what = f"P1a frist, et skridt ({len(dates)} datoer; samme svar på {compared})"
    line(what, measured, f">= {GOAL}", met=measured >= GOAL)


if __name__ == "__main__":
    main()
