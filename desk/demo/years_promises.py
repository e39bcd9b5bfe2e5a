"""Promises made in the six years, row by row, and what becomes of them: kept in time or late, given up, handed on.

One keeper leaves her post in August 2024; what was hers alone goes to the post, and what was the post's to whoever
holds it. Texts and names are ours, and the days are Mondays' or later than the meetings that the plans give.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlmodel import select

from desk.demo.stage import Stage
from domain.casework.case.answers import answer_follow_up, hand_on_follow_ups
from domain.casework.case.follow_ups import (
    Proposal,
    complete_follow_up,
    confirm_follow_up,
    drop_follow_up,
    propose_follow_up,
)
from domain.casework.house.municipality import adopt_profile
from domain.model import Case, FollowUp, FollowUpState, Person
from domain.profile import shipped_profile
from domain.profile.edit import add_row, change_row, row_number

LEAVES_ON = date(2024, 8, 1)  # the first day on which somebody else is HR-chef
LEAVER, SUCCESSOR, POST = "hanne.fjellerby", "signe.ramten", "hr-chef"


@dataclass(frozen=True, slots=True)
class Promised:
    """What a body was promised when it treated a case, by whom, and what came of it.

    ``case``: how the case's number begins. ``done_on``: the first Monday from then on. ``dropped``: done means given
    up, and ``note`` says why. ``answer``: the round that reports back, as soon as it has its case.
    """

    case: str
    body: str
    text: str
    due_on: date
    done_on: date
    note: str
    post: str | None = None
    person: str | None = None
    dropped: bool = False
    answer: str = ""


IN_TIME = Promised(
    "danmarkskort-2020",
    "KB",
    "Sekretariatet fortæller, hvad der er gjort ved de afgørelser, der blev ændret",
    due_on=date(2021, 11, 1),
    done_on=date(2021, 10, 25),
    note="Står i sagen om årets tal.",
    post="chef-sekretariat",
    answer="danmarkskort-2021",
)
LATE = Promised(
    "budget-2021",
    "KB",
    "Økonomichefen gør op, hvad vejpuljen har rakt til",
    due_on=date(2022, 2, 1),
    done_on=date(2022, 2, 14),
    note="Opgørelsen er sendt til medlemmerne.",
    post="oekonomichef",
)
DROPPED = Promised(
    "trivselsmaaling-2021",
    "HU",
    "HR-chefen prøver en kort måling midt imellem to runder",
    due_on=date(2022, 6, 30),
    done_on=date(2022, 5, 2),
    note="Hovedudvalget vil ikke måle oftere end hvert andet år.",
    post=POST,
    dropped=True,
)
OF_A_PERSON = Promised(
    "trivselsmaaling-2023",
    "HU",
    "Hanne Fjellerby lægger en plan frem for de enheder, der ligger lavest",
    due_on=date(2024, 9, 16),
    done_on=date(2024, 9, 12),
    note="Planen er lagt frem.",
    person=LEAVER,
)
OF_A_POST = Promised(
    "HU-202406",
    "HU",
    "HR-chefen deler fraværet op på korte og lange forløb",
    due_on=date(2024, 9, 2),
    done_on=date(2024, 8, 26),
    note="Tallene er delt op fra næste møde.",
    post=POST,
)
PROMISED = (IN_TIME, LATE, DROPPED, OF_A_PERSON, OF_A_POST)


def make_promises(stage: Stage, *, case_id: str, number: str, stop_id: str, body: str) -> None:
    """What the body is promised when it has treated this case, written down and confirmed the same evening."""
    stage.scene = "years:promised"
    for promised in PROMISED:
        if number.startswith(promised.case) and body == promised.body:
            place = f"Beslutning i {body} den {stage.today:%d-%m-%Y}"
            made = propose_follow_up(
                stage.db,
                stage.by(f"sekretæren for {body}", f"{stop_id}:propose"),
                case_id=case_id,
                proposal=Proposal(promised.text, place=place),
                from_stop=stop_id,
            ).subject
            confirm_follow_up(
                stage.db,
                stage.by("sekretariatet", f"{stop_id}:confirm"),
                follow_up_id=made,
                owner_post=promised.post,
                owner_person=promised.person,
                due_on=promised.due_on,
            )


def keep_promises(stage: Stage) -> None:
    """What has been done by now is said to be done, given up or answered by the case that reports back."""
    for promised in PROMISED:
        _keep(stage, promised)


def _keep(stage: Stage, promised: Promised) -> None:
    stage.scene = "years:kept"
    row = promise_row(stage, promised)
    if row is None or row.state is not FollowUpState.CONFIRMED:
        return
    if promised.answer and row.answer_case is None:
        with stage.db.read() as session:
            answer = session.exec(select(Case.id).where(Case.number == promised.answer)).first()
        if answer is not None:
            by = stage.by("sekretariatet", f"{row.id}:answer")
            answer_follow_up(stage.db, by, follow_up_id=row.id, case_id=answer)
    if stage.today >= promised.done_on:
        by = stage.by(promised.post or SUCCESSOR, row.id)
        if promised.dropped:
            drop_follow_up(stage.db, by, follow_up_id=row.id, reason=promised.note)
        else:
            complete_follow_up(stage.db, by, follow_up_id=row.id, note=promised.note)


def promise_row(stage: Stage, promised: Promised) -> FollowUp | None:
    """The promise as it stands now; None where it has not been made."""
    with stage.db.read() as session:
        return session.exec(select(FollowUp).where(FollowUp.text == promised.text)).first()


def change_posts(stage: Stage) -> None:
    """A month before, the profile says who is HR-chef from August; afterwards what was hers alone is handed on."""
    stage.scene = "years:posts"
    if stage.today < date(LEAVES_ON.year, LEAVES_ON.month - 1, 1):
        return
    with stage.db.read() as session:
        is_known = session.get(Person, SUCCESSOR) is not None
        left = session.exec(
            select(FollowUp.id).where(FollowUp.owner_person == LEAVER, FollowUp.state == FollowUpState.CONFIRMED)
        ).all()
    if not is_known:
        by = stage.by("sekretariatet", "profile")
        adopt_profile(stage.db, by, name="norddjurs.toml", text=with_successor(shipped_profile()))
    if left and stage.today >= LEAVES_ON:
        hand_on_follow_ups(stage.db, stage.by("sekretariatet", "handed on"), follow_up_ids=left, owner_post=POST)


def with_successor(text: str) -> str:
    """The profile in which somebody else is HR-chef from a day on."""
    text = change_row(text, "holding", row_number(text, "holding", {"post": POST}), {"to_on": LEAVES_ON})
    email = f"{SUCCESSOR}@norddjurs.example"
    text = add_row(text, "person", {"key": SUCCESSOR, "name": "Signe Ramten", "email": email})
    return add_row(text, "holding", {"post": POST, "person": SUCCESSOR, "from_on": LEAVES_ON})
