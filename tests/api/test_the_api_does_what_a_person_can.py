from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from domain.casework.house.accounts import deactivate_account
from domain.casework.house.logins import revoke_api_token
from domain.casework.house.municipality import adopt_profile
from domain.model import Role
from domain.profile import shipped_profile
from domain.profile.edit import change_row
from domain.rules.rights import Deed, Grant

if TYPE_CHECKING:
    from conftest import Api  # type: ignore[import-not-found]  # pytest finds this folder's own
    from fastapi.testclient import TestClient

OPENED = {"number": "23/77", "title": "Ny svømmehal", "route": ["DIR", "Økonomiudvalget", "KB"]}
PLAN = b"Udvalg;Dato;Tidspunkt\nDirektionen;10-01-2024;09:00\n"


def stop_of(case: dict[str, Any], body: str) -> dict[str, Any]:
    found: dict[str, Any] = next(stop for stop in case["stops"] if stop["body"] == body)
    return found


def test_a_case_goes_from_opened_to_decided(api_on_both: Api) -> None:
    caller = api_on_both.caller()
    foreseen = caller.post("/cases", json=OPENED, params={"dry_run": True}).json()
    assert (foreseen["dry_run"], foreseen["receipt"]) == (True, None)
    assert [change["body"] for change in foreseen["preview"]["changes"]] == ["DIR", "ØK", "KB"]
    assert caller.get("/cases", params={"number": "23/77"}).json()["cases"] == []

    done = caller.post("/cases", json=OPENED).json()
    case_id = done["receipt"]["subject"]
    shown = caller.get(f"/cases/{case_id}").json()
    assert (shown["number"], shown["title"], shown["state"]) == ("23/77", "Ny svømmehal", "open")
    assert [line["number"] for line in caller.get("/cases", params={"q": "svømmehal"}).json()["cases"]] == ["23/77"]

    corrected = caller.patch(f"/cases/{case_id}", json={"economy": "40 mio. kr.", "version": shown["version"]})
    assert corrected.json()["receipt"]["facts"]["changed"] == ["economy"]
    stale = caller.patch(f"/cases/{case_id}", json={"economy": "50 mio. kr.", "version": shown["version"]})
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
    assert caller.get(f"/cases/{case_id}").json()["economy"] == "40 mio. kr."
    verbs = [line["verb"] for line in caller.get(f"/cases/{case_id}/journal").json()["entries"]]
    assert verbs[-1] == "open_case"
    assert "correct_case" in verbs


def test_stops_are_placed_added_dropped_and_decided(api_on_both: Api) -> None:
    case_id = api_on_both.open_case("23/1")
    caller = api_on_both.caller()
    route = caller.get(f"/cases/{case_id}").json()
    later = caller.get("/meetings", params={"body": "DIR", "from_on": "2023-03-09"}).json()["meetings"][0]
    move = {"meeting_id": later["id"], "reason": "Direktøren er væk."}
    dir_stop = stop_of(route, "DIR")["id"]
    seen = caller.post(f"/stops/{dir_stop}/place", json=move, params={"dry_run": True}).json()["preview"]
    moved = {change["body"]: (change["before"], change["after"]) for change in seen["changes"]}
    assert moved["DIR"] == ("2023-03-08", later["held_on"])
    assert stop_of(caller.get(f"/cases/{case_id}").json(), "DIR")["meeting"]["held_on"] == "2023-03-08"
    added = caller.post(f"/cases/{case_id}/stops", json={"body": "MTU", "reason": "Vejene berøres."})
    assert added.status_code == 200
    mtu = stop_of(caller.get(f"/cases/{case_id}").json(), "MTU")
    assert caller.post(f"/stops/{mtu['id']}/drop", json={"reason": "Dog ikke."}).status_code == 200
    assert stop_of(caller.get(f"/cases/{case_id}").json(), "MTU")["state"] == "dropped"

    early = caller.post(f"/stops/{dir_stop}/decision", json={"outcome": "approved", "decided_on": "2023-03-01"})
    assert (early.status_code, early.json()["code"]) == (422, "not_allowed_now")
    assert early.json()["detail"].startswith("Leddet kan ikke besluttes nu")
    api_on_both.now += timedelta(days=7, hours=5)
    said = {"outcome": "approved", "text": "Godkendt.", "decided_on": "2023-03-08"}
    assert caller.post(f"/stops/{dir_stop}/decision", json=said).status_code == 200
    assert stop_of(caller.get(f"/cases/{case_id}").json(), "DIR")["decision"]["outcome"] == "approved"


def test_promises_are_proposed_confirmed_and_kept(api_on_both: Api) -> None:
    case_id = api_on_both.open_case("23/1")
    caller = api_on_both.caller()

    def coming() -> list[str]:
        rows = caller.get("/reminders", params={"on": "2023-04-03"}).json()
        return [row["kind"] for row in rows if row["due_on"] == "2023-04-03"]

    said = {"text": "Beboerne får svar.", "owner_post": "hr-chef", "due_on": "2023-04-03"}
    made = caller.post(f"/cases/{case_id}/follow-ups", json=said).json()["receipt"]["subject"]
    assert caller.post(f"/follow-ups/{made}/confirm", json={}).status_code == 200
    [one] = caller.get("/follow-ups").json()["follow_ups"]
    assert (one["id"], one["text"], one["state"]) == (made, "Beboerne får svar.", "confirmed")
    assert "follow_up" in coming()
    assert caller.post(f"/follow-ups/{made}/complete", json={"note": " "}).status_code == 422
    assert caller.post(f"/follow-ups/{made}/complete", json={"note": "Brevet er sendt."}).status_code == 200
    assert caller.get("/follow-ups").json()["follow_ups"] == []
    assert coming() == []


def test_meetings_are_imported_called_moved_and_cancelled_and_first_looked_at(api_on_both: Api) -> None:
    case_id = api_on_both.open_case("23/1")
    caller = api_on_both.caller()
    plan = {"file": ("plan.csv", PLAN)}
    look = caller.post("/meetings/import", files=plan, params={"dry_run": True}).json()
    assert [row["change"] for row in look["preview"]] == ["new"]
    assert caller.get("/meetings", params={"from_on": "2024-01-01"}).json()["meetings"] == []
    assert caller.post("/meetings/import", files=plan).json()["receipt"]["verb"] == "import_meeting_plan"
    [taken] = caller.get("/meetings", params={"from_on": "2024-01-01"}).json()["meetings"]
    assert (taken["body"], taken["held_on"]) == ("DIR", "2024-01-10")

    meeting = stop_of(caller.get(f"/cases/{case_id}").json(), "DIR")["meeting"]["id"]
    cancelling = caller.post(f"/meetings/{meeting}/cancel", json={"reason": "x"}, params={"dry_run": True}).json()
    assert [one["number"] for one in cancelling["preview"]["cases"]] == ["23/1"]
    assert caller.get(f"/meetings/{meeting}").json()["status"] == "ordinary"
    move = {"starts_at": "2023-03-09T09:00:00+01:00", "reason": "Lokalet er optaget."}
    assert caller.post(f"/meetings/{meeting}/move", json=move).json()["receipt"]["verb"] == "move_meeting"
    assert caller.get(f"/meetings/{meeting}").json()["held_on"] == "2023-03-09"
    assert caller.post(f"/meetings/{meeting}/cancel", json={"reason": "Sygdom."}).status_code == 200
    assert caller.get(f"/meetings/{meeting}").json()["status"] == "cancelled"
    called = {"body": "KB", "starts_at": "2023-05-30T17:00:00+02:00"}
    assert caller.post("/meetings", json=called, params={"dry_run": True}).json()["dry_run"]
    assert caller.post("/meetings", json=called).json()["receipt"]["facts"]["day"] == "2023-05-30"


def test_a_deadline_comes_with_the_days_that_were_counted(api: Api) -> None:
    rows = api.caller().get("/deadlines", params={"body": "KB", "meeting_on": "2023-05-23"}).json()
    dispatch = next(row for row in rows if row["rule"] == "KS8-4")
    assert dispatch["legal_on"] == "2023-05-16"
    assert len(dispatch["explanation"]) > 3


@pytest.mark.parametrize(
    ("address", "body", "code"),
    [
        ("/cases/ingen", None, "not_found"),
        ("/meetings/ingen", None, "not_found"),
        ("/deadlines?body=XX&meeting_on=2023-05-23", None, "unknown_body"),
        ("/cases/ingen/stops", {"body": "XX", "reason": "x"}, "unknown_body"),
        ("/cases", {"number": "1", "title": "x", "route": ["KB", "KB"]}, "repeated_body"),
        ("/cases", {"number": "1", "title": "x", "route": []}, "unreadable"),
        ("/cases", {"number": "1", "title": "x", "route": ["KB"], "titel": "slip"}, "unreadable"),
        ("/cases", {"number": "1", "title": "nul\0", "route": ["KB"]}, "unreadable"),
        ("/meetings", {"body": "KB", "starts_at": "0001-01-01T00:00:00Z"}, "unreadable"),
        ("/meetings", {"body": "KB", "starts_at": "2023-05-28T10:00:00Z"}, "meeting_day"),
        ("/nogetandet", None, "http_404"),
    ],
)
def test_what_is_wrong_is_said_in_danish_for_people_and_in_english_for_programs(
    api_on_both: Api, address: str, body: dict[str, Any] | None, code: str
) -> None:
    caller = api_on_both.caller()
    answer = caller.get(address) if body is None else caller.post(address, json=body)
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert (said["status"], said["code"]) == (answer.status_code, code)
    assert said["detail"]
    assert 400 <= answer.status_code < 500


def test_the_same_key_does_the_same_thing_once(api: Api, count: Callable[[TestClient], int]) -> None:
    caller = api.caller()
    case_id = api.open_case("23/1")
    said = {"body": "MTU", "reason": "Vejene berøres."}
    first = caller.post(f"/cases/{case_id}/stops", json=said, headers={"Idempotency-Key": "a"}).json()
    lines = count(caller)
    again = caller.post(f"/cases/{case_id}/stops", json=said, headers={"Idempotency-Key": "a"}).json()
    assert again["receipt"] == {**first["receipt"], "repeated": True}
    assert count(caller) == lines
    other = api.caller().patch(f"/cases/{case_id}", json={"title": "Sti"}, headers={"Idempotency-Key": "a"})
    assert other.json()["receipt"]["verb"] == "correct_case"


def test_without_a_key_that_is_any_good_there_is_nothing(api: Api) -> None:
    account, token_id, token = api.key()
    *_, ends = api.key(ends=api.now + timedelta(days=1))
    caller = api.client(token)
    assert caller.get("/cases").status_code == 200
    for wrong in ("", "opfundet", token[:-1], f"{token}x"):
        answer = api.client(wrong).get("/cases")
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.json()["code"] == "login_needed"
    api.now += timedelta(days=1)
    assert api.client(ends).get("/cases").status_code == 401
    revoke_api_token(api.db, api.by(), token_id=token_id)
    assert caller.get("/cases").status_code == 401
    closed, _, other = api.key()
    assert api.client(other).get("/cases").status_code == 200
    deactivate_account(api.db, api.by(), account=closed)
    assert api.client(other).get("/cases").status_code == 401
    assert account != closed


def test_a_key_may_what_it_is_for_and_its_account_may_and_nothing_else(api: Api) -> None:
    case_id = api.open_case("23/1")
    looks = api.caller(scopes=[Deed.LOOK])
    assert looks.get(f"/cases/{case_id}").status_code == 200
    assert looks.patch(f"/cases/{case_id}", json={"title": "Sti"}).status_code == 403
    assert looks.get("/journal").status_code == 403
    reader = api.caller(Grant(Role.READER))
    assert reader.get("/cases").status_code == 200
    refused = reader.post("/cases", json=OPENED)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    of_hu = api.caller(Grant(Role.SECRETARY, "HU"))
    stops = of_hu.get(f"/cases/{case_id}").json()["stops"]
    reason = {"reason": "Kan ikke vente.", "version": None}
    answers = {stop["body"]: of_hu.post(f"/stops/{stop['id']}/urgency", json=reason).status_code for stop in stops}
    assert answers == {"DIR": 403, "HU": 200, "ØK": 403, "KB": 403}


def test_the_words_of_a_closed_case_reach_only_keys_that_see_closed_items(api: Api) -> None:
    case_id = api.open_case("23/2", is_open=False, title="Grundsalg ved Kvægtorvet")
    caller, sees = api.caller(), api.caller(sees_closed=True)
    answers = [
        caller.get(f"/cases/{case_id}"),
        caller.get("/cases"),
        caller.get("/cases", params={"number": "23/2"}),
        caller.get("/cases", params={"q": "Kvægtorvet"}),
        caller.get(f"/cases/{case_id}/journal"),
        caller.get("/journal"),
        caller.get("/follow-ups", params={"which": "proposed"}),
        caller.get("/reminders", params={"on": "2023-03-02"}),
        caller.patch(f"/cases/{case_id}", json={"economy": "x"}),
        caller.patch(f"/cases/{case_id}", json={"economy": "x"}, params={"dry_run": True}),
    ]
    for answer in answers:
        assert "Kvægtorvet" not in answer.text
    assert [answer.status_code for answer in answers[-2:]] == [403, 403]
    assert caller.get("/cases", params={"q": "Kvægtorvet"}).json()["cases"] == []
    assert sees.get(f"/cases/{case_id}").json()["title"] == "Grundsalg ved Kvægtorvet"
    assert len(sees.get("/cases", params={"q": "Kvægtorvet"}).json()["cases"]) == 1


def test_a_cookie_opens_nothing_here_and_no_other_site_can_use_one(api: Api) -> None:
    caller = api.client("")
    caller.cookies.set("sagsgang", "noget")
    assert caller.get("/cases").status_code == 401
    assert "set-cookie" not in caller.get("/cases").headers


def test_that_a_key_is_used_is_written_once_a_minute(api: Api, count: Callable[[TestClient], int]) -> None:
    caller = api.caller()
    lines = count(caller)
    for _ in range(3):
        caller.get("/cases")
    assert count(caller) == lines


def test_a_case_for_a_body_that_has_ended_is_refused_with_the_cure(api: Api) -> None:
    text = change_row(shipped_profile(), "body", 2, {"valid_to": date(2023, 2, 1)})
    adopt_profile(api.db, api.by(), name="norddjurs.toml", text=text)
    caller = api.caller()
    refused = caller.post("/cases", json={**OPENED, "route": ["DIR", "MTU"]})
    assert (refused.status_code, refused.json()["code"]) == (422, "ended_body")
    assert "holdt op den 31-01-2023" in refused.json()["detail"]

    case_id = api.open_case("23/1")
    added = caller.post(f"/cases/{case_id}/stops", json={"body": "MTU", "reason": "Udvalget vil se den."})
    assert (added.status_code, added.json()["code"]) == (422, "ended_body")
