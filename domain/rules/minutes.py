"""Referatet: which remarks it has beside the decisions, and what each needs. One row for each kind."""

from __future__ import annotations

from dataclasses import dataclass

from domain.model.agenda import Remark


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """One kind of remark: whether it is about one item only, whether it must say something, the rule behind it."""

    kind: Remark
    of_an_item: bool
    needs_text: bool
    source: str


_PROTOCOL = "kommunestyrelsesloven § 13"

REMARKS: dict[Remark, RemarkRow] = {
    row.kind: row
    for row in (
        RemarkRow(Remark.ABSENT, of_an_item=False, needs_text=False, source=_PROTOCOL),
        RemarkRow(Remark.CAME_LATER, of_an_item=False, needs_text=False, source=_PROTOCOL),
        RemarkRow(Remark.LEFT_EARLIER, of_an_item=False, needs_text=False, source=_PROTOCOL),
        RemarkRow(Remark.DISQUALIFIED, of_an_item=True, needs_text=False, source="kommunestyrelsesloven § 14"),
        RemarkRow(Remark.DISSENT, of_an_item=True, needs_text=True, source=f"{_PROTOCOL}: afvigende mening"),
        RemarkRow(Remark.RESERVATION, of_an_item=True, needs_text=True, source=_PROTOCOL),
        RemarkRow(Remark.STATEMENT, of_an_item=True, needs_text=True, source=_PROTOCOL),
    )
}

PRESENCE = (Remark.ABSENT, Remark.CAME_LATER, Remark.LEFT_EARLIER)  # who was there, also at one item
VOICES = (Remark.DISSENT, Remark.RESERVATION, Remark.STATEMENT)  # what somebody wanted to be written
