"""Opfølgning: promises by day, owner and stop; done with a note; closed ones say nothing to whom may not see them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape

import pypdfium2 as pdfium
import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from domain.casework.case.follow_ups import (
    Proposal,
    complete_follow_up,
    confirm_follow_up,
    drop_follow_up,
    propose_follow_up,
)
from domain.casework.case.opening import open_case
from domain.casework.verb import By
from domain.model import FollowUp, FollowUpState, Holding
from domain.rules.rights import Visitor
from domain.store.database import Database

APRIL = datetime(2023, 4, 20, 8, tzinfo=UTC)
WORDS = "Fætter Højben"
Desk = Callable[..., TestClient]
Find = Callable[..., str]
People = dict[str, Visitor]
HTMX = {"HX-Request": "true"}


def promise(
    db: Database,
    case_id: str,
    text: str,
    due_on: date | None,
    *,
    owner_post: str | None = "hr-chef",
    owner_person: str | None = None,
    blocks: str | None = None,
) -> str:
    """A promise; confirmed where it has a day."""
    by = By("lone.vejlby", APRIL)
    proposal = Proposal(text, owner_text="forvaltningen", place="referat.txt, side 2 (beslutning)")
    made = propose_follow_up(db, by, case_id=case_id, proposal=proposal, blocks_stop=blocks).subject
    if due_on is not None:
        confirm_follow_up(db, by, follow_up_id=made, owner_post=owner_post, owner_person=owner_person, due_on=due_on)
    return made


@pytest.fixture
def case(find: Find) -> str:
    return find("case", "23/4107")


@pytest.fixture
def closed_promise(spring: Database) -> str:
    case_id = open_case(
        spring, By("lone.vejlby", APRIL), number="23/999", title=f"Salg til {WORDS}", is_open=False, route=["DIR"]
    ).subject
    return promise(spring, case_id, f"{WORDS} får svar", date(2023, 5, 2))


def state(db: Database, promise_id: str) -> FollowUpState:
    with db.read() as session:
        return session.get_one(FollowUp, promise_id).state


def test_the_late_come_first_with_their_owner_and_the_stop_that_waits(
    spring: Database, desk_of: Desk, find: Find, people: People, case: str
) -> None:
    promise(spring, case, "Senere løfte", date(2023, 5, 30), blocks=find("stop", "23/4107", "KB"))
    promise(spring, case, "Sent løfte", date(2023, 4, 25))
    said = desk_of(people["reader"]).get("/opfoelgning").text
    assert said.index("Sent løfte") < said.index("Senere løfte")
    assert "8 dage over" in said
    assert "HR-chef" in said
    assert "Hanne Fjellerby" in said
    assert "Kommunalbestyrelsen 23. maj 2023" in said


def test_by_the_stop_only_those_are_listed_that_something_waits_for(
    spring: Database, desk_of: Desk, find: Find, people: People, case: str
) -> None:
    promise(spring, case, "Frit løfte", date(2023, 4, 25))
    promise(spring, case, "Bundet løfte", date(2023, 5, 10), blocks=find("stop", "23/4107", "KB"))
    said = desk_of(people["reader"]).get("/opfoelgning?sorter=led").text
    assert "Bundet løfte" in said
    assert "Frit løfte" not in said
    assert "Kommunalbestyrelsen 23.05.2023" in said


def test_mine_are_those_of_my_posts_and_of_myself_and_of_whom_i_stand_in_for(
    spring: Database, desk_of: Desk, case: str, people: People
) -> None:
    hanne = Visitor("hanne", "hanne.fjellerby", "Hanne", people["case_worker"].grants)
    promise(spring, case, "Postens løfte", date(2023, 5, 8))
    promise(spring, case, "Mit eget løfte", date(2023, 5, 8), owner_post=None, owner_person="hanne.fjellerby")
    promise(spring, case, "En andens løfte", date(2023, 5, 8), owner_post="it-sikkerhed")
    said = desk_of(hanne).get("/opfoelgning?hvem=mine").text
    assert "Postens løfte" in said
    assert "Mit eget løfte" in said
    assert "En andens løfte" not in said
    nobody = Visitor("x", None, "X", people["reader"].grants)
    assert "løfte</a>" not in desk_of(nobody).get("/opfoelgning?hvem=mine").text


def test_only_the_late_or_one_owners_and_a_strange_address_is_no_error(
    spring: Database, desk_of: Desk, case: str, people: People
) -> None:
    promise(spring, case, "Sent løfte", date(2023, 4, 25))
    promise(spring, case, "Nyt løfte", date(2023, 5, 25), owner_post="it-sikkerhed")
    desk = desk_of(people["reader"])
    assert "Nyt løfte" not in desk.get("/opfoelgning?over=ja").text
    assert "Sent løfte" not in desk.get("/opfoelgning?ansvarlig=post:it-sikkerhed").text
    assert desk.get("/opfoelgning?vis=æ&hvem=%00&side=-3&sorter=drop&ansvarlig=person:' OR 1=1").status_code == 200
    assert desk.get("/opfoelgning/findes-ikke").status_code == 404


def test_a_page_holds_fifty_and_leads_to_the_next(spring: Database, desk_of: Desk, case: str, people: People) -> None:
    for number in range(51):
        promise(spring, case, f"Løfte nummer {number:02}", date(2023, 5, 10))
    desk = desk_of(people["reader"])
    first, second = desk.get("/opfoelgning"), desk.get("/opfoelgning?side=2")
    assert first.text.count('class="promise promise') == 50
    assert 'href="/opfoelgning?side=2"' in first.text
    assert second.text.count("Løfte nummer") >= 1
    assert 'rel="next"' not in second.text


def test_done_is_one_click_with_a_note_and_back_where_one_was(
    spring: Database, desk_of: Desk, case: str, people: People
) -> None:
    made = promise(spring, case, "Ringe til borgeren", date(2023, 5, 2))
    form = {"note": "Ringet den 3. maj", "version": "2", "key": "k1", "next": "/opfoelgning?over=ja"}
    desk = desk_of(people["case_worker"])
    answer = desk.post(f"/opfoelgning/{made}/udfoert", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/opfoelgning?over=ja")
    assert state(spring, made) is FollowUpState.DONE
    assert desk.post(f"/opfoelgning/{made}/udfoert", data=form).status_code == 303  # sent twice is once
    away = desk.post(f"/opfoelgning/{made}/udfoert", data={**form, "next": "https://ond.example/"})
    assert away.headers["location"] == f"/opfoelgning/{made}"
    assert "Ringet den 3. maj" in desk.get("/opfoelgning?vis=afsluttede").text


def test_with_htmx_the_line_alone_comes_back_and_takes_the_focus(
    spring: Database, desk_of: Desk, case: str, people: People
) -> None:
    made = promise(spring, case, "Ringe til borgeren", date(2023, 5, 2))
    desk = desk_of(people["case_worker"])
    empty = desk.post(f"/opfoelgning/{made}/udfoert", data={"note": "  ", "version": "2"}, headers=HTMX)
    assert empty.status_code == 422
    assert "<html" not in empty.text
    assert "Udfyld feltet." in empty.text
    assert "data-focus" in empty.text
    done = desk.post(f"/opfoelgning/{made}/udfoert", data={"note": "Ringet", "version": "2"}, headers=HTMX)
    assert done.status_code == 200
    assert done.text.strip().startswith(f'<li class="promise promise-settled" id="loefte-{made}">')
    assert "data-focus" in done.text
    assert "Meldt udført." in done.text


def test_the_second_of_two_hears_of_the_first_and_keeps_what_was_typed(
    spring: Database, desk_of: Desk, case: str, people: People
) -> None:
    made = promise(spring, case, "Ringe til borgeren", date(2023, 5, 2))
    confirm_follow_up(spring, By("x", APRIL), follow_up_id=made, due_on=date(2023, 5, 9))  # somebody was faster
    answer = desk_of(people["case_worker"]).post(
        f"/opfoelgning/{made}/udfoert", data={"note": "Mine ord er her endnu", "version": "2"}
    )
    assert answer.status_code == 409
    assert "Mine ord er her endnu" in answer.text
    assert state(spring, made) is FollowUpState.CONFIRMED


def test_a_proposal_is_confirmed_with_owner_day_and_stop_and_mistakes_stay_beside_their_fields(
    spring: Database, desk_of: Desk, find: Find, people: People, case: str
) -> None:
    made = promise(spring, case, "Vende tilbage", None)
    desk = desk_of(people["case_worker"])
    assert "Vende tilbage" in desk.get("/opfoelgning?vis=forslag").text
    wrong = desk.post(f"/opfoelgning/{made}/bekraeft", data={"owner": "", "due": "31-02-2023"})
    assert wrong.status_code == 422
    assert "31-02-2023" in wrong.text
    assert "Skriv en dato, der findes" in wrong.text
    no_day = desk.post(f"/opfoelgning/{made}/bekraeft", data={"owner": "post:hr-chef"})
    assert no_day.status_code == 409
    stop = find("stop", "23/4107", "KB")
    form = {"owner": "person:ivan.taarup", "due": "22. maj 2023", "blocks": stop, "version": "1"}
    assert desk.post(f"/opfoelgning/{made}/bekraeft", data=form).status_code == 303
    with spring.read() as session:
        row = session.get_one(FollowUp, made)
    assert (row.owner_person, row.due_on, row.blocks_stop) == ("ivan.taarup", date(2023, 5, 22), stop)


def test_dropping_asks_for_the_reason(spring: Database, desk_of: Desk, people: People, case: str) -> None:
    made = promise(spring, case, "Leje et lokale", date(2023, 5, 2))
    desk = desk_of(people["case_worker"])
    assert desk.post(f"/opfoelgning/{made}/frafald", data={"reason": ""}).status_code == 422
    assert desk.post(f"/opfoelgning/{made}/frafald", data={"reason": "Det er lejet ud"}).status_code == 303
    assert state(spring, made) is FollowUpState.DROPPED
    assert "Det er lejet ud" in desk.get(f"/opfoelgning/{made}").text


def test_a_promise_says_where_it_was_made_who_was_told_and_what_comes(
    spring: Database, desk_of: Desk, people: People
) -> None:
    with spring.read() as session:
        chased = session.exec(select(FollowUp.id).where(FollowUp.state == FollowUpState.DONE)).one()
    said = unescape(desk_of(people["secretary"]).get(f"/opfoelgning/{chased}").text)
    assert "direktionen-2023-04-12.txt, side 1, linje 26 (sagsfremstilling)" in said
    assert "Rykker</strong> til Freja Ginnerup" in said
    assert "sendt 17. april 2023 kl. 8.00" in said
    assert "Opfølgning udført</strong>" in said


def test_a_reader_looks_and_does_nothing(spring: Database, desk_of: Desk, people: People, case: str) -> None:
    made = promise(spring, case, "Ringe", date(2023, 5, 2))
    desk = desk_of(people["reader"])
    assert '<form method="post" action="/opfoelgning' not in desk.get("/opfoelgning").text
    for deed, form in (
        ("udfoert", {"note": "x"}),
        ("frafald", {"reason": "x"}),
        ("bekraeft", {"owner": "post:hr-chef"}),
    ):
        assert desk.post(f"/opfoelgning/{made}/{deed}", data=form).status_code == 403
    assert state(spring, made) is FollowUpState.CONFIRMED
    assert desk_of(None).get("/opfoelgning").status_code in {302, 303}


@pytest.mark.parametrize("who", ["reader", "case_worker", "secretary_without_closed", "administrator"])
def test_a_closed_promise_is_a_number_and_nothing_more_to_whom_may_not_see_it(
    desk_of: Desk, people: People, closed_promise: str, who: str
) -> None:
    desk = desk_of(people[who])
    for address in ("/opfoelgning", "/opfoelgning?sorter=ansvarlig", f"/opfoelgning/{closed_promise}"):
        said = unescape(desk.get(address).text)
        assert "23/999" in said
        assert WORDS not in said
        assert "referat.txt" not in said
        assert "forvaltningen" not in said
    answer = desk.post(f"/opfoelgning/{closed_promise}/udfoert", data={"note": "gættet"})
    assert answer.status_code == 403
    assert WORDS not in unescape(answer.text)


@pytest.mark.usefixtures("closed_promise")
@pytest.mark.parametrize("ending", ["pdf", "docx", "html"])
def test_the_list_is_fetched_as_a_paper_without_the_words_of_what_is_closed(
    spring: Database, desk_of: Desk, people: People, case: str, ending: str
) -> None:
    promise(spring, case, "Retter opgørelsen", date(2023, 4, 25))
    promise(spring, case, "Ser på det", date(2023, 6, 1), owner_post="it-sikkerhed")
    told = {}
    for who in ("reader", "secretary"):
        desk = desk_of(people[who])
        (link,) = re.findall(rf'href="(/opfoelgning/papir\.{ending}[^"]*)"', desk.get("/opfoelgning").text) or [
            f"/opfoelgning/papir.{ending}"
        ]
        made = desk.get(unescape(link))
        assert made.status_code == 200
        assert f'filename="opfoelgning-2023-05-03.{ending}"' in made.headers["Content-Disposition"]
        told[who] = text_of(made.content, ending)
    assert all("Retter opgørelsen" in text and "8 dage over" in text and "23/999" in text for text in told.values())
    assert "Lukket" in told["reader"]
    assert WORDS not in told["reader"]
    assert WORDS in told["secretary"]
    only = desk_of(people["reader"]).get(f"/opfoelgning/papir.{ending}?over=ja&ansvarlig=post:hr-chef").content
    assert "Ser på det" not in text_of(only, ending)
    assert "åbne, HR-chef, kun over fristen" in text_of(only, ending)


def text_of(data: bytes, ending: str) -> str:
    """Every word of a paper, whatever it is written as."""
    if ending == "html":
        return data.decode()
    if ending == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = (packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
            return re.sub(r"<[^>]+>", "", " ".join(parts))
    document = pdfium.PdfDocument(data)
    said = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join(said.split())


def test_no_paper_of_another_kind_is_there(desk_of: Desk, people: People) -> None:
    assert desk_of(people["reader"]).get("/opfoelgning/papir.xls").status_code == 404


def test_whoever_sees_closed_items_sees_and_keeps_it(desk_of: Desk, people: People, closed_promise: str) -> None:
    desk = desk_of(people["secretary"])
    assert WORDS in desk.get("/opfoelgning").text
    assert desk.post(f"/opfoelgning/{closed_promise}/udfoert", data={"note": "Svaret"}).status_code == 303


def test_a_script_in_a_promise_is_text(spring: Database, desk_of: Desk, people: People, case: str) -> None:
    promise(spring, case, "<script>alert(1)</script>", date(2023, 5, 2))
    said = desk_of(people["reader"]).get("/opfoelgning").text
    assert "<script>alert" not in said
    assert "&lt;script&gt;alert(1)" in said


def test_kept_in_time_late_dropped_and_overdue_are_counted_by_post_and_body(
    spring: Database, desk_of: Desk, find: Find, people: People, case: str
) -> None:
    kb = find("stop", "23/4107", "KB")
    on_time = promise(spring, case, "I tide", date(2023, 4, 28), blocks=kb)
    complete_follow_up(spring, By("x", datetime(2023, 4, 28, 21, tzinfo=UTC)), follow_up_id=on_time, note="gjort")
    late = promise(spring, case, "For sent", date(2023, 4, 28), blocks=kb)
    # Half past midnight in Denmark, though still the 28th in UTC.
    complete_follow_up(spring, By("x", datetime(2023, 4, 28, 22, 30, tzinfo=UTC)), follow_up_id=late, note="gjort")
    dropped = promise(spring, case, "Frafaldet", date(2023, 4, 28), blocks=kb)
    drop_follow_up(spring, By("x", APRIL), follow_up_id=dropped, reason="nej")
    promise(spring, case, "Over fristen", date(2023, 5, 2), blocks=kb)
    promise(spring, case, "I dag", date(2023, 5, 3), blocks=kb)
    said = " ".join(desk_of(people["reader"]).get("/opfoelgning/tal").text.split())
    for row in ("HR-chef", "Kommunalbestyrelsen"):
        counts = said.split(f'<th scope="row">{row}</th>')[1].split("</tr>")[0]
        assert [part.split("</td>")[0].split(">")[-1] for part in counts.split("<td")[1:]] == ["1", "1", "1", "1"]
    assert desk_of(people["reader"]).get("/opfoelgning/tal?aar=99999").status_code == 200


def test_the_case_that_answers_is_named_and_the_body_sees_it_on_its_agenda(
    spring: Database, desk_of: Desk, find: Find, people: People, case: str
) -> None:
    asks = find("stop", "23/4107", "DIR")
    by = By("lone.vejlby", APRIL)
    made = propose_follow_up(spring, by, case_id=case, proposal=Proposal("Status gives."), from_stop=asks).subject
    confirm_follow_up(spring, by, follow_up_id=made, owner_post="hr-chef", due_on=date(2023, 5, 8))
    stages = {"DIR": date(2023, 5, 10)}
    open_case(spring, by, number="23/777", title="Status på ligestilling", route=["DIR"], stages=stages)
    desk, agenda = desk_of(people["secretary"]), f"/moede/{find('meeting', 'DIR', '2023-05-10')}/dagsorden"
    wrong = desk.post(f"/opfoelgning/{made}/svar", data={"case": "23/0"})
    assert (wrong.status_code, 'value="23/0"' in wrong.text) == (422, True)
    for _ in range(2):
        assert desk.post(f"/opfoelgning/{made}/svar", data={"case": "23/777", "key": "en"}).status_code == 303

    for page in (agenda, f"{agenda}/udskrift"):
        said = unescape(desk.get(page).text)
        assert "Det har Direktionen bedt om" in said
        assert "Besvares i dag under punkt" in said
    public = unescape(desk.get(f"{agenda}/udskrift?udgave=offentlig").text)
    assert "Status gives." not in public
    assert "Status gives." in unescape(desk.get(f"/sag/{find('case', '23/777')}").text)
    assert desk_of(people["reader"]).post(f"/opfoelgning/{made}/svar", data={"case": "23/777"}).status_code == 403


def test_what_a_closed_case_promised_is_on_the_agenda_without_its_words(
    spring: Database, desk_of: Desk, find: Find, people: People
) -> None:
    by = By("lone.vejlby", APRIL)
    stages = {"DIR": date(2023, 4, 26)}
    opened = open_case(spring, by, number="23/998", title=WORDS, is_open=False, route=["DIR"], stages=stages)
    asks = find("stop", "23/998", "DIR")
    said = Proposal(f"{WORDS} får svar")
    made = propose_follow_up(spring, by, case_id=opened.subject, proposal=said, from_stop=asks).subject
    confirm_follow_up(spring, by, follow_up_id=made, owner_post="hr-chef", due_on=date(2023, 5, 8))
    agenda = f"/moede/{find('meeting', 'DIR', '2023-05-10')}/dagsorden"
    assert WORDS in unescape(desk_of(people["secretary"]).get(agenda).text)
    hidden = unescape(desk_of(people["secretary_without_closed"]).get(agenda).text)
    assert "Det har Direktionen bedt om" in hidden
    assert WORDS not in hidden


def test_the_promises_of_somebody_without_a_post_are_handed_on_with_one_click(
    spring: Database, desk_of: Desk, people: People, case: str
) -> None:
    hers = {"owner_post": None, "owner_person": "hanne.fjellerby"}
    mine = [promise(spring, case, text, date(2023, 6, 1), **hers) for text in ("Et", "To")]
    with spring.write() as session:
        held = session.exec(select(Holding).where(Holding.person_key == "hanne.fjellerby")).one()
        held.to_on = date(2023, 5, 1)
    desk = desk_of(people["secretary"])
    said = unescape(desk.get("/opfoelgning").text)
    assert "Hanne Fjellerby har ingen stilling længere" in said
    assert "2 løfter venter på en ny ansvarlig" in said
    assert "Giv videre til HR-chef" in said
    assert "Giv videre til" not in unescape(desk_of(people["reader"]).get("/opfoelgning").text)
    given = {"promise": mine, "post": "hr-chef", "key": "to"}
    assert desk_of(people["reader"]).post("/opfoelgning/giv-videre", data=given).status_code == 403
    for _ in range(2):
        assert desk.post("/opfoelgning/giv-videre", data=given).status_code == 303
    assert "har ingen stilling længere" not in desk.get("/opfoelgning").text
