"""A duty on a line of time, and measurements round by round: drawn right, named, and nothing from nothing."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from desk.web.pictures.cycle_strip import HEIGHT, WIDTH, Span, Words, cycle_strip
from desk.web.pictures.slope import Series, slope
from domain.rules.obligations import OBLIGATIONS, rounds

WORDS = Words("Runder", "En bjælke for hver runde.")
UNTIL = date(2027, 12, 31)


def spans(key: str) -> list[Span]:
    return [
        Span(str(one.year), one.period_start, one.period_end, one.due_on, one.source, f"{one.year}: {one.source}")
        for one in rounds(key, until=UNTIL)
    ]


def test_each_round_is_a_bar_over_the_days_it_covers_and_none_covers_another() -> None:
    picture = ET.fromstring(cycle_strip(spans("ligestillingsredegoerelse"), WORDS, until=UNTIL))  # noqa: S314 - ours
    bars = [one for one in picture.iter("rect") if one.get("class") == "strip__round"]
    assert len(bars) == 8
    edges = [(float(one.get("x") or 0), float(one.get("x") or 0) + float(one.get("width") or 0)) for one in bars]
    assert all(first[1] <= second[0] for first, second in pairwise(edges))
    widths = [end - start for start, end in edges]
    assert widths[6] > widths[5] * 1.2  # 31 months against 24


def test_the_strip_says_where_the_duty_ends_and_which_laws_it_rested_on() -> None:
    repeal = OBLIGATIONS["ligestillingsredegoerelse"].repeal
    assert repeal is not None
    shown = cycle_strip(
        spans("ligestillingsredegoerelse"), WORDS, until=UNTIL, today=date(2023, 5, 3), repealed_on=repeal.valid_from
    )
    assert "strip__repealed" in shown
    assert shown.count('class="strip__law"') == 2
    assert "strip__today" in shown
    assert "ophævet" not in cycle_strip(spans("budget"), WORDS, until=UNTIL)


@pytest.mark.parametrize("key", sorted(OBLIGATIONS))
def test_nothing_of_a_strip_is_outside_the_picture(key: str) -> None:
    picture = ET.fromstring(cycle_strip(spans(key), WORDS, until=UNTIL, today=date(2027, 12, 30)))  # noqa: S314 - ours
    for one in picture.iter("text"):
        assert 0 <= float(one.get("x") or 0) <= WIDTH
        assert 0 <= float(one.get("y") or 0) <= HEIGHT - 8


def test_without_rounds_there_is_no_picture() -> None:
    assert cycle_strip([], WORDS, until=UNTIL) == ""


def test_a_slope_has_a_line_a_series_and_says_the_last_value_in_danish() -> None:
    ours, country = Series("Kommunen", (61.0, None, 78.5)), Series("Landet", (55.0, 58.0, 69.0))
    shown = slope("Kvinder i ledelse", "Andel i procent.", ["2017", "2020", "2023"], [ours, country], "%")
    picture = ET.fromstring(shown)  # noqa: S314 - our own picture
    assert picture.get("role") == "img"
    lines = [str(one.get("points")).split() for one in picture.iter("polyline")]
    assert [len(one) for one in lines] == [2, 3]
    assert "Kommunen 78,5 %" in shown
    first, last = (float(point.split(",")[1]) for point in (lines[1][0], lines[1][-1]))
    assert last < first  # it rises, and up is less in a picture


def test_names_at_the_ends_of_two_equal_lines_do_not_cover_one_another() -> None:
    shown = slope("x", "y", ["1", "2"], [Series("a", (1.0, 2.0)), Series("b", (1.5, 2.0))])
    ends = [
        float(one.get("y") or 0)
        for group in ET.fromstring(shown).iter("g")  # noqa: S314 - our own picture
        for one in group.iter("text")
    ]
    assert abs(ends[0] - ends[1]) >= 18


def test_no_measurements_no_slope_and_a_series_of_the_wrong_length_is_refused() -> None:
    assert slope("x", "y", ["1"], [Series("a", (None,))]) == ""
    with pytest.raises(ValueError, match="one value a round"):
        slope("x", "y", ["1", "2"], [Series("a", (1.0,))])


def test_one_round_alone_and_equal_values_are_drawn() -> None:
    assert "<circle" in slope("x", "y", ["2023"], [Series("a", (5.0,))])
    assert "<polyline" in slope("x", "y", ["1", "2"], [Series("a", (5.0, 5.0))])


@pytest.mark.parametrize("unit", ["", "%", "procent", "sygedage pr. fuldtidsansat"])
def test_the_name_and_the_unit_at_the_end_of_a_line_are_within_the_picture(unit: str):
    svg = ET.fromstring(slope("Andel", "", ["2021", "2023"], [Series("Kommunen", (48.0, 51.5))], unit))  # noqa: S314 - ours
    width = float(svg.attrib["viewBox"].split()[2])
    (named,) = (one for one in svg.iter("text") if "class" not in one.attrib)
    assert float(named.attrib["x"]) + 8 * len(named.text or "") < width
