"""The page of the meeting itself: decisions, drafts that are never lost, who was away; and the minutes after it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from domain.casework.case.opening import open_case
from domain.casework.verb import By
from domain.model import Decision, Draft, MinutesRemark, Outcome
from domain.rules.rights import Grant, Role, Visitor
from domain.store.database import Database

Desk = Callable[..., TestClient]
OPENED = datetime(2023, 5, 3, 10, 0, tzinfo=UTC)
EVENING = datetime(2023, 5, 16, 20, 0, tzinfo=UTC)  # the meeting was 14.00 to 16.30
OPEN, CLOSED = "23/5001", "23/5003"


@dataclass
class Meeting:
    """ØK's meeting of 16 May 2023 on its evening, and one who writes what was decided."""

    db: Database
    desk: TestClient
    address: str
    stops: dict[str, str]

    def page(self, below: str = "/beslutninger") -> str:
        answer = self.desk.get(self.address + below)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, below: str, *, fragment: bool = False, **typed: str):
        headers = {"HX-Request": "true"} if fragment else {}
        return self.desk.post(f"{self.address}/{below}", data=typed, headers=headers)

    def record(self, number: str = OPEN, window: str = "a", **typed: str):
        said = {"outcome": "approved", "text": "Godkendt.", "decided_on": "16-05-2023", "draft": window * 32}
        fragment = bool(typed.pop("fragment", ""))
        return self.post(f"beslutninger/{self.stops[number]}", fragment=fragment, **(said | typed))

    def keep(self, text: str, window: str = "a", number: str = OPEN, **typed: str):
        fragment = bool(typed.pop("fragment", ""))
        said = {"outcome": "", "text": text, "decided_on": "16-05-2023", "draft": window * 32}
        return self.post(f"beslutninger/{self.stops[number]}/kladde", fragment=fragment, **(said | typed))

    def drafts(self) -> list[tuple[str, str]]:
        with self.db.read() as session:
            return sorted((draft.author, draft.typed.get("text", "")) for draft in session.exec(select(Draft)))

    def decisions(self) -> list[tuple[Outcome, str]]:
        stops = list(self.stops.values())
        with self.db.read() as session:
            return [(row.outcome, row.text) for row in session.exec(select(Decision)) if row.stop_id in stops]


@pytest.fixture
def meeting_of(spring: Database, desk_of: Desk, find: Callable[..., str]) -> Callable[..., Meeting]:
    """``meeting_of(visitor, now=…)``: the meeting's pages as that visitor meets them."""
    for number, is_open in ((OPEN, True), ("23/5002", True), (CLOSED, False)):
        open_case(
            spring,
            By("jytte.glesborg", OPENED),
            number=number,
            title="Cykelstier langs kysten" if is_open else "Havnegrunden sælges",
            is_open=is_open,
            route=["ØK"],
            stages={"ØK": date(2023, 5, 16)},
            recommendation="Planen godkendes." if is_open else "Hemmelig indstilling.",
        )
    stops = {number: find("stop", number, "ØK") for number in (OPEN, "23/5002", CLOSED)}
    address = f"/moede/{find('meeting', 'ØK', '2023-05-16')}/dagsorden"
    return lambda visitor, now=EVENING: Meeting(spring, desk_of(visitor, now=now), address, stops)


@pytest.fixture
def meeting(meeting_of: Callable[..., Meeting], people: dict[str, Visitor]) -> Meeting:
    return meeting_of(people["secretary"])


@pytest.fixture
def oda() -> Visitor:
    """The other secretary of ØK."""
    return Visitor("oda.enslev", None, "Oda Enslev", frozenset({Grant(Role.SECRETARY, "ØK")}), sees_closed=True)


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_every_item_has_its_recommendation_its_outcomes_and_the_body_s_phrases(meeting: Meeting):
    shown = meeting.page()
    assert "Planen godkendes." in shown
    assert shown.count('name="outcome" value="approved"') == 4
    assert "Økonomiudvalget anbefaler kommunalbestyrelsen" in shown
    assert "Kommunalbestyrelsen vedtog" not in shown
    assert 'value="stopped_23"' in shown
    assert 'value="mayor_decision_31"' not in shown  # the law gives it to the council alone


def test_a_decision_is_recorded_once_and_shown_with_who_wrote_it(meeting: Meeting):
    for _ in range(2):
        assert meeting.record(key="b" * 32).status_code == 303
    assert meeting.decisions() == [(Outcome.APPROVED, "Godkendt.")]
    assert "Skrevet af Lone Vejlby, 16. maj 2023 kl. 22.00" in text_of(meeting.page())


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"outcome": ""}, "Vælg et udfald."),
        ({"outcome": "vedtaget"}, "Vælg et udfald."),
        ({"decided_on": "31-04-2023"}, "Skriv en dato, der findes"),
        ({"outcome": "returned"}, "Vælg, hvor sagen skal hen."),
        ({"outcome": "stopped_23", "text": ""}, "Skriv, hvad der blev besluttet."),
        ({"decided_on": "17-05-2023"}, "dagen er ikke kommet endnu"),
        ({"outcome": "returned", "return_to": "HU"}, "det er ikke et tidligere organ"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    meeting: Meeting, typed: dict[str, str], sentence: str
):
    text = typed.get("text", "Udvalget vil se tallene.")
    for fragment in ("", "yes"):
        answer = meeting.record(**({"text": text, "fragment": fragment} | typed))
        assert answer.status_code == 422
        assert sentence in answer.text
        assert f">\n{text}</textarea>" in answer.text
    assert meeting.decisions() == []
    assert meeting.drafts() == [("lone.vejlby", text)]


def test_a_text_of_ten_thousand_signs_with_tags_is_kept_and_comes_out_as_letters(meeting: Meeting):
    text = "<b>Godkendt</b> 😀 " * 600
    assert meeting.record(text=text).status_code == 303
    assert meeting.decisions() == [(Outcome.APPROVED, text.strip())]
    assert "<b>Godkendt</b>" not in meeting.page()


def test_what_is_typed_is_kept_before_anybody_records_it(meeting: Meeting):
    for text in ("Udvalget", "Udvalget godkendte"):
        answer = meeting.keep(text, fragment="yes")
        assert answer.status_code == 200
        assert "Kladde gemt kl. 22.00" in text_of(answer.text)
        assert "<textarea" not in answer.text  # nothing moves under the writer's hands
    assert meeting.drafts() == [("lone.vejlby", "Udvalget godkendte")]
    assert meeting.decisions() == []

    assert meeting.keep("Udvalget godkendte planen").status_code == 303  # without JavaScript
    assert ">\nUdvalget godkendte planen</textarea>" in meeting.page()


def test_a_form_that_nobody_has_typed_in_keeps_no_draft(meeting: Meeting):
    meeting.keep("")
    assert meeting.drafts() == []


def test_a_standard_phrase_brings_its_outcome_and_takes_away_nothing_typed(meeting: Meeting):
    shown = meeting.page()
    place = re.search(r'name="phrase" value="(\d+)"[^>]*><svg.*?</svg>Sagen er drøftet\.', shown)
    assert place is not None
    answer = meeting.keep("Formanden orienterede.", phrase=place[1], fragment="yes")

    assert ">\nFormanden orienterede.\nSagen er drøftet.</textarea>" in answer.text
    assert re.search(r'value="discussed" checked', answer.text)
    again = meeting.keep("Formanden orienterede.\nSagen er drøftet.", phrase=place[1], fragment="yes")
    assert again.text.count("Sagen er drøftet.</textarea>") == 1


def test_two_who_write_about_one_item_see_each_other_s_words(
    meeting: Meeting, meeting_of: Callable[..., Meeting], oda: Visitor
):
    meeting.keep("Godkendt med tre ændringer.")
    other = meeting_of(oda)
    other.keep("Udsat til juni.", window="c")

    assert ">\nGodkendt med tre ændringer.</textarea>" in meeting.page()
    assert "Oda Enslev har også skrevet" in text_of(meeting.page())
    assert "Udsat til juni." in meeting.page()
    assert ">\nUdsat til juni.</textarea>" in other.page()


def test_the_second_who_records_is_told_and_both_texts_are_shown(
    meeting: Meeting, meeting_of: Callable[..., Meeting], oda: Visitor
):
    meeting.record(text="Godkendt.")
    answer = meeting_of(oda).record(window="c", outcome="postponed", text="Udsat til juni.", version="1")

    assert answer.status_code in {409, 422}
    assert "Beslutningen er ikke skrevet" in answer.text
    assert "Din kladde, som ikke er skrevet" in answer.text
    assert "Udsat til juni." in answer.text
    assert "Godkendt." in answer.text
    assert meeting.decisions() == [(Outcome.APPROVED, "Godkendt.")]
    assert meeting.drafts() == [("oda.enslev", "Udsat til juni.")]
    forgotten = meeting_of(oda).post(f"beslutninger/{meeting.stops[OPEN]}/kladde/slet", draft="c" * 32)
    assert forgotten.status_code == 303
    assert meeting.drafts() == []


def test_a_draft_that_was_recorded_is_gone(meeting: Meeting):
    meeting.keep("Godkendt.")
    shown = meeting.page()
    goes_on = re.search(r'name="continues" value="(\w+)"', shown)
    assert goes_on is not None
    meeting.record(window="d", continues=goes_on[1], continues_version="1")
    assert meeting.drafts() == []
    assert meeting.decisions() == [(Outcome.APPROVED, "Godkendt.")]


def test_nobody_writes_in_another_s_draft(meeting: Meeting, meeting_of: Callable[..., Meeting], oda: Visitor):
    meeting.keep("Godkendt.")
    assert meeting_of(oda).keep("Forkastet.").status_code == 404
    assert meeting.keep("x", window="vindue").status_code == 404  # no window of ours
    meeting_of(oda).post(f"beslutninger/{meeting.stops[OPEN]}/kladde/slet", draft="a" * 32)
    assert meeting.drafts() == [("lone.vejlby", "Godkendt.")]


def test_before_the_meeting_drafts_can_be_written_and_decisions_not(
    meeting_of: Callable[..., Meeting], people: dict[str, Visitor]
):
    early = meeting_of(people["secretary"], now=OPENED)
    assert "Mødet er ikke begyndt" in early.page()
    assert early.keep("Forventes godkendt.").status_code == 303
    answer = early.record(text="Forventes godkendt.", decided_on="03-05-2023")
    assert answer.status_code == 422
    assert "mødet er ikke holdt endnu" in answer.text
    assert "Forventes godkendt.</textarea>" in answer.text


def test_who_was_away_and_who_thought_otherwise_stands_in_the_minutes(meeting: Meeting):
    assert meeting.post("bemaerkning", kind="absent", who="Bodil Ågård", stop="").status_code == 303
    item = {"stop": meeting.stops[OPEN]}
    answer = meeting.post(
        "bemaerkning", fragment=True, kind="dissent", who="Liste Q", said="Liste Q er imod.", **item
    )
    assert "Afvigende mening:" in text_of(answer.text)
    assert "<html" not in answer.text
    meeting.post("bemaerkning", kind="disqualified", who="Carl Rugaard", **item)

    minutes = text_of(meeting.page("/referat"))
    assert "Fraværende Bodil Ågård" in minutes
    assert "Afvigende mening: Liste Q. Liste Q er imod." in minutes
    assert "Inhabil: Carl Rugaard" in minutes
    assert '<option value="Bodil Ågård">' in meeting.page()  # suggested next time


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"who": " "}, "Udfyld feltet."),
        ({"said": ""}, "Skriv, hvad der skal stå i referatet."),
        ({"kind": "dissent", "stop": ""}, "hører til ét punkt"),
    ],
)
@pytest.mark.parametrize("fragment", [False, True])
def test_a_remark_that_says_too_little_is_asked_again_with_what_was_typed(
    meeting: Meeting, typed: dict[str, str], sentence: str, *, fragment: bool
):
    said = {"kind": "dissent", "who": "Liste Q", "said": "Imod", "stop": meeting.stops[OPEN]} | typed
    answer = meeting.post("bemaerkning", fragment=fragment, **said)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{said["who"].strip()}"' in answer.text or said["who"] == " "
    with meeting.db.read() as session:
        assert session.exec(select(MinutesRemark)).all() == []


def test_a_remark_is_struck(meeting: Meeting):
    meeting.post("bemaerkning", kind="absent", who="Bodil Ågård", stop="")
    strike = re.search(r"bemaerkning/(\w+)/stryg", meeting.page())
    assert strike is not None
    assert meeting.post(f"bemaerkning/{strike[1]}/stryg").status_code == 303
    assert "Fraværende" not in text_of(meeting.page("/referat"))
    assert meeting.post("bemaerkning/findes-ikke/stryg").status_code == 404


def test_minutes_are_approved_when_all_is_decided_and_opened_again_with_a_reason(
    meeting: Meeting, find: Callable[..., str]
):
    assert "Godkend referatet" not in meeting.page("/referat")
    assert meeting.post("referat/godkend").status_code == 422
    meeting.stops["23/4107"] = find("stop", "23/4107", "ØK")
    for number, window in zip(meeting.stops, "efgh", strict=True):
        assert meeting.record(number, window).status_code == 303
    assert "Godkend referatet" in meeting.page("/referat")
    assert meeting.post("referat/godkend", version="99").status_code == 409
    assert meeting.post("referat/godkend").status_code == 303
    assert "16. maj 2023 kl. 22.00, Lone Vejlby" in text_of(meeting.page("/referat"))
    refused = meeting.post("bemaerkning", kind="absent", who="Bodil Ågård", stop="")
    assert refused.status_code == 422
    assert "referatet er godkendt" in refused.text

    assert meeting.post("referat/aabn", reason="").status_code == 422
    assert meeting.post("referat/aabn", reason="Et navn var forkert").status_code == 303
    assert meeting.post("bemaerkning", kind="absent", who="Bodil Ågård", stop="").status_code == 303


@pytest.mark.parametrize("who", ["reader", "case_worker"])
def test_only_who_runs_the_body_s_meetings_writes_its_minutes(
    meeting_of: Callable[..., Meeting], people: dict[str, Visitor], who: str
):
    looking = meeting_of(people[who])
    assert "<textarea" not in looking.page()
    stop = looking.stops[OPEN]
    assert looking.record().status_code == 403
    assert looking.keep("x").status_code == 403
    assert looking.post(f"beslutninger/{stop}/kladde/slet", draft="a" * 32).status_code == 403
    assert looking.post("bemaerkning", kind="absent", who="x", stop="").status_code == 403
    assert looking.post("referat/godkend").status_code == 403
    assert looking.post("referat/aabn", reason="x").status_code == 403


def test_who_may_not_see_a_closed_item_decides_nothing_about_it_and_reads_no_draft_of_it(
    meeting: Meeting, meeting_of: Callable[..., Meeting], people: dict[str, Visitor]
):
    meeting.keep("Grunden sælges til naboen.", number=CLOSED)
    meeting.post("bemaerkning", kind="dissent", who="Liste Q", said="For billigt.", stop=meeting.stops[CLOSED])
    strike = re.search(r"bemaerkning/(\w+)/stryg", meeting.page())
    assert strike is not None
    other = meeting_of(people["secretary_without_closed"])
    shown = other.page() + other.page("/referat")

    assert not [word for word in ("Havnegrunden", "naboen", "Liste Q", "For billigt", "Hemmelig") if word in shown]
    assert other.record(CLOSED, "c").status_code == 404
    assert other.keep("x", "c", CLOSED).status_code == 404
    assert other.post("bemaerkning", kind="absent", who="x", stop=other.stops[CLOSED]).status_code == 404
    assert other.post(f"bemaerkning/{strike[1]}/stryg").status_code == 404


def test_a_decision_on_a_closed_item_is_not_in_the_public_minutes(meeting: Meeting):
    meeting.record(CLOSED, text="Solgt til naboen.")
    assert "Solgt til naboen." in meeting.page("/referat")
    public = meeting.page("/referat?udgave=offentlig")
    assert "Solgt" not in public
    assert "Lukket punkt" in public
