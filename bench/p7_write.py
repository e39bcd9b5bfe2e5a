"""P7: writing. A 200-page agenda as PDF, against Typst alone on the same data laid out beforehand.

What the difference holds is ours: laying out every text as CommonMark, and looking for letters the fonts do not have.
Both give the same bytes, which is compared before they are timed.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date, datetime
from itertools import count
from typing import Any

import typst

from bench.harness import aside, interleave, line, ratio
from calendars.copenhagen import COPENHAGEN
from desk.paper_files import FONTS
from domain.documents.writing.docx import write_docx
from domain.documents.writing.layout import lay_out
from domain.documents.writing.paper import (
    Edition,
    Paper,
    PaperItem,
    PaperKind,
    PaperMeeting,
    PaperPart,
    PartKind,
)
from domain.documents.writing.pdf import TEMPLATE, write_pdf
from domain.model import MeetingStatus

ITEMS = 160  # some 200 pages
OVER, LINEAR = 1.3, 11


def agenda(items: int) -> Paper:
    """An agenda with so many items of more than a page, no two with the same text."""
    starts_at = datetime(2023, 5, 23, 17, tzinfo=COPENHAGEN)
    meeting = PaperMeeting(
        "m",
        "KB",
        "Kommunalbestyrelsen",
        is_council=True,
        starts_at=starts_at,
        ends_at=starts_at.replace(hour=20),
        place="Byrådssalen",
        status=MeetingStatus.ORDINARY,
    )
    said = [
        PaperItem(
            number,
            f"Cykelsti nr. {number} langs kysten",
            is_open=True,
            case_number=f"23/{number}",
            route=("ØK", "KB"),
            presentation="\n".join(
                f"I budget {2020 + turn % 5} er der sat {number + turn} mio. kr. af, og staten giver **{turn} pct.** "
                f"Direktionen ser på afsnit {number}.{turn}, og resten følger senere, når overslaget er regnet efter."
                for turn in range(16)
            ),
            recommendation=f"Direktionen indstiller\n\n1. at løsning B vælges\n2. at der frigives {number} mio. kr.",
        )
        for number in range(1, items + 1)
    ]
    part = PaperPart(PartKind.OPEN, tuple(said))
    return Paper(PaperKind.AGENDA, Edition.PUBLIC, "Norddjurs Kommune", meeting, date(2023, 5, 16), (part,))


def laid_out(paper: Paper) -> str:
    """What Typst is given."""
    return json.dumps(asdict(lay_out(paper)), default=date.isoformat, ensure_ascii=False)


def by_hand(laid: str) -> bytes:
    """Typst on data that is laid out already."""
    return typst.compile(
        TEMPLATE,
        format="pdf",
        sys_inputs={"paper": laid},
        font_paths=[FONTS],
        ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-2a"],
    )


def main(*, full: bool) -> None:
    """Measure, and say so."""
    items = ITEMS if full else ITEMS // 4
    large, small = agenda(items), agenda(items // 10)
    assert write_pdf(small, fonts=FONTS) == by_hand(laid_out(small))
    turns = count(1)  # Typst remembers what it has set before: every run gets a paper of its own

    def anew(paper: Paper) -> Paper:
        turn = next(turns)
        items = (
            replace(one, presentation=one.presentation.replace("budget", f"budget {turn}")) for one in paper.items
        )
        return replace(paper, house=f"Kommune {turn}", parts=(PaperPart(PartKind.OPEN, tuple(items)),))

    waiting: dict[str, Any] = {}

    times = interleave(
        {
            "ours": lambda: write_pdf(waiting["ours"], fonts=FONTS),
            "typst": lambda: by_hand(waiting["typst"]),
            "small": lambda: write_pdf(waiting["small"], fonts=FONTS),
            "word": lambda: write_docx(large),
        },
        rounds=7 if full else 3,
        reset={
            "ours": lambda: waiting.update(ours=anew(large)),
            "typst": lambda: waiting.update(typst=laid_out(anew(large))),
            "small": lambda: waiting.update(small=anew(small)),
            "word": lambda: None,
        },
    )
    over = ratio(times, "ours", "typst", cpu=True)
    line(f"P7 dagsorden med {items} punkter som PDF / Typst alene", over, f"<= {OVER}", met=over <= OVER)
    growth = ratio(times, "ours", "small")
    line(f"P7 dagsorden med {items} punkter mod {items // 10}", growth, f"<= {LINEAR}", met=growth <= LINEAR)
    aside("P7 samme dagsorden i Word / som PDF", ratio(times, "word", "ours"))


if __name__ == "__main__":
    main(full=False)
