"""The wording we ship: what each kind of notice says, one row a kind, in the order a reader should meet them.

Each sentence is a text of ``domain.rules.mail_texts``, and a municipality may put its own in its place. The
``{{ facts }}`` come from ``LineFacts`` (see ``letters.py``); none of them can hold a closed title.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files

from domain.model import NoticeKind
from domain.rules.mail_texts import MAIL_TEXTS
from domain.rules.template_language import Shape


@dataclass(frozen=True, slots=True)
class Wording:
    """A heading for the group, a subject (action, object, date), what is said, and what to do about it.

    ``meeting_…`` are for a notice about a whole meeting and no one case.
    """

    heading: str
    subject: str
    says: str
    task: str = ""
    is_urgent: bool = False
    meeting_subject: str = ""
    meeting_says: str = ""


# An invitation is no line among others: it has a letter of its own (``invitation.py``).
WORDINGS: Mapping[NoticeKind, Wording] = {
    NoticeKind.ACCESS: Wording(
        heading="Din adgang",
        subject="Din adgang til Sagsgang er ændret",
        says="Din adgang er ændret.",
        task="Er det ikke dig, og har du ikke aftalt det, så sig det straks til en administrator.",
        is_urgent=True,
    ),
    NoticeKind.CANCELLED: Wording(
        heading="Aflyst",
        subject="Taget af: {{ sager }} {{ til }}",
        says="Sagen behandles ikke {{ på }}.",
        is_urgent=True,
        meeting_subject="Aflyst: {{ organets }} møde {{ møde }}",
        meeting_says="{{ organets }} møde den {{ møde }} er aflyst.",
    ),
    NoticeKind.MOVED: Wording(
        heading="Flyttet",
        subject="Flyttet: {{ sager }} {{ til }}",
        says="Sagen behandles nu {{ på }}.",
        task="Se, om datoen passer, og flyt det, der hænger på den.",
        is_urgent=True,
        meeting_subject="Flyttet: {{ organets }} møde til {{ møde }}",
        meeting_says="{{ organets }} møde er nu den {{ møde }}.",
    ),
    NoticeKind.DECLINED: Wording(
        heading="Afbud fra formanden",
        subject="Afbud fra formanden: {{ organ }} {{ møde }}",
        says="Formanden har svaret nej til {{ organets }} møde den {{ møde }}.",
        task="Aftal, hvem der leder mødet.",
        is_urgent=True,
    ),
    NoticeKind.BLOCKED: Wording(
        heading="Mangler noget før dagsordenen",
        subject="Mangler noget før dagsordenen: {{ sager }} {{ til }}",
        says="Sagen kan ikke komme på dagsordenen til {{ organets }} møde den {{ møde }}, som den er.",
        task="Ret det, der mangler, på sagen; så kommer den med.",
        is_urgent=True,
    ),
    NoticeKind.STUCK: Wording(
        heading="Kan ikke planlægges",
        subject="Kan ikke planlægges: {{ sager }}",
        says="Der er ikke en række møder, som sagen kan nå gennem.",
        task="Åbn sagen, og vælg en løsning.",
        is_urgent=True,
    ),
    NoticeKind.ROUND_AT_RISK: Wording(
        heading="Runder, der kan komme for sent",
        subject="Kan komme for sent: {{ sager }}, frist {{ kort_dato }}",
        says="Pligtens frist er {{ dato }}, og den er ikke godkendt endnu.",
        task="Åbn sagen, og se, hvad der kan flyttes.",
        is_urgent=True,
    ),
    NoticeKind.ESCALATION: Wording(
        heading="Ikke fulgt op",
        subject="Ikke fulgt op: {{ sager }}, frist {{ kort_dato }}",
        says="Opfølgningen er ikke meldt gjort. Fristen var {{ dato }}, {{ hvornår }}.",
        task="Tal med den ansvarlige, eller giv opgaven til en anden.",
        is_urgent=True,
    ),
    NoticeKind.CHASE: Wording(
        heading="Rykkere",
        subject="Rykker: opfølgning på {{ sager }}, frist {{ kort_dato }}",
        says="Opfølgningen er ikke meldt gjort. Fristen var {{ dato }}, {{ hvornår }}.",
        task="Meld den gjort, eller aftal en ny frist med sekretariatet.",
        is_urgent=True,
    ),
    NoticeKind.DEADLINE: Wording(
        heading="Frister",
        subject="Frist {{ hvornår }}: {{ sager }} {{ til }}",
        says="Fristen for {{ frist }} til {{ organets }} møde den {{ møde }} er {{ den_dag }}.",
        task="{{ opgave }}",
    ),
    NoticeKind.FOLLOW_UP: Wording(
        heading="Opfølgninger",
        subject="Opfølgning {{ hvornår }}: {{ sager }}",
        says="Opfølgningen skal være gjort {{ den_dag }}.",
        task="Meld den gjort, når den er det.",
    ),
    NoticeKind.ASK_DECISION: Wording(
        heading="Beslutninger, der mangler",
        subject="Skriv beslutningen: {{ sager }} fra {{ organ }} {{ møde }}",
        says="{{ organets }} møde den {{ møde }} er holdt, og beslutningen er ikke skrevet ind.",
        task="Skriv beslutningen ind, så sagen kan gå videre.",
    ),
    NoticeKind.DECIDED: Wording(
        heading="Besluttet",
        subject="Besluttet: {{ sager }} i {{ organ }} {{ møde }}",
        says="Beslutningen i {{ organ }} den {{ møde }}: {{ udfald }}.",
    ),
    NoticeKind.PROPOSED: Wording(
        heading="Opfølgninger, der skal bekræftes",
        subject="Bekræft opfølgning: {{ sager }}",
        says="Sagen har en opfølgning, som ingen endnu har taget på sig.",
        task="Bekræft med en ansvarlig og en frist, eller afvis.",
    ),
    NoticeKind.ROUND_OPENED: Wording(
        heading="Pligter, der kommer igen",
        subject="Ny runde: {{ sager }}, frist {{ kort_dato }}",
        says="En pligt kommer igen, og sagen er oprettet. Fristen er {{ dato }}.",
        task="Åbn sagen, ret det, der er fra sidste runde, og skriv det nye.",
    ),
    NoticeKind.PLANNED: Wording(
        heading="Planlagt",
        subject="Planlagt: {{ sager }} {{ til }}",
        says="Sagen behandles {{ på }}.",
    ),
}

LINES: Mapping[str, str] = {
    "letter.greeting": "Kære {{ navn }}",
    "letter.intro": "Her er {{ antal }} ting fra Sagsgang {{ i_dag }}.",
    "letter.footer": "Mailen er sendt automatisk. "
    "{% if kan_besvares %}Dit svar går til sekretariatet.{% else %}Den kan ikke besvares.{% endif %}",
    "invitation.called.subject": "Møde: {{ møde }} {{ dato }} kl. {{ klokken }}",
    "invitation.called.says": "Du indkaldes til et møde.",
    "invitation.changed.subject": "Ændret: {{ møde }} {{ dato }} kl. {{ klokken }}",
    "invitation.changed.says": "Mødet er ændret.",
    "invitation.cancelled.subject": "Aflyst: {{ møde }} {{ dato }}",
    "invitation.cancelled.says": "Mødet er aflyst.",
    "invitation.withdrawn.subject": "Du er ikke længere indkaldt: {{ møde }} {{ dato }}",
    "invitation.withdrawn.says": "Du er ikke længere indkaldt til dette møde. Mødet holdes stadig.",
    "invitation.task": "Svar ja, nej eller måske i din kalender.",
}


@cache
def shipped_texts() -> Mapping[str, str]:
    """Every text as we ship it, by its name in ``MAIL_TEXTS``: the rows above, and the layouts beside this file."""
    rows = {
        f"{kind.value}.{part}": str(words) for kind, row in WORDINGS.items() for part, words in asdict(row).items()
    }
    found = {name: source for name, source in {**rows, **LINES}.items() if name in MAIL_TEXTS}
    for name, text in MAIL_TEXTS.items():
        if text.shape is not Shape.LINE:
            noun, _, kind = name.partition(".")
            ending = "html" if kind == "html" else "txt"
            found[name] = files("flows.messages").joinpath(f"{noun}.{ending}.j2").read_text("utf-8")
    return found
