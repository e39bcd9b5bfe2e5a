"""An agenda as text: what is sent to the members, with the reason printed where an item comes late (§ 8, stk. 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill

WIDTH = 78

LATE = (
    "Fristen i § 8, stk. 4, i lov om kommunernes styrelse for udsendelse af materialet er ikke overholdt. "
    "Sagen kan ikke udsættes, fordi {reason}"
)


@dataclass(frozen=True, slots=True)
class AgendaAttachment:
    """One attachment of an open item; a closed one has no title here."""

    title: str | None
    document_number: str | None


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item as the agenda may show it. ``title`` is None when the item is closed: there is nothing to leak."""

    number: str
    case_number: str
    title: str | None
    route: str = ""
    presentation: str = ""
    economy: str = ""
    recommendation: str = ""
    urgency_reason: str = ""
    attachments: tuple[AgendaAttachment, ...] = ()


def agenda_text(*, body: str, when: str, place: str, items: Sequence[AgendaItem]) -> str:
    """The agenda of one meeting as plain text, lines of at most 78 characters."""
    head = [f"Dagsorden for {body}", when, *([place] if place else []), "=" * WIDTH]
    parts = [*head, *(line for item in items for line in _item(item))]
    if not items:
        parts += ["", "Ingen sager."]
    return "\n".join(parts) + "\n"


def _item(item: AgendaItem) -> list[str]:
    if item.title is None:
        return ["", f"Punkt {item.number}. Lukket punkt (sag {item.case_number})"]
    lines = ["", f"Punkt {item.number}. {item.title}", f"Sag {item.case_number} · åben sag"]
    if item.urgency_reason:
        reason = item.urgency_reason.strip()
        lines += ["", fill(LATE.format(reason=reason[:1].lower() + reason[1:]), WIDTH)]
    for heading, text in (
        ("Sagsgang", item.route),
        ("Sagsfremstilling", item.presentation),
        ("Økonomiske konsekvenser", item.economy),
        ("Indstilling", item.recommendation),
    ):
        if text.strip():
            lines += ["", heading, *_paragraphs(text)]
    if item.attachments:
        lines += ["", "Bilag", *(_attachment(n, bilag) for n, bilag in enumerate(item.attachments, 1))]
    return lines


def _paragraphs(text: str) -> list[str]:
    """Running text filled to the width with a line between paragraphs; the items of a list stay together."""
    lines: list[str] = []
    for part in (line.strip() for line in text.split("\n")):
        is_item = part[:2] in ("- ", "• ")
        if lines and part and not (is_item and lines[-1]):
            lines.append("")
        if part:
            lines.append(fill(part, WIDTH, subsequent_indent="  " if is_item else ""))
    return lines


def _attachment(number: int, attachment: AgendaAttachment) -> str:
    if attachment.title is None:
        return f"{number}. Lukket bilag"
    told = f" ({attachment.document_number})" if attachment.document_number else ""
    return f"{number}. {attachment.title}{told}"
