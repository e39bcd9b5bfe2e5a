"""A page or a document from before may name a body that is no more: the refusal stands beside the field."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from domain.casework.house.municipality import adopt_profile
from domain.casework.verb import By
from domain.profile import shipped_profile
from domain.profile.edit import change_row

SAYS = "Miljø- og Teknikudvalget holdt op den 31-03-2023. Vælg det organ, der har overtaget opgaven."


def test_a_route_and_a_new_stop_with_an_ended_body_are_refused_beside_their_field(
    desk_of: Any, people: Any, spring: Any, find: Callable[..., str]
) -> None:
    text = change_row(shipped_profile(), "body", 2, {"valid_to": date(2023, 4, 1)})
    adopt_profile(spring, By("lone.vejlby", datetime(2023, 5, 3, 8, tzinfo=UTC)), name="norddjurs.toml", text=text)
    office = desk_of(people["secretary"])

    typed = {"number": "23/9001", "title": "Vejplan", "is_open": "yes", "route_body": ["DIR", "MTU"]}
    opened = office.post("/sager/ny", data={**typed, "route_date": ["", ""]})
    assert opened.status_code == 422
    assert f"Sagsgang: {SAYS}" in html.unescape(opened.text)

    added = office.post(f"/sag/{find('case', '23/4107')}/nyt-led", data={"body": "MTU", "reason": "Udvalget vil."})
    assert added.status_code == 422
    assert f'href="#f-body" data-names-field>Organ: {SAYS}' in html.unescape(added.text)
