"""What must be the same when a spring with faults is over, and how it is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from pprint import pformat
from typing import Any

from sqlalchemy import text
from sqlmodel import select

from desk.demo.stage import SEEN
from domain.model import Entry, Mail, MailState
from domain.store import journal
from domain.store.database import Database

# What must be the same. Moments differ: what is done after a restart is done minutes later. What is told at once of
# several cases may then come in several mails, each of some of them: so of single mails only whom they tell of what.
SAME = {
    "case": "number, title, state, recommendation, stuck_because, version",
    "stop": "id, case_id, position, round_no, body_key, meeting_id, state, urgency_reason, version",
    "decision": "id, stop_id, outcome, text, decided_on, applied_at IS NOT NULL",
    "follow_up": "id, case_id, text, owner_post, due_on, blocks_stop, state, note, version",
    "meeting": "id, body_key, held_on, starts_at, status, sequence, version",
    "meeting_deadline": "meeting_id, kind, rule, legal_on, practical_on",
    "cycle": "id, case_id, state",
    "due": "key, kind, subject, detail, due_at",
}
SAME_IN_FULL = {
    "notice": """SELECT notice.key, notice.kind, notice.person_key, because, case_id, meeting_id, follow_up_id,
        due_on, mail.kind, mail.occasion, mail.state FROM notice JOIN mail ON mail.id = mail_id""",
    "mail": "SELECT key, kind, person_key, occasion, message_id, state, subject FROM mail WHERE kind <> 'single'",
    "single mail": "SELECT DISTINCT person_key, occasion, state FROM mail WHERE kind = 'single'",
    "journal": """SELECT verb, noun, subject, key FROM journal
        WHERE NOT EXISTS (SELECT id FROM mail WHERE id = subject AND kind = 'single')""",
}
# A mail that was tried twice has a line for each try, and a chunk of reminders one for each chunk.
AS_OFTEN_AS_NEEDED = {"mail_delayed", "raise_reminders"}


def rows_of_meaning(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """What must be the same, sorted; the journal holds."""
    with db.engine.connect() as connection:
        asked = {table: f'SELECT {what} FROM "{table}"' for table, what in SAME.items()} | SAME_IN_FULL
        found = {
            name: sorted((tuple(row) for row in connection.execute(text(statement))), key=repr)
            for name, statement in asked.items()
        }
    found["notice"] = sorted(((_plain(row[0]), *row[1:]) for row in found["notice"]), key=repr)
    found["journal"] = [line for line in found["journal"] if line[0] not in AS_OFTEN_AS_NEEDED]
    with db.read() as session:
        assert journal.verify(session) == []
    return found


def _plain(key: object) -> object:
    """A notice's key without the moment in it: of a plan when it was made, of a decision when it was written."""
    kind, *_ = str(key).split("|")
    return str(key).rsplit("|", 1)[0] if kind in {"planned", "moved", "decided", "stuck"} else key


def letters(folder: Path) -> Counter[str]:
    """How often each mail came to a mail server's shelf."""
    return Counter(
        str(message_from_bytes(path.read_bytes(), policy=default)["Message-ID"]) for path in folder.glob("*.eml")
    )


def sent_in(db: Database) -> set[str]:
    """Which mails have been sent, as the database has it; the journal tells of each, once."""
    with db.read() as session:
        sent = session.exec(select(Mail.id, Mail.message_id).where(Mail.state == MailState.SENT)).all()
        told = Counter(session.exec(select(Entry.subject).where(Entry.verb == "mail_sent")))
    assert {mail: told[mail] for mail, _ in sent} == {mail: 1 for mail, _ in sent}
    return {message for _, message in sent}


def difference(
    found: dict[str, Sequence[Any]], wanted: dict[str, Sequence[Any]]
) -> dict[str, tuple[list[Any], list[Any]]]:
    """What is there too much and what is missing, by table; nothing when all is the same."""
    told = {}
    for table, rows in wanted.items():
        more, less = Counter(found[table]) - Counter(rows), Counter(rows) - Counter(found[table])
        if more or less:
            told[table] = (sorted(more.elements(), key=repr)[:8], sorted(less.elements(), key=repr)[:8])
    return told


def check_as_without_faults(spring: Any, calm: Database) -> None:
    """Nothing lost, nothing doubled but what SMTP cannot help: a mail that was taken when somebody died."""
    told = difference(rows_of_meaning(spring.db), rows_of_meaning(calm))
    assert told == {}, pformat(told, width=200)
    assert set(letters(spring.forge.folder / "calm/mails").values()) == {1}
    came, sent = letters(spring.forge.folder / "mails"), sent_in(spring.db)
    assert set(came) == sent, set(came) ^ sent
    assert came.total() - len(sent) <= spring.met.total(), came
    noted, wanted = (folder / SEEN for folder in (spring.forge.folder, spring.forge.folder / "calm"))
    assert not wanted.exists() or noted.read_text("utf-8") == wanted.read_text("utf-8")
    assert spring.failed == [], spring.failed
