"""Status: does the clock go, does mail go out, what stands still; the same looks as ``sagsgang doctor`` takes.

``/healthz`` and ``/readyz`` tell a machine that watches the same, without a login and without a word about anybody.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from desk import health, retention_words, words
from desk.health import Symptom
from desk.retention_plan import plan
from desk.web.page import page
from desk.web.visit import Desk, VisitDep
from domain.rules.rights import Deed

router = APIRouter(include_in_schema=False)
PATIENCE = 1.0  # seconds: a page is not worth waiting longer for
# What stands where on the page: first what everything hangs on.
GROUPS = (
    ("Uret og forløbene", ("clock", "queue", "prefect", "stuck")),
    ("Mails og kalendere", ("smtp", "mails", "addresses", "mailbox", "graph")),
    ("Mødeplanen", ("plan",)),
    ("Databasen", ("database", "profile", "writing", "disk", "time")),
    ("Filer udefra", ("virus_scanner",)),
    ("Adgang", ("second_factor",)),
)
CURES = {"mails": "/mails", "addresses": "/mails", "stuck": "/", "plan": "/moeder", "profile": "/profil"}
READY = ("database", "clock", "prefect")


@router.get("/status")
def show(visit: VisitDep) -> Response:
    """Everything that is looked at, in groups; what is not well comes first."""
    visit.check_may(Deed.STATUS)
    found = list(_look(visit.request))
    groups = [(title, [one for one in found if one.thing in things]) for title, things in GROUPS]
    return page(
        visit,
        "status/status.html.j2",
        groups=groups,
        wrong=[one for one in found if not one.is_well],
        names=words.EXAMINED,
        cures=CURES,
    )


@router.get("/status/sletning")
def retention(visit: VisitDep) -> Response:
    """What the rules of retention erase: after how long, why, and what goes within a month."""
    visit.check_may(Deed.STATUS)
    with visit.db.read() as session:
        found = plan(session, visit.today)
    return page(visit, "status/retention.html.j2", plan=found, kept=retention_words.KEPT, when=retention_words.when)


@router.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz")
def ready(request: Request) -> Response:
    """Whether work is done: the database is this program's, the clock goes, a named Prefect server answers."""
    checks = {one.thing: one.is_well for one in _look(request) if one.thing in READY}
    is_ready = all(checks.values())
    return JSONResponse({"status": "ok" if is_ready else "fail", "checks": checks}, 200 if is_ready else 503)


def _look(request: Request) -> Iterator[Symptom]:
    desk: Desk = request.app.state.desk
    yield from health.database(desk.db, desk.clock(), desk.settings, whole_journal=False)
    yield health.disk(desk.settings.data_dir)
    yield health.prefect(desk.settings, PATIENCE)
    if not request.url.path.endswith("readyz"):
        yield health.post_office(desk.settings, PATIENCE)
        yield health.virus_scanner(desk.settings, PATIENCE)  # without it all but files goes on: we are ready
