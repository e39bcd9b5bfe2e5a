"""What a secretary and an administrator do at the desk, a program can do with a key: agendas, profile, users."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sqlmodel import select

from domain.casework.case.decisions import record_decision
from domain.casework.verb import By
from domain.model import Meeting, Outcome, Role
from domain.profile import shipped_profile
from domain.profile.edit import add_row
from domain.rules.rights import Deed, Grant

if TYPE_CHECKING:
    from conftest import Api  # type: ignore[import-not-found]  # pytest finds this folder's own


def meeting(api: Api, body: str = "DIR", day: date = date(2023, 3, 8)) -> str:
    with api.db.read() as session:
        return session.exec(select(Meeting.id).where(Meeting.body_key == body, Meeting.held_on == day)).one()


def test_an_agenda_is_put_in_order_locked_published_and_its_minutes_signed(api_on_both: Api) -> None:
    api = api_on_both
    api.open_case("23/1")
    api.open_case("23/2")
    caller, at = api.caller(), f"/meetings/{meeting(api)}"
    agenda = caller.get(f"{at}/agenda").json()
    assert [(one["number"], one["case_number"]) for one in agenda["items"]] == [(1, "23/1"), (2, "23/2")]
    last = agenda["items"][1]["stop"]
    moved = caller.post(f"{at}/agenda/move", json={"stop_id": last, "way": "up", "version": agenda["version"]})
    assert moved.json()["receipt"]["facts"]["place"] == 1
    stale = caller.post(f"{at}/agenda/move", json={"stop_id": last, "way": "down", "version": 0})
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
    assert caller.post(f"{at}/agenda/mark", json={"stop_id": last, "readiness": "ready"}).status_code == 200
    assert caller.post(f"{at}/agenda/publish", json={}).json()["why"] == "not_locked"
    for deed in ("lock", "publish"):
        assert caller.post(f"{at}/agenda/{deed}", json={}).status_code == 200
    agenda = caller.get(f"{at}/agenda").json()
    assert [(one["case_number"], one["readiness"]) for one in agenda["items"]] == [
        ("23/2", "ready"),
        ("23/1", "not_ready"),
    ]
    assert agenda["published_at"] is not None
    assert caller.post(f"{at}/agenda/unpublish", json={"reason": "Et navn skal ud."}).status_code == 200

    api.now = datetime(2023, 3, 8, 14, 0, tzinfo=UTC)
    assert caller.post(f"{at}/minutes/sign", json={"signed_on": "2023-03-08"}).json()["why"] == "minutes_unapproved"
    for item in agenda["items"]:
        record_decision(
            api.db,
            By("x", api.now),
            stop_id=item["stop"],
            outcome=Outcome.RECOMMENDED,
            text="Anbefalet.",
            decided_on=date(2023, 3, 8),
        )
    assert caller.post(f"{at}/minutes/approve", json={}).status_code == 200
    assert caller.post(f"{at}/minutes/sign", json={"signed_on": "2023-03-08"}).status_code == 200
    after = caller.get(f"{at}/agenda").json()
    assert (after["minutes_signed_on"], after["items"][0]["outcome"]) == ("2023-03-08", "recommended")


def test_a_closed_items_words_are_not_in_an_agenda_for_a_key_that_does_not_see_them(api: Api) -> None:
    api.open_case("23/3", is_open=False, title="Grundsalg ved Kvægtorvet")
    caller, at = api.caller(), f"/meetings/{meeting(api)}/agenda"
    answer = caller.get(at)
    assert "Kvægtorvet" not in answer.text
    stop = answer.json()["items"][0]["stop"]
    assert caller.post(f"{at}/mark", json={"stop_id": stop, "readiness": "ready"}).status_code == 403
    assert "Kvægtorvet" in api.caller(sees_closed=True).get(at).text


def test_a_profile_is_looked_at_before_it_is_put_in_force(api: Api) -> None:
    caller = api.caller()
    now = caller.get("/profile").json()
    text = add_row(now["text"], "phrase", {"outcome": "noted", "text": "Set."})
    seen = caller.put("/profile", json={"text": text}, params={"dry_run": True}).json()["preview"]
    assert [(one["table"], one["change"]) for one in seen["differences"]] == [("phrase", "added")]
    assert caller.get("/profile").json()["number"] == now["number"]
    assert caller.put("/profile", json={"text": text, "replaces": now["number"]}).status_code == 200
    assert caller.put("/profile", json={"text": shipped_profile(), "replaces": now["number"]}).status_code == 409
    assert caller.put("/profile", json={"text": "[[body"}).json()["code"] == "profile"
    assert api.caller(Grant(Role.SECRETARY)).get("/profile").status_code == 403
    assert api.caller(scopes=[Deed.LOOK]).get("/profile").status_code == 403


def test_users_are_made_given_rights_and_closed(api: Api) -> None:
    caller = api.caller()
    made = {"account": "ida.holm", "name": "Ida Holm", "email": "ida.holm@norddjurs.example"}
    assert caller.post("/users", json=made).status_code == 200
    rights = {"grants": [{"role": "secretary", "body": "Økonomiudvalget"}], "sees_closed": True}
    assert caller.put("/users/ida.holm/rights", json=rights).status_code == 200
    renamed = {"name": "Ida Bach Holm", "email": made["email"]}
    assert caller.put("/users/ida.holm", json=renamed).status_code == 200
    user = caller.get("/users/ida.holm").json()
    assert (user["name"], user["grants"], user["sees_closed"]) == (
        "Ida Bach Holm",
        [{"role": "secretary", "body": "ØK"}],
        True,
    )
    assert caller.post("/users/ida.holm/close", json={"version": 1}).status_code == 409
    assert caller.post("/users/ida.holm/close", json={}).status_code == 200
    assert not caller.get("/users", params={"q": "bach"}).json()["users"][0]["is_active"]
    assert caller.post("/users/ida.holm/open", json={}).status_code == 200
    assert api.caller(Grant(Role.SECRETARY)).get("/users").status_code == 403
