"""The API as an application of its own: its description is at ``/api/v1/openapi.json``, its errors are JSON."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from desk.web.api import (
    agendas,
    cases,
    files,
    follow_ups,
    goals,
    goals_written,
    meetings,
    municipality,
    others,
    stops,
    users,
)
from desk.web.api.problem import ANSWERS, Problem, answer_problems
from desk.web.visit import Desk

AT = "/api/v1"
_ABOUT = """Hvad en person kan gøre i Sagsgang, kan et program gøre her med en nøgle, der er lavet under Mit, Adgang.

Nøglen sendes som `Authorization: Bearer …` og er kun til det, den er lavet til (dens *scopes*), og kun til det, dens
bruger selv må. `dry_run=true` svarer, hvad noget ville gøre, uden at gøre det. Med `Idempotency-Key` kan det samme
sendes igen uden at blive gjort igen. Fejl er `application/problem+json`: `code` er til programmer, `detail` til folk.
"""


def create_api(desk: Desk) -> FastAPI:
    """The API of the same desk as the pages."""
    api = FastAPI(
        title="Sagsgang",
        version="1",
        description=_ABOUT,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=ANSWERS,
    )
    api.state.desk = desk
    goal_parts = (goals, goals_written)
    for part in (cases, files, stops, follow_ups, *goal_parts, meetings, agendas, municipality, users, others):
        api.include_router(part.router)
    answer_problems(api)
    api.openapi = lambda: _described(api)  # type: ignore[method-assign]  # FastAPI's own way to change its description
    return api


def _described(api: FastAPI) -> dict[str, Any]:
    """What FastAPI says, with our shape of errors in the place of its own."""
    if api.openapi_schema is None:
        said = get_openapi(title=api.title, version=api.version, description=api.description, routes=api.routes)
        shapes = said["components"]["schemas"]
        shapes["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        shapes |= shapes["Problem"].pop("$defs")
        for name in ("HTTPValidationError", "ValidationError"):
            shapes.pop(name, None)
        said["servers"] = [{"url": AT}]
        api.openapi_schema = said
    return api.openapi_schema
