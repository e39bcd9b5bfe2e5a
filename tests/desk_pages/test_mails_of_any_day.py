"""Mails: what is sent on a day and why, what went wrong and what is done about it, and letters as they read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from domain.casework.case.follow_ups import Proposal, confirm_follow_up, propose_follow_up
from domain.casework.case.opening import open_case
from domain.casework.mail.outbox import claim_mail, mark_failed, mark_sent
from domain.casework.mail.reminders import raise_reminders
from domain.casework.mail.telling import tell
from domain.casework.verb import Act, By
from domain.model import Due, Entry, Mail, MailState, Meeting, NoticeKind
from domain.rules.rights import Visitor
from domain.store.database import Database
from flows.letter_shown import letter_of
from flows.letters import municipality_of
from flows.messages.wordings import WORDINGS
from flows.settings import Settings

APRIL = datetime(2023, 4, 20, 8, tzinfo=UTC)
NOON = datetime(2023, 5, 3, 10, tzinfo=UTC)
WORDS = "Fætter Højben"
IVAN = "ivan.taarup"
Desk = Callable[..., TestClient]
Find = Callable[..., str]
People = dict[str, Visitor]


def promise_to_ivan(db: Database, case_id: str, text: str, due_on: date) -> str:
    made = propose_follow_up(db, By("x", APRIL), case_id=case_id, proposal=Proposal(text)).subject
    confirm_follow_up(db, By("x", APRIL), follow_up_id=made, owner_person=IVAN, due_on=due_on)
    return made


def say(db: Database, kind: NoticeKind = NoticeKind.PLANNED, **about: object) -> str:
    """One thing in a single mail to Ivan; the mail's id."""
    with db.write() as session:
        tell(Act(session, By("x", NOON), "test"), kind, occasion="prøve", person=IVAN, single=True, **about)  # type: ignore[arg-type]  # the test's own names
    with db.read() as session:
        return session.exec(select(Mail.id).where(Mail.person_key == IVAN, Mail.occasion == "prøve")).one()


def fail(db: Database, mail_id: str, error: str, *, permanent: bool) -> None:
    assert mail_id in {one.mail.id for one in claim_mail(db, now=NOON)}
    mark_failed(db, By("sagsgang", NOON), mail_id=mail_id, error=error, permanent=permanent)


@pytest.fixture
def case(find: Find) -> str:
    return find("case", "23/4107")


def test_a_day_to_come_shows_each_person_their_lines_and_why_and_nothing_is_written(
    spring: Database, desk_of: Desk, people: People, case: str
) -> None:
    made = promise_to_ivan(spring, case, "Svar til beboerne", date(2023, 5, 9))
    with spring.read() as session:
        lines = len(session.exec(select(Entry.seq)).all())
    desk = desk_of(people["secretary"])
    said = unescape(desk.get("/mails?dag=09-05-2023").text)
    assert "Hvad sendes tirsdag den 9. maj 2023" in said
    assert "ivan.taarup@norddjurs.example" in said
    assert "fordi: ansvarlig for opfølgningen" in said
    assert f"/opfoelgning/{made}" in said
    letter = unescape(desk.get("/mails/brev?dag=09-05-2023&person=ivan.taarup").text)
    assert "Opfølgning i dag: sag 23/4107" in letter
    assert "Den lyder: »Svar til beboerne«" in letter
    framed = desk.get("/mails/brev/vist?dag=09-05-2023&person=ivan.taarup&nr=0")
    assert "Kære Ivan Tårup" in framed.text
    with spring.read() as session:
        assert len(session.exec(select(Entry.seq)).all()) == lines
        assert session.exec(select(Mail).where(Mail.person_key == IVAN, Mail.state == MailState.QUEUED)).all() == []


def test_a_day_that_is_over_shows_what_was_sent(desk_of: Desk, people: People) -> None:
    said = unescape(desk_of(people["secretary"]).get("/mails?dag=17-04-2023").text)
    assert "Freja Ginnerup" in said
    assert "Rykker: opfølgning på sag 23/4107" in said
    assert "Hvad sendes" not in said


@pytest.mark.parametrize(("day", "status"), [("31-02-2023", 422), ("æ", 422), ("", 200), ("01-01-1900", 200)])
def test_a_day_that_cannot_be_read_is_said_beside_the_field(
    desk_of: Desk, people: People, day: str, status: int
) -> None:
    answer = desk_of(people["secretary"]).get("/mails", params={"dag": day, "side": "x"})
    assert answer.status_code == status
    assert ("Skriv en dato" in answer.text) == (status == 422)


def test_a_mail_that_was_given_up_is_announced_and_sent_again(
    spring: Database, desk_of: Desk, people: People, case: str
) -> None:
    mail_id = say(spring, case_id=case)
    fail(spring, mail_id, "550 5.1.1 Ukendt modtager", permanent=True)
    desk = desk_of(people["secretary"])
    assert "1 mail er opgivet" in desk.get("/mails").text
    assert "550 5.1.1 Ukendt modtager" in desk.get("/mails/problemer").text
    assert "Send igen" in desk.get(f"/mails/{mail_id}").text
    assert desk.post(f"/mails/{mail_id}/igen").status_code == 303
    with spring.read() as session:
        assert session.get_one(Mail, mail_id).state is MailState.QUEUED
    assert "550 5.1.1 Ukendt modtager" in desk.get(f"/mails/{mail_id}").text  # why it failed is not forgotten


def test_a_delayed_mail_says_why_also_when_it_has_gone(
    spring: Database, desk_of: Desk, people: People, case: str
) -> None:
    mail_id = say(spring, case_id=case)
    fail(spring, mail_id, "451 4.3.2 Lukket for natten", permanent=False)
    desk = desk_of(people["secretary"])
    assert "451 4.3.2 Lukket for natten" in desk.get("/mails/problemer").text
    mark_sent(spring, By("sagsgang", NOON), mail_id=mail_id, subject="Planlagt: sag 23/4107")
    assert "451 4.3.2 Lukket for natten" not in desk.get("/mails/problemer").text
    for address in ("/mails?dag=03-05-2023", f"/mails/{mail_id}"):
        assert "451 4.3.2 Lukket for natten" in desk.get(address).text


def test_a_mail_is_stopped_with_a_reason_and_the_reason_stands_in_the_log(
    spring: Database, desk_of: Desk, people: People, case: str
) -> None:
    mail_id = say(spring, case_id=case)
    desk = desk_of(people["secretary"])
    assert desk.post(f"/mails/{mail_id}/stands", data={}).status_code == 422
    assert desk.post(f"/mails/{mail_id}/stands", data={"why": "fordi"}).status_code == 422
    assert desk.post(f"/mails/{mail_id}/stands", data={"why": "told_otherwise"}).status_code == 303
    assert "sagt på anden måde" in desk.get("/mails?dag=03-05-2023").text
    assert claim_mail(spring, now=NOON) == []
    assert desk.post(f"/mails/{mail_id}/stands", data={"why": "not_needed"}).status_code == 422


def test_mails_are_found_by_person_and_by_case_newest_first(
    spring: Database, desk_of: Desk, people: People, case: str
) -> None:
    say(spring, case_id=case)
    desk = desk_of(people["secretary"])
    of_ivan = desk.get("/mails/find?person=ivan.taarup").text
    assert of_ivan.count('data-title="Til"') == of_ivan.count(">Ivan Tårup</td>") >= 1
    assert "Freja Ginnerup" in desk.get("/mails/find?sag=23/4107").text
    unknown = desk.get("/mails/find?sag=23/0")
    assert unknown.status_code == 422
    assert "Der er ingen sag med det nummer." in unknown.text
    assert 'value="23/0"' in unknown.text
    assert "Vælg en person" in desk.get("/mails/find").text


def test_a_letter_stands_in_a_frame_that_may_do_nothing(
    spring: Database, desk_of: Desk, people: People, case: str
) -> None:
    mail_id = say(spring, case_id=case)
    desk = desk_of(people["secretary"])
    assert f'src="/mails/{mail_id}/brev"' in desk.get(f"/mails/{mail_id}").text
    letter = desk.get(f"/mails/{mail_id}/brev")
    policy = letter.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none';")
    assert "script" not in policy
    assert "Kære Ivan Tårup" in letter.text


@pytest.mark.parametrize("who", ["secretary", "secretary_without_closed", "administrator"])
def test_no_word_of_a_closed_case_stands_on_any_page_of_mails(
    spring: Database, desk_of: Desk, people: People, who: str
) -> None:
    closed = open_case(
        spring, By("x", APRIL), number="23/999", title=f"Salg til {WORDS}", is_open=False, route=["DIR"]
    ).subject
    promise_to_ivan(spring, closed, f"{WORDS} får svar", date(2023, 5, 9))
    mail_id = say(spring, case_id=closed)
    desk = desk_of(people[who])
    addresses = ["/mails?dag=09-05-2023", "/mails", f"/mails/{mail_id}", f"/mails/{mail_id}/brev"]
    addresses += ["/mails/brev?dag=09-05-2023&person=ivan.taarup", "/mails/find?sag=23/999", "/mails/problemer"]
    for address in addresses:
        answer = desk.get(address)
        assert answer.status_code == 200, address
        assert WORDS not in unescape(answer.text), address


@pytest.mark.parametrize("who", ["reader", "case_worker"])
def test_who_does_not_send_sees_no_mails_and_does_nothing_to_them(
    spring: Database, desk_of: Desk, people: People, case: str, who: str
) -> None:
    mail_id = say(spring, case_id=case)
    desk = desk_of(people[who])
    for path in ("", "/problemer", "/find", "/brev?person=ivan.taarup", f"/{mail_id}", f"/{mail_id}/brev"):
        assert desk.get(f"/mails{path}").status_code == 403, path
    assert desk.post(f"/mails/{mail_id}/igen").status_code == 403
    assert desk.post(f"/mails/{mail_id}/stands", data={"why": "not_needed"}).status_code == 403
    assert desk_of(people["secretary"]).get("/mails/findes-ikke").status_code == 404


def test_every_link_in_every_kind_of_letter_leads_to_a_page(
    spring: Database, desk_of: Desk, people: People, case: str, find: Find
) -> None:
    root = "https://desk.example"
    settings = Settings(desk_url=root)
    promise = promise_to_ivan(spring, case, "Svar til beboerne", date(2023, 5, 9))
    with spring.read() as session:
        meeting = session.exec(select(Meeting.id).where(Meeting.body_key == "KB").limit(1)).one()
    about: dict[str, dict[str, object]] = {
        "case": {"case_id": case, "stop_id": find("stop", "23/4107", "KB")},
        "meeting": {"meeting_id": meeting},
        "promise": {"case_id": case, "follow_up_id": promise, "due_on": date(2023, 5, 9)},
    }
    links: set[str] = set()
    with spring.write() as session:
        act = Act(session, By("x", NOON), "test")
        for kind in set(WORDINGS) - {NoticeKind.INVITATION}:
            for name, of in about.items():
                values = {**of, "deadline_kind": "dispatch"} if kind is NoticeKind.DEADLINE else of
                if (kind is NoticeKind.DEADLINE) != (name == "promise"):
                    tell(act, kind, occasion=f"{kind}-{name}", person=IVAN, single=True, **values)  # type: ignore[arg-type]  # as above
        session.flush()
        municipality = municipality_of(spring)
        for mail in session.exec(select(Mail).where(Mail.person_key == IVAN)):
            mail.state = MailState.SENT  # so that every line is written, also what no longer holds
            letter = letter_of(session, mail, NOON, settings, municipality)
            assert letter is not None
            found = re.findall(rf"{root}[^\s\"<]*", letter.text)
            assert set(found) == set(re.findall(rf"{root}[^\s\"<]*", letter.html))
            links |= set(found)
        session.rollback()
    paths = {link.removeprefix(root) for link in links}
    assert {f"/sag/{case}", f"/moede/{meeting}", f"/opfoelgning/{promise}", "/mit"} <= paths
    desk = desk_of(people["secretary"])
    for path in sorted(paths):
        assert desk.get(path).status_code == 200, path


def test_the_days_own_reminders_read_the_same_before_and_after_they_are_raised(
    spring: Database, desk_of: Desk, people: People, case: str
) -> None:
    promise_to_ivan(spring, case, "Svar til beboerne", date(2023, 5, 9))
    expected = desk_of(people["secretary"]).get("/mails/brev/vist?dag=09-05-2023&person=ivan.taarup").text
    morning = datetime(2023, 5, 9, 6, tzinfo=UTC)
    with spring.read() as session:
        dues = list(session.exec(select(Due).where(Due.due_at == morning)))
    raise_reminders(spring, By("sagsgang", morning), dues=dues)
    with spring.read() as session:
        mail_id = session.exec(select(Mail.id).where(Mail.person_key == IVAN, Mail.occasion == "2023-05-09")).one()
    assert desk_of(people["secretary"], now=morning).get(f"/mails/{mail_id}/brev").text == expected
