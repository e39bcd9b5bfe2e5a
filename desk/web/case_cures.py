"""Where a check's cure is an action at the desk, the words of the link and the page it leads to."""

from __future__ import annotations

from dataclasses import dataclass

from desk.web.language import _
from domain.rules.checks import Check
from domain.rules.rights import Deed


@dataclass(frozen=True, slots=True)
class Cure:
    """What to do: the words; ``path`` below the case's own address, or an address of its own; "" where it is no page.

    ``{stop}`` in the path is the stop's id; without a stop the link leads to the case itself.
    """

    says: str
    path: str = ""
    deed: Deed = Deed.EDIT_CASE


CURES: dict[str, Cure] = {
    "write_recommendation": Cure("Skriv indstillingen", "/ret#f-recommendation"),
    "urgency_reason_§8_5": Cure("Begrund hasten; det trykkes på dagsordenen", "/led/{stop}/hast"),
    "faster_minutes": Cure("Få referatet færdigt samme dag"),
    "complete_follow_up": Cure("Meld den udført", "#opfoelgning", Deed.FOLLOW_UP),
    "assign_follow_up": Cure("Skriv, hvem der står for den", "#opfoelgning", Deed.FOLLOW_UP),
    "confirm": Cure("Bekræft eller frafald den", "#opfoelgning", Deed.FOLLOW_UP),
    "set_due_day": Cure("Skriv fristen", "#opfoelgning", Deed.FOLLOW_UP),
    "wait_for_council": Cure("Vent på kommunalbestyrelsens eller regionsrådets beslutning"),
    "no_new_case": Cure("Opret ingen ny sag"),
    "place_stop": Cure("Vælg et møde", "/led/{stop}/moede", Deed.PLAN),
    "other_meeting": Cure("Vælg et andet møde", "/led/{stop}/moede", Deed.PLAN),
    "add_finance_stop": Cure("Føj økonomi- eller forretningsudvalget til", "/nyt-led", Deed.PLAN),
    "other_route": Cure("Føj et led til, eller tag et ud", "/nyt-led", Deed.PLAN),
    "extraordinary_meeting": Cure("Indkald til et ekstraordinært møde", "//moeder", Deed.MEETINGS),
    "keep_the_meeting": Cure("Hold mødet: udsættes sagen her, når den ikke fristen"),
    "decide_access": Cure("Afgør, om punkt og bilag er åbne", "/ret#bilag"),
    "number_attachment": Cure("Skriv bilagets nummer", "/ret#bilag"),
    "correct_text": Cure("Ret teksten, og skriv, hvad der er gjort", "/ret#bemaerkninger"),
}


@dataclass(frozen=True, slots=True)
class CureLink:
    """A cure in words, and its address where this visitor can go there."""

    says: str
    address: str


def cure_of(check: Check, case_address: str, may: set[Deed]) -> CureLink | None:
    """What cures the check; None where nothing is to be done."""
    cure = CURES.get(check.cure)
    if cure is None:
        return None
    needs_stop = "{stop}" in cure.path
    if not cure.path or cure.deed not in may or (needs_stop and check.stop is None):
        return CureLink(_(cure.says), "")
    if cure.path.startswith("//"):
        return CureLink(_(cure.says), cure.path[1:])
    return CureLink(_(cure.says), case_address + cure.path.format(stop=check.stop))
