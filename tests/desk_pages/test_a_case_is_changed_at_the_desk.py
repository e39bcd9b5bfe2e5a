"""Changing a case: what it does is seen first, then saved, once, on a case nobody has changed meanwhile."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from domain.casework.case.cases import correct_case
from domain.casework.case.journey import advance
from domain.casework.case.stops import place_stop
from domain.casework.verb import By
from domain.model import Case, Decision, Entry, FollowUp, FollowUpState, Outcome, Stop, StopState
from domain.rules.rights import Grant, Role, Visitor
from domain.store.case_facts import case_facts

REPORT, ANALYSIS = "23/4107", "23/4151"
AFTER_THE_COMMITTEE = datetime(2023, 5, 16, 15, 0, tzinfo=UTC)  # Økonomiudvalget met 16 May at 14


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the (last) form of a page."""
    form = page[page.rindex('<form method="post"', 0, page.index("</main>")) :]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[: form.index("</form>")]))


def history(spring: Any, case: str) -> list[str]:
    with spring.read() as session:
        return list(session.exec(select(Entry.verb).where(Entry.subject == case).order_by(col(Entry.seq))))


@pytest.fixture
def desk(desk_of: Any, people: Any) -> Any:
    return desk_of(people["secretary"])


@pytest.fixture
def address(find: Any) -> str:
    return f"/sag/{find('case', REPORT)}"


def test_another_meeting_is_shown_before_it_is_saved_with_all_it_moves(
    desk: Any, address: str, find: Any, spring: Any
) -> None:
    stop = find("stop", REPORT, "ØK")
    asked = f"{address}/led/{stop}/moede"
    before = history(spring, find("case", REPORT))
    typed = {**fields(desk.get(asked).text), "meeting": find("meeting", "ØK", "2023-06-13"), "reason": "Mere tid."}
    preview = desk.post(asked, data=typed)
    assert preview.status_code == 200
    assert "Intet er gemt endnu" in preview.text
    assert "16. maj 2023" in preview.text
    assert "13. juni 2023" in preview.text
    assert "Hvem får besked" in preview.text
    assert history(spring, find("case", REPORT)) == before


def test_what_is_confirmed_is_saved_and_two_clicks_are_one(desk: Any, address: str, find: Any, spring: Any) -> None:
    case, stop = find("case", REPORT), find("stop", REPORT, "KB")
    asked = f"{address}/led/{stop}/udgaar"
    preview = desk.post(asked, data={**fields(desk.get(asked).text), "reason": "Ikke nødvendigt."})
    assert "udgår" in preview.text
    confirmed = {**fields(preview.text), "confirm": "yes"}
    first = desk.post(asked, data=confirmed)
    assert (first.status_code, first.headers["location"]) == (303, f"{address}?gemt=udgaar")
    again = desk.post(asked, data=confirmed)
    assert (again.status_code, again.headers["location"]) == (303, first.headers["location"])
    assert history(spring, case).count("drop_stop") == 1
    assert "Leddet er taget ud af sagsgangen." in desk.get(first.headers["location"]).text


def test_a_stop_is_added_where_it_is_asked_for(desk: Any, address: str, find: Any, spring: Any) -> None:
    asked = f"{address}/nyt-led"
    typed = {**fields(desk.get(asked).text), "body": "MTU", "after": find("stop", REPORT, "HU"), "reason": "Vejene."}
    preview = desk.post(asked, data=typed)
    assert "nyt led" in preview.text
    assert desk.post(asked, data={**fields(preview.text), "confirm": "yes"}).status_code == 303
    with spring.read() as session:
        route = [stop.body for stop in case_facts(session, find("case", REPORT)).stops]
    assert route == ["DIR", "HU", "MTU", "ØK", "KB"]


def test_a_decision_shows_its_effect_and_who_is_told_and_is_then_recorded(
    desk_of: Any, people: Any, address: str, find: Any, spring: Any
) -> None:
    desk = desk_of(people["secretary"], now=AFTER_THE_COMMITTEE)
    stop = find("stop", REPORT, "ØK")
    asked = f"{address}/led/{stop}/beslutning"
    form = desk.get(asked).text
    assert "Udsat" in form
    typed = {**fields(form), "outcome": "postponed", "decided_on": "16-05-2023", "text": "Vendes i juni."}
    preview = desk.post(asked, data=typed)
    assert preview.status_code == 200, preview.text
    assert "Økonomiudvalget (2. gang)" in preview.text
    told = preview.text[preview.text.index("difference-told") :]
    assert "Poul Karlby" in told
    assert desk.post(asked, data={**fields(preview.text), "confirm": "yes"}).status_code == 303
    with spring.read() as session:
        made = session.exec(select(Decision).where(Decision.stop_id == stop)).one()
    assert (made.outcome, made.text, made.recorded_by) == (Outcome.POSTPONED, "Vendes i juni.", "lone.vejlby")


def test_before_its_meeting_only_what_can_be_decided_without_it_is_offered(
    desk: Any, address: str, find: Any
) -> None:
    form = desk.get(f"{address}/led/{find('stop', REPORT, 'ØK')}/beslutning").text
    offered = re.findall(
        r'<option value="([a-z_0-9]+)"', form[form.index('id="f-outcome"') : form.index("</select>")]
    )
    assert offered == ["withdrawn", "chair_decision"]


NEEDED = {"returned": ["text", "return_to"], "rejected": ["text"], "forwarded": ["return_to"]}


@pytest.mark.parametrize("outcome", NEEDED)
def test_an_outcome_asks_for_the_fields_it_needs_and_keeps_what_was_typed(
    desk_of: Any, people: Any, address: str, find: Any, outcome: str
) -> None:
    desk = desk_of(people["secretary"], now=AFTER_THE_COMMITTEE)
    asked = f"{address}/led/{find('stop', REPORT, 'ØK')}/beslutning"
    answer = desk.post(asked, data={**fields(desk.get(asked).text), "outcome": outcome, "decided_on": "16.5.2023"})
    assert answer.status_code == 422
    for name in NEEDED[outcome]:
        assert f'id="f-{name}-error"' in answer.text
    assert 'value="16.5.2023"' in answer.text
    assert f'<option value="{outcome}" selected>' in answer.text


def test_a_wrong_date_is_said_beside_its_field(desk_of: Any, people: Any, address: str, find: Any) -> None:
    desk = desk_of(people["secretary"], now=AFTER_THE_COMMITTEE)
    asked = f"{address}/led/{find('stop', REPORT, 'ØK')}/beslutning"
    answer = desk.post(asked, data={"outcome": "approved", "decided_on": "31-02-2023", "text": "Godkendt 🙂 <b>"})
    assert answer.status_code == 422
    assert "Skriv en dato, der findes" in answer.text
    assert "Godkendt 🙂 &lt;b&gt;" in answer.text


def test_a_decision_written_wrongly_is_put_right(desk: Any, address: str, find: Any, spring: Any) -> None:
    stop = find("stop", REPORT, "HU")
    asked = f"{address}/led/{stop}/ret-beslutning"
    form = desk.get(asked).text
    assert "Hovedudvalget anbefaler redegørelsen." in form
    typed = {**fields(form), "outcome": "postponed", "decided_on": "27-04-2023", "text": "Udsat.", "reason": "Fejl."}
    preview = desk.post(asked, data=typed)
    assert "Hovedudvalget (2. gang)" in preview.text
    assert desk.post(asked, data={**fields(preview.text), "confirm": "yes"}).status_code == 303
    assert "Rettede beslutningen i Hovedudvalget fra anbefalet til udsat." in desk.get(address).text
    advance(spring, By("sagsgang", datetime(2023, 5, 3, 11, tzinfo=UTC)), case_id=find("case", REPORT))
    with spring.read() as session:
        bodies = [stop.body for stop in case_facts(session, find("case", REPORT)).stops]
    assert bodies == ["DIR", "HU", "HU", "ØK", "KB"]


def test_what_somebody_else_did_meanwhile_is_shown_and_what_was_typed_is_kept(
    desk: Any, address: str, find: Any, spring: Any
) -> None:
    asked = f"{address}/led/{find('stop', REPORT, 'KB')}/udgaar"
    typed = {**fields(desk.get(asked).text), "reason": "Min begrundelse."}
    other = By("hanne.fjellerby", datetime(2023, 5, 3, 10, 5, tzinfo=UTC))
    place_stop(
        spring,
        other,
        stop_id=find("stop", REPORT, "ØK"),
        meeting_id=find("meeting", "ØK", "2023-06-13"),
        reason="Mere tid.",
    )
    answer = desk.post(asked, data=typed)
    assert answer.status_code == 409
    assert "Sagen er ændret, mens du skrev" in answer.text
    assert "Satte et led på et bestemt møde." in answer.text
    assert "fra 16. maj 2023 til 13. juni 2023" in answer.text
    assert "Min begrundelse." in answer.text
    assert desk.post(asked, data={**fields(answer.text), "reason": "Min begrundelse."}).status_code == 200


def test_a_preview_that_is_no_longer_true_is_shown_anew_and_not_saved(
    desk: Any, address: str, find: Any, spring: Any
) -> None:
    asked = f"{address}/led/{find('stop', REPORT, 'KB')}/udgaar"
    preview = desk.post(asked, data={**fields(desk.get(asked).text), "reason": "Ikke nødvendigt."})
    confirmed = {**fields(preview.text), "confirm": "yes", "fingerprint": "noget andet"}
    answer = desk.post(asked, data=confirmed)
    assert answer.status_code == 409
    assert "Noget er ændret, siden du så det" in answer.text
    assert "drop_stop" not in history(spring, find("case", REPORT))


def test_two_people_edit_the_same_case_and_nothing_is_lost(
    desk_of: Any, people: Any, address: str, find: Any, spring: Any
) -> None:
    desk, case = desk_of(people["secretary"]), find("case", REPORT)
    form = fields(desk.get(f"{address}/ret").text)
    by = By("hanne.fjellerby", datetime(2023, 5, 3, 10, 5, tzinfo=UTC))
    correct_case(spring, by, case_id=case, economy="Hannes nye tal.")
    mine = {**form, "title": "Min titel", "is_open": "yes", "economy": "Mine tal.", "recommendation": "Min tekst."}
    answer = desk.post(f"{address}/ret", data=mine)
    assert answer.status_code == 409
    for said in ("Min titel", "Mine tal.", "Min tekst.", "Hannes nye tal.", "Rettede økonomi."):
        assert said in answer.text
    assert desk.post(f"{address}/ret", data={**mine, "seen": fields(answer.text)["seen"]}).status_code == 303
    with spring.read() as session:
        assert session.get_one(Case, case).economy == "Mine tal."


def test_a_step_of_the_clock_does_not_stop_one_who_edits_texts(
    desk_of: Any, people: Any, address: str, find: Any, spring: Any
) -> None:
    desk, case = desk_of(people["secretary"]), find("case", REPORT)
    form = fields(desk.get(f"{address}/ret").text)
    advance(spring, By("sagsgang", datetime(2023, 5, 11, 12, tzinfo=UTC)), case_id=case)
    answer = desk.post(f"{address}/ret", data={**form, "title": "Min titel", "is_open": "yes"})
    assert answer.status_code == 303


def test_what_was_done_about_a_finding_is_written_beside_its_evidence(
    desk: Any, address: str, find: Any, spring: Any
) -> None:
    form = desk.get(f"{address}/ret").text
    assert "Overskriften Indstilling har ingen tekst under sig" in form
    typed = {**fields(form), "title": "T", "is_open": "yes", "said-empty_recommendation": "Indstillingen er skrevet."}
    assert desk.post(f"{address}/ret", data=typed).status_code == 303
    with spring.read() as session:
        said = session.get_one(Case, find("case", REPORT)).corrections
    assert said["empty_recommendation"] == "Indstillingen er skrevet."


def test_a_title_of_ten_thousand_letters_is_refused_beside_its_field(desk: Any, address: str) -> None:
    long = "Å" * 10_000
    answer = desk.post(f"{address}/ret", data={"title": long, "is_open": "yes"})
    assert answer.status_code == 422
    assert "Skriv højst 300 tegn." in answer.text
    assert long in answer.text


def test_one_who_may_not_see_closed_items_does_not_close_one(desk_of: Any, people: Any, address: str) -> None:
    answer = desk_of(people["case_worker"]).post(f"{address}/ret", data={"title": "T", "is_open": "no"})
    assert answer.status_code == 422
    assert "Du må ikke se lukkede punkter" in answer.text


def test_a_case_is_withdrawn_with_its_reason(desk: Any, address: str, find: Any, spring: Any) -> None:
    asked = f"{address}/traek-tilbage"
    preview = desk.post(asked, data={**fields(desk.get(asked).text), "reason": "Ikke aktuel."})
    assert "udgår" in preview.text
    assert desk.post(asked, data={**fields(preview.text), "confirm": "yes"}).status_code == 303
    with spring.read() as session:
        states = {stop.state for stop in session.exec(select(Stop).where(Stop.case_id == find("case", REPORT)))}
    assert states == {StopState.DECIDED, StopState.DROPPED}


def test_a_promise_is_written_confirmed_and_done(desk: Any, find: Any, spring: Any) -> None:
    case = find("case", ANALYSIS)
    asked = f"/sag/{case}/opfoelgning/ny"
    typed = {**fields(desk.get(asked).text), "text": "Tallene regnes efter."}
    assert desk.post(asked, data=typed).status_code == 303
    with spring.read() as session:
        promise = session.exec(select(FollowUp).where(FollowUp.text == "Tallene regnes efter.")).one()
    assert promise.state is FollowUpState.PROPOSED
    own = f"/opfoelgning/{promise.id}"
    assert f'href="{own}#bekraeft"' in desk.get(f"/sag/{case}").text
    assert desk.post(f"{own}/bekraeft", data={"owner": "", "due": "20-05-2023"}).status_code == 422
    given = {"owner": "post:hr-konsulent", "due": "20-05-2023"}
    assert desk.post(f"{own}/bekraeft", data=given).status_code == 303
    assert f'href="{own}#udfoert"' in desk.get(f"/sag/{case}").text
    assert desk.post(f"{own}/udfoert", data={"note": ""}).status_code == 422
    assert desk.post(f"{own}/udfoert", data={"note": "Regnet efter."}).status_code == 303
    assert "Regnet efter." in desk.get(f"/sag/{case}").text


def secretary_of(*bodies: str) -> Visitor:
    grants = frozenset(Grant(Role.SECRETARY, body) for body in bodies)
    return Visitor("mette", "mette.holbaek", "Mette", grants, sees_closed=True)


def test_a_body_s_secretary_decides_in_that_body_alone(desk_of: Any, address: str, find: Any) -> None:
    desk = desk_of(secretary_of("KB"), now=AFTER_THE_COMMITTEE)
    other = f"{address}/led/{find('stop', REPORT, 'ØK')}"
    own = f"{address}/led/{find('stop', REPORT, 'KB')}"
    assert desk.get(f"{other}/beslutning").status_code == 403
    assert desk.post(f"{other}/udgaar", data={"reason": "x"}).status_code == 403
    assert desk.get(f"{own}/beslutning").status_code == 200
    page = desk.get(address).text
    assert f"{own}/moede" in page
    assert f"{other}/moede" not in page
    added = {"body": "MTU", "reason": "Vejene.", "after": ""}
    assert desk.post(f"{address}/nyt-led", data=added).status_code == 403


@pytest.mark.parametrize("below", ["/ret", "/nyt-led", "/traek-tilbage", "/opfoelgning/ny"])
def test_a_reader_changes_nothing(desk_of: Any, people: Any, address: str, below: str) -> None:
    desk = desk_of(people["reader"])
    assert desk.get(f"{address}{below}").status_code == 403
    assert desk.post(f"{address}{below}", data={"reason": "x"}).status_code == 403


def test_a_stop_of_another_case_is_not_found_here(desk: Any, address: str, find: Any) -> None:
    assert desk.get(f"{address}/led/{find('stop', ANALYSIS, 'MTU')}/moede").status_code == 404
