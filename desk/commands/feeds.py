"""``sagsgang feeds``: calendar subscriptions, each with a secret address of its own."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, time, timedelta
from typing import Annotated

from cyclopts import Parameter
from sqlmodel import Session

from calendars.copenhagen import COPENHAGEN
from desk import feed_words, show
from desk.errors import AmbiguousError, ChooseOneError
from desk.feed_answer import calendar_name, file_name
from desk.feed_refresh import refresh
from desk.help import noun
from desk.typed import Day, Json, Key
from desk.workplace import here
from domain.casework.outlook.feeds import create_feed, list_feeds, revoke_feed, rotate_feed
from domain.errors import NotFoundError
from domain.model import Feed, FeedKind, Person
from domain.store.feed_queries import Scope

app = noun("feeds")

LASTS = timedelta(days=730)  # an address that nobody renews ends; two years is half a council's term
_SHORT = 8
Anyones = Annotated[bool, Parameter(name="--anyones", negative=())]


@app.command
def create(
    *,
    owner: Key,
    body: str | None = None,
    person: Key | None = None,
    post: Key | None = None,
    case: str | None = None,
    month: Annotated[str | None, Parameter(name="--round")] = None,
    every: Annotated[bool, Parameter(name="--all", negative=())] = False,
    wheel: Annotated[bool, Parameter(negative=())] = False,
    expires: Day | None = None,
) -> None:
    """Opret et abonnement. Adressen vises kun denne ene gang.

    Parameters
    ----------
    owner
        Personen, abonnementet er til.
    body
        Ét organs møder.
    person
        En persons kalender: egne organer, frister og opfølgninger.
    post
        En stillings kalender.
    case
        De møder, en sag er på; sagens nummer.
    month
        En måneds politiske rul, som 2023-05.
    every
        Alle organers møder.
    wheel
        Sidste dag for hver runde af de pligter, der kommer igen.
    expires
        Dagen, adressen holder op med at virke; ellers om to år.
    """
    given = {
        FeedKind.BODY: body,
        FeedKind.PERSON: person,
        FeedKind.POST: post,
        FeedKind.CASE: case,
        FeedKind.ROUND: month,
        FeedKind.ALL: "" if every else None,
        FeedKind.WHEEL: "" if wheel else None,
    }
    chosen = [(kind, subject) for kind, subject in given.items() if subject is not None]
    if len(chosen) != 1:
        raise ChooseOneError(options=["--body", "--person", "--post", "--case", "--round", "--all", "--wheel"])
    [(kind, subject)] = chosen
    place, token = here(), secrets.token_urlsafe(16)
    with place.database() as db:
        receipt = create_feed(
            db,
            place.by(),
            token_hash=_hash(token),
            kind=kind,
            subject=subject,
            owner=owner,
            expires_at=_ends(expires),
        )
        with db.read() as session:
            _tell_address(session, session.get_one(Feed, receipt.subject), token)


@app.command(name="list")
def list_them(*, owner: Key | None = None, as_json: Json = False) -> None:
    """Abonnementerne. Adresserne kan ikke vises igen; skift dem med »feeds rotate«.

    Parameters
    ----------
    owner
        Kun én persons.
    """
    place = here()
    with place.database() as db, db.read() as session:
        rows = [_row(session, feed, place.now()) for feed in list_feeds(session, owner=owner)]
    if as_json:
        show.as_json(rows)
        return
    cells = (
        (row["id"][:_SHORT], row["name"], row["owner"], row["expires_at"], feed_words.STATES[row["state"]])
        for row in rows
    )
    show.table(feed_words.COLUMNS, cells)


@app.command
def rotate(feed: str, /, *, owner: Key | None = None, anyones: Anyones = False, expires: Day | None = None) -> None:
    """Giv et abonnement en ny adresse; den gamle virker ikke længere.

    Parameters
    ----------
    feed
        Abonnementets nummer, som »feeds list« viser det.
    owner
        Personen, abonnementet er til; en andens røres ikke.
    anyones
        Hvem det end er til: for den, der passer anlægget.
    expires
        Dagen, adressen holder op med at virke; ellers om to år.
    """
    _check_whose(owner, anyones=anyones)
    place, token = here(), secrets.token_urlsafe(16)
    with place.database() as db:
        with db.read() as session:
            found = _named(session, feed, owner)
        ends = _ends(expires)
        rotate_feed(db, place.by(), feed_id=found.id, owner=owner, token_hash=_hash(token), expires_at=ends)
        with db.read() as session:
            _tell_address(session, session.get_one(Feed, found.id), token)


@app.command
def revoke(feed: str, /, *, owner: Key | None = None, anyones: Anyones = False) -> None:
    """Tag et abonnement tilbage; adressen virker ikke længere.

    Parameters
    ----------
    feed
        Abonnementets nummer, som »feeds list« viser det.
    owner
        Personen, abonnementet er til; en andens røres ikke.
    anyones
        Hvem det end er til: for den, der passer anlægget.
    """
    _check_whose(owner, anyones=anyones)
    place = here()
    with place.database() as db:
        with db.read() as session:
            found = _named(session, feed, owner)
        revoke_feed(db, place.by(), feed_id=found.id, owner=owner)
    show.say(feed_words.REVOKED.format(key=found.id[:_SHORT]))


@app.command
def rebuild() -> None:
    """Lav alle gemte kalenderaftaler igen. Det sker ellers af sig selv, når noget ændres."""
    with here().database() as db:
        show.say(feed_words.REBUILT.format(count=refresh(db, everything=True)))


@app.command(name="help")
def how_to_subscribe() -> None:
    """Hvordan man abonnerer i hvert program, og hvor længe en ændring kan være undervejs."""
    show.say(feed_words.HOW_TO)


def _tell_address(session: Session, feed: Feed, token: str) -> None:
    from flows.settings import Settings  # noqa: PLC0415 - the settings cost 0.2 s that --help does not need

    settings = Settings()
    name = calendar_name(session, Scope(feed.kind, feed.subject))
    root = settings.desk_url.rstrip("/") or f"http://127.0.0.1:{settings.desk_port}"
    show.say(feed_words.CREATED.format(name=name, key=feed.id[:_SHORT], expires=show.text_of(feed.expires_at)))
    show.say(f"{root}/kalender/{token}/{file_name(name)}")
    show.note(feed_words.SHOWN_ONCE)


def _row(session: Session, feed: Feed, now: datetime) -> dict[str, str]:
    state = "revoked" if feed.revoked_at else "expired" if feed.expires_at <= now else "live"
    return {
        "id": feed.id,
        "kind": feed.kind.value,
        "name": calendar_name(session, Scope(feed.kind, feed.subject)),
        "owner": session.get_one(Person, feed.owner_person).name,
        "expires_at": show.text_of(feed.expires_at),
        "state": state,
    }


def _check_whose(owner: str | None, *, anyones: bool) -> None:
    """Raise ``ChooseOneError`` unless it is said whose feed it is, or that it may be anybody's."""
    if (owner is None) is not anyones:
        raise ChooseOneError(options=["--owner", "--anyones"])


def _named(session: Session, text: str, owner: str | None) -> Feed:
    """The person's feed (None: anybody's) whose id begins so. Raises ``NotFoundError``, ``AmbiguousError``."""
    wanted = text.strip().casefold()
    found = [feed for feed in list_feeds(session, owner=owner) if wanted and feed.id.startswith(wanted)]
    if not found:
        raise NotFoundError(noun="feed", id=text)
    if len(found) > 1:
        raise AmbiguousError(noun="feed", text=text, fits=[feed.id for feed in found])
    return found[0]


def _ends(day: date | None) -> datetime:
    """The first moment of the day after which an address is nothing."""
    return datetime.combine(day, time(), COPENHAGEN) if day else here().now() + LASTS


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
