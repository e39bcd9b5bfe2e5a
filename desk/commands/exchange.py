"""``case export``, ``case import`` and ``meetings export``: a whole case or meeting as one file, out and in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from desk import show, words
from desk.asking import may_save
from desk.lookup import find, meeting_of
from desk.outside import door
from desk.paper import read_bytes
from desk.typed import Day, Json, Yes
from desk.workplace import here
from domain.store.queries import current_profile

if TYPE_CHECKING:
    from sqlmodel import Session

    from domain.casework.exchange.incoming import ImportPlan
    from domain.documents.exchange.shape import Exchange, ExchangeEdition


def export_case_(number: str, /, *, out: Path, public: Annotated[bool, Parameter(negative=())] = False) -> None:
    """Skriv en hel sag i én fil: sagen, dens møder, beslutninger, opfølgninger, bilag og filer.

    Parameters
    ----------
    number
        Sagens nummer.
    out
        Filen, som sag.zip.
    public
        Kun det, offentligheden må se. Ellers er også det lukkede med.
    """
    from domain.casework.exchange.outgoing import export_case  # noqa: PLC0415 - loaded to be used

    with here().database() as db, db.read() as session:
        case = find(session, number)
        _write(session, export_case(session, case.id, edition=_edition(public=public), at=here().clock()), out)


def export_meeting_(
    *, body: str, meeting: Day, out: Path, public: Annotated[bool, Parameter(negative=())] = False
) -> None:
    """Skriv et helt møde i én fil: dagsordenen, referatet og hver sag på det. Den indlæses med »case import«.

    Parameters
    ----------
    body
        Organet, som KB.
    meeting
        Mødedagen, som 2023-05-23.
    out
        Filen, som moede.zip.
    public
        Kun det, offentligheden må se. Ellers er også det lukkede med.
    """
    from domain.casework.exchange.outgoing import export_meeting  # noqa: PLC0415 - loaded to be used

    with here().database() as db, db.read() as session:
        found = meeting_of(session, body, meeting, current_profile(session))
        _write(session, export_meeting(session, found.id, edition=_edition(public=public), at=here().clock()), out)


def import_(
    file: Path,
    /,
    *,
    dry_run: Annotated[bool, Parameter(negative=())] = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Indlæs en sag eller et møde fra en fil, som »export« har skrevet: det hele eller intet. Vis først, hvad der er.

    Parameters
    ----------
    file
        Filen.
    dry_run
        Vis, hvad der ville ske, uden at gemme.
    """
    from domain.casework.exchange.incoming import import_exchange, preview_import  # noqa: PLC0415 - loaded to be used
    from flows.settings import Settings  # noqa: PLC0415 - as above

    parcel = door.open_parcel(file.name, read_bytes(file), Settings())
    with here().database() as db:
        with db.read() as session:
            plan = preview_import(session, parcel)
        is_saved = False
        if not as_json:
            _show(plan)
        if plan.is_good and plan.is_done:
            show.note(words.EXCHANGE_HERE)
        elif not plan.is_good or (not dry_run and (not show.is_terminal() or may_save(yes=yes))):
            import_exchange(db, here().by(), parcel=parcel)  # refuses what is wrong, with its sentence
            is_saved = True
    if as_json:
        show.as_json(_as_data(plan) | {"saved": is_saved})
    elif is_saved:
        show.say(words.EXCHANGE_SAVED.format(file=file.name))


def _edition(*, public: bool) -> ExchangeEdition:
    from domain.documents.exchange.shape import ExchangeEdition  # noqa: PLC0415 - loaded to be used

    return ExchangeEdition.PUBLIC if public else ExchangeEdition.FULL


def _write(session: Session, exchange: Exchange, out: Path) -> None:
    from domain.casework.exchange.outgoing import bytes_of  # noqa: PLC0415 - loaded to be used
    from domain.documents.exchange.packing import pack  # noqa: PLC0415 - as above

    out.write_bytes(pack(exchange, bytes_of(session, exchange)))
    is_full = exchange.edition.value == "full"
    show.say((words.EXCHANGE_FULL if is_full else words.EXCHANGE_PUBLIC).format(file=out, cases=len(exchange.cases)))


def _show(plan: ImportPlan) -> None:
    from desk import exchange_words  # noqa: PLC0415 - loaded to be used

    rows = [(one.case.number, one.case.title, exchange_words.fate(one.fate)) for one in plan.cases]
    show.table(words.EXCHANGE_COLUMNS, rows)
    for key, (_meeting, id_here) in plan.meetings.items():
        if id_here is None:
            show.say(words.EXCHANGE_MEETING.format(key=key))
    for line in exchange_words.lines(one for one in plan.findings if not one.is_error):
        show.say(f"  {line}")


def _as_data(plan: ImportPlan) -> dict[str, object]:
    return {
        "cases": [{"number": one.case.number, "fate": one.fate.value} for one in plan.cases],
        "meetings": [{"key": key, "new": id_here is None} for key, (_meeting, id_here) in plan.meetings.items()],
        "findings": [{"code": one.code, "error": one.is_error, "facts": one.facts} for one in plan.findings],
    }
