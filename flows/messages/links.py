"""Where the links in a letter lead: the desk's addresses, which are stable. A test follows each of them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from flows.messages.line_facts import LineFacts

OWN_MAILS = "/mit"  # where one chooses which mails one gets


@dataclass(frozen=True, slots=True)
class Link:
    """An address and what it says; both empty where there is nowhere to go."""

    url: str = ""
    text: str = ""


def link_of(fact: LineFacts, desk_url: str) -> Link:
    """The page of what a line is about, the most particular first: the promise, the case, the meeting."""
    if not desk_url:
        return Link()
    if fact.follow_up_id:
        return Link(address(desk_url, "opfoelgning", fact.follow_up_id), "Åbn opfølgningen")
    if fact.case_id:
        return Link(address(desk_url, "sag", fact.case_id), f"Åbn sag {fact.case_number}")
    if fact.meeting_id:
        return Link(address(desk_url, "moede", fact.meeting_id), "Åbn mødet")
    return Link()


def address(desk_url: str, *path: str) -> str:
    """An address at the desk."""
    return "/".join([desk_url.rstrip("/"), *(quote(part, safe="") for part in path)])
