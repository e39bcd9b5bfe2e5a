"""`make bench-scale`: a shared-service centre's PostgreSQL, with a database for each of its municipalities.

Two questions: what grows with the number of municipalities in one server, and what grows with the years in one
municipality. Each work is asked of one, ten and all of them in the same rounds; the municipalities are copies of one
that was filled through the same tables a real one has, so what is measured is the server's work and not the texts.
The third is what one desk carries: pages and kept corrections for a second of one core, and the memory it takes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from sqlmodel import col, select
from starlette.testclient import TestClient

from bench.harness import Times, interleave, ratio
from bench.plot import scaling_plot
from bench.postgresql import postgresql
from bench.scale_page import Carried, Grown, Size, as_page
from bench.town import NOW, TODAY, found
from desk.web.app import create_app
from domain.casework import queue
from domain.casework.case.cases import correct_case
from domain.casework.verb import By
from domain.model import Case, CaseState
from domain.rules.rights import Grant, Role, Visitor
from domain.store.board_queries import cases_between
from domain.store.case_facts import case_facts
from domain.store.case_wish import Wish
from domain.store.database import Database
from domain.store.search import find_cases

LOOKER = Visitor("bench", None, "Bench", frozenset({Grant(Role.SECRETARY)}))
PAGES = ("/", "/sager", "/sager?q=skole", "/moeder", "/opfoelgning")
_CONNECTIONS = 300
_number = count()  # of corrections: no two say the same, or the second would change nothing


def main() -> None:
    asked, usual = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__), Size()
    asked.add_argument("--municipalities", type=int, default=usual.municipalities)
    asked.add_argument("--cases", type=int, default=usual.cases)
    asked.add_argument("--open-cases", type=int, default=usual.open_cases)
    asked.add_argument("--rounds", type=int, default=usual.rounds)
    asked.add_argument("--json", type=Path)
    asked.add_argument("--results", type=Path)
    asked.add_argument("--one-desk", metavar="URL", help=argparse.SUPPRESS)  # the child that is weighed
    wanted = asked.parse_args()
    if wanted.one_desk is not None:
        print(json.dumps(asdict(_weighed(wanted.one_desk))))
        return
    size = Size(wanted.municipalities, wanted.cases, open_cases=wanted.open_cases, rounds=wanted.rounds)
    at = datetime.now(UTC)  # noqa: TID251 - a run is an edge
    with postgresql(connections=_CONNECTIONS) as server:
        if server is None:
            sys.exit("ingen PostgreSQL her: installer testværktøjerne (make test) og prøv igen")
        grown, bytes_by_years, carried = measure(server, size)
    if wanted.json is not None:
        wanted.json.parent.mkdir(parents=True, exist_ok=True)
        kept = {
            "at": at.isoformat(),
            "size": asdict(size),
            "grown": [asdict(one) for one in grown],
            "bytes": bytes_by_years,
            "desk": asdict(carried),
        }
        wanted.json.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")
    if wanted.results is not None:
        drawing = wanted.results.with_name("scale.svg")
        fleets = {one.what: _seconds(one) for one in grown if one.over == "kommuner"}
        drawing.write_text(scaling_plot(fleets, title="Tid mod antal kommuner i én server"), "utf-8")
        page = as_page(size, grown, bytes_by_years, carried, at=at, cores=os.cpu_count() or 1, drawing=drawing.name)
        wanted.results.write_text(page, "utf-8")


def measure(server: Any, size: Size) -> tuple[list[Grown], dict[int, int], Carried]:
    """Everything, on that server. The municipalities are made and dropped here."""
    by_years = {years: _made(server, size, years) for years in sorted({1, size.years, 2 * size.years})}
    names = [f"kommune{number}" for number in range(size.municipalities)]
    for name in names:
        server.psql(f"CREATE DATABASE {name} TEMPLATE town{size.years} STRATEGY FILE_COPY")
    fleet = [_opened(server, name) for name in names]
    aged = {years: _opened(server, name) for years, name in by_years.items()}
    fleets = {number: fleet[:number] for number in sorted({1, min(10, len(fleet)), len(fleet)})}
    grown = []
    for what, work in WORKS.items():
        grown.append(_grown(what, "kommuner", {n: _over(some, work) for n, some in fleets.items()}, size.rounds))
        years = {n: _over([town], work) for n, town in aged.items()}
        grown.append(_grown(what, "år", years, size.rounds))
    bytes_by_years = {years: _bytes_of(town.db) for years, town in aged.items()}
    for town in (*fleet, *aged.values()):
        town.db.close()
    url = str(server.get_uri(names[0]))
    child = [sys.executable, "-m", "bench.scale", "--one-desk", url]
    said = subprocess.run(child, check=True, capture_output=True, text=True)  # noqa: S603 - ourselves
    return grown, bytes_by_years, Carried(**json.loads(said.stdout.splitlines()[-1]))


@dataclass(frozen=True, slots=True)
class Town:
    """One municipality, and cases of it to ask for."""

    db: Database
    open_cases: Sequence[str]


Work = Callable[[Town, random.Random], object]


def _board(town: Town, _chance: random.Random) -> object:
    until = TODAY + timedelta(days=60)
    with town.db.read() as session:
        found_ = cases_between(
            session, Wish(), from_on=TODAY, to_on=until, today=TODAY, sees_closed=True, offset=0, limit=25
        )
    assert found_.ids
    return found_


def _search(town: Town, _chance: random.Random) -> object:
    with town.db.read() as session:
        hits = find_cases(session, "skole", sees_closed=True, limit=20)
    assert len(hits) == 20
    return hits


def _case(town: Town, chance: random.Random) -> object:
    with town.db.read() as session:
        return case_facts(session, chance.choice(town.open_cases))


def _correction(town: Town, chance: random.Random) -> object:
    number = next(_number)
    by = By("bench", NOW + timedelta(seconds=number))
    return correct_case(town.db, by, case_id=chance.choice(town.open_cases), economy=f"Rettet {number}. gang.")


def _idle(town: Town, _chance: random.Random) -> object:
    assert queue.claim(town.db, now=NOW - timedelta(days=365)) == []
    return None


WORKS: dict[str, Work] = {
    "tavlens 25 sager": _board,
    "søgning på et ord": _search,
    "en sag med alt": _case,
    "en rettelse, gemt": _correction,
    "et kig i køen": _idle,
}


def _over(towns: Sequence[Town], work: Work) -> Callable[[], object]:
    """The work asked 49 times, of one town after another in an order of its own."""
    chance = random.Random(len(towns))  # noqa: S311 - an order of asking

    def asked() -> None:
        for _ in range(_ASKED):
            work(chance.choice(towns), chance)

    return asked


_ASKED = 49


def _grown(what: str, over: str, variants: dict[int, Callable[[], object]], rounds: int) -> Grown:
    times: Times = interleave({str(size): run for size, run in variants.items()}, rounds=rounds)
    each = {size: 1000 * median(times.wall[str(size)]) / _ASKED for size in variants}
    growth = ratio(times, str(max(variants)), str(min(variants)))
    print(f"{what:<24} {over:<9} " + "  ".join(f"{n}: {ms:.2f} ms" for n, ms in each.items()), flush=True)
    return Grown(what, over, each, growth)


def _made(server: Any, size: Size, years: int) -> str:
    """A municipality of that many years, in a database of its own."""
    name = f"town{years}"
    server.psql(f"CREATE DATABASE {name}")
    db = Database(str(server.get_uri(name)))
    found(db, open_cases=size.open_cases, over=size.cases * years)
    db.close()
    return name


def _opened(server: Any, name: str) -> Town:
    db = Database(str(server.get_uri(name)))
    with db.read() as session:
        wanted = select(Case.id).where(Case.state == CaseState.OPEN).order_by(col(Case.id)).limit(200)
        return Town(db, list(session.exec(wanted)))


def _bytes_of(db: Database) -> int:
    with db.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())


def _weighed(url: str) -> Carried:
    """Ask a desk of its own for pages, then for corrections, and weigh the process."""
    db = Database(url)
    client = TestClient(create_app(db, lambda: NOW, known=lambda _: LOOKER))
    with db.read() as session:
        wanted = select(Case.id).where(Case.state == CaseState.OPEN).order_by(col(Case.id)).limit(40)
        town = Town(db, list(session.exec(wanted)))
    asked = (*PAGES, *(f"/sag/{case_id}" for case_id in town.open_cases[:5]))
    for address in asked:  # once unmeasured: templates are read the first time
        assert client.get(address).status_code == 200, address
    chance = random.Random(1)  # noqa: S311 - an order of asking
    pages = _per_second(lambda: client.get(chance.choice(asked)), 100)
    corrections = _per_second(lambda: _correction(town, chance), 200)
    weighed = Carried(pages, corrections, _memory(), _connections(db))
    db.close()
    return weighed


def _per_second(work: Callable[[], object], times: int) -> float:
    """How many of it one core does in a second of its own time; the database's own work comes on top."""
    began = process_time()
    for _ in range(times):
        work()
    return times / (process_time() - began)


def _memory() -> float:
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(words[1]) / 1024 for words in _lines(status) if words[0] == "VmRSS:")


def _lines(text: str) -> Iterator[list[str]]:
    return (line.split() for line in text.splitlines() if line)


def _connections(db: Database) -> int:
    with db.engine.connect() as connection:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        return int(connection.exec_driver_sql(asked).scalar_one())


def _seconds(one: Grown) -> list[tuple[int, float]]:
    return [(size, milliseconds / 1000) for size, milliseconds in one.milliseconds.items()]


if __name__ == "__main__":
    main()
