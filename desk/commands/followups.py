"""``sagsgang followups``: promises, from the moment they are found until they are done."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from sqlmodel import col, select

from desk import show, words
from desk.asking import may_save
from desk.commands.case_view import Closed, owner_of, promise_cells, promise_row, short_id
from desk.help import noun
from desk.lookup import find, follow_up_named, stop_in
from desk.paper import read_paper
from desk.paper_show import show_made
from desk.promises_in import promises_for, promises_of
from desk.typed import Day, Json
from desk.workplace import here
from domain.casework.case.answers import answer_follow_up, hand_on_follow_ups
from domain.casework.case.follow_ups import (
    Proposal,
    complete_follow_up,
    confirm_follow_up,
    drop_follow_up,
    propose_follow_up,
)
from domain.casework.meeting.papers import compose_promises
from domain.errors import NotFoundError
from domain.model import Case, CaseState, FollowUp, FollowUpState, Person, Post
from domain.rules.rights import Grant, Role, Visitor
from domain.store.promises import Order, Which, Wish
from domain.store.queries import current_profile

app = noun("followups")

_OPEN = (FollowUpState.PROPOSED, FollowUpState.CONFIRMED)


@app.command(name="list")
def list_follow_ups(
    *,
    case: str | None = None,
    every: Annotated[bool, Parameter(name="--all", negative=())] = False,
    show_closed: Closed = False,
    as_json: Json = False,
) -> None:
    """Opfølgninger, der er foreslået eller bekræftet, efter frist.

    Parameters
    ----------
    case
        Kun én sags; sagens nummer.
    every
        Også de udførte og frafaldne.
    """
    with here().database() as db, db.read() as session:
        wanted = select(FollowUp, Case).join(Case, col(FollowUp.case_id) == col(Case.id))
        if case is not None:
            wanted = wanted.where(FollowUp.case_id == find(session, case).id)
        if not every:
            wanted = wanted.where(col(FollowUp.state).in_(_OPEN))
        rows = session.exec(wanted.order_by(col(FollowUp.due_on), col(Case.number), col(FollowUp.id))).all()
        told = {promise.id: show_closed or of.is_open for promise, of in rows}
        owners = {promise.id: owner_of(session, promise, may_tell=told[promise.id]) for promise, _ in rows}
    if as_json:
        show.as_json([{"case": of.number, **promise_row(one, may_tell=told[one.id])} for one, of in rows])
        return
    cells = ((of.number, *promise_cells(one, owners[one.id], may_tell=told[one.id])) for one, of in rows)
    show.table(("Sag", *words.PROMISE_COLUMNS), cells)


@app.command
def paper(
    *,
    owner: str | None = None,
    person: str | None = None,
    body: str | None = None,
    which: Which = Which.CONFIRMED,
    late: Annotated[bool, Parameter(negative=())] = False,
    show_closed: Closed = False,
    out: Path | None = None,
    as_json: Json = False,
) -> None:
    """Listen over løfter som papir, efter hvem der skal holde dem.

    Parameters
    ----------
    owner
        Kun én stillings; nøglen i profilen.
    person
        Kun én persons; nøglen i profilen.
    body
        Kun dem, der er lovet i et organ, eller som et led der venter på; organet, som KB.
    which
        De bekræftede, forslagene eller de afsluttede.
    late
        Kun dem, der er over fristen.
    out
        Gem i denne fil i stedet for at vise den: .pdf, .docx eller .html; alt andet er tekst.
    """
    place = here()
    staff = Visitor("", None, "", frozenset({Grant(Role.SECRETARY)}), sees_closed=show_closed)
    with place.database() as db, db.read() as session:
        bodies = None if body is None else (current_profile(session).find_body(body).key,)
        titles = {post.key: post.title for post in session.exec(select(Post))}
        names = {one.key: one.name for one in session.exec(select(Person))}
        for noun, key, known in (("post", owner, titles), ("person", person, names)):
            if key is not None and key not in known:
                raise NotFoundError(noun=noun, id=key)
        posts = None if owner is None else (owner,)
        wish = Wish(which, Order.OWNER, posts=posts, person=person, bodies=bodies, late_only=late)
        said = (
            words.PROMISES_COVERED[which.value],
            titles.get(owner or ""),
            names.get(person or ""),
            *(bodies or ()),
        )
        covers = ", ".join(filter(None, (*said, words.ONLY_LATE if late else "")))
        made = compose_promises(session, staff, wish, covers=covers, on=place.today())
    show_made(made, words.PROMISES_WRITTEN, out=out, as_json=as_json)


@app.command
def confirm(
    follow_up: str,
    /,
    *,
    owner: str | None = None,
    person: str | None = None,
    due: Day | None = None,
    blocks: str | None = None,
) -> None:
    """Bekræft en opfølgning: hvem gør det, hvornår, og hvilket led venter på den?

    Parameters
    ----------
    follow_up
        Nummeret fra »followups list«.
    owner
        Stillingens nøgle i profilen.
    person
        En person i stedet for en stilling; nøglen i profilen.
    due
        Fristen. Uden den gælder udsendelsen til det led, der venter.
    blocks
        Det organ, hvor sagen venter på opfølgningen, som HU.
    """
    place = here()
    with place.database() as db:
        with db.read() as session:
            found = follow_up_named(session, follow_up)
            case = session.get_one(Case, found.case_id)
            stop = stop_in(session, case, blocks, current_profile(session)) if blocks else None
        confirm_follow_up(
            db,
            place.by(),
            follow_up_id=found.id,
            owner_post=owner,
            owner_person=person,
            due_on=due,
            blocks_stop=stop.id if stop else None,
            version=found.version,
        )
        with db.read() as session:
            now = session.get_one(FollowUp, found.id)
            who = owner_of(session, now, may_tell=case.is_open)
    show.say(words.PROMISE_CONFIRMED.format(key=short_id(now.id), who=who, due=show.day(now.due_on)))


@app.command
def done(follow_up: str, /, *, note: Annotated[str, Parameter(help="Hvad der blev gjort.")]) -> None:
    """Meld en opfølgning udført.

    Parameters
    ----------
    follow_up
        Nummeret fra »followups list«.
    """
    place = here()
    with place.database() as db:
        with db.read() as session:
            found = follow_up_named(session, follow_up)
        complete_follow_up(db, place.by(), follow_up_id=found.id, note=note)
    show.say(words.PROMISE_DONE.format(key=short_id(found.id)))


@app.command
def drop(follow_up: str, /, *, reason: str) -> None:
    """Frafald en opfølgning.

    Parameters
    ----------
    follow_up
        Nummeret fra »followups list«.
    reason
        Hvorfor den ikke skal udføres.
    """
    place = here()
    with place.database() as db:
        with db.read() as session:
            found = follow_up_named(session, follow_up)
        drop_follow_up(db, place.by(), follow_up_id=found.id, reason=reason)
    show.say(words.PROMISE_DROPPED.format(key=short_id(found.id)))


@app.command
def answer(follow_up: str, /, *, case: str) -> None:
    """Skriv, hvilken sag der besvarer en opfølgning; organet, der bad om det, ser den på sin næste dagsorden.

    Parameters
    ----------
    follow_up
        Nummeret fra »followups list«.
    case
        Nummeret på den sag, der besvarer den.
    """
    place = here()
    with place.database() as db:
        with db.read() as session:
            found = follow_up_named(session, follow_up)
            answering = find(session, case)
        answer_follow_up(db, place.by(), follow_up_id=found.id, case_id=answering.id, version=found.version)
    show.say(words.PROMISE_ANSWERED.format(key=short_id(found.id), case=answering.number))


@app.command
def hand_on(person: str, /, *, to: str) -> None:
    """Giv alle en persons åbne opfølgninger videre til en stilling, når personen er holdt op.

    Parameters
    ----------
    person
        Personens nøgle i profilen.
    to
        Stillingens nøgle i profilen.
    """
    place = here()
    with place.database() as db:
        with db.read() as session:
            kept = select(FollowUp.id).where(FollowUp.owner_person == person, col(FollowUp.state).in_(_OPEN))
            promises = session.exec(kept.order_by(col(FollowUp.id))).all()
        hand_on_follow_ups(db, place.by(), follow_up_ids=promises, owner_post=to)
    show.say(words.PROMISES_HANDED_ON.format(to=to, count=len(promises)))


@app.command
def propose(file: Path, /, *, case: str | None = None, yes: Annotated[bool, Parameter(negative=())] = False) -> None:
    """Foreslå opfølgninger fra et referat på de sager, de hører til.

    Parameters
    ----------
    file
        Referatet: tekst, PDF eller Word.
    case
        Sagens nummer, når alle opfølgninger hører til én sag. Ellers findes sagen på titlen.
    yes
        Gem uden at spørge.
    """
    document = read_paper(file, here().profile())
    place = here()
    with place.database() as db:
        with db.read() as session:
            if case is not None:
                chosen = find(session, case)
                titles = {chosen.id: chosen.number}
                found = {chosen.id: [one for item in document.items for one in promises_of(document, item)]}
                homeless: list[Proposal] = []
            else:
                cases = session.exec(select(Case).where(Case.state == CaseState.OPEN)).all()
                titles = {one.id: one.number for one in cases}
                found, homeless = promises_for(document, {one.id: one.title for one in cases})
        rows = [
            (titles[key], one.owner_text, one.due_on or one.due_text, one.text) for key in found for one in found[key]
        ]
        rows += [(words.NO_CASE, one.owner_text, one.due_on or one.due_text, one.text) for one in homeless]
        show.table(("Sag", "Hvem", "Frist", "Hvad"), rows)
        if not any(found.values()):
            show.say(words.NO_PROMISES)
            return
        if not may_save(yes=yes):
            return
        receipts = [
            propose_follow_up(db, place.by(), case_id=case_id, proposal=proposal)
            for case_id, proposals in found.items()
            for proposal in proposals
        ]
    show.say(words.PROMISES_PROPOSED.format(count=sum(not receipt.repeated for receipt in receipts)))
