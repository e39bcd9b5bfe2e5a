"""A municipality's own wording is what its mails say; where it fails, the shipped wording goes and staff are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import col, select

from domain.casework.case.opening import open_case
from domain.casework.mail.texts import own_mail_texts, reset_mail_text, set_mail_text, versions_of
from domain.casework.verb import By
from domain.errors import ConflictError, MailTextError
from domain.model import Entry, Mail, MailState, OwnMailText
from domain.rules.mail_texts import MAIL_TEXTS
from domain.rules.template_language import Shape
from domain.store.database import Database
from flows.deliver_outbox import deliver_outbox
from flows.messages.preview import preview
from flows.messages.texts import Texts
from flows.messages.wordings import shipped_texts

SUBJECT = "planned.subject"
TITLE = "Redegørelse om ligestilling"


@pytest.fixture
def by(at: Callable[..., datetime]) -> By:
    return By("lone.vejlby", at("2023-03-01 09:00"))


def open_one(db: Database, by: By, *, is_open: bool = True) -> None:
    open_case(
        db,
        by,
        number="23/41694",
        title=TITLE,
        is_open=is_open,
        route=["DIR"],
        stages={"DIR": date(2023, 4, 12)},
        owner_post="hr-chef",
    )


def sent(db: Database, post_office: Any, now: datetime) -> Any:
    assert deliver_outbox(db, now, post_office.settings).sent == 1
    return post_office.office.taken[-1]


def both(mail: Any) -> str:
    return "".join(part.get_content() for part in mail.walk() if part.get_content_maintype() == "text")


def test_the_own_subject_and_the_own_layout_go_out(
    norddjurs_sqlite: Database, by: By, at: Callable[..., datetime], post_office: Any
):
    open_one(norddjurs_sqlite, by)
    html = shipped_texts()["letter.html"].replace("Venlig hilsen", "<em>Mange hilsner</em>")
    set_mail_text(norddjurs_sqlite, by, name=SUBJECT, source="Ny dato for {{ sager }}")
    set_mail_text(norddjurs_sqlite, by, name="letter.html", source=html)
    mail = sent(norddjurs_sqlite, post_office, at("2023-03-02 08:00"))
    assert mail["Subject"] == "Ny dato for sag 23/41694"
    assert "<em>Mange hilsner</em>" in mail.get_body(("html",)).get_content()
    assert "Venlig hilsen" in mail.get_body(("plain",)).get_content()


def test_an_own_text_that_breaks_gives_way_to_the_shipped_and_staff_are_told_once_and_nobodys_name(
    norddjurs_sqlite: Database, by: By, at: Callable[..., datetime], post_office: Any
):
    open_one(norddjurs_sqlite, by)
    with norddjurs_sqlite.write() as session:  # one that an older version of the program let through
        row = {
            "name": SUBJECT,
            "number": 1,
            "source": "{{ sager.mangler }}",
            "set_at": by.at,
            "set_by": "lone.vejlby",
        }
        session.add(OwnMailText.new(**row))
    mail = sent(norddjurs_sqlite, post_office, at("2023-03-02 08:00"))
    assert mail["Subject"] == "Planlagt: sag 23/41694 til Direktionen 12. april 2023"
    with norddjurs_sqlite.read() as session:
        (told,) = session.exec(select(Entry).where(Entry.verb == "report_mail_text")).all()
        own = own_mail_texts(session)[SUBJECT]
        assert session.exec(select(Mail.state)).all() == [MailState.SENT]
    assert (own.fault, own.faulted_at) == ("cannot_be_written", at("2023-03-02 08:00"))
    assert "23/41694" not in told.facts
    assert TITLE not in told.facts
    open_case(norddjurs_sqlite, by, number="23/7", title="En til", route=["DIR"], owner_post="hr-chef",
              stages={"DIR": date(2023, 4, 12)})  # fmt: skip
    deliver_outbox(norddjurs_sqlite, at("2023-03-03 08:00"), post_office.settings)
    with norddjurs_sqlite.read() as session:
        assert len(session.exec(select(Entry).where(Entry.verb == "report_mail_text")).all()) == 1


def test_own_wording_of_a_closed_item_is_given_no_title_to_name(
    norddjurs_sqlite: Database, by: By, at: Callable[..., datetime], post_office: Any
):
    open_one(norddjurs_sqlite, by, is_open=False)
    lines = "{% for linje in gruppe.linjer %}{{ linje.om }} {{ linje.siger }}{% endfor %}"
    line = f"{{% for gruppe in grupper %}}{lines}{{% endfor %}}"
    set_mail_text(norddjurs_sqlite, by, name="letter.text", source=line)
    mail = sent(norddjurs_sqlite, post_office, at("2023-03-02 08:00"))
    assert "Sag 23/41694 (lukket punkt)" in both(mail)
    assert TITLE not in both(mail) + str(mail["Subject"])


@pytest.mark.parametrize("end", ["\r\nBcc: alle@kommune.example", "\nBcc: x@y.example", "\x85Bcc: x", "\u2028Bcc: x"])
def test_no_subject_can_add_a_header(
    norddjurs_sqlite: Database, by: By, at: Callable[..., datetime], post_office: Any, end: str
):
    open_one(norddjurs_sqlite, by)
    set_mail_text(norddjurs_sqlite, by, name=SUBJECT, source="Emne" + end)
    mail = sent(norddjurs_sqlite, post_office, at("2023-03-02 08:00"))
    assert "Bcc" not in mail.keys()  # noqa: SIM118 - a message is no dict
    assert mail["Subject"].startswith("Emne Bcc:")


def test_every_version_is_kept_and_the_shipped_wording_comes_back(norddjurs_sqlite: Database, by: By):
    for source in ("Første", "Anden"):
        set_mail_text(norddjurs_sqlite, by, name=SUBJECT, source=source)
    assert set_mail_text(norddjurs_sqlite, by, name=SUBJECT, source="Anden").repeated
    reset_mail_text(norddjurs_sqlite, by, name=SUBJECT)
    assert reset_mail_text(norddjurs_sqlite, by, name=SUBJECT).repeated
    with norddjurs_sqlite.read() as session:
        kept = [(row.number, row.source, row.set_by) for row in versions_of(session, SUBJECT)]
        assert own_mail_texts(session) == {}
        verbs = session.exec(select(Entry.verb).order_by(col(Entry.seq).desc()).limit(3)).all()
    assert kept == [(3, None, "lone.vejlby"), (2, "Anden", "lone.vejlby"), (1, "Første", "lone.vejlby")]
    assert verbs == ["reset_mail_text", "set_mail_text", "set_mail_text"]


def test_a_change_that_somebody_else_came_before_with_is_refused(norddjurs_sqlite: Database, by: By):
    set_mail_text(norddjurs_sqlite, by, name=SUBJECT, source="Min", expected=0)
    with pytest.raises(ConflictError):
        set_mail_text(norddjurs_sqlite, by, name=SUBJECT, source="Din", expected=0)


def test_a_text_with_a_fault_is_not_saved(norddjurs_sqlite: Database, by: By):
    with pytest.raises(MailTextError):
        set_mail_text(norddjurs_sqlite, by, name=SUBJECT, source="{{ ukendt }}")
    with norddjurs_sqlite.read() as session:
        assert versions_of(session, SUBJECT) == []


@pytest.mark.parametrize("name", MAIL_TEXTS)
@pytest.mark.parametrize("is_closed", [False, True])
def test_a_preview_shows_a_whole_mail_with_the_text_in_it(name: str, is_closed: bool):
    own = {name: (1, "ORDET")} if MAIL_TEXTS[name].shape is Shape.LINE else {}
    letter = preview(name, Texts(own), municipality="Norddjurs Kommune", is_closed=is_closed)
    shown = letter.subject + letter.text + letter.html
    assert "ORDET" in shown or not own
    if is_closed and not name.startswith("invitation"):
        assert "Ligestilling i tal" not in shown
    assert "style=" in letter.html
    assert "<style" not in letter.html
