"""What is wrong with a file or a document, in Danish: one sentence for each code of a finding.

A sentence may use the facts that its finding carries, by name, in braces; a fact that is not there is left out.
The tables stand by kind of finding; a test checks them against the codes of the code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from desk import labels
from desk.language import _

# --- a profile (domain/profile/check.py)
PROFILE = {
    "syntax": "det er ikke rigtig TOML ({message})",
    "unknown_table": "tabellen kendes ikke; mente du {nearest}?",
    "unknown_key": "nøglen kendes ikke; mente du {nearest}?",
    "missing_table": "tabellen mangler",
    "missing_key": "nøglen »{key}« mangler",
    "wrong_type": "»{found}« skal være {wanted}",
    "unknown_word": "»{found}« kendes ikke; skriv {nearest}",
    "unknown_reference": "»{found}« findes ikke; mente du {nearest}?",
    "duplicate": "»{found}« står allerede i linje {first_line}",
    "impossible_number": "{found} er ikke muligt; skriv et tal fra {least} til {most}",
    "impossible_date_range": "perioden slutter ({to}), før den begynder ({from})",
    "repeated_body": "{body} står to gange i sagsgangen",
    "empty": "der mangler en tekst",
    "bad_address": "»{found}« er ikke en mailadresse",
    "shipped_duty": "»{found}« følger allerede med programmet, med sin lov; vælg et andet ord",
    "leap_day": "29. februar er kun der hvert fjerde år; skriv den 28. februar eller den 1. marts",
    "never_due": "pligten ophører ({to}), før den første runde ({first}); ret den ene af de to dage",
    "no_approver": "organet, der beslutter ({approver}), er ikke i sagsgangen; føj det til",
    "item_outlives_body": "{body} ophører {to}, og punktet fortsætter; skriv, hvornår punktet slutter",
    "body_ends": "{body} ophører {to}, og runderne fortsætter; skriv organet efter det, eller lad pligten ophøre",
    "one_of_these": "skriv én af nøglerne {known}, og kun én",
}

ROLES = {"chair": "formand", "secretary": "sekretær"}
WANTED = {
    "str": "en tekst",
    "int": "et helt tal",
    "bool": "true eller false",
    "date": "en dato",
    "list": "en liste",
    "time": "et klokkeslæt",
}
_WORDS_FOR = {
    "wanted": WANTED,
    "role": ROLES,
    "approver": labels.LABELS["BodyKind"],
    "section": labels.FIELDS,
}  # facts that are words of the code

# --- a meeting plan (calendars/plan_*.py, domain/casework/meeting/planned.py)
PLAN = {
    "invalid_date": "datoen »{text}« findes ikke. Ret den",
    "missing_year": "datoen »{text}« har intet årstal. Skriv det",
    "missing_date": "{body} har ingen dato. Skriv den",
    "missing_body": "mødet {date} har intet organ. Skriv det",
    "missing_time": "{body} {date} har intet klokkeslæt. Skriv det",
    "no_time": "{body} {day} har intet klokkeslæt. Skriv det",
    "weekday_mismatch": "{date} er en {actual}, men der står {written}. Ret datoen eller ugedagen",
    "unreadable_weekday": "»{text}« er ikke en ugedag",
    "unreadable_time": "klokkeslættet »{text}« kan ikke læses. Skriv det som 14:00",
    "unreadable_cell": "»{text}« kan ikke læses som en dato",
    "unreadable_event": "begivenheden kan ikke læses",
    "unreadable_recurrence": "gentagelsen kan ikke læses. Skriv møderne enkeltvis",
    "long_recurrence": "gentagelsen er meget lang; de sidste møder er ikke med. Del den i år",
    "empty_recurrence": "alle gentagelsens dage er taget ud; den giver ingen møder",
    "endless_recurrence": "gentagelsen har ingen ende; møder efter {until} er ikke med",
    "year_mismatch": "{body} {date} ligger langt fra planens år {year}. Ret årstallet",
    "two_meetings_on_a_day": "{body} har allerede et møde {date} i række {first_row}. Slet det ene",
    "holiday": "{body} {date} er en helligdag ({holiday})",
    "weekend": "{body} {date} er en {weekday}",
    "ends_before_start": "{body}: mødet slutter {ends}, før det begynder {starts}. Ret klokkeslættet",
    "deadline_after_meeting": "fristen {date} ligger efter mødet {meeting}. Ret den",
    "moved": "{body} {date} er flyttet til {to}",
    "struck_out": "{body} {date} er streget over og læst som aflyst",
    "naive_time": "klokkeslættet har ingen tidszone og er læst som dansk tid",
    "same_uid": "samme begivenhed står også i række {first_row}; den nyeste gælder",
    "no_header": "der er ingen overskrifter; kolonnerne er læst efter deres indhold",
    "unknown_header": "kolonnen »{header}« kendes ikke og er ikke læst",
    "unread_row": "rækken er ikke læst: »{text}«",
    "too_wide": "kolonnerne efter nr. {most} er ikke læst",
    "hidden_sheet": "arket »{sheet}« er skjult og er ikke læst",
    "no_meetings": "der er ingen møder i filen. Se efter, om det er en mødeplan",
    "unknown_body": "organet »{name}« kendes ikke. Nærmest er {nearest}. Ret navnet, eller skriv det i profilen",
    "meeting_past": "{body} {day} ligger i fortiden. Ret datoen, hvis den er forkert",
    "meeting_weekend": "{body} {day} er i en weekend. Vælg en hverdag",
    "meeting_holiday": "{body} {day} er en helligdag ({name}). Vælg en anden dag",
    "meeting_closed": "{body} {day} er en lukkedag i kommunen. Vælg en anden dag",
    "meeting_taken": "{body} har allerede et møde {day}. Slet det ene",
}

# --- a proposed year of meetings (calendars/year_plan.py, domain/rules/year_conflicts.py)
PLAN |= {
    "rule_moved": "{body} {date} er flyttet til {to} ({name})",
    "rule_left_out": "{body} {date} er ikke med ({name})",
    "rule_day_missing": "{body}: der er ingen {nth} {weekday} i {month}",
    "rule_doubled": "{body}: to regler giver et møde {date}; det er kun med én gang",
    "rule_follows_nothing": "{body} følger {follows}, som selv mangler møder at følge. Ret reglerne i profilen",
    "council_month_missing": "{body} har intet møde i {month}; loven siger som regel mindst ét om måneden ({source})",
    "dispatch_before_minutes": (
        "{body} {date} sendes ud {dispatch_on}, før {previous} {previous_on} har sit referat ({minutes_on})"
    ),
    "same_person_twice": "{body} {date} ligger oven i {other}, og de har samme {role}",
    "members_twice": "{body} {date} ligger oven i {other}, som har medlemmer tilfælles med det",
    "same_place_twice": "{body} {date} ligger oven i {other}, og begge er i {place}",
}

# --- measurements, as a file has them or as they cannot be (domain/casework/goal/measured.py and indicators.py)
PLAN |= {
    "measure_no_header": "der er ingen overskrifter at læse efter. Skriv {known} øverst",
    "measure_unread_column": "kolonnen »{header}« kendes ikke og er ikke læst",
    "measure_nothing": "der er ingen målinger i filen. Se efter, om det er den rigtige",
    "measure_no_indicator": "der står ingen indikator. Skriv dens navn",
    "measure_no_day": "der står hverken runde eller dato. Skriv et år som 2023 eller en dag som 31-12-2023",
    "measure_bad_day": "»{text}« er hverken et år eller en dag, der findes. Skriv 2023 eller 31-12-2023",
    "measure_no_value": "der står ingen værdi. Skriv tallet, eller slet rækken",
    "measure_bad_value": "»{text}« er ikke et tal. Skriv det som 12,5",
    "measure_unclear_value": "»{text}« kan være to forskellige tal. Skriv det uden punktum, som 1234 eller 1,234",
    "measure_no_unit": "der står ingen enhed. Skriv den, som {unit}",
    "measure_other_unit": "enheden »{text}« er ikke indikatorens ({unit}). Regn tallet om, eller ret enheden",
    "unknown_indicator": "indikatoren »{name}« kendes ikke. Nærmest er {nearest}. Ret navnet, eller opret den først",
    "unknown_indicator_at_all": "indikatoren »{name}« kendes ikke. Ret navnet, eller opret den først",
    "indicator_ended": "»{indicator}« måles ikke længere siden {day}. Slet rækken",
    "outside_range": "{value} {unit} er ikke muligt for »{indicator}« (fra {lowest} til {highest}). Ret tallet",
    "measured_in_future": "{day} er ikke kommet endnu. Ret dagen",
    "measured_twice": "»{indicator}« står allerede for den dag i række {first_row}. Slet den ene",
}

# --- a document (domain/documents/document.py)
DOCUMENT = {
    "year_mismatch": "et årstal passer ikke med resten af punktet",
    "weekday_mismatch": "ugedag og dato passer ikke sammen",
    "invalid_date": "datoen findes ikke",
    "period_reversed": "perioden slutter, før den begynder",
    "stage_order": "datoerne går imod sagsgangens rækkefølge",
    "empty_recommendation": "overskriften Indstilling har ingen tekst under sig",
    "sum_mismatch": "tabellens sum er ikke summen af tallene",
    "missing_attachment": "teksten henviser til et bilag, der ikke er i listen",
    "closed_attachment_in_open_item": "et åbent punkt har et lukket bilag",
    "attachment_without_number": "et bilag mangler det nummer, de andre har",
    "no_text": "der er ingen tekst at læse",
    "nothing_found": "der er hverken overskrifter, sagsgang, beslutninger, bilag eller opfølgning at finde",
    "mixed_encoding": "filen har linjer i to tegnsæt; se efter, at æ, ø og å er læst rigtigt fra denne linje",
    "unknown_abbreviation": "forkortelsen i sagsgangen kendes ikke",
    "unknown_element": "elementet »{element}« kendes ikke, og det, der står i det, er ikke taget med",
    "year_unknown": "datoen har intet årstal, og intet i dokumentet afgør det",
    "stage_outside_route": "{body} den {date} står i teksten, men ikke i sagsgangen",
    "stage_without_meeting": "{body} har intet møde den {date}; de nærmeste er {nearest}",
    "old_period": "»{found}« er sidste rundes periode ({section}, linje {line})",
    "old_date": "»{found}« er en dag fra sidste runde ({section}, linje {line})",
    "old_year": "»{found}« er et år fra sidste runde ({section}, linje {line})",
    "old_theme": "»{found}« er sidste rundes tema ({section}, linje {line})",
    "old_name": "»{found}« står der ved navn; er det stadig den rigtige? ({section}, linje {line})",
    "renew_attachment": "bilaget »{words}« er fra sidste runde; læg det nye ved",
    "point_unpaired": "delpunktet står kun før eller kun efter beslutningen",
}

# --- what a person should look at before a case is opened (desk/intake.py)
DOUBTS = {
    "year_inferred": "{body} den {date}: året står der ikke, det er læst af resten",
    "route_from_text": "sagsgangen ({route}) er læst af teksten; den står ikke som sagsgang",
    "route_is_own_body": "der står ingen sagsgang; her står kun det organ, dagsordenen er til ({body})",
    "openness_unknown": "der står ikke, om punktet er åbent; det oprettes som åbent (--closed gør det lukket)",
    "owner_unknown": "ingen står som ansvarlig; skriv en stilling med --owner",
    "read_as_obligation": "sagen er læst som {obligation}; den skal besluttes før {before} ({source})",
    "obligation_repealed": "{obligation} er ophævet fra {repealed_on} ({source})",
    "promise_unowned": "en opfølgning uden ansvarlig: »{text}«",
}

SEVERITIES = {"error": "fejl", "warning": "advarsel", "stop": "stop", "warn": "advarsel", "info": "oplysning"}


_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class _Facts(dict[str, Any]):
    """Facts by name; one that is missing is written as three dots, so that a sentence is never lost over it."""

    def __missing__(self, key: str) -> str:
        return "…"


def line(finding: Any) -> str:
    """One finding of a plan file or a profile: its place first, then what is wrong."""
    return f"{_place(finding)}: {say(PROFILE if hasattr(finding, 'line') else PLAN, finding.code, finding.facts)}"


def say(table: Mapping[str, str], code: str, facts: Mapping[str, Any]) -> str:
    """The sentence for a code, filled with its facts."""
    return _(table[code]).format_map(_Facts({name: _fact(name, value) for name, value in facts.items()}))


def _place(finding: Any) -> str:
    if hasattr(finding, "line"):
        return _("linje {line}").format(line=finding.line) + (f", {finding.key}" if finding.key else "")
    row = _("række {row}").format(row=finding.row) if finding.row is not None else _("filen")
    return row + (f", {_('kolonnen {name}').format(name=finding.column)}" if finding.column else "")


def _fact(name: str, value: object) -> str:
    if name in _WORDS_FOR:
        return _(_WORDS_FOR[name].get(str(value), "")) or str(value)
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):  # facts that have been kept as JSON
        return f"{date.fromisoformat(value):%d-%m-%Y}"
    if isinstance(value, list | tuple):
        return labels.listed([str(part) for part in value], "eller" if name in {"nearest", "known"} else "og")
    return f"{value:.10g}".replace(".", ",") if isinstance(value, float) else str(value)
