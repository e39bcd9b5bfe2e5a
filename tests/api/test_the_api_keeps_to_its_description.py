"""Schemathesis reads our own OpenAPI and calls every operation with odd things: no fault, nothing undescribed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import content_type_conformance, not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from sqlmodel import select

from domain.casework.case.follow_ups import Proposal, propose_follow_up
from domain.casework.goal.goals import add_action, add_goal
from domain.casework.goal.indicators import add_indicator
from domain.model import Better, Stop

if TYPE_CHECKING:
    from conftest import Api  # type: ignore[import-not-found]  # pytest finds this folder's own

KEPT = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 8  # of each operation, of each kind


def paths_of(api: Api) -> dict[str, dict[str, str]]:
    """Ids of things that are there, so that not every call ends at "not found"."""
    case_id = api.open_case("23/1")
    proposal = Proposal("Svar sendes.", owner_post="hr-chef", place="1")
    promise = propose_follow_up(api.db, api.by(), case_id=case_id, proposal=proposal).subject
    with api.db.read() as session:
        stop = session.exec(select(Stop).where(Stop.case_id == case_id)).first()
    assert stop is not None
    assert stop.meeting_id is not None
    said = {"plan": "Ligestilling", "text": "Flere kvinder", "owner_post": "hr-chef", "body": "HU", "every_months": 6}
    goal = add_goal(api.db, api.by(), **said, first_on=date(2023, 9, 1)).subject
    action = add_action(api.db, api.by(), goal_id=goal, text="Nye opslag").subject
    measured = {"name": "Kvinder i ledelse", "unit": "procent", "better": Better.HIGHER}
    indicator = add_indicator(api.db, api.by(), action_id=action, **measured).subject
    return {
        "case_id": {"case_id": case_id},
        "goal_id": {"goal_id": goal},
        "action_id": {"action_id": action},
        "indicator_id": {"indicator_id": indicator},
        "stop_id": {"stop_id": stop.id},
        "follow_up_id": {"follow_up_id": promise},
        "meeting_id": {"meeting_id": stop.meeting_id},
        "account": {"account": api.key()[0]},
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as described", "otherwise"]
)
def test_every_operation_answers_as_it_is_described_whatever_it_is_sent(
    api_on_both: Api, mode: GenerationMode
) -> None:
    api = api_on_both
    there = paths_of(api)
    headers = {"Authorization": f"Bearer {api.key(sees_closed=True)[2]}"}
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", api.app)
    called = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        known = next((ids for name, ids in there.items() if f"{{{name}}}" in operation.path), None)
        paths = [operation.as_strategy(mode, path_parameters=known)] if known else []

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=st.one_of(operation.as_strategy(mode), *paths))
        def call(case: Any) -> None:
            case.call_and_validate(headers=headers, checks=KEPT)

        call()
        called += 1
    assert called > 20


def test_the_description_names_every_address_its_key_and_its_problems(api: Api) -> None:
    said = api.client("").get("/openapi.json").json()
    assert said["servers"] == [{"url": "/api/v1"}]
    operations = [one for path in said["paths"].values() for one in path.values()]
    assert len(operations) > 20
    for one in operations:
        assert one["security"] == [{"HTTPBearer": []}]
        problem = {"$ref": "#/components/schemas/Problem"}
        assert one["responses"]["401"]["content"]["application/problem+json"]["schema"] == problem
        assert "ValidationError" not in repr(one)
    assert {"Problem", "Wrong"} <= said["components"]["schemas"].keys()
