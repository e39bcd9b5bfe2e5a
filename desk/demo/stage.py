"""Where the demo is played: its folder, its database, the moment, and the small hands the scenes use."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from desk.intake import Said, to_case
from desk.promises_in import promises_for
from domain.casework.case.decisions import record_decision
from domain.casework.case.follow_ups import propose_follow_up
from domain.casework.case.opening import open_case
from domain.casework.verb import By, Receipt
from domain.documents.reader import read_document
from domain.model import Case, CaseState, FollowUp, Outcome, Stop, StopState
from domain.rules.facts import CaseFacts
from domain.store.case_facts import case_facts
from domain.store.database import Database

SAMPLE = files("desk") / "sample"
SEEN = "set.json"  # what scenes saw on their day


def sample_bytes(name: str) -> bytes:
    """A file of the sample municipality."""
    return SAMPLE.joinpath(*name.split("/")).read_bytes()


@dataclass(slots=True)
class Stage:
    """One performance. ``now`` is the set clock; a scene acts with a key, so playing it again changes nothing."""

    db: Database
    folder: Path
    now: datetime
    scene: str = ""

    @property
    def today(self) -> date:
        """This day in Denmark."""
        return self.now.astimezone(COPENHAGEN).date()

    def by(self, actor: str, step: str = "") -> By:
        """Who acts in this scene."""
        return By(actor, self.now, f"demo:{self.scene}:{step}")

    def case(self, number: str) -> CaseFacts:
        """The facts of a case by its number."""
        with self.db.read() as session:
            return case_facts(session, self._case_id(session, number))

    def presentation(self, number: str) -> str:
        """The case's own text, as staff would see it before they correct it."""
        with self.db.read() as session:
            return session.exec(select(Case.presentation).where(Case.number == number)).one()

    def stop_id(self, number: str, body: str) -> str:
        """The stop of a case in a body that is being treated: the latest round that is not dropped."""
        with self.db.read() as session:
            wanted = (
                select(Stop.id)
                .where(Stop.case_id == self._case_id(session, number), Stop.body_key == body)
                .where(Stop.state != StopState.DROPPED)
                .order_by(col(Stop.round_no).desc(), col(Stop.position).desc())
            )
            found = session.exec(wanted).first()
        if found is None:
            msg = f"the sample case {number} has no stop in {body}"
            raise LookupError(msg)
        return found

    def open_from(self, document: str, said: Said, actor: str) -> Receipt:
        """Open a case from a sample document, as ``sagsgang case open`` does."""
        read = read_document(document, sample_bytes(f"dokumenter/{document}"))
        intake = to_case(read, said)
        return open_case(self.db, self.by(actor, said.number), **intake.arguments)

    def decide(
        self, number: str, body: str, outcome: Outcome, text: str, actor: str, *, return_to: str | None = None
    ) -> Receipt:
        """Record a decision of today's meeting."""
        return record_decision(
            self.db,
            self.by(actor, f"{number}:{body}"),
            stop_id=self.stop_id(number, body),
            outcome=outcome,
            text=text,
            decided_on=self.today,
            return_to=return_to,
        )

    def propose_from_minutes(self, document: str, actor: str) -> list[str]:
        """Propose the promises that the minutes hold on the open cases they belong to; the texts proposed."""
        read = read_document(document, sample_bytes(f"dokumenter/{document}"))
        with self.db.read() as session:
            cases = session.exec(select(Case.id, Case.title).where(Case.state == CaseState.OPEN)).all()
        found, _ = promises_for(read, dict(cases))
        proposed = []
        for case_id, proposals in found.items():
            for number, proposal in enumerate(proposals):
                by = self.by(actor, f"{case_id}:{number}")
                propose_follow_up(self.db, by, case_id=case_id, proposal=proposal)
                proposed.append(proposal.text)
        return proposed

    def follow_up(self, number: str, **where: object) -> FollowUp:
        """The first follow-up of a case whose columns have these values.

        Raises:
            LookupError: there is none.
        """
        with self.db.read() as session:
            wanted = select(FollowUp).where(FollowUp.case_id == self._case_id(session, number))
            found = session.exec(wanted.order_by(FollowUp.id)).all()
        for one in found:
            if all(getattr(one, name) == value for name, value in where.items()):
                return one
        msg = f"sag {number} har ingen opfølgning med {where}"
        raise LookupError(msg)

    def promise_from(self, number: str, document: str) -> FollowUp:
        """The promise that was read in a document. Raises ``LookupError``."""
        with self.db.read() as session:
            wanted = select(FollowUp).where(FollowUp.case_id == self._case_id(session, number))
            found = session.exec(wanted.where(col(FollowUp.source_place).startswith(document))).first()
        if found is None:
            msg = f"sag {number} har ingen opfølgning fra {document}"
            raise LookupError(msg)
        return found

    def remember(self, name: str, seen: object) -> None:
        """Keep what was seen at this moment, for the proof; seen again it is the same."""
        path = self.folder / SEEN
        kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        kept[name] = seen
        half_written = path.with_suffix(".part")  # whoever is killed here has kept what was there before
        half_written.write_text(json.dumps(kept, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
        half_written.replace(path)

    def remembered(self, name: str) -> Any:
        """What was kept under that name. Raises ``LookupError``."""
        path = self.folder / SEEN
        return (json.loads(path.read_text(encoding="utf-8")) if path.exists() else {})[name]

    def _case_id(self, session: Session, number: str) -> str:
        return session.exec(select(Case.id).where(Case.number == number)).one()
