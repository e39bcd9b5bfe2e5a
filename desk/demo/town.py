"""What else the sample municipality treats in May and June 2023, so that the desk has a whole board to show.

Rows and no more: the cases with their routes, and what the bodies decided. Titles, texts and numbers are ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from desk import labels
from desk.demo.script import Scene, at
from desk.demo.stage import Stage
from domain.casework.case.follow_ups import Proposal, confirm_follow_up
from domain.casework.case.opening import open_case
from domain.model import Outcome
from domain.rules.facts import AttachmentFacts


@dataclass(frozen=True, slots=True)
class Promise:
    """Which post has promised what, and by when."""

    who: str
    what: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Opened:
    """A case as a case worker opens it, and when (Danish time)."""

    at: str
    number: str
    title: str
    route: tuple[str, ...]
    owner: str
    text: str
    recommendation: str
    is_open: bool = True
    decide_before: date | None = None
    attachments: tuple[tuple[str, bool], ...] = ()  # title, whether it is open
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What a body decided at its meeting, and when it was written down."""

    at: str
    number: str
    body: str
    outcome: Outcome
    text: str
    return_to: str | None = None


OPENED = (
    Opened(
        "2023-05-08 09:00",
        "23/5201",
        "Udbud af vintervedligeholdelse 2023-2026",
        ("MTU", "ØK", "KB"),
        "teknikchef",
        "Kontrakten om snerydning udløber til september. Forvaltningen foreslår tre distrikter som hidtil og en "
        "option på to år.",
        "At udbuddet gennemføres som beskrevet.",
        attachments=(("Udkast til udbudsbetingelser", True), ("Skøn over prisen", False)),
    ),
    Opened(
        "2023-05-08 09:20",
        "23/5218",
        "Anlægsbevilling til cykelsti langs Strandvejen",
        ("MTU", "ØK", "KB"),
        "teknikchef",
        "Strækningen er 1,8 km lang. Der er søgt om statslig medfinansiering på halvdelen.",
        "At der gives en anlægsbevilling på 6,2 mio. kr. i 2024.",
        attachments=(("Skitseprojekt", True), ("Trafiktælling 2022", True)),
        promise=Promise("teknikchef", "Forvaltningen giver en status på ansøgningen om penge", date(2023, 6, 26)),
    ),
    Opened(
        "2023-05-15 10:00",
        "23/5233",
        "Køb af grund til ny brandstation",
        ("DIR", "ØK", "KB"),
        "oekonomichef",
        "Ejeren har givet et tilbud, der gælder til udgangen af september.",
        "At kommunen køber grunden på de vilkår, der fremgår af bilaget.",
        is_open=False,
        attachments=(("Købsaftale, udkast", False), ("Ejendomsmæglerens vurdering", False)),
    ),
    Opened(
        "2023-05-15 10:30",
        "23/5240",
        "Takster for udlejning af idrætsanlæg 2024",
        ("DIR", "ØK"),
        "oekonomichef",
        "Taksterne foreslås fremskrevet med den almindelige prisudvikling.",
        "At taksterne godkendes.",
        attachments=(("Takstoversigt", True),),
    ),
    Opened(
        "2023-05-22 08:30",
        "23/5247",
        "Opsamling på trivselsmålingen 2023",
        ("DIR", "HU"),
        "hr-chef",
        "Målingen er gennemført i marts. Tre områder ligger under gennemsnittet og foreslås drøftet.",
        "At opsamlingen drøftes.",
        attachments=(("Resultater for hele kommunen", True), ("Resultater for små enheder", False)),
        promise=Promise("hr-chef", "HR-chefen vender tilbage med en plan for de tre områder", date(2023, 6, 23)),
    ),
    Opened(
        "2023-05-22 09:00",
        "23/5255",
        "Forslag til lokalplan for boliger ved Havnegade",
        ("MTU", "KB"),
        "teknikchef",
        "Planen giver mulighed for 42 boliger i to etager. Forslaget skal i høring i otte uger.",
        "At planforslaget sendes i høring.",
        attachments=(("Planforslag", True), ("Skyggediagrammer", True)),
    ),
    Opened(
        "2023-06-12 13:00",
        "23/5262",
        "Budgetforslag 2024-2027 til 1. behandling",
        ("DIR", "ØK", "KB"),
        "oekonomichef",
        "Forslaget er lagt i balance med det råderum, direktionen har peget på.",
        "At forslaget oversendes til 1. behandling.",
        decide_before=date(2023, 9, 20),
        attachments=(("Budgetoversigt", True), ("Råderumskatalog", False)),
    ),
    Opened(
        "2023-06-12 13:30",
        "23/5270",
        "Personalepolitik for seniorer",
        ("DIR", "HU", "ØK", "KB"),
        "hr-konsulent",
        "Politikken er skrevet sammen efter drøftelserne i hovedudvalget i foråret.",
        "At politikken godkendes.",
        decide_before=date(2023, 11, 1),
    ),
    Opened(
        "2023-06-19 09:00",
        "23/5281",
        "Høringssvar om ny vandområdeplan",
        ("MTU", "KB"),
        "teknikchef",
        "Høringsfristen er den 28. august, og udvalget mødes første gang efter ferien den 21. august.",
        "At høringssvaret afgives.",
        decide_before=date(2023, 8, 28),
    ),
)

DECIDED = (
    Decided("2023-05-22 18:10", "23/5201", "MTU", Outcome.RECOMMENDED, "Udvalget anbefaler udbuddet."),
    Decided("2023-05-22 18:20", "23/5218", "MTU", Outcome.POSTPONED, "Udsat; udvalget vil se krydset ved skolen."),
    Decided("2023-05-24 12:40", "23/5233", "DIR", Outcome.RECOMMENDED, "Direktionen anbefaler købet."),
    Decided("2023-05-24 12:30", "23/5240", "DIR", Outcome.RECOMMENDED, "Direktionen anbefaler taksterne."),
    Decided("2023-06-13 17:00", "23/5201", "ØK", Outcome.RECOMMENDED, "Økonomiudvalget anbefaler udbuddet."),
    Decided(
        "2023-06-13 17:10", "23/5240", "ØK", Outcome.STOPPED_23, "Et medlem kræver sagen for kommunalbestyrelsen."
    ),
    Decided("2023-06-13 17:20", "23/5233", "ØK", Outcome.POSTPONED, "Udsat; der indhentes en vurdering til."),
    Decided("2023-06-14 18:00", "23/5218", "MTU", Outcome.RECOMMENDED, "Udvalget anbefaler bevillingen."),
    Decided("2023-06-20 20:30", "23/5201", "KB", Outcome.APPROVED, "Udbuddet blev godkendt."),
    Decided("2023-06-14 18:20", "23/5255", "MTU", Outcome.RECOMMENDED, "Udvalget anbefaler høringen."),
    Decided(
        "2023-06-20 20:40",
        "23/5240",
        "KB",
        Outcome.RETURNED,
        "Kommunalbestyrelsen ønsker foreningernes mening om taksterne.",
        return_to="ØK",
    ),
)


def _open(row: Opened) -> Callable[[Stage, str], list[str]]:
    def play(stage: Stage, who: str) -> list[str]:
        promise = row.promise
        open_case(
            stage.db,
            stage.by(who, "open"),
            number=row.number,
            title=row.title,
            route=row.route,
            is_open=row.is_open,
            owner_post=row.owner,
            decide_before=row.decide_before,
            presentation=row.text,
            recommendation=row.recommendation,
            attachments=[AttachmentFacts(title, None, is_open) for title, is_open in row.attachments],
            follow_ups=[Proposal(promise.what, owner_post=promise.who, due_on=promise.due_on)] if promise else [],
        )
        if promise:
            found = stage.follow_up(row.number, kind="promise")
            confirm_follow_up(
                stage.db,
                stage.by(who, "confirm"),
                follow_up_id=found.id,
                owner_post=promise.who,
                due_on=promise.due_on,
            )
        return [f"sag {row.number} åbnet"]

    return play


def _decide(row: Decided) -> Callable[[Stage, str], list[str]]:
    def play(stage: Stage, who: str) -> list[str]:
        stage.decide(row.number, row.body, row.outcome, row.text, who, return_to=row.return_to)
        return [f"sag {row.number}: {labels.of(row.outcome)}"]

    return play


EVERYDAY: tuple[Scene, ...] = (
    *(Scene(f"open {row.number}", at(row.at), "sagsbehandleren", "åbner en sag", _open(row)) for row in OPENED),
    *(
        Scene(f"{row.number} {row.body} {row.at}", at(row.at), "sekretæren", "skriver beslutningen", _decide(row))
        for row in DECIDED
    ),
)
