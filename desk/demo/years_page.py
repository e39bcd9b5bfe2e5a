"""The page the six years leave in their folder: what was shown, every round of every duty, and what to look at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlmodel import col, select

from desk import labels, show
from desk.demo.proof import MAILS, Verdict
from desk.demo.stage import Stage
from desk.demo.summary import PAGE, lines_of
from domain.model import Case, Cycle


def write_page(stage: Stage, verdicts: Sequence[Verdict]) -> Path:
    """Write it, and say where it lies."""
    lines = [
        "2020-2025 i en kommune som Norddjurs",
        "=" * 36,
        "",
        *lines_of(verdicts),
        "",
        "Runderne",
        *_rounds(stage),
    ]
    lines += [
        "",
        "Se selv",
        f"  {MAILS}/       de mails, der blev sendt (.eml; åbnes i Outlook eller Thunderbird)",
        f"  SAGSGANG_DATA_DIR={stage.folder} sagsgang cycles list ligestillingsredegoerelse",
        f"  SAGSGANG_DATA_DIR={stage.folder} sagsgang case show danmarkskort-2021",
    ]
    page = stage.folder / PAGE
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return page


def _rounds(stage: Stage) -> list[str]:
    with stage.db.read() as session:
        rows = session.exec(
            select(Cycle, Case.number)
            .join(Case, col(Case.id) == col(Cycle.case_id))
            .order_by(col(Cycle.obligation), col(Cycle.year))
        ).all()
    return [
        f"  {number:32} frist {show.day(row.due_on)}  {labels.of(row.state)} {show.day(row.approved_on)}".rstrip()
        for row, number in rows
    ]
