"""The page of an agenda: order, states, what is missing, lock, tillægsdagsorden, publication; and who sees what."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from domain.casework.case.cases import correct_case
from domain.casework.case.opening import open_case
from domain.casework.verb import By
from domain.model import AgendaItem, Readiness, Stop
from domain.rules.facts import AttachmentFacts
from domain.rules.rights import Grant, Role, Visitor
from domain.store.agenda import agenda_papers
from domain.store.database import Database

Desk = Callable[..., TestClient]
NOON = datetime(2023, 5, 3, 10, 0, tzinfo=UTC)
SECRETS = ("Havnegrunden", "Købstilbud", "Hemmelig indstilling", "Fortrolig fremstilling")


@dataclass
class Agenda:
    """ØK's meeting on 16 May 2023 with three open items and a closed one; and a visitor at it."""

    db: Database
    desk: TestClient
    meeting: str
    stops: dict[str, str]
    address: str = field(init=False)

    def __post_init__(self) -> None:
        self.address = f"/moede/{self.meeting}/dagsorden"

    def page(self, below: str = "") -> str:
        answer = self.desk.get(self.address + below)
        assert answer.status_code == 200, answer.text
        return answer.text

    def order(self) -> list[str]:
        with self.db.read() as session:
            return [item.case_number for item in agenda_papers(session, self.meeting).arranged.all]

    def version(self) -> str:
        with self.db.read() as session:
            return str(agenda_papers(session, self.meeting).version)

    def post(self, deed: str, fragment: bool = False, **typed: str):
        headers = {"HX-Request": "true"} if fragment else {}
        return self.desk.post(f"{self.address}/{deed}", data=typed, headers=headers)

    def move(self, number: str, step: str, **typed: str):
        return self.post("flyt", **({"stop": self.stops[number], "step": step, "version": self.version()} | typed))


@pytest.fixture
def agenda_of(spring: Database, desk_of: Desk, find: Callable[..., str]) -> Callable[[Visitor], Agenda]:
    """``agenda_of(visitor)``: the agenda as that visitor meets it."""
    by = By("jytte.glesborg", NOON)
    for number, title, is_open in (
        ("23/5001", "Cykelstier langs kysten", True),
        ("23/5002", "Foreningernes lokaler", True),
        ("23/5003", "Havnegrunden sælges", False),
    ):
        texts = (
            {} if is_open else {"presentation": "Fortrolig fremstilling.", "recommendation": "Hemmelig indstilling."}
        )
        open_case(
            spring,
            by,
            number=number,
            title=title,
            is_open=is_open,
            route=["ØK"],
            stages={"ØK": date(2023, 5, 16)},
            owner_post="oekonomichef",
            attachments=[] if is_open else [AttachmentFacts("Købstilbud fra naboen", "9/23", is_open=False)],
            **texts,
        )
    stops = {number: find("stop", number, "ØK") for number in ("23/5001", "23/5002", "23/5003", "23/4107")}
    return lambda visitor: Agenda(spring, desk_of(visitor), find("meeting", "ØK", "2023-05-16"), stops)


@pytest.fixture
def agenda(agenda_of: Callable[[Visitor], Agenda], people: dict[str, Visitor]) -> Agenda:
    return agenda_of(people["secretary"])


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_open_items_stand_before_closed_ones_with_what_each_still_lacks(agenda: Agenda):
    shown = text_of(agenda.page())

    assert agenda.order() == ["23/4107", "23/5001", "23/5002", "23/5003"]
    assert "Åbne punkter 3" in shown
    assert "Lukkede punkter 1" in shown
    assert shown.index("Punkt 3: Foreningernes lokaler") < shown.index("Punkt 4: Havnegrunden sælges")
    assert "Sagsfremstillingen mangler" in shown
    assert "Indstillingen mangler" in shown
    assert "Der er ingen bilag" in shown
    assert "Klar 0 af 4" in shown


def test_an_item_is_moved_by_a_plain_form_and_comes_back_to_its_place_on_the_page(agenda: Agenda):
    answer = agenda.move("23/5002", "op")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"{agenda.address}#punkt-{agenda.stops['23/5002']}"
    assert agenda.order() == ["23/4107", "23/5002", "23/5001", "23/5003"]


def test_htmx_is_given_the_list_alone_with_the_button_that_was_pressed_and_a_word_for_who_cannot_see(agenda: Agenda):
    answer = agenda.move("23/5002", "op", fragment=True)

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert f'id="op-{agenda.stops["23/5002"]}"' in answer.text
    assert "Punktet er nu nummer 2." in answer.text


def test_a_click_that_is_sent_twice_moves_once(agenda: Agenda):
    for _ in range(2):
        agenda.move("23/5002", "op", key="a" * 32)
    assert agenda.order() == ["23/4107", "23/5002", "23/5001", "23/5003"]


def test_the_buttons_at_the_ends_stay_and_say_that_they_do_nothing(agenda: Agenda):
    found = re.findall(r'id="(op|ned)-(\w+)"[^>]*?( aria-disabled="true")?\s*title', agenda.page())
    off = {(step, stop) for step, stop, disabled in found if disabled}
    assert ("op", agenda.stops["23/4107"]) in off
    assert ("ned", agenda.stops["23/5002"]) in off  # the closed part begins below
    assert {("op", agenda.stops["23/5003"]), ("ned", agenda.stops["23/5003"])} <= off
    assert ("ned", agenda.stops["23/4107"]) not in off


@pytest.mark.parametrize("fragment", [False, True])
def test_the_second_of_two_who_move_is_told_and_shown_the_agenda_as_it_is(agenda: Agenda, *, fragment: bool):
    seen = agenda.version()
    agenda.move("23/5002", "op")
    answer = agenda.move("23/4107", "ned", version=seen, fragment=fragment)

    assert answer.status_code == 409
    assert "En anden har ændret dagsordenen" in answer.text
    assert agenda.order()[0] == "23/4107"


def test_an_approval_shows_who_and_when_and_that_the_case_was_changed_since(agenda: Agenda, find: Callable[..., str]):
    stop = agenda.stops["23/5001"]
    agenda.post("tilstand", stop=stop, readiness="approved", version="1")
    assert "Lone Vejlby, 03.05.2023" in text_of(agenda.page())
    assert "Rettet siden" not in agenda.page()

    case = find("case", "23/5001")
    correct_case(agenda.db, By("x", NOON), case_id=case, presentation="Stierne er hullede.")
    assert "Rettet siden" in agenda.page()
    answer = agenda.post("tilstand", stop=stop, readiness="ready", version="1")  # a page that is older than the text
    assert answer.status_code == 409
    assert "Læs den igen" in answer.text
    with agenda.db.read() as session:
        assert _item(session, agenda, stop).readiness is Readiness.APPROVED


def _item(session: Session, agenda: Agenda, stop: str) -> AgendaItem:
    return session.get_one(AgendaItem, (agenda.meeting, stop))


def test_a_locked_agenda_has_no_arrows_and_what_comes_later_stands_apart(agenda: Agenda):
    assert agenda.post("laas", version=agenda.version()).status_code == 303
    shown = agenda.page()
    assert "agenda-arrow" not in shown
    assert "låst" in text_of(shown)
    refused = agenda.move("23/5002", "op")
    assert refused.status_code == 422
    assert "dagsordenen er låst" in refused.text

    open_case(
        agenda.db,
        By("x", NOON),
        number="23/5004",
        title="En hastesag",
        is_open=True,
        route=["ØK"],
        stages={"ØK": date(2023, 5, 16)},
    )
    assert "Kommet til siden 1" in text_of(agenda.page())
    agenda.post("laas", version=agenda.version())
    shown = text_of(agenda.page())
    assert "Tillægsdagsorden 1" in shown
    assert "Punkt 5: En hastesag" in shown


def test_opening_again_needs_a_reason_and_keeps_nothing_from_being_typed_again(agenda: Agenda):
    agenda.post("laas", version=agenda.version())
    empty = agenda.post("aabn", reason=" ", act="aabn", version=agenda.version())
    assert empty.status_code == 422
    assert "Udfyld feltet." in empty.text

    late = agenda.post("aabn", reason="Rækkefølgen var forkert", act="aabn", version="0")
    assert late.status_code == 409
    assert 'value="Rækkefølgen var forkert"' in late.text
    assert (
        agenda.post("aabn", reason="Rækkefølgen var forkert", act="aabn", version=agenda.version()).status_code == 303
    )
    assert "agenda-arrow" in agenda.page()


def test_a_reason_for_urgency_is_printed_on_the_agenda(agenda: Agenda, spring: Database):
    stop = agenda.stops["23/5001"]
    with spring.read() as session:
        version = str(session.get_one(Stop, stop).version)
    wrong = agenda.post("hast", stop=stop, reason="", version=version)
    assert wrong.status_code == 422
    agenda.post("hast", stop=stop, reason="Tilbuddet udløber den 20. maj.", version=version)

    assert "Tilbuddet udløber den 20. maj." in agenda.page()
    paper = text_of(agenda.page("/udskrift?udgave=offentlig"))
    assert "Sagen kan ikke vente: Tilbuddet udløber den 20. maj." in paper


def test_publication_is_said_and_taken_back_with_a_reason(agenda: Agenda):
    assert agenda.post("offentliggoer", version=agenda.version()).status_code == 422  # not locked
    agenda.post("laas", version=agenda.version())
    assert "Den er ikke offentliggjort" in agenda.page("/udskrift?udgave=offentlig")
    assert agenda.post("offentliggoer", version=agenda.version()).status_code == 303
    assert "kan læse den" in text_of(agenda.page())
    assert "Den er ikke offentliggjort" not in agenda.page("/udskrift?udgave=offentlig")
    agenda.post("traek-tilbage", reason="Et navn skal ud", act="traek", version=agenda.version())
    assert "kan ikke læse den" in text_of(agenda.page())


@pytest.mark.parametrize("below", ["", "/beslutninger", "/referat", "/udskrift"])
@pytest.mark.parametrize("who", ["reader", "case_worker", "secretary_without_closed", "administrator"])
def test_of_a_closed_item_those_without_the_right_see_its_number_and_a_neutral_heading(
    agenda_of: Callable[[Visitor], Agenda], people: dict[str, Visitor], who: str, below: str
):
    shown = agenda_of(people[who]).page(below)
    assert "Lukket punkt" in shown
    assert not [secret for secret in SECRETS if secret in shown]


@pytest.mark.parametrize("below", ["/udskrift?udgave=offentlig", "/referat?udgave=offentlig"])
def test_the_public_edition_holds_nothing_closed_also_for_those_who_may_see_it(agenda: Agenda, below: str):
    shown = agenda.page(below)
    assert "Lukket punkt" in shown
    assert not [secret for secret in SECRETS if secret in shown]
    assert "Havnegrunden" in agenda.page("/udskrift")


@pytest.mark.parametrize("deed", ["flyt", "tilstand", "laas", "aabn", "offentliggoer", "traek-tilbage", "hast"])
@pytest.mark.parametrize("who", ["reader", "case_worker"])
def test_only_who_runs_the_body_s_meetings_changes_its_agenda(
    agenda_of: Callable[[Visitor], Agenda], people: dict[str, Visitor], who: str, deed: str
):
    agenda = agenda_of(people[who])
    shown = agenda.page()
    assert "agenda-arrow" not in shown
    assert "Lås dagsordenen" not in shown
    if (who, deed) != ("case_worker", "hast"):  # who plans a case may say why it cannot wait
        assert agenda.post(deed, stop=agenda.stops["23/5001"], reason="x", step="op").status_code == 403


def test_the_secretary_of_another_body_looks_and_changes_nothing(agenda_of: Callable[[Visitor], Agenda]):
    agenda = agenda_of(Visitor("oda", None, "Oda", frozenset({Grant(Role.SECRETARY, "DIR")})))
    assert "agenda-arrow" not in agenda.page()
    assert agenda.post("laas").status_code == 403


def test_what_is_no_form_of_the_page_is_not_found(agenda: Agenda):
    assert agenda.post("flyt", stop=agenda.stops["23/5001"], step="sidelaens").status_code == 404
    assert agenda.post("tilstand", stop=agenda.stops["23/5001"], readiness="vist").status_code == 404
    assert agenda.post("flyt", stop="findes-ikke", step="op").status_code == 404
    assert agenda.desk.get("/moede/findes-ikke/dagsorden").status_code == 404
    assert agenda.desk.get(f"{agenda.address}/udskrift?udgave=hemmelig").status_code == 404


def test_a_meeting_without_cases_says_so(agenda: Agenda, find: Callable[..., str]):
    meeting = find("meeting", "KB", "2023-06-20")
    shown = agenda.desk.get(f"/moede/{meeting}/dagsorden").text
    assert "Der er ingen sager på mødet" in shown
    assert "Lås dagsordenen" not in shown


def test_a_title_with_tags_comes_out_as_letters(agenda: Agenda):
    open_case(
        agenda.db,
        By("x", NOON),
        number="23/5005",
        title="<script>alert(1)</script> & \u202evendt",
        is_open=True,
        route=["ØK"],
        stages={"ØK": date(2023, 5, 16)},
    )
    for below in ("", "/beslutninger", "/referat", "/udskrift"):
        assert "<script>alert" not in agenda.page(below)
