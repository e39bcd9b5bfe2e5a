"""``sagsgang cycles``: duties that come again by law, their rounds, and whether there is a next one."""

from __future__ import annotations

from datetime import date

from desk import labels, show, words
from desk.help import noun
from desk.typed import Day, Json, Key
from desk.workplace import here
from domain.errors import NotFoundError
from domain.rules.obligation import Authority, NoRound, Obligation, Round
from domain.rules.obligations import NOT_VERIFIED, next_round_of, rounds_of

app = noun("cycles")


@app.command(name="list")
def list_rounds(key: Key | None = None, /, *, until: Day | None = None, as_json: Json = False) -> None:
    """Runderne i en pligt, der kommer igen; uden nøgle: hvilke pligter der er.

    Parameters
    ----------
    key
        Pligtens nøgle, som ligestillingsredegørelse eller danmarkskort.
    until
        Runder til og med denne dag; ellers i dag.
    """
    if key is None:
        known = list(_all().values())
        rows = [
            (
                one.key,
                labels.of(one.approver),
                one.submitted_to,
                one.repeal.source if one.repeal else "",
                one.not_verified,
            )
            for one in known
        ]
        if as_json:
            names = ("key", "approver", "submitted_to", "repealed_by", "not_verified")
            show.as_json([dict(zip(names, row, strict=True)) for row in rows])
        else:
            show.table(words.OBLIGATION_COLUMNS, rows)
        return
    found = rounds_of(_find(key), until=until or here().today())
    if as_json:
        show.as_json([_round_row(one) for one in found])
        return
    show.table(words.ROUND_COLUMNS, ((r.year, r.period_start, r.period_end, r.due_on, r.source) for r in found))


@app.command(name="next")
def next_(key: Key, /, *, as_of: Day | None = None, as_json: Json = False) -> None:
    """Den næste runde, eller hvorfor der ingen er.

    Parameters
    ----------
    key
        Pligtens nøgle.
    as_of
        Den første runde efter denne dag; ellers fra i dag.
    """
    answer = next_round_of(_find(key), as_of=as_of or here().today())
    if isinstance(answer, NoRound):
        row = {"obligation": key, "next": None, "repealed_on": answer.repealed_on, "source": answer.repealed_by}
        if as_json:
            show.as_json(row)
        else:
            show.say(words.NO_ROUND.format(source=answer.repealed_by, day=show.day(answer.repealed_on)))
        return
    if as_json:
        show.as_json({"obligation": key, "next": _round_row(answer), "repealed_on": None, "source": answer.source})
        return
    period = f"{show.day(answer.period_start)} til {show.day(answer.period_end)}"
    show.say(
        words.NEXT_ROUND.format(year=answer.year, period=period, due=show.day(answer.due_on), source=answer.source)
    )


@app.command(name="open")
def open_(key: Key, /, *, year: int | None = None, theme: str = "", as_json: Json = False) -> None:
    """Opret sagen til en runde ud fra sidste rundes. En runde får én sag.

    Parameters
    ----------
    key
        Pligtens nøgle.
    year
        Rundens år; ellers den runde, der er i gang.
    theme
        Rundens tema, når den har et.
    """
    from domain.casework.year.cycles import open_cycle  # noqa: PLC0415 - SQLModel is not loaded before a verb needs it

    with here().database() as db:
        receipt = open_cycle(db, here().by(), obligation=key, year=year, theme=theme.strip())
    number = receipt.facts["number"]
    if as_json:
        show.as_json({"case": receipt.subject, "number": number, "repeated": receipt.repeated})
    else:
        show.say((words.ROUND_HAS_CASE if receipt.repeated else words.ROUND_OPENED).format(number=number))


@app.command(name="move")
def move(key: Key, /, *, year: int, due: Day, reason: str, source: str) -> None:
    """Skriv, at en rundes frist er flyttet, hvorfor, og hvor det står.

    Parameters
    ----------
    key
        Pligtens nøgle.
    year
        Rundens år.
    due
        Den nye sidste dag.
    reason
        Hvorfor den er flyttet.
    source
        Hvor det står: bekendtgørelsen, brevet.
    """
    from domain.casework.year.cycles import move_cycle  # noqa: PLC0415 - as above

    with here().database() as db:
        move_cycle(db, here().by(), obligation=key, year=year, due_on=due, reason=reason, source=source)
    show.say(words.ROUND_MOVED.format(year=year, day=show.day(due)))


@app.command(name="published")
def published(key: Key, /, *, on: Day, source: str, year: int | None = None) -> None:
    """Skriv, hvornår det, en runde venter på, kom ud: Danmarkskortets tal. Fristen følger af dagen.

    Parameters
    ----------
    key
        Pligtens nøgle.
    on
        Dagen, tallene kom.
    source
        Hvor det står.
    year
        Rundens år; ellers dagens.
    """
    from domain.casework.year.cycles import record_publication  # noqa: PLC0415 - as above

    with here().database() as db:
        receipt = record_publication(db, here().by(), obligation=key, published_on=on, source=source, year=year)
    due = date.fromisoformat(receipt.facts["due_on"])
    show.say(words.ROUND_PUBLISHED.format(year=year or on.year, day=show.day(on), due=show.day(due)))


@app.command(name="skip")
def skip(key: Key, /, *, year: int, reason: str) -> None:
    """Skriv, at en runde ikke skal udføres, og hvorfor. Så oprettes der ingen sag af sig selv.

    Parameters
    ----------
    key
        Pligtens nøgle.
    year
        Rundens år.
    reason
        Hvorfor den ikke skal udføres.
    """
    from domain.casework.year.cycles import skip_cycle  # noqa: PLC0415 - as above

    with here().database() as db:
        skip_cycle(db, here().by(), obligation=key, year=year, reason=reason)
    show.say(words.ROUND_SKIPPED.format(year=year))


def _all() -> dict[str, Obligation]:
    """Every duty: the program's, and the municipality's own, whose years go before what nobody has read.

    Where there is a database, the days that somebody has moved count.
    """
    place = here()
    if place.profile_file is not None or not place.has_database():
        profile = place.profile()
        return {**_switched_off(profile.authority), **profile.obligations}
    from domain.store.cycles import duties_in_force  # noqa: PLC0415 - the database costs a second to load
    from domain.store.queries import current_profile  # noqa: PLC0415 - as above

    with place.database() as db, db.read() as session:
        return {**_switched_off(current_profile(session).authority), **duties_in_force(session)}


def _switched_off(authority: Authority) -> dict[str, Obligation]:
    return {key: one for key, one in NOT_VERIFIED.items() if authority in one.binds}


def _find(key: str) -> Obligation:
    found = _all().get(key)
    if found is None:
        raise NotFoundError(noun="obligation", id=key)
    return found


def _round_row(found: Round) -> dict[str, object]:
    return {
        "year": found.year,
        "period_start": found.period_start,
        "period_end": found.period_end,
        "due_on": found.due_on,
        "decide_before": found.decide_before,
        "source": found.source,
        "published_on": found.published_on,
    }
