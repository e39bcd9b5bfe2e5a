"""Export and import at the desk: all of it for who may, the public edition for whoever looks; seen first."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from desk.web.app import create_app
from domain.casework.case.cases import correct_case
from domain.casework.house.municipality import adopt_profile
from domain.casework.verb import By
from domain.model import Case
from domain.profile import shipped_profile
from domain.store.database import Database, sqlite_url
from domain.store.migrate import migrate
from flows.settings import Settings

REPORT = "23/4107"
NOW = datetime(2023, 5, 3, 10, 0, tzinfo=UTC)


@pytest.fixture
def elsewhere(tmp_path: Path, people: Any) -> Any:
    """The desk of a house that has nothing but its profile."""
    db = Database(sqlite_url(tmp_path / "elsewhere.db"))
    migrate(db)
    adopt_profile(db, By("lone.vejlby", NOW), name="norddjurs.toml", text=shipped_profile())
    app = create_app(db, lambda: NOW, Settings(), known=lambda _: people["secretary"])
    yield TestClient(app, headers={"Origin": "http://testserver"}, follow_redirects=False), db
    db.close()


def test_a_case_is_seen_before_it_is_taken_in_and_twice_is_once(
    desk_of: Any, people: Any, find: Any, elsewhere: Any
) -> None:
    desk, db = elsewhere
    whole = desk_of(people["secretary"]).get(f"/sag/{find('case', REPORT)}/eksport/hele.zip")
    assert whole.headers["content-disposition"] == 'attachment; filename="sag-23-4107.zip"'
    seen = desk.post("/sager/indlaes", files={"file": ("sag.zip", whole.content)}).text
    assert "Intet er gemt endnu" in seen
    assert "kommer til" in seen
    with db.read() as session:
        assert session.exec(select(Case)).first() is None
    typed = dict(re.findall(r'<input type="hidden" name="(key|upload)" value="([^"]+)">', seen))
    for _ in range(2):
        saved = desk.post("/sager/indlaes/gem", data=typed)
        assert saved.status_code == 303
    assert "Filen er indlæst." in desk.get(saved.headers["location"]).text
    assert (
        "Alt i filen er her i forvejen." in desk.post("/sager/indlaes", files={"file": ("s.zip", whole.content)}).text
    )
    broken = desk.post("/sager/indlaes", files={"file": ("s.zip", whole.content[:200])})
    assert (broken.status_code, "ødelagt" in broken.text) == (422, True)


def test_who_may_not_see_closed_items_gets_the_public_edition_and_takes_nothing_in(
    spring: Any, desk_of: Any, people: Any, find: Any
) -> None:
    case, meeting = find("case", REPORT), find("meeting", "DIR", "2023-04-12")
    correct_case(spring, By("lone.vejlby", NOW), case_id=case, title="zqtitel", is_open=False)
    for name in ("reader", "case_worker", "secretary_without_closed"):
        desk = desk_of(people[name])
        for address in (f"/sag/{case}/eksport/hele.zip", f"/moede/{meeting}/eksport/hele.zip", "/sager/indlaes"):
            assert desk.get(address).status_code == 403, (name, address)
        assert desk.get(f"/sag/{case}/eksport/offentlig.zip").status_code == 422
        public = desk.get(f"/moede/{meeting}/eksport/offentlig.zip")
        with zipfile.ZipFile(io.BytesIO(public.content)) as packed:
            told = packed.read("exchange.json").decode()
        assert "zq" not in told
        assert REPORT not in told
        assert json.loads(told)["agenda"]["closed_items"] == 1
    page = desk_of(people["secretary"]).get(f"/sag/{case}").text
    assert f"/sag/{case}/eksport/hele.zip" in page
    assert "offentlig.zip" not in page
