"""``sagsgang reminders``: what goes out on a day and why; sending it now; and the mails that were given up."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from desk import journal_words, labels, show, words
from desk.help import noun
from desk.typed import Day, Json
from desk.workplace import here
from domain.casework.mail.envelopes import SWITCHED_OFF
from domain.casework.mail.outbox import list_dead, retry_mail
from domain.casework.mail.reminders import WouldSend, would_send
from domain.casework.mail.sent_log import LoggedMail, sent_log

app = noun("reminders")


@app.default
def reminders(*, on: Day | None = None, as_json: Json = False) -> None:
    """Hvad der bliver sendt på en dag, til hvem og hvorfor. Intet sendes.

    Parameters
    ----------
    on
        Dagen; ellers i dag.
    """
    place = here()
    with place.database() as db, db.read() as session:
        rows = would_send(session, on=on or place.today(), now=place.now())
    _show(rows, as_json=as_json)


@app.command
def send(*, dry_run: Annotated[bool, Parameter(negative=())] = False, as_json: Json = False) -> int:
    """Tag alt, der er tid til nu, og send mailene.

    Parameters
    ----------
    dry_run
        Vis, hvad der ville blive sendt i dag, uden at sende.
    """
    if dry_run:
        reminders(as_json=as_json)
        return 0
    from flows.deliver_outbox import deliver_outbox  # noqa: PLC0415 - the flows are loaded only to send
    from flows.engine import Engine  # noqa: PLC0415 - as above
    from flows.settings import Settings  # noqa: PLC0415 - as above
    from flows.sweep import sweep  # noqa: PLC0415 - as above

    place, settings = here(), Settings()
    engine = Engine(settings.prefect_api_url if settings.prefect else "")
    with place.database() as db, show.progress(words.SWEEPING):
        swept = sweep(db, place.now(), engine)
        delivered = deliver_outbox(db, place.now(), settings, engine)
    if as_json:
        show.as_json({"swept": swept.summary, "delivered": delivered.summary})
    else:
        show.say(words.SWEPT.format(swept=swept.summary, delivered=delivered.summary))
    return 0


@app.command
def stuck(*, as_json: Json = False) -> None:
    """Mails, der er opgivet: til hvem, hvor mange forsøg, og hvad mailserveren sagde."""
    with here().database() as db, db.read() as session:
        rows = list_dead(session)
    if as_json:
        show.as_json(
            [
                {"person": person.key, "email": person.email, "attempts": mail.attempts, "error": mail.last_error}
                for mail, person in rows
            ]
        )
        return
    if not rows:
        show.say(words.NOTHING_STUCK)
        return
    cells = ((p.name, p.email, labels.of(m.kind), m.attempts, m.queued_at, m.last_error) for m, p in rows)
    show.table(words.STUCK_COLUMNS, cells)


@app.command
def retry(*, person: str | None = None, as_json: Json = False) -> None:
    """Sæt mails, der er opgivet, i kø igen. De går ved næste afsendelse; det, der ikke længere passer, udelades.

    Parameters
    ----------
    person
        Kun mails til denne person; nøglen i profilen.
    """
    place = here()
    with place.database() as db:
        with db.read() as session:
            dead = [mail.id for mail, of in list_dead(session) if person in (None, of.key)]
        for mail_id in dead:
            retry_mail(db, place.by(), mail_id=mail_id)
    if as_json:
        show.as_json({"queued_again": len(dead)})
    else:
        show.say(words.QUEUED_AGAIN.format(count=len(dead)) if dead else words.NOTHING_STUCK)


@app.command
def log(*, on: Day | None = None, as_json: Json = False) -> None:
    """Hvad der skete med en dags mails: sendt til hvem og hvorfor, og hvad der ikke blev sendt, og hvorfor ikke.

    Parameters
    ----------
    on
        Dagen; ellers i dag.
    """
    place = here()
    with place.database() as db, db.read() as session:
        rows = sent_log(session, on=on or place.today())
    if as_json:
        show.as_json([_log_row(row) for row in rows])
        return
    if not rows:
        show.say(words.NOTHING_LOGGED)
        return
    cells = (
        (
            row.at,
            row.name,
            labels.of(row.mail),
            journal_words.verb(row.outcome),
            row.subject or _reason(row),
            _why(row),
        )
        for row in rows
    )
    show.table(words.LOG_COLUMNS, cells)


def _reason(row: LoggedMail) -> str:
    said = ", ".join(labels.SKIPPED.get(part, part) for part in row.reason.split(", "))
    return f"{said}: {', '.join(map(labels.of, row.kinds))}" if row.reason == SWITCHED_OFF else said


def _why(row: LoggedMail) -> str:
    return ", ".join(row.because)


def _log_row(row: LoggedMail) -> dict[str, object]:
    return {
        "at": row.at,
        "outcome": row.outcome.removeprefix("mail_"),
        "person": row.person,
        "email": row.email,
        "mail": row.mail.value,
        "kinds": [kind.value for kind in row.kinds],
        "because": list(row.because),
        "subject": row.subject or None,
        "reason": row.reason or None,
    }


def _show(rows: list[WouldSend], *, as_json: bool) -> None:
    if as_json:
        show.as_json([_row(row) for row in rows])
        return
    if not rows:
        show.say(words.NOTHING_TO_SEND)
        return
    show.table(words.REMINDER_COLUMNS, (_cells(row) for row in rows))


def _row(row: WouldSend) -> dict[str, object]:
    return {
        "person": row.person,
        "email": row.email,
        "mail": row.mail.value,
        "send_at": row.send_at,
        "kind": row.kind.value,
        "because": row.because,
        "case": row.case_number or None,
        "body": row.body or None,
        "meeting_on": row.meeting_on,
        "deadline": row.deadline_kind,
        "due_on": row.due_on,
        "skipped": row.skipped,
        "in_mail": row.waits_in_mail,
    }


def _cells(row: WouldSend) -> tuple[object, ...]:
    what = labels.of(row.kind)
    if row.deadline_kind:
        what = f"{what}: {labels.LABELS['DeadlineKind'].get(row.deadline_kind, '')}"
    about = ", ".join(part for part in (row.case_number, f"{row.body} {show.day(row.meeting_on)}".strip()) if part)
    skipped = labels.SKIPPED.get(row.skipped, row.skipped) if row.skipped else ""
    return (row.send_at, row.name, what, about, row.due_on, row.because, skipped)
