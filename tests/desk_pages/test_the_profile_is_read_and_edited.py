"""Profil: read as pages by all; edited by the administrator, who sees what it changes before it is saved."""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from domain.model import Entry, MeetingDeadline, ProfileText
from domain.profile import shipped_profile
from domain.rules.rights import Visitor
from domain.store.database import Database

Desk = Callable[..., TestClient]
DISPATCH = {
    "replaces": "1",
    "kind": "dispatch",
    "applies_to": "management",
    "days": "5",
    "unit": "kalenderdag",
    "basis": "house",
    "source": "Direktionens arbejdsgang",
    "checked_on": "02-01-2023",
    "text": "Dagsordenen sendes ud senest 5 dage før mødet.",
}


@pytest.fixture
def office(desk_of: Desk, people: dict[str, Visitor]) -> TestClient:
    return desk_of(people["administrator"])


def hidden(page: str) -> dict[str, str]:
    """The fields of the form that saves."""
    fields = dict(re.findall(r'<input type="hidden" name="(replaces|key)" value="([^"]*)"', page))
    text = re.search(r'<textarea name="text" hidden[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert text is not None
    return {**fields, "text": html.unescape(text[1])}


def errors(page: str) -> list[str]:
    said = re.findall(r'class="form-error-message"[^>]*>(?:<span[^>]*>[^<]*</span>)?([^<]*)', page)
    return [html.unescape(one) for one in said]


def number(db: Database) -> int:
    with db.read() as session:
        return session.exec(select(ProfileText.number).order_by(col(ProfileText.number).desc())).first() or 0


def entries(db: Database) -> list[Entry]:
    with db.read() as session:
        return list(session.exec(select(Entry).where(Entry.verb == "adopt_profile").order_by(col(Entry.seq))))


def test_everybody_reads_bodies_deadlines_with_their_sources_routes_and_who_holds_what(
    desk_of: Desk, people: dict[str, Visitor]
) -> None:
    said = desk_of(people["reader"]).get("/profil").text
    for wanted in (
        "Miljø- og Teknikudvalget",
        "ommunestyrelsesloven § 8",
        "Hanne Fjellerby",
        "personale",
        "22.11.2026",
    ):
        assert wanted in said
    assert "/profil/organ/" not in said
    assert "Ret hele teksten" not in said


@pytest.mark.parametrize(
    "path", ["/profil/tekst", "/profil/organ/MTU", "/profil/sagsgang/teknik", "/profil/lukkedage"]
)
def test_only_the_administrator_edits(desk_of: Desk, people: dict[str, Visitor], path: str, spring: Database) -> None:
    for name in ("reader", "case_worker", "secretary"):
        other = desk_of(people[name])
        assert other.get(path).status_code == 403
        assert other.post(path, data={"replaces": "1"}).status_code == 403
        assert other.post("/profil/gem", data={"text": "x"}).status_code == 403
    assert number(spring) == 1


def test_a_changed_deadline_is_shown_in_words_and_saved_once(office: TestClient, spring: Database) -> None:
    preview = office.post("/profil/frist/DIR-ud", data=DISPATCH)
    assert preview.status_code == 200
    assert "Fristen »DIR-ud« ændres." in preview.text
    assert "Antal dage: <del>2</del>" in preview.text
    assert re.search(r"\d+ kommende møder får nye frister", preview.text)
    assert "Sekretær for direktionen" in preview.text
    assert number(spring) == 1  # nothing is saved yet

    form = hidden(preview.text)
    assert form["text"].count("#") == shipped_profile().count("#")  # the comments are still there
    for _ in range(2):
        saved = office.post("/profil/gem", data=form, follow_redirects=False)
        assert (saved.status_code, saved.headers["location"]) == (303, "/profil?gemt=1")
    assert number(spring) == 2
    assert [entry.actor for entry in entries(spring)][1:] == ["lone.vejlby"]
    assert "deadline DIR-ud changed" in entries(spring)[-1].facts
    with spring.read() as session:
        texts = session.exec(select(MeetingDeadline.explanation).where(MeetingDeadline.rule == "DIR-ud")).all()
    assert any("5. dag" in line for text in texts for line in text)


def test_what_cannot_be_read_is_said_beside_its_field_and_what_was_typed_stands(office: TestClient) -> None:
    typed = {**DISPATCH, "days": "fem", "checked_on": "31-02-2023", "source": "", "text": "Min <b>ordlyd</b>"}
    answer = office.post("/profil/frist/DIR-ud", data=typed)
    assert answer.status_code == 422
    assert len(errors(answer.text)) == 3
    assert 'value="fem"' in answer.text
    assert "Min &lt;b&gt;ordlyd&lt;/b&gt;" in answer.text


def test_what_does_not_hold_together_is_said_where_it_is(office: TestClient, spring: Database) -> None:
    twice = office.post("/profil/organ/ny", data={"replaces": "1", "key": "KB", "name": "Nyt", "kind": "committee"})
    assert twice.status_code == 422
    assert any("står allerede" in one for one in errors(twice.text))
    route = office.post("/profil/sagsgang/teknik", data={"replaces": "1", "bodies": "DIR, XX, KB"})
    assert route.status_code == 422
    assert any("»XX« findes ikke" in one for one in errors(route.text))
    days = office.post("/profil/lukkedage", data={"replaces": "1", "closing": "19-05-2023\n31-02-2024", "half": ""})
    assert days.status_code == 422
    assert number(spring) == 1


def test_a_body_that_is_used_is_not_deleted_and_what_uses_it_is_said(office: TestClient, spring: Database) -> None:
    answer = office.post("/profil/organ/MTU", data={"replaces": "1", "slet": "ja"})
    assert answer.status_code == 422
    assert re.search(r"kan ikke slettes: \d+ møder", html.unescape(answer.text))
    ended = office.get("/profil/organ/MTU").text
    assert "Slutter (den første dag, organet ikke findes)" in ended
    typed = {"replaces": "1", "name": "Miljø- og Teknikudvalget", "kind": "committee", "valid_to": "01-01-2026"}
    preview = office.post("/profil/organ/MTU", data={**typed, "valid_from": "01-01-2022", "minutes": "150"})
    office.post("/profil/gem", data=hidden(preview.text))
    assert number(spring) == 2


def test_a_person_takes_over_a_post(office: TestClient) -> None:
    typed = {"replaces": "1", "post": "hr-chef", "person": "poul.karlby", "from_on": "1. juni 2023", "to_on": ""}
    preview = office.post("/profil/besaettelse/ny", data=typed)
    assert "»Poul Karlby som HR-chef fra 01-06-2023« kommer til." in html.unescape(preview.text)
    office.post("/profil/gem", data=hidden(preview.text))
    assert "fra 01.06.2023" in office.get("/profil").text


def test_two_who_edit_at_once_are_told_and_the_second_loses_nothing_typed(
    office: TestClient, spring: Database
) -> None:
    first, second = (
        hidden(office.post("/profil/frist/DIR-ud", data={**DISPATCH, "days": days}).text) for days in ("5", "6")
    )
    assert office.post("/profil/gem", data=first, follow_redirects=False).status_code == 303
    late = office.post("/profil/gem", data=second)
    assert late.status_code == 409
    assert "En anden har ændret profilen imens" in html.unescape(late.text)
    assert "days = 6" in late.text
    stale = office.post("/profil/frist/HU-ud", data={**DISPATCH, "applies_to": "med"})
    assert stale.status_code == 409
    assert number(spring) == 2


def test_the_whole_text_is_edited_with_findings_by_line(office: TestClient, spring: Database) -> None:
    text = shipped_profile().replace('kind = "finance"', 'kind = "finans"')
    answer = office.post("/profil/tekst", data={"replaces": "1", "text": text.replace("\n", "\r\n")})
    assert answer.status_code == 422
    line = next(at for at, said in enumerate(text.splitlines(), 1) if "finans" in said)
    assert f"Linje {line}, body.kind" in answer.text
    assert "finans" in answer.text
    same = office.post("/profil/tekst", data={"replaces": "1", "text": shipped_profile().replace("\n", "\r\n")})
    assert "Intet er ændret" in same.text
    remark = office.post("/profil/tekst", data={"replaces": "1", "text": shipped_profile() + "\n# min bemærkning\n"})
    assert "Kun bemærkninger og opstilling" in remark.text
    assert number(spring) == 1


def test_scripts_and_odd_letters_are_only_letters(office: TestClient) -> None:
    wicked = '"><script>alert(1)</script> 😀 \u202e æøå'
    answer = office.post("/profil/stilling/ny", data={"replaces": "1", "key": "ny-stilling", "title": wicked})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    office.post("/profil/gem", data=hidden(answer.text))
    assert "<script>alert" not in office.get("/profil").text
    assert office.get("/profil/stilling/ny-stilling").status_code == 200


def test_what_is_not_there_is_not_found(office: TestClient) -> None:
    for path in ("/profil/organ/XX", "/profil/besaettelse/99", "/profil/sagsgang/xx", "/profil/ukendt/1"):
        assert office.get(path).status_code == 404


PAGES = (
    "/profil",
    "/profil/tekst",
    "/profil/organ/MTU",
    "/profil/organ/ny",
    "/profil/frist/ny",
    "/profil/person/ny",
    "/profil/paamindelse/0",
    "/profil/moedefri/Budgetseminar",
    "/profil/lukkedage",
    "/profil/sagsgang/ny",
)


def test_every_page_of_it_opens(office: TestClient) -> None:
    assert {path: office.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)
