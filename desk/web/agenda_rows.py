"""The table an agenda is confirmed in: a row an item, as it was read, as it was typed, and what stood in the way.

The texts of an item travel with its row unseen; what people decide about stands in fields of the row's own. Nothing
is kept between the two forms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from fastapi.datastructures import FormData
from starlette.datastructures import UploadFile

from desk import labels
from desk.agenda_in import AgendaLine, Does, Seen
from desk.web.case_draft import ATTACHMENTS, PROMISES, CaseForm, arguments, key_of, typed_of
from desk.web.forms import read
from desk.web.language import _
from domain.model import CaseState
from domain.profile import Profile

FIELDS = ("does", "number", "title", "is_open", "route", "owner_post")
_CARRIED = (
    *("obligation", "decide_before", "period_start", "period_end", "recommendation", "presentation", "economy"),
    *("source_file", "findings", "doubt", *ATTACHMENTS, *PROMISES),
)
_LEG = re.compile(r"^(.*?)(?:\s+(\d[\d\s./-]*\d))?$", re.DOTALL)
MOST_ROWS = 450  # with their fields; a form of more is not read


@dataclass(frozen=True, slots=True)
class Row:
    """One item. ``typed`` are the fields people see, ``carried`` the rest of the case's form.

    ``marks`` are what to look at.
    """

    at: int
    shown: str
    is_point: bool
    place: str
    typed: Mapping[str, str]
    carried: Mapping[str, Any]
    attachments: frozenset[int]
    promises: frozenset[int]
    because: str = ""
    known: str = ""  # number and title of the case that was found
    marks: Sequence[str] = ()
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def found(self) -> str:
        """All that the row must not forget, as one field."""
        return json.dumps(
            {
                "carried": dict(self.carried),
                "shown": self.shown,
                "is_point": self.is_point,
                "place": self.place,
                "because": self.because,
                "known": self.known,
                "marks": list(self.marks),
            },
            ensure_ascii=False,
        )

    @property
    def does(self) -> Does:
        """What is to become of it."""
        return Does(self.typed["does"])

    @property
    def listed_attachments(self) -> list[tuple[int, str, str, bool]]:
        """Place, title, openness and whether it comes along."""
        lines = zip(self.carried.get("attachment_title", []), self.carried.get("attachment_open", []), strict=False)
        return [(at, title, is_open, at in self.attachments) for at, (title, is_open) in enumerate(lines)]

    @property
    def listed_promises(self) -> list[tuple[int, str, str, str, bool]]:
        """Place, text, by whom, until when, and whether it comes along."""
        names = ("promise_text", "promise_owner", "promise_due", "promise_due_text")
        lines = zip(*(self.carried.get(name, []) for name in names), strict=False)
        return [(at, text, who, due or said, at in self.promises) for at, (text, who, due, said) in enumerate(lines)]

    @property
    def texts(self) -> list[tuple[str, int]]:
        """Which texts were read, and how long they are."""
        names = ("recommendation", "presentation", "economy")
        return [(_(labels.FIELDS[name]), len(self.carried.get(name, ""))) for name in names if self.carried.get(name)]


def row_of(at: int, line: AgendaLine, seen: Seen, profile: Profile, met: frozenset[tuple[str, date]]) -> Row:
    """A line of the paper as the form begins. ``met``: which bodies meet on which days (``days_met``)."""
    typed = typed_of(line.intake, profile)
    bodies, written = typed.pop("route_body"), typed.pop("route_date")
    known = line.known
    shown = {
        "does": line.does.value,
        "number": known.number if known is not None and line.does is not Does.OPEN else typed["number"],
        "title": typed["title"],
        "is_open": typed["is_open"],
        "route": ", ".join(" ".join(filter(None, leg)) for leg in zip(bodies, written, strict=True)),
        "owner_post": typed["owner_post"],
    }
    return Row(
        at=at,
        shown=line.number,
        is_point=line.is_point,
        place=_("side {page}, linje {line}").format(page=line.place.page, line=line.place.line),
        typed=shown,
        carried={name: typed[name] for name in _CARRIED},
        attachments=frozenset(range(len(typed["attachment_title"]))),
        promises=frozenset(range(len(typed["promise_text"]))),
        because=line.because,
        known=f"{known.number} {known.title}" if known is not None else "",
        marks=[*_marks(line, seen), *_no_meeting(line, profile, met)],
    )


def typed_row(typed: FormData, at: int) -> Row | None:
    """A row as it came back; None where it was not of this form."""
    try:
        found = json.loads(str(typed.get(f"found-{at}", "")))
        carried = {name: found["carried"].get(name, "") for name in _CARRIED}
        fields = {name: str(typed.get(f"{name}-{at}", "")) for name in FIELDS}
        fields["does"] = Does(fields["does"]).value if fields["does"] in list(Does) else Does.ASK.value
        return Row(
            at=at,
            shown=str(found["shown"])[:40],
            is_point=bool(found["is_point"]),
            place=str(found["place"])[:80],
            typed=fields,
            carried=carried,
            attachments=_ticked(typed, f"attachment-{at}"),
            promises=_ticked(typed, f"promise-{at}"),
            because=str(found["because"])[:20],
            known=str(found["known"])[:400],
            marks=[str(one)[:600] for one in found["marks"]][:60],
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def form_of(row: Row, *, whole: bool = False) -> FormData:
    """The row as the form of one case, with what is to come along; ``whole``: with all that was read."""
    pairs: list[tuple[str, str | UploadFile]] = [
        (name, row.typed[name]) for name in FIELDS if name not in {"does", "route"}
    ]
    for body, day in _legs(row.typed["route"]):
        pairs += [("route_body", body), ("route_date", day)]
    chosen = {**dict.fromkeys(ATTACHMENTS, row.attachments), **dict.fromkeys(PROMISES, row.promises)}
    for name, value in row.carried.items():
        if name in chosen:
            pairs += [(name, str(one)) for at, one in enumerate(value) if whole or at in chosen[name]]
        elif name != "doubt":
            pairs.append((name, str(value)))
        elif whole:
            pairs += [(name, str(one)) for one in (*row.marks, *value)]
    return FormData(pairs)


def arguments_of(row: Row) -> tuple[dict[str, Any], dict[str, str]]:
    """What ``open_case`` is told, or what is wrong with the row: a sentence for each field."""
    if row.does is Does.ATTACH and not row.typed["number"].strip():
        return {}, {"number": _("Skriv nummeret på den sag, punktet hører til.")}
    if row.does is Does.ATTACH:  # the case has its own title, route and openness
        row = replace(row, typed={**row.typed, "title": row.typed["title"] or "-", "is_open": "yes", "route": ""})
    data = form_of(row)
    filled = read(CaseForm, data)
    if filled.value is None:
        return {}, {name if name in FIELDS else "": sentence for name, sentence in filled.errors.items()}
    try:
        given = arguments(filled.value, data)
    except ValueError as error:
        return {}, {"route": _("Datoen »{text}« findes ikke.").format(text=str(error))}
    if row.does is Does.OPEN and not given["route"]:
        return {}, {"route": _("Skriv mindst ét organ.")}
    start, end = given["period_start"], given["period_end"]
    if start and end and end < start:
        return {}, {"": _("Perioden slutter, før den begynder. Åbn punktet i hele formularen.")}
    return given, {}


def _legs(route: str) -> list[tuple[str, str]]:
    parts = (_LEG.match(part.strip()) for part in re.split(r"[,;\n]", route))
    return [(match[1].strip(), (match[2] or "").strip()) for match in parts if match and match[1].strip()]


def _ticked(typed: FormData, name: str) -> frozenset[int]:
    return frozenset(int(str(one)) for one in typed.getlist(name) if str(one).isdecimal() and len(str(one)) < 4)  # noqa: PLR2004 - three digits are enough


def _marks(line: AgendaLine, seen: Seen) -> Iterable[str]:
    known = line.known
    if known is not None and line.does is Does.ASK:
        yield {
            "title": _("Overskriften ligner, men sagen har et andet nummer eller er ikke på mødet. Vælg selv."),
            "route": _("Kun sagsgangen er den samme. Vælg selv."),
        }.get(line.because, "")
    elif line.does is Does.ASK:
        yield _("Punktet har delpunkter. Er det én sag eller flere? Vælg selv.")
    if known is not None and known.state is not CaseState.OPEN:
        yield _("Sagen er slut. Punktet lades ude.")
    elif known is not None and known.stop is None and not known.is_here:
        yield _("Organet står ikke i sagens sagsgang, eller det er færdigt med den. Leddet bliver ikke føjet til.")
    elif known is not None and seen.meeting is not None and known.meeting_id != seen.meeting:
        yield _("Sagen står på et andet møde i organet. Den flyttes til dette.")
    if line.does is Does.OPEN and not line.intake.arguments["number"]:
        yield _("Der står intet sagsnummer. Skriv det, eller lad punktet ude.")
    if line.does is Does.OPEN and line.intake.arguments["is_open"] is None:
        yield _("Der står ikke, om punktet er åbent. Vælg det.")
    if line.unsure:
        yield _("Usikkert læst: {fields}.").format(fields=", ".join(_(labels.FIELDS[name]) for name in line.unsure))


def _no_meeting(line: AgendaLine, profile: Profile, met: frozenset[tuple[str, date]]) -> Iterable[str]:
    for body, day in line.intake.arguments["stages"].items():
        key = key_of(body, profile)
        if (key, day) not in met:
            yield _("{body} har intet møde den {day}.").format(body=key, day=f"{day:%d-%m-%Y}")
