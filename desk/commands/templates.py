"""``sagsgang templates``: the wording of the mails, ours or the municipality's own."""

from __future__ import annotations

from pathlib import Path

from desk import show, template_words, words
from desk.help import noun
from desk.paper import read_text
from desk.typed import Json
from desk.workplace import here
from domain.casework.mail.texts import own_mail_texts, reset_mail_text, set_mail_text, versions_of
from domain.model import OwnMailText
from domain.rules.mail_texts import MAIL_TEXTS, check_mail_text, find_mail_text
from domain.rules.template_language import Shape
from domain.store.queries import current_profile

app = noun("templates")


@app.command(name="list")
def list_(*, as_json: Json = False) -> None:
    """Vis alle tekster, og hvilke der er kommunens egne."""
    with here().database() as db, db.read() as session:
        own = own_mail_texts(session)
    if as_json:
        show.as_json([_row(name, own.get(name)) for name in MAIL_TEXTS])
        return
    cells = ((name, template_words.title(name), *_state(own.get(name))) for name in MAIL_TEXTS)
    show.table(words.TEMPLATE_COLUMNS, cells)


@app.command(name="show")
def show_(name: str, /, *, as_json: Json = False) -> None:
    """Vis én tekst, som den gælder nu, hvad den kan nævne, og hvem der har rettet den hvornår.

    Parameters
    ----------
    name
        Tekstens navn fra »templates list«, for eksempel deadline.subject.
    """
    from flows.messages.wordings import shipped_texts  # noqa: PLC0415 - Jinja2 is loaded only where it is needed

    text = find_mail_text(name)
    with here().database() as db, db.read() as session:
        own, versions = own_mail_texts(session).get(name), versions_of(session, name)
    source = own.source if own else shipped_texts()[name]
    if as_json:
        history = [
            {"number": one.number, "source": one.source, "at": one.set_at, "by": one.set_by} for one in versions
        ]
        show.as_json({**_row(name, own), "source": source, "facts": list(text.given), "history": history})
        return
    show.say(template_words.title(name), style="bold")
    show.text(f"{(source or '').rstrip()}\n")
    show.say(words.TEMPLATE_FACTS.format(facts=", ".join(text.given)))
    if own is not None and own.fault:
        show.say(
            words.TEMPLATE_BROKEN.format(fault=template_words.fault(own.fault, own.fault_line)), style="bold red"
        )
    if versions:
        cells = (
            (one.number, one.set_at, one.set_by, words.TEMPLATE_KINDS[one.source is not None]) for one in versions
        )
        show.table(words.TEMPLATE_HISTORY, cells)


@app.command
def edit(name: str, file: Path, /) -> None:
    """Tag kommunens egen tekst i brug. Den prøves først; er der fejl i den, ændres intet.

    Parameters
    ----------
    name
        Tekstens navn fra »templates list«.
    file
        En fil med teksten, i UTF-8.
    """
    source = _source(name, file)
    place = here()
    with place.database() as db:
        receipt = set_mail_text(db, place.by(), name=name, source=source)
    say = words.TEMPLATE_WAS_SO if receipt.repeated else words.TEMPLATE_TAKEN
    show.say(say.format(name=name, title=template_words.title(name)))


@app.command
def preview(
    name: str, file: Path | None = None, /, *, closed: bool = False, html: bool = False, as_json: Json = False
) -> None:
    """Vis en hel mail med teksten i, med opdigtede oplysninger. Intet gemmes eller sendes.

    Parameters
    ----------
    name
        Tekstens navn fra »templates list«.
    file
        En fil med en tekst, der ikke er taget i brug endnu.
    closed
        Vis mailen, som den er for et lukket punkt.
    html
        Vis mailens HTML, for eksempel til at åbne i en browser.
    """
    from flows.messages import preview as previews  # noqa: PLC0415 - as above
    from flows.messages.texts import Texts  # noqa: PLC0415 - as above

    find_mail_text(name)
    with here().database() as db, db.read() as session:
        own = {key: (row.number, row.source or "") for key, row in own_mail_texts(session).items()}
        municipality = current_profile(session).name
    if file is not None:
        source = _source(name, file)
        check_mail_text(name, source)
        own[name] = (1, source)
    letter = previews.preview(name, Texts(own), municipality=municipality, is_closed=closed)
    if as_json:
        show.as_json({"subject": letter.subject, "text": letter.text, "html": letter.html})
    elif html:
        show.text(letter.html)
    else:
        show.say(words.TEMPLATE_SUBJECT.format(subject=letter.subject), style="bold")
        show.text(f"\n{letter.text}")


@app.command
def reset(name: str, /) -> None:
    """Gå tilbage til den sædvanlige tekst. De egne versioner bliver liggende og kan ses med »templates show«.

    Parameters
    ----------
    name
        Tekstens navn fra »templates list«.
    """
    place = here()
    with place.database() as db:
        receipt = reset_mail_text(db, place.by(), name=name)
    say = words.TEMPLATE_WAS_SHIPPED if receipt.repeated else words.TEMPLATE_RESET
    show.say(say.format(name=name, title=template_words.title(name)))


def _source(name: str, file: Path) -> str:
    """The file's text; the line break that an editor leaves at the end is no part of a line."""
    source = read_text(file)
    return source.rstrip("\r\n") if find_mail_text(name).shape is Shape.LINE else source


def _state(own: OwnMailText | None) -> tuple[object, ...]:
    if own is None:
        return template_words.STATES["shipped"], None, ""
    return template_words.STATES["broken" if own.fault else "own"], own.set_at, own.set_by


def _row(name: str, own: OwnMailText | None) -> dict[str, object]:
    return {
        "name": name,
        "title": template_words.title(name),
        "state": "shipped" if own is None else "broken" if own.fault else "own",
        "fault": own.fault if own else "",
        "set_at": own.set_at if own else None,
        "set_by": own.set_by if own else "",
    }
