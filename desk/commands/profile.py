"""``sagsgang profile``: the municipality's own rules and people, checked and taken into use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from desk import labels, rule_words, show, words
from desk.help import noun
from desk.paper import read_text
from desk.typed import Day, Json, Key, to_word
from desk.workplace import here
from domain.casework.house.municipality import record_absence
from domain.casework.mail.switches import digest_hour_of, set_digest_hour, switch_mail, switched_off_by
from domain.casework.rows import find
from domain.model import NoticeKind, Person
from domain.profile.load import load_profile, shipped_profile
from domain.profile.profile import Profile
from domain.rules.mail_switches import MAIL_SWITCHES, check_digest_hour, check_may_be_off
from domain.store.queries import current_profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cyclopts import Token

app = noun("profile")


def _kinds(_: Any, tokens: Sequence[Token]) -> list[NoticeKind]:
    return [to_word(NoticeKind, token.value) for token in tokens]


MailKinds = Annotated[list[NoticeKind], Parameter(converter=_kinds, negative=())]


@app.command
def check(file: Path, /) -> None:
    """Efterse en profil uden at tage den i brug.

    Parameters
    ----------
    file
        Profilen, en TOML-fil.
    """
    found = load_profile(file.name, read_text(file))
    show.say(words.PROFILE_GOOD.format(file=file.name, **_counts(found)))


@app.command
def example(name: str = "norddjurs", /, *, out: Path) -> None:
    """Skriv et af de eksempler, der følger med, i en fil, til at rette til sin egen.

    Parameters
    ----------
    name
        norddjurs, en kommune, eller region, en region.
    out
        Filen, der skal skrives, som profil.toml.
    """
    out.write_text(shipped_profile(name), encoding="utf-8")
    show.say(words.EXAMPLE_WRITTEN.format(file=out))


@app.command
def adopt(file: Path, /) -> None:
    """Tag en profil i brug. Er der fejl i den, ændres intet.

    Parameters
    ----------
    file
        Profilen, en TOML-fil.
    """
    with replace(here(), profile_file=file).database() as db, db.read() as session:
        found = current_profile(session)
    show.say(words.PROFILE_IN_FORCE.format(file=file.name, name=found.name))


@app.command
def absent(person: str, /, *, since: Day, until: Day) -> None:
    """Skriv, at en person er væk; imens får stedfortræderen mailene.

    Parameters
    ----------
    person
        Personens nøgle i profilen.
    since
        Den første dag væk.
    until
        Den første dag tilbage.
    """
    place = here()
    with place.database() as db:
        record_absence(db, place.by(), person=person, from_on=since, to_on=until)
    show.say(words.ABSENT.format(person=person, since=show.day(since), until=show.day(until)))


@app.command
def mails(
    person: Key,
    /,
    *,
    off: MailKinds | None = None,
    on: MailKinds | None = None,
    hour: int | None = None,
    as_json: Json = False,
) -> None:
    """Vis, hvilke mails en person får; slå en slags fra eller til, og vælg klokkeslæt for den samlede mail.

    Det, loven eller arbejdet kræver, kan ikke slås fra. Det, der allerede ligger i en mail, bliver sendt.

    Parameters
    ----------
    person
        Personens nøgle i profilen.
    off
        En slags, personen vil være fri for. Kan gentages.
    on
        En slags, personen vil have igen. Kan gentages.
    hour
        Timen, den samlede mail sendes, fra 8 til 17.
    """
    for kind in off or ():
        check_may_be_off(kind)
    if hour is not None:
        check_digest_hour(hour)
    place = here()
    with place.database() as db:
        for is_on, kinds in ((False, off or ()), (True, on or ())):
            for kind in kinds:
                switch_mail(db, place.by(), person=person, kind=kind, on=is_on)
        if hour is not None:
            set_digest_hour(db, place.by(), person=person, hour=hour)
        with db.read() as session:
            name = find(session, Person, "person", person).name
            since = {row.kind: row.off_since for row in switched_off_by(session, person)}
            goes_at = digest_hour_of(session, person)
    rows = [
        (row, "kept" if row.kept else "off" if kind in since else "on", since.get(kind))
        for kind, row in MAIL_SWITCHES.items()
    ]
    if as_json:
        kinds_said = [{"kind": row.kind.value, "state": state, "off_since": at} for row, state, at in rows]
        show.as_json({"person": person, "name": name, "digest_hour": goes_at, "mails": kinds_said})
        return
    cells = (
        (labels.of(row.kind), words.MAIL_STATES[state], rule_words.MAIL_KEPT[row.kept] if row.kept else "")
        for row, state, _ in rows
    )
    show.table(words.MAIL_COLUMNS, cells, title=name)
    show.say(words.DIGEST_GOES.format(person=name, hour=goes_at))


@app.command(name="show")
def show_profile(*, as_json: Json = False) -> None:
    """Vis den profil, der gælder: organer, sagsgange, frister og hvem der sidder hvor."""
    place = here()
    profile, today = place.profile(), place.today()
    holders = {
        one.post: one.person
        for one in profile.holdings
        if one.from_on <= today and (one.to_on is None or today < one.to_on)
    }
    if as_json:
        show.as_json(_as_dict(profile, holders))
        return
    show.say(profile.name, style="bold")
    names = {person.key: person.name for person in profile.people}
    bodies = ((body.key, body.name, labels.of(body.kind), ", ".join(body.aliases)) for body in profile.bodies)
    show.table(("Organ", "Navn", "Slags", "Kaldes også"), bodies, title="Organer")
    routes = ((key, ", ".join(route)) for key, route in profile.routes.items())
    show.table(("Sagsgang", "Organer"), routes, title="Sagsgange")
    rules = ((rule.key, labels.of(rule.kind), rule.text, labels.of(rule.basis)) for rule in profile.deadline_rules)
    show.table(("Regel", "Frist", "Ordlyd", "Grundlag"), rules, title="Frister")
    posts = ((post.title, names.get(holders.get(post.key, ""), words.VACANT), post.key) for post in profile.posts)
    show.table(("Stilling", "Person", "Nøgle"), posts, title="Stillinger")


def _counts(profile: Profile) -> dict[str, int]:
    return {
        "bodies": len(profile.bodies),
        "rules": len(profile.deadline_rules),
        "posts": len(profile.posts),
        "people": len(profile.people),
    }


def _as_dict(profile: Profile, holders: dict[str, str]) -> dict[str, object]:
    return {
        "name": profile.name,
        "bodies": [{"key": one.key, "name": one.name, "kind": one.kind.value} for one in profile.bodies],
        "routes": {key: list(route) for key, route in profile.routes.items()},
        "deadline_rules": [
            {"key": one.key, "kind": one.kind.value, "text": one.text} for one in profile.deadline_rules
        ],
        "posts": [{"key": one.key, "title": one.title, "person": holders.get(one.key)} for one in profile.posts],
    }
