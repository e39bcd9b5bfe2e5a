"""The sample municipality's desk: opened after the last scene, to three people with passwords of that start alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from starlette.testclient import TestClient

from desk.demo.doors import cut_keys, opening_of
from desk.demo.play import prepare
from desk.web.app import create_app

LAST = date(2023, 6, 30)


def test_each_guest_comes_in_with_the_password_of_this_start_and_no_other(tmp_path: Path):
    stage = prepare(tmp_path / "demo")
    opens = opening_of(stage, LAST)
    assert opens == datetime(2023, 6, 30, 10, 30, tzinfo=UTC)
    first = cut_keys(stage, opens)
    later = opening_of(stage, LAST)
    assert later == opens + timedelta(minutes=1)  # never before what has been done
    second = cut_keys(stage, later)
    assert [key.account for key in first] == [key.account for key in second]
    app = create_app(stage.db, lambda: later)
    for old, new in zip(first, second, strict=True):
        web = TestClient(app, headers={"Origin": "http://testserver"}, follow_redirects=False)
        refused = web.post("/login", data={"account": old.account, "password": old.password})
        assert refused.status_code == 401
        assert web.get("/").status_code == 303
        web.post("/login", data={"account": new.account, "password": new.password})
        assert web.get("/").status_code == 200
    stage.db.close()
