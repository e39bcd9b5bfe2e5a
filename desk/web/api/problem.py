"""What goes wrong in the API, as RFC 9457 says it: Danish for people, an English code for programs."""

from __future__ import annotations

import logging
import re
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from calendars.errors import SagsgangError
from desk import error_words
from desk.web.visit import LoginNeededError, NotAllowedError
from domain.errors import ConflictError, NotFoundError
from flows.faults import describe

log = logging.getLogger("sagsgang.web")
TYPE = "application/problem+json"
_STATUS: tuple[tuple[type[SagsgangError], int], ...] = (
    (LoginNeededError, 401),
    (NotAllowedError, 403),
    (NotFoundError, 404),
    (ConflictError, 409),
)
_TITLES = {
    400: "Det kunne ikke læses",
    401: "Nøglen virker ikke",
    403: "Det har nøglen ikke ret til",
    404: "Det findes ikke",
    405: "Det kan man ikke her",
    409: "En anden har ændret det i mellemtiden",
    413: "Det er for stort",
    422: "Det kan ikke lade sig gøre",
    429: "Der kom for mange kald på kort tid",
    500: "Noget gik galt hos os",
    503: "Databasen svarer ikke",
}
_NO_KEY = "Send en API-nøgle, der ikke er udløbet: Authorization: Bearer …"


class Wrong(BaseModel):
    """One thing in the request that cannot be read: where, and why (English, from the parser)."""

    where: str
    why: str


class Problem(BaseModel):
    """What went wrong. ``code`` is for programs, ``why`` narrows it down, ``detail`` is for people."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    why: str | None = None
    errors: list[Wrong] = []


ANSWERS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": _TITLES[status],
        "content": {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for status in (400, 401, 403, 404, 409, 413, 422, 429)
}


def answer_problems(app: FastAPI) -> None:
    """Have everything that goes wrong answered so."""

    @app.exception_handler(SagsgangError)
    def refused(_request: Request, error: SagsgangError) -> JSONResponse:
        status = next((status for kind, status in _STATUS if isinstance(error, kind)), 422)
        code = re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__.removesuffix("Error")).lower()
        detail = _NO_KEY if status == 401 else error_words.sentence(error)  # noqa: PLR2004 - the status of HTTP
        why = error.facts.get("why")
        return _answer(status, detail, code, why=str(why) if why else None)

    @app.exception_handler(RequestValidationError)
    def unreadable(_request: Request, error: RequestValidationError) -> JSONResponse:
        wrong = [Wrong(where=".".join(map(str, one["loc"])), why=str(one["msg"])) for one in error.errors()]
        return _answer(422, "Noget i forespørgslen kan ikke læses; se errors.", "unreadable", wrong=wrong)

    @app.exception_handler(HTTPException)
    def other(_request: Request, error: HTTPException) -> JSONResponse:
        return http_problem(error)

    @app.exception_handler(OperationalError)
    def no_database(_request: Request, error: OperationalError) -> JSONResponse:
        log.warning("the database does not do what it is asked (%s)", describe(error))
        said = "Intet er gemt halvt. Send det samme igen om lidt, med samme Idempotency-Key."
        return _answer(503, said, "database_away", headers={"Retry-After": "30"})

    @app.exception_handler(Exception)
    def unforeseen(_request: Request, error: Exception) -> JSONResponse:
        log.error("%s", describe(error))
        return _answer(500, "Intet er gemt halvt. Prøv igen; bliver det ved, så vis driften klokkeslættet.", "fault")


def http_problem(error: HTTPException) -> JSONResponse:
    """The answer to what HTTP itself refuses: an address that is none, a method that is not for it."""
    title = _TITLES.get(error.status_code, "Det gik ikke")
    return _answer(error.status_code, title, f"http_{error.status_code}", headers=dict(error.headers or {}))


def _answer(
    status: int,
    detail: str,
    code: str,
    *,
    why: str | None = None,
    wrong: list[Wrong] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    title = _TITLES.get(status, "Det gik ikke")
    problem = Problem(title=title, status=status, detail=detail, code=code, why=why, errors=wrong or [])
    asked = {"WWW-Authenticate": "Bearer"} if status == 401 else {}  # noqa: PLR2004 - the status of HTTP
    return JSONResponse(problem.model_dump(), status, {**(headers or {}), **asked}, media_type=TYPE)
