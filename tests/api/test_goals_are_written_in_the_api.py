"""A program writes goals, what is done for them and what is measured, where its account may, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from domain.model import Role
from domain.rules.rights import Deed, Grant

if TYPE_CHECKING:
    from conftest import Api  # type: ignore[import-not-found]  # pytest finds this folder's own

GOAL: dict[str, Any] = {
    "plan": "Ligestilling 2023-2026",
    "text": "Flere kvinder i ledelse",
    "owner_post": "hr-chef",
    "body": "HU",
    "first_on": "2023-09-01",
    "every_months": 6,
}
INDICATOR = {"name": "Kvinder i ledelse", "unit": "procent", "better": "higher", "lowest": 0, "highest": 100}


def subject(answer: Any) -> str:
    assert answer.status_code == 200, answer.json()
    return str(answer.json()["receipt"]["subject"])


def test_a_goal_is_written_measured_changed_and_ended(api_on_both: Api) -> None:
    caller = api_on_both.caller()
    goal = subject(caller.post("/goals", json=GOAL))
    assert subject(caller.post("/goals", json=GOAL)) == goal  # already so
    action = subject(caller.post(f"/goals/{goal}/actions", json={"text": "Nye opslag", "due_on": "2024-03-01"}))
    indicator = subject(caller.post(f"/actions/{action}/indicators", json=INDICATOR))
    rows = [{"measured_on": "2021-12-31", "is_year": True, "value": 41.5, "average": 44}]
    assert subject(caller.post(f"/indicators/{indicator}/measurements", json={"measurements": rows}))
    wrong = [*rows, {"measured_on": "2022-12-31", "is_year": True, "value": 141}]
    refused = caller.post(f"/indicators/{indicator}/measurements", json={"measurements": wrong})
    assert (refused.status_code, refused.json()["code"]) == (422, "measurement_file")
    said = {"state": "under_way", "text": "Tre opslag er skrevet om."}
    assert subject(caller.post(f"/actions/{action}/progress", json=said)) == action

    (shown,) = caller.get("/goals").json()["goals"]
    (act,) = shown["actions"]
    (measured_by,) = act["indicators"]
    assert (act["state"], act["progress"][0]["text"]) == ("under_way", "Tre opslag er skrevet om.")
    assert [one["value"] for one in measured_by["measurements"]] == [41.5]
    assert subject(caller.put(f"/goals/{goal}", json={**GOAL, "every_months": 12, "version": 1})) == goal
    stale = caller.put(f"/goals/{goal}", json={**GOAL, "every_months": 3, "version": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
    changed = {"text": "Nye stillingsopslag", "version": act["version"]}
    assert subject(caller.put(f"/actions/{action}", json=changed)) == action
    assert subject(caller.put(f"/indicators/{indicator}", json={**INDICATOR, "name": "Kvindelige ledere"}))
    struck = {"measured_on": "2021-12-31", "reason": "Tallet var et andet."}
    assert subject(caller.post(f"/indicators/{indicator}/measurements/strike", json=struck))
    assert subject(caller.post(f"/indicators/{indicator}/end", json={"reason": "Måles ikke mere"})) == indicator
    assert subject(caller.post(f"/goals/{goal}/end", json={"reason": "Planen er udløbet"})) == goal
    assert caller.get("/goals").json()["goals"] == []
    (ended,) = caller.get("/goals", params={"with_ended": True}).json()["goals"]
    assert (ended["every_months"], ended["actions"][0]["text"]) == (12, "Nye stillingsopslag")


def test_a_key_writes_goals_of_its_own_bodies_only_and_only_if_it_is_for_that(api: Api) -> None:
    goal = subject(api.caller().post("/goals", json=GOAL))
    action = subject(api.caller().post(f"/goals/{goal}/actions", json={"text": "Nye opslag"}))
    others = (
        api.caller(Grant(Role.SECRETARY, "MTU")),
        api.caller(Grant(Role.READER)),
        api.caller(scopes=[Deed.LOOK]),
    )
    for other in others:
        for answer in (
            other.post("/goals", json={**GOAL, "text": "Noget andet"}),
            other.put(f"/goals/{goal}", json=GOAL),
            other.post(f"/goals/{goal}/end", json={"reason": "x"}),
            other.post(f"/goals/{goal}/actions", json={"text": "x"}),
            other.post(f"/actions/{action}/progress", json={"state": "done", "text": "x"}),
            other.post(f"/actions/{action}/indicators", json=INDICATOR),
        ):
            assert answer.status_code == 403, answer.request.url
    own = api.caller(Grant(Role.SECRETARY, "HU"))
    assert own.put(f"/goals/{goal}", json={**GOAL, "body": "MTU"}).status_code == 403  # given to another body
    assert subject(own.put(f"/goals/{goal}", json={**GOAL, "area": "Ansættelse"})) == goal


@pytest.mark.parametrize("asked", [{}, {"q": "cykelsti"}])
def test_the_list_of_cases_is_turned_to_its_end_and_a_new_case_moves_none_past(
    api: Api, asked: dict[str, str]
) -> None:
    made = {api.open_case(f"23/{number}") for number in range(1, 6)}
    caller, seen, after = api.caller(), [], ""
    while True:
        page = caller.get("/cases", params={"limit": 2, "after": after, **asked}).json()
        seen += [one["id"] for one in page["cases"]]
        if not page["has_more"]:
            break
        after = page["next"]
    assert page["next"] is None
    assert len(seen) == len(made)
    assert set(seen) == made


def test_a_place_in_the_list_that_is_none_is_refused_or_has_nothing_after_it(api: Api) -> None:
    api.open_case("23/1")
    caller = api.caller()
    assert caller.get("/cases", params={"after": "længere nede"}).status_code == 422
    nothing = {"cases": [], "has_more": False, "next": None}
    assert caller.get("/cases", params={"after": "1.2023-99-99.x"}).json() == nothing
    assert caller.get("/cases", params={"after": "1.2023-03-08.x" + "0" * 30}).status_code == 200
