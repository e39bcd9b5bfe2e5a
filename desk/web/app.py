"""The web application of one database: the pages of the desk, the feeds, and what protects them.

Who is asking is one seam, ``known``: the session cookie at work, whoever a test says in a test.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from importlib.resources import files

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from calendars.errors import SagsgangError
from desk.web import feeds
from desk.web.api.app import AT, create_api
from desk.web.api.problem import http_problem
from desk.web.guards import Discreet, NoNul, OriginCheck, SafeHeaders, TooMuch, Unforeseen
from desk.web.language import InTheirLanguage
from desk.web.login import pages as login_pages
from desk.web.login import sessions
from desk.web.login.state import LoginState
from desk.web.page import error_page
from desk.web.pages import ROUTERS
from desk.web.rate_limit import NotTooOften
from desk.web.request_log import RequestLog
from desk.web.visit import Desk, Known, LoginNeededError, NotAllowedError
from domain.errors import ConflictError, NotFoundError
from domain.rules.throttle import Asked
from domain.store.database import Database
from flows.faults import describe
from flows.settings import Settings

log = logging.getLogger("sagsgang.web")
MOST_BYTES = 25 * 1024 * 1024  # of one request: a large agenda as PDF is a tenth of that
_AROUND = 1024 * 1024  # what a form says beside its file


def create_app(
    db: Database, clock: Callable[[], datetime], settings: Settings | None = None, known: Known | None = None
) -> FastAPI:
    """Everything that answers over HTTP. Without ``known`` the session cookie says who is asking."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    settings = settings or Settings()
    most = max(MOST_BYTES, settings.file_bytes + _AROUND)
    app.state.desk = Desk(db, clock, settings, known or sessions.current)
    app.include_router(feeds.router(db, clock))
    for router in ROUTERS:
        app.include_router(router)
    app.mount(AT, create_api(app.state.desk), name="api")
    app.mount("/static", StaticFiles(directory=str(files("desk.web") / "static")), name="static")
    _answer_errors(app)
    app.add_middleware(Unforeseen, answer=lambda request: error_page(request, 500))
    app.add_middleware(LoginState, db=db, is_secure=settings.desk_url.startswith("https:"))
    app.add_middleware(InTheirLanguage)
    app.add_middleware(OriginCheck, own=settings.desk_url)
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=most)
    app.add_middleware(TooMuch, most=most, answer=lambda request: error_page(request, 413))
    app.add_middleware(NotTooOften, a_minute=settings.calls_a_minute, answer=_too_often)
    app.add_middleware(SafeHeaders, is_secure=settings.desk_url.startswith("https:"))
    app.add_middleware(RequestLog)
    app.add_middleware(NoNul)
    app.add_middleware(Discreet)
    return app


def _too_often(request: Request, asked: Asked) -> Response:
    """The same refusal in the language of whoever asked: JSON, plain text for a calendar, a page."""
    if asked is Asked.API:
        return http_problem(HTTPException(429))
    return feeds.too_often() if asked is Asked.FEED else error_page(request, 429)


def _answer_errors(app: FastAPI) -> None:
    """A page with a Danish sentence for everything that goes wrong; what nobody foresaw tells nothing of itself."""

    @app.exception_handler(LoginNeededError)
    async def login_needed(request: Request, _error: LoginNeededError) -> Response:
        return await login_pages.login_needed(request)

    @app.exception_handler(NotAllowedError)
    def not_allowed(request: Request, error: NotAllowedError) -> Response:
        return error_page(request, 403, error)

    @app.exception_handler(SagsgangError)
    def refused(request: Request, error: SagsgangError) -> Response:
        status = 404 if isinstance(error, NotFoundError) else 409 if isinstance(error, ConflictError) else 422
        return error_page(request, status, error)

    @app.exception_handler(OperationalError)
    def no_database(request: Request, error: OperationalError) -> Response:
        """Away, locked, full or only to be read: nobody's mistake, and it may go better in a while."""
        log.warning("the database does not do what it is asked (%s)", describe(error))
        answer = error_page(request, 503)
        answer.headers["Retry-After"] = "30"
        return answer

    @app.exception_handler(RequestValidationError)
    def no_such_address(request: Request, _error: RequestValidationError) -> Response:
        return error_page(request, 404)

    @app.exception_handler(HTTPException)
    def anything_else(request: Request, error: HTTPException) -> Response:
        if request.url.path.startswith(("/kalender", "/afmeld")):
            return feeds.not_found()
        if str(request.scope["path"]).startswith("/api/"):  # an address so odd that it did not reach the API
            return http_problem(error)
        return error_page(request, error.status_code)
