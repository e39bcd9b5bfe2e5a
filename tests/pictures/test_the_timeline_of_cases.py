"""The picture of the board: everything has a place, a title and a link, and nothing that was typed is markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from desk.web.pictures.timeline import SIGNS, WIDTH, Box, Line, Words, cut, timeline

FROM, TO, TODAY = date(2023, 4, 10), date(2023, 7, 10), date(2023, 5, 3)
WORDS = Words(
    "Sager", "En linje for hver sag", "i dag", lambda day: f"uge {day.isocalendar().week}", lambda day: f"{day:%m %Y}"
)


def box(day: str, text: str = "DIR", kind: str = "planned", **more: Any) -> Box:
    return Box(date.fromisoformat(day), text, kind, f"{text} {day}", "/moede/m", **more)


def line(*boxes: Box, title: str = "En sag", **more: Any) -> Line:
    return Line(
        **{
            "title": title,
            "under": "23/1",
            "address": "/sag/c",
            "boxes": boxes,
            "status": "På vej",
            "level": "on_track",
            **more,
        }
    )


def drawn(lines: Sequence[Line], today: date = TODAY) -> ET.Element:
    return ET.fromstring(str(timeline(lines, WORDS, from_on=FROM, to_on=TO, today=today)))  # noqa: S314 - our own


def boxes_of(svg: ET.Element) -> list[ET.Element]:
    return [one for one in svg.iter("rect") if "timeline-box" in one.get("class", "")]


def texts(svg: ET.Element) -> list[str]:
    return [one.text or "" for one in svg.iter("text")]


def test_no_lines_no_picture() -> None:
    assert str(timeline([], WORDS, from_on=FROM, to_on=TO, today=TODAY)) == ""


def test_a_later_meeting_stands_further_to_the_right_and_today_between_them() -> None:
    svg = drawn([line(box("2023-04-12", kind="decided"), box("2023-05-16", "ØK"), box("2023-06-20", "KB"))])
    places = [float(one.get("x", "")) for one in boxes_of(svg)]
    assert places == sorted(places)
    [today] = [one for one in svg.iter("path") if one.get("class") == "timeline-today"]
    x = float(re.findall(r"M([\d.]+)", today.get("d", ""))[0])
    assert places[0] < x < places[1]
    assert "i dag" in texts(svg)


def test_what_is_outside_the_weeks_has_no_box_but_the_line_goes_on() -> None:
    svg = drawn([line(box("2023-01-12", kind="decided"), box("2023-05-16"), box("2023-12-20"))])
    assert len(boxes_of(svg)) == 1
    ways = [one.get("d", "") for one in svg.iter("path") if "timeline-behind" in one.get("class", "")]
    assert len(ways) == 1


def test_a_day_outside_the_weeks_has_no_line_for_today() -> None:
    assert "i dag" not in texts(drawn([line(box("2023-05-16"))], today=date(2023, 3, 1)))


def test_colour_never_stands_alone() -> None:
    """Every kind of box has its own sign or its own words, and danger has a sign, a word and a title."""
    svg = drawn(
        [line(box("2023-05-16", "KB", in_danger=True), status="I fare: referatet når det ikke", level="at_risk")]
    )
    said = texts(svg)
    assert "KB !" in said
    assert "I fare: referatet når" in said
    decided = drawn([line(box("2023-05-16", "KB", "decided"))])
    assert "KB ✓" in texts(decided)
    assert set(SIGNS) == {"decided", "on_agenda", "awaiting_decision", "planned", "cancelled", "promise"}


def test_every_link_has_a_title_and_the_picture_is_a_group_with_name_and_description() -> None:
    svg = drawn([line(box("2023-05-16"), box("2023-05-20", "", "promise"), is_closed=True)])
    assert svg.get("role") == "group"
    assert [one.tag for one in svg[:2]] == ["title", "desc"]
    links = list(svg.iter("a"))
    assert len(links) == 3
    assert all(link.find("title") is not None and link.get("href", "").startswith("/") for link in links)


def test_boxes_that_would_cover_each_other_stand_in_lanes() -> None:
    crowded = [box(f"2023-05-{day}", f"ORGAN{day}") for day in range(10, 20)]
    places = [
        (float(one.get("x", "")), float(one.get("y", "")), float(one.get("width", "")))
        for one in boxes_of(drawn([line(*crowded)]))
    ]
    for number, (x, y, width) in enumerate(places):
        for other_x, other_y, _ in places[number + 1 :]:
            assert y != other_y or other_x >= x + width or other_x < x


def test_a_line_with_many_lanes_covers_no_other() -> None:
    tall = line(*[box("2023-05-16", f"ORGAN{number}") for number in range(6)])
    svg = drawn([line(box("2023-05-16")), tall, line(box("2023-05-16", "KB"))])
    tops = [float(one.get("y", "")) for one in boxes_of(svg)]
    assert max(tops[1:7]) + 26 < tops[7]
    assert float(svg.get("height", "")) > tops[7] + 26


@settings(max_examples=60)
@given(st.text(max_size=300), st.text(max_size=300))
def test_what_people_typed_is_text_and_never_markup(title: str, status: str) -> None:
    title, status = (
        re.sub(r"[^\t\n\r -\ud7ff\ue000-\ufffd]", "", one) for one in (title, status)
    )  # what XML can hold
    svg = drawn([line(box("2023-05-16", text="<b>"), title=f"<script>{title}", status=f"&{status}")])
    assert {one.tag for one in svg.iter()} <= {
        "svg",
        "title",
        "desc",
        "g",
        "a",
        "text",
        "rect",
        "path",
    }
    assert not [name for one in svg.iter() for name in one.attrib if name == "style" or name.startswith("on")]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(-200, 300), st.sampled_from(sorted(SIGNS))), max_size=12))
def test_everything_stands_inside_the_picture(stops: list[tuple[int, str]]) -> None:
    boxes = [Box(FROM + timedelta(days=days), "KB", kind, "KB", "/moede/m") for days, kind in stops]
    svg = drawn([line(*boxes), line(*boxes)])
    height = float(svg.get("height", ""))
    for one in boxes_of(svg):
        x, y, width = (float(one.get(name, "")) for name in ("x", "y", "width"))
        assert 0 <= x <= x + width <= WIDTH
        assert 0 <= y <= y + 26 <= height


def test_a_text_that_is_too_long_says_that_it_was_cut() -> None:
    assert cut("kort", 10) == "kort"
    assert cut("et langt ord", 8) == "et lang…"
    long = drawn([line(box("2023-05-16"), title="x" * 300)])
    assert "x" * 300 in next(one.find("title").text for one in long.iter("a"))  # type: ignore[union-attr,operator]
