"""The days of a secretary, through the real login and in a real browser; the flows run as they do at work."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from domain.casework.case.follow_ups import Proposal
from domain.model import Case, Decision, FollowUp, FollowUpState, Outcome, Role, Stop
from domain.model.columns import make_id

pytestmark = pytest.mark.slow

SAMPLES = Path(__file__).parents[2] / "desk" / "sample" / "dokumenter"
WHOLE_WAY = {"DIR": date(2023, 4, 12), "HU": date(2023, 4, 27), "ØK": date(2023, 5, 16), "KB": date(2023, 5, 23)}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def heading(page: Page) -> Any:
    return page.get_by_role("heading", level=1)


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_case_is_opened_from_a_document_by_whoever_came_in_by_a_link(
    open_desk: Callable[..., Any], at: Callable[..., Any], kind: str, tmp_path: Path
):
    desk = open_desk("2023-03-01 09:00")
    desk.user("jytte.glesborg", Role.SECRETARY, "jytte.glesborg", password=None)
    page = desk.window()
    file = SAMPLES / "ligestillingsredegoerelse-2023.docx"
    if kind == "pdf":
        file = tmp_path / "ligestillingsredegørelse.pdf"
        page.set_content(f"<pre>{(SAMPLES / 'ligestillingsredegoerelse-2023.txt').read_text()}</pre>")
        page.pdf(path=file, format="A4")

    page.goto(desk.link("jytte.glesborg", at("2023-03-02 09:00")))
    page.get_by_label("Adgangskode", exact=True).fill("fire korte ord her")
    page.get_by_label("Adgangskoden igen").fill("fire korte ord her")
    press(page, "Gem og log ind")
    expect(heading(page)).to_have_text(re.compile("Tavle"))

    page.get_by_role("link", name="Sager", exact=True).click()
    page.get_by_role("link", name="Opret en sag").click()
    page.get_by_label("Dagsordenspunkt, dagsorden eller referat").set_input_files(file)
    press(page, "Læs dokumentet")
    expect(page.get_by_label("Sagsnummer")).to_have_value("23/4107")
    expect(page.get_by_label("Titel")).to_have_value("Ligestillingsredegørelse 2023")
    expect(page.get_by_label("Fast dato").nth(3)).to_have_value("23-05-2023")
    expect(page.get_by_text("Se især efter")).to_be_visible()
    page.get_by_label("Åbent", exact=True).check()
    page.get_by_label("Ansvarlig").select_option("hr-chef")
    press(page, "Se planen")

    expect(page.get_by_text("Intet er gemt endnu")).to_be_visible()
    plan = page.get_by_role("table", name="Sagens møder")
    expect(plan.locator("strong")).to_have_text(
        [
            "onsdag den 12. april 2023",
            "torsdag den 27. april 2023",
            "tirsdag den 16. maj 2023",
            "tirsdag den 23. maj 2023",
        ]
    )
    with desk.db.read() as session:
        assert session.get(Case, make_id("case", "23/4107")) is None
    press(page, "Opret sagen")
    expect(page.get_by_text("Sagen er oprettet.")).to_be_visible()
    expect(heading(page)).to_have_text("Ligestillingsredegørelse 2023")
    with desk.db.read() as session:
        assert session.get_one(Case, make_id("case", "23/4107")).owner_post == "hr-chef"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_meeting_is_moved_and_those_it_concerns_are_told(
    open_desk: Callable[..., Any], at: Callable[..., Any], javascript: bool
):
    desk = open_desk("2023-03-20 09:00")
    desk.user("jytte.glesborg", Role.SECRETARY, "jytte.glesborg")
    case = desk.case(
        "23/4107", "Ligestillingsredegørelse 2023", list(WHOLE_WAY), stages=WHOLE_WAY, owner_post="hr-chef"
    )
    desk.live()
    page = desk.logged_in("jytte.glesborg", javascript=javascript)
    page.goto(desk.meeting("DIR", "2023-04-12"))
    page.get_by_role("link", name="Flyt mødet").click()
    page.locator('input[type="text"]:visible').first.fill("13-04-2023")
    page.get_by_label("Hvorfor flyttes det?").fill("Formanden er bortrejst den dag")
    press(page, "Se, hvad det betyder")

    expect(page.get_by_text("Intet er gemt endnu")).to_be_visible()
    expect(page.locator(".meeting-move")).to_contain_text("12. april 2023")
    expect(page.locator(".meeting-move .is-after")).to_contain_text("13. april 2023")
    told = page.locator(".difference-told li").all_inner_texts()
    assert any(line.startswith("Hanne Fjellerby (sagens ejer): flyttet") for line in told), told
    press(page, "Flyt mødet")
    expect(page.locator(".meeting-when")).to_contain_text("Torsdag den 13. april 2023")

    before = len(desk.post.mails())
    desk.live(at("2023-03-20 09:10"), at("2023-03-21 08:00"))
    said = "\n".join(str(mail.get_body(("plain",)).get_content()) for mail in desk.post.mails()[before:])
    assert "13. april" in said
    desk.log_in(page, "jytte.glesborg")
    page.goto(desk.meeting("DIR", "2023-04-12"))
    expect(page.locator(".meeting-history")).to_contain_text("Formanden er bortrejst den dag")
    page.goto(case)
    expect(page.locator(".case-stop").first).to_contain_text("13. april 2023")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_meeting_goes_from_agenda_to_minutes_and_the_case_goes_on(
    open_desk: Callable[..., Any], at: Callable[..., Any], javascript: bool
):
    desk = open_desk("2023-03-01 09:00")
    desk.user("mette.holbaek", Role.SECRETARY, "mette.holbaek")
    case = desk.case(
        "23/4107", "Ligestillingsredegørelse 2023", list(WHOLE_WAY), stages=WHOLE_WAY, owner_post="hr-chef"
    )
    other = desk.case(
        "23/77", "Cykelstier i Auning", ["DIR"], stages={"DIR": date(2023, 4, 12)}, owner_post="hr-chef"
    )
    desk.live(at("2023-03-01 09:00"), at("2023-04-03 08:00"))
    page = desk.logged_in("mette.holbaek", javascript=javascript)
    page.goto(f"{desk.meeting('DIR', '2023-04-12')}/dagsorden")
    titles = page.locator(".agenda-title a")
    first, second = titles.all_inner_texts()
    page.get_by_role("button", name="Flyt punkt 1 ned").click()
    expect(titles).to_have_text([second, first])
    for place in (0, 1):
        page.get_by_role("button", name="Klar", exact=True).nth(place).click()
        expect(page.get_by_role("button", name="Klar", exact=True).nth(place)).to_have_attribute(
            "aria-pressed", "true"
        )
    press(page, "Lås dagsordenen")
    press(page, "Offentliggør")
    expect(page.get_by_text("kan læse den", exact=False).first).to_be_visible()

    desk.live(at("2023-04-12 09:00"), at("2023-04-12 14:00"))
    desk.log_in(page, "mette.holbaek")
    page.goto(f"{desk.meeting('DIR', '2023-04-12')}/dagsorden/beslutninger")
    for title, outcome, words in (
        ("Ligestillingsredegørelse 2023", "Anbefalet", "Direktionen anbefaler redegørelsen."),
        ("Cykelstier i Auning", "Godkendt", "Godkendt."),
    ):
        item = page.locator(".decision", has=page.get_by_role("heading", name=re.compile(title)))
        item.get_by_text(outcome, exact=True).click()
        item.get_by_label("Beslutning", exact=True).fill(words)
        item.get_by_role("button", name="Skriv beslutningen").click()
        expect(item.locator(".decision-made")).to_contain_text(words)
    page.get_by_role("link", name="Referat", exact=True).click()
    press(page, "Godkend referatet")
    expect(page.get_by_text("Referatet er godkendt")).to_be_visible()

    desk.live(at("2023-04-12 16:00"), at("2023-04-13 08:00"))
    desk.log_in(page, "mette.holbaek")
    page.goto(case)
    now = page.locator(".case-stop[open]")
    expect(now).to_have_count(1)
    expect(now.locator(".case-stop-name")).to_have_text("Hovedudvalget")
    page.goto(other)
    expect(page.locator(".case-marks")).to_contain_text("afsluttet")
    with desk.db.read() as session:
        decided = session.exec(select(Decision.outcome).join(Stop).order_by(Decision.text)).all()
    assert list(decided) == [Outcome.RECOMMENDED, Outcome.APPROVED]


def test_a_promise_is_followed_to_its_end(open_desk: Callable[..., Any], at: Callable[..., Any]):
    desk = open_desk("2023-03-01 09:00")
    desk.user("jytte.glesborg", Role.SECRETARY, "jytte.glesborg")
    promise = Proposal("Nye tal fra lønsystemet lægges på sagen", owner_text="HR-afdelingen", due_text="i april")
    desk.case(
        "23/4107", "Ligestillingsredegørelse 2023", ["DIR"], stages={"DIR": date(2023, 4, 26)}, follow_ups=[promise]
    )
    page = desk.logged_in("jytte.glesborg")
    page.get_by_role("link", name="Opfølgning", exact=True).click()
    page.get_by_role("link", name="Skal bekræftes").click()
    page.get_by_role("link", name="Bekræft eller frafald").click()
    page.get_by_label("Ansvarlig").select_option("post:hr-chef")
    page.locator("#f-due, .date-picker input:visible").first.fill("14-04-2023")
    page.locator("section", has=page.locator("#bekraeft")).get_by_role("button", name="Bekræft").click()
    expect(page.locator("main")).to_contain_text("fredag den 14. april 2023", ignore_case=True)

    days = [at(f"2023-04-{day:02} 08:00") for day in range(1, 20)]
    desk.live(at("2023-03-02 08:00"), *days)
    reminded = [letter for letter in desk.letters_to("hanne.fjellerby") if "Nye tal fra lønsystemet" in letter]
    assert reminded
    desk.log_in(page, "jytte.glesborg")
    page.goto("/opfoelgning")
    line = page.locator(".promise", has_text="Nye tal fra lønsystemet")
    expect(line).to_have_class(re.compile("promise-late"))
    line.get_by_label("Hvad blev gjort?").fill("Tallene ligger på sagen")
    line.get_by_role("button", name="Udført").click()
    expect(page.locator(".promise-news")).to_be_focused()

    desk.live(*[at(f"2023-05-{day:02} 08:00") for day in range(1, 15)])
    assert [one for one in desk.letters_to("hanne.fjellerby") if "Nye tal fra lønsystemet" in one] == reminded
    desk.log_in(page, "jytte.glesborg")
    page.goto("/opfoelgning?vis=afsluttede")
    page.get_by_role("link", name="Nye tal fra lønsystemet").click()
    expect(page.locator(".promise-past")).to_contain_text("Opfølgning udført af Jytte Glesborg")
    expect(page.locator("main")).to_contain_text("Tallene ligger på sagen")
    with desk.db.read() as session:
        assert session.exec(select(FollowUp.state)).one() == FollowUpState.DONE
