"""An agenda with many items: those that are cases already are named, so that nobody opens one twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from starlette.testclient import TestClient

from domain.casework.cases import open_case
from domain.casework.verb import By
from domain.rules.rights import Visitor
from domain.store.database import Database

AGENDA = """Dagsorden for Økonomiudvalget den 16. maj 2023
1. Cykelstier langs kysten
Sagsnr.: 23/6001
Indstilling
At planen godkendes.
2. Ny sti i skoven
Indstilling
At stien anlægges.
3. Havnegrunden sælges
Sagsnr.: 23/6003
Lukket punkt
Indstilling
At grunden sælges.
4. Nyt bibliotek
Indstilling
At biblioteket bygges.
"""


def shown(desk: TestClient) -> str:
    return desk.post("/sager/ny/dokument", files={"file": ("dagsorden.txt", AGENDA.encode())}).text


def test_an_item_is_known_by_its_cases_number_or_by_its_title_at_that_meeting(
    spring: Database, desk_of: Callable[..., TestClient], people: dict[str, Visitor]
):
    for number, title, is_open in (
        ("23/6001", "Noget helt andet", True),
        ("23/6002", "Ny sti i skoven", True),
        ("23/6003", "Havnegrunden sælges", False),
    ):
        open_case(
            spring,
            By("jytte.glesborg", datetime(2023, 5, 3, 10, 0, tzinfo=UTC)),
            number=number,
            title=title,
            is_open=is_open,
            route=["ØK"],
            stages={"ØK": date(2023, 5, 16)},
        )
    page = shown(desk_of(people["secretary"]))
    assert page.count("Findes:") == 3
    assert all(f"sag {number}" in page for number in ("23/6001", "23/6002", "23/6003"))
    assert shown(desk_of(people["secretary_without_closed"])).count("Findes:") == 2
