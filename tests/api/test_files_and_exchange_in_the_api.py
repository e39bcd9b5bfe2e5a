"""Files in the API: what a person may, a program may; a case goes out and comes in, looked at first."""

from __future__ import annotations

from typing import Any

from domain.casework.case.cases import correct_case
from domain.rules.rights import Deed, Grant, Role

PDF = b"%PDF-1.7\nen fil\n%%EOF"


def test_a_file_is_attached_fetched_replaced_and_removed(api: Any) -> None:
    case, me = api.open_case("23/1"), api.caller(sees_closed=True)
    said = {"title": "Notat", "is_open": "true"}
    assert me.post(f"/cases/{case}/attachments?dry_run=true", data=said, files={"file": ("n.pdf", PDF)}).json()[
        "dry_run"
    ]
    done = me.post(f"/cases/{case}/attachments", data=said, files={"file": ("n.pdf", PDF)}).json()["receipt"]["facts"]
    newer = me.post(f"/attachments/{done['attachment']}/file", files={"file": ("n.txt", b"Ny")}).json()["receipt"]
    assert newer["facts"]["version"] == 2
    (shown,) = me.get(f"/cases/{case}/files").json()["attachments"]
    assert [one["name"] for one in shown["versions"]] == ["n.txt", "n.pdf"]
    fetched = me.get(f"/files/{done['file']}")
    assert (fetched.content, fetched.headers["content-type"]) == (PDF, "application/octet-stream")
    assert fetched.headers["content-disposition"].startswith("attachment")
    refused = me.post(f"/cases/{case}/attachments", data=said, files={"file": ("n.exe", b"MZ\0\0")})
    assert (refused.status_code, refused.json()["code"]) == (422, "file_refused")
    assert me.post(f"/files/{done['file']}/remove", json={"reason": "Forkert."}).status_code == 200
    assert me.get(f"/files/{done['file']}").status_code == 404


def test_what_is_closed_is_not_there_for_a_key_that_does_not_see_it(api: Any) -> None:
    case, me, blind = api.open_case("23/1"), api.caller(sees_closed=True), api.caller()
    said = {"title": "zqtitel", "is_open": "false"}
    assert blind.post(f"/cases/{case}/attachments", data=said, files={"file": ("a.pdf", PDF)}).status_code == 403
    done = me.post(f"/cases/{case}/attachments", data=said, files={"file": ("zqnavn.pdf", PDF)}).json()["receipt"]
    answers = [
        blind.get(f"/cases/{case}/files"),
        blind.get(f"/files/{done['facts']['file']}"),
        blind.post(f"/attachments/{done['facts']['attachment']}/file", files={"file": ("a.pdf", PDF)}),
        blind.get(f"/cases/{case}/export"),
    ]
    assert [one.status_code for one in answers] == [200, 404, 404, 200]
    assert not any(b"zq" in one.content for one in answers)
    assert blind.get(f"/cases/{case}/export?edition=full").status_code == 403
    reader = api.caller(Grant(Role.READER), sees_closed=True)
    assert reader.get(f"/cases/{case}/export?edition=full").status_code == 403
    assert reader.post("/exchange", files={"file": ("sag.zip", b"")}).status_code == 403


def test_a_case_goes_out_and_comes_in_looked_at_first(api: Any) -> None:
    case, me = api.open_case("23/1"), api.caller(sees_closed=True)
    whole = me.get(f"/cases/{case}/export?edition=full")
    assert whole.headers["content-disposition"] == 'attachment; filename="sag-23-1.zip"'
    seen = me.post("/exchange?dry_run=true", files={"file": ("sag.zip", whole.content)}).json()
    assert (seen["is_good"], seen["receipt"], seen["cases"]) == (True, None, [{"number": "23/1", "fate": "same"}])
    assert me.post("/exchange", files={"file": ("sag.zip", whole.content)}).json()["receipt"]["repeated"]
    correct_case(api.db, api.by(), case_id=case, title="Noget andet")
    seen = me.post("/exchange?dry_run=true", files={"file": ("sag.zip", whole.content)}).json()
    assert [(one["code"], one["is_error"]) for one in seen["findings"]] == [("case_differs", True)]
    refused = me.post("/exchange", files={"file": ("sag.zip", whole.content)})
    assert (refused.status_code, refused.json()["code"]) == (422, "exchange")
    assert me.post("/exchange", files={"file": ("sag.zip", b"PK nonsense")}).status_code == 422
    scoped = api.caller(scopes=[Deed.LOOK], sees_closed=True)
    assert scoped.post("/exchange", files={"file": ("sag.zip", whole.content)}).status_code == 403


def test_of_an_open_case_there_is_nothing_to_word(api: Any) -> None:
    case, me = api.open_case("23/1"), api.caller(sees_closed=True)
    stop = me.get(f"/cases/{case}").json()["stops"][0]["id"]
    refused = me.post(f"/stops/{stop}/wording", json={"text": "Godkendt."})
    assert (refused.status_code, refused.json()["why"]) == (422, "case_is_open")
