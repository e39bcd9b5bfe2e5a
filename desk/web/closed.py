"""A case as somebody is shown it on a page: a closed one without its title, and that said in their language."""

from __future__ import annotations

from dataclasses import replace

from desk.web.language import _
from domain.rules.access import CLOSED_TITLE, Who, view
from domain.rules.facts import CaseFacts


def seen_case(facts: CaseFacts, who: Who) -> CaseFacts:
    """What ``view`` leaves of the case."""
    seen = view(facts, who)
    return replace(seen, title=_(CLOSED_TITLE)) if seen.title != facts.title else seen
