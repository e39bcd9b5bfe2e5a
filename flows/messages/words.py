"""The Danish words the mails and the runs use: names of deadlines and outcomes, dates, small numbers.

Each table is complete over its enum; a test checks it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from calendars.copenhagen import COPENHAGEN
from calendars.danish_dates import MONTHS, WEEKDAYS
from calendars.deadlines import DeadlineKind
from domain.model import AccessChange, MeetingStatus, Outcome
from domain.rules.constraints import Constraint, Cure
from domain.rules.replanning import Why

NUMBERS = ("ingen", "én", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti")
SOON_DAYS = 7  # nearer than this a deadline is told in days

DEADLINES: Mapping[DeadlineKind, str] = {
    DeadlineKind.SUBMISSION: "aflevering",
    DeadlineKind.CHAIR_REVIEW: "formandens gennemgang af dagsordenen",
    DeadlineKind.DISPATCH: "udsendelse af dagsordenen",
    DeadlineKind.PUBLICATION: "offentliggørelse af dagsordenen",
    DeadlineKind.MINUTES: "referatet",
}

# What is asked of the one who carries a case, when a deadline of its meeting draws near.
DEADLINE_TASKS: Mapping[DeadlineKind, str] = {
    DeadlineKind.SUBMISSION: "Aflever den færdige sag til sekretariatet.",
    DeadlineKind.CHAIR_REVIEW: "Hav sagen klar til formandens spørgsmål.",
    DeadlineKind.DISPATCH: "Se, at sagen er klar, når dagsordenen sendes ud.",
    DeadlineKind.PUBLICATION: "Se, at det, der er lukket, er mærket som lukket.",
    DeadlineKind.MINUTES: "Læs beslutningen, når referatet er klar.",
}
# What is asked of the body's secretary or chair, about the whole meeting.
MEETING_TASKS: Mapping[DeadlineKind, str] = {
    DeadlineKind.SUBMISSION: "Se efter, om alle sager er afleveret.",
    DeadlineKind.CHAIR_REVIEW: "Gennemgå dagsordenen, og giv sekretariatet besked.",
    DeadlineKind.DISPATCH: "Send dagsordenen ud.",
    DeadlineKind.PUBLICATION: "Offentliggør den åbne dagsorden.",
    DeadlineKind.MINUTES: "Gør referatet klar, og skriv beslutningerne ind.",
}

OUTCOMES: Mapping[Outcome, str] = {
    Outcome.APPROVED: "Godkendt",
    Outcome.RECOMMENDED: "Anbefalet",
    Outcome.NOTED: "Taget til efterretning",
    Outcome.DISCUSSED: "Drøftet",
    Outcome.POSTPONED: "Udsat",
    Outcome.RETURNED: "Sendt tilbage",
    Outcome.REJECTED: "Forkastet",
    Outcome.FORWARDED: "Sendt videre",
    Outcome.WITHDRAWN: "Trukket tilbage",
    Outcome.STOPPED_23: "Standset efter § 23",
    Outcome.CHAIR_DECISION: "Formandsbeslutning",
    Outcome.MAYOR_DECISION_31: "Borgmesterbeslutning efter § 31",
}

# What a meeting's title says beside the body's name.
MEETING_KINDS: Mapping[MeetingStatus, str] = {
    MeetingStatus.ORDINARY: "",
    MeetingStatus.EXTRAORDINARY: "ekstraordinært",
    MeetingStatus.CONSTITUENT: "konstituerende",
    MeetingStatus.CANCELLED: "",
}

# Why a stop got another meeting; empty where there is nothing to explain.
WHYS: Mapping[Why, str] = {
    Why.PLACED: "",
    Why.MEETING_MOVED: "mødet er flyttet",
    Why.MEETING_CANCELLED: "mødet er aflyst",
    Why.POSTPONED_BY_BODY: "sagen er udsat af organet",
    Why.RETURNED_BY_BODY: "sagen er sendt tilbage",
    Why.FORWARDED_BY_BODY: "sagen er sendt videre til et andet organ",
    Why.STOPPED_23: "sagen er standset efter § 23",
    Why.STOP_ADDED: "sagsgangen har fået et led mere",
    Why.STOP_DROPPED: "sagsgangen har fået et led mindre",
    Why.URGENCY: "der er skrevet en begrundelse for hast",
}

# Why there is no plan, and what would help.
CONSTRAINTS: Mapping[Constraint, str] = {
    Constraint.NOT_CANCELLED: "mødet er aflyst",
    Constraint.NOT_BEFORE: "pligten behandles først senere på året",
    Constraint.DECIDE_BEFORE: "organet når ikke at beslutte før sagens frist",
    Constraint.ORDER: "mødet ligger før det forrige organs møde",
    Constraint.GAP: "der er for få dage mellem de to behandlinger",
    Constraint.MINUTES: "det forrige organs referat er ikke klar, når dagsordenen skal ud",
    Constraint.SUBMISSION: "sagen er ikke klar til fristen for aflevering",
    Constraint.CAPACITY: "mødets dagsorden er fuld",
    Constraint.MED_BEFORE_POLITICS: "MED-udvalget skal høres før de politiske organer",
    Constraint.FIXED: "den faste dato kan ikke flyttes",
    Constraint.NO_MEETING: "mødeplanen har ikke flere møder i organet",
}
CURES: Mapping[Cure, str] = {
    Cure.URGENCY_REASON: "skriv en begrundelse for hast, som trykkes på dagsordenen (§ 8, stk. 5)",
    Cure.EXTRAORDINARY_MEETING: "indkald til et ekstraordinært møde",
    Cure.FASTER_MINUTES: "få referatet færdigt hurtigere",
    Cure.EARLIER_START: "begynd tidligere",
    Cure.OTHER_MEETING: "vælg et andet møde",
    Cure.RELEASE_FIXED_DATE: "slip den faste dato",
    Cure.OTHER_ROUTE: "ret sagsgangen",
}

# What of somebody's own access has changed, by ``domain.model.AccessChange``.
ACCESS: Mapping[str, str] = {
    AccessChange.PASSWORD: "Adgangskoden blev ændret",
    AccessChange.FACTOR_ON: "Totrinslogin blev slået til",
    AccessChange.FACTOR_OFF: "Totrinslogin blev slået fra",
    AccessChange.FACTOR_RESET: "Totrinslogin blev nulstillet af en administrator",
    AccessChange.RECOVERY_CODE: "En af dine nødkoder blev brugt til at logge ind",
    AccessChange.ADDRESS: "Brugerens mailadresse eller person blev rettet",
    AccessChange.RIGHTS: "Dine rettigheder blev ændret",
}

# The checks that keep a case off the agenda, by code.
OBSTACLES: Mapping[str, str] = {
    "empty_recommendation": "indstillingen er tom",
    "dispatch_collision": "dagsordenen skal ud, før det forrige organ har mødtes; skriv en begrundelse for hast",
    "dispatch_missed": "dagsordenen skulle være sendt ud, og der er ingen begrundelse for hast",
    "follow_up_blocks": "en opfølgning skal være gjort først",
    "med_after_politics": "MED-udvalget er ikke hørt før de politiske organer",
}


def short_date(day: date) -> str:
    """16. maj 2023."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def moment(at: datetime) -> str:
    """16. maj 2023 kl. 14.05, Danish time."""
    there = at.astimezone(COPENHAGEN)
    return f"{short_date(there.date())} kl. {there:%H.%M}"


def long_date(day: date) -> str:
    """Tirsdag den 16. maj 2023, with a small first letter."""
    return f"{WEEKDAYS[day.weekday()]} den {short_date(day)}"


def when(day: date, today: date) -> str:
    """How a person says it: i dag, i morgen, om tre dage, 16. maj 2023; i går, for 11 dage siden."""
    days = (day - today).days
    near = {0: "i dag", 1: "i morgen", -1: "i går"}
    if days in near:
        return near[days]
    if 0 < days <= SOON_DAYS:
        return f"om {number(days)} dage"
    if days < 0:
        return f"for {number(-days)} dage siden"
    return short_date(day)


def on_day(day: date, today: date) -> str:
    """The same with the date beside it: i morgen, tirsdag den 2. maj 2023; far ahead the date alone."""
    return long_date(day) if (day - today).days > SOON_DAYS else f"{when(day, today)}, {long_date(day)}"


def number(count: int) -> str:
    """Small numbers as words, as they are written in running text."""
    return NUMBERS[count] if 0 <= count < len(NUMBERS) else str(count)


def count_of(count: int, one: str, many: str) -> str:
    """With the noun that fits: 1 mail, 3 mails."""
    return f"{count} {one if count == 1 else many}"


def count_cases(count: int) -> str:
    """1 sag, 3 sager."""
    return count_of(count, "sag", "sager")


def sentence(text: str) -> str:
    """With a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]
