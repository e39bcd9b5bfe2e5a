"""``sagsgang profile``: the municipality's own rules and people, checked and taken into use."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from desk import labels, show, words
from desk.help import noun
from desk.paper import read_text
from desk.typed import Day, Json
from desk.workplace import here
from domain.casework.municipality import record_absence
from domain.profile.load import load_profile
from domain.profile.profile import Profile
from domain.store.queries import current_profile

app = noun("profile")


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
