"""The wheel: every meeting once, with its link; nothing cut off; what people typed is only letters."""

from __future__ import annotations

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from desk.web.pictures.wheel import MARGIN, SIZE, Dot, Free, Milestone, Ring, Words, wheel

WORDS = Words("Årshjul 2023", "Møderne ligger i ringe.", "i dag 3. maj")
NAMESPACE = "{http://www.w3.org/2000/svg}"


def drawn(picture: Markup) -> ET.Element:
    return ET.fromstring(picture)  # noqa: S314 - our own picture


def ring(key: str, days: list[date]) -> Ring:
    return Ring(key, f"Organet {key}", tuple(Dot(day, f"{key} {day}", f"/moede/{key}-{day}") for day in days))


def every(days: int) -> list[date]:
    return [date(2023, 1, 2) + timedelta(days=days * number) for number in range(360 // days)]


def test_every_meeting_is_a_link_with_a_title_and_the_picture_is_a_group_with_a_name() -> None:
    found = drawn(wheel(2023, [ring("KB", every(28)), ring("DIR", every(14))], [], WORDS))
    assert found.get("role") == "group"
    assert found[0].tag == "title"
    links = [one for one in found.iter("a") if (one.get("href") or "").startswith("/moede/")]
    assert len(links) == len(every(28)) + len(every(14))
    assert all(one.find(".//title") is not None for one in links)


def test_a_body_that_meets_every_week_is_drawn_as_ticks() -> None:
    found = drawn(wheel(2023, [ring("KB", every(28)), ring("DIR", every(7))], [], WORDS))
    assert len([one for one in found.iter("line") if one.get("class") == "wheel__meeting"]) == len(every(7))
    assert len([one for one in found.iter("circle") if one.get("class") == "wheel__meeting"]) == len(every(28))


def test_the_hand_points_at_today_in_its_own_year_only() -> None:
    in_year = wheel(2023, [], [], WORDS, today=date(2023, 5, 3))
    assert "wheel__today" in in_year
    assert "i dag 3. maj" in in_year
    other = wheel(2024, [], [], WORDS, today=date(2023, 5, 3))
    assert "wheel__today" not in other
    assert "i dag" not in other


def test_a_cancelled_meeting_looks_different_and_days_without_meetings_are_shaded() -> None:
    off = Ring("KB", "Kommunalbestyrelsen", (Dot(date(2023, 5, 23), "aflyst", "/moede/x", is_off=True),))
    found = wheel(2023, [off], [], WORDS, free=[Free(date(2022, 12, 27), date(2023, 1, 8), "Juleferie")])
    assert "wheel__meeting--off" in found
    assert "<title>Juleferie</title>" in found


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.dates(date(2023, 1, 1), date(2023, 12, 31)), st.text("abcdefg hijæøå", min_size=1, max_size=40)),
        max_size=12,
    )
)
def test_no_label_is_cut_off_and_none_covers_another(marks: list[tuple[date, str]]) -> None:
    found = drawn(wheel(2023, [], [Milestone(day, label) for day, label in marks], WORDS))
    columns: dict[str, list[float]] = {}
    for label in (one for one in found.iter("text") if "wheel__label" in (one.get("class") or "")):
        rows = [float(one.get("y") or 0) for one in label.iter("tspan")]
        columns.setdefault(str(label.get("class")), []).extend(rows)
        for row in label.iter("tspan"):
            x, width = float(row.get("x") or 0), 9 * len(row.text or "")
            left, right = (x - width, x) if "--left" in str(label.get("class")) else (x, x + width)
            assert left >= -MARGIN
            assert right <= SIZE + MARGIN
    for rows in columns.values():
        assert all(0 <= row <= SIZE for row in rows)
        assert all(after - before >= 18 for before, after in zip(sorted(rows), sorted(rows)[1:], strict=False))


def test_on_a_narrow_screen_labels_are_numbers_that_do_not_cover_one_another() -> None:
    ends = [Milestone(date(2023, 1, 1), "a"), Milestone(date(2023, 12, 31), "b"), Milestone(date(2023, 12, 31), "c")]
    found = drawn(wheel(2023, [], ends, WORDS, narrow=True))
    assert [text.text for text in found.iter("text") if (text.text or "").isdigit()][-3:] == ["1", "2", "3"]
    places = [(float(c.get("cx") or 0), float(c.get("cy") or 0)) for c in found.iter("circle") if c.get("r") == "19"]
    for one, place in enumerate(places):
        for other in places[one + 1 :]:
            assert (place[0] - other[0]) ** 2 + (place[1] - other[1]) ** 2 >= 38**2


def test_what_people_typed_is_only_letters() -> None:
    wicked = '"><script>alert(1)</script>'
    picture = wheel(
        2023,
        [Ring(wicked, wicked, (Dot(date(2023, 5, 1), wicked, wicked),))],
        [Milestone(date(2023, 5, 1), wicked, wicked, wicked)],
        Words(wicked, wicked),
        free=[Free(date(2023, 7, 1), date(2023, 7, 31), wicked)],
    )
    assert "<script" not in picture
    assert drawn(picture) is not None
    assert not re.search(r"\sstyle=", picture)
