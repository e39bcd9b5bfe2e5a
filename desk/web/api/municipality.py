"""The profile in the API: read whole, and another one put in force, first looked at."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from desk.web.api.answered import Out, ReceiptOut
from desk.web.api.asked import DryRun, In
from desk.web.api.caller import CallerDep, receipt_out
from domain.casework.house.municipality import adopt_profile
from domain.casework.house.profile_impact import newest_text, preview_profile
from domain.errors import NoProfileError
from domain.profile.compare import Change
from domain.rules.rights import Deed

router = APIRouter(tags=["profile"])


class ProfileOut(Out):
    """The profile in force: its number goes back as ``replaces``."""

    name: str
    number: int
    text: str


class Adopt(In):
    """A whole profile, as TOML. ``replaces``: the number that was seen; another one there now answers 409."""

    text: Annotated[str, Field(min_length=1, max_length=1_000_000, pattern=r"^[^\x00]*$")]
    replaces: Annotated[int | None, Field(ge=1, le=2_147_483_647)] = None


class DifferenceOut(Out):
    """One thing that is another in the new profile."""

    table: str
    key: str
    change: Change


class ProfilePreview(Out):
    """What it would change; ``still_used`` are things it takes away that something refers to, which is refused."""

    differences: list[DifferenceOut]
    meetings: int
    deadlines: int
    still_used: list[str]


class ProfileDone(Out):
    """The answer to a profile."""

    dry_run: bool
    receipt: ReceiptOut | None = None
    preview: ProfilePreview | None = None


@router.get("/profile", operation_id="show_profile")
def show(caller: CallerDep) -> ProfileOut:
    """The profile in force. It may name closed standing items, so it is for whoever may write it."""
    caller.check_may(Deed.PROFILE)
    with caller.db.read() as session:
        newest = newest_text(session)
        if newest is None:
            raise NoProfileError
        return ProfileOut(name=newest.name, number=newest.number, text=newest.toml)


@router.put("/profile", operation_id="adopt_profile")
def adopt(caller: CallerDep, said: Adopt, dry_run: DryRun = False) -> ProfileDone:
    """Put a profile in force, all of it or nothing."""
    caller.check_may(Deed.PROFILE)
    with caller.db.read() as session:
        newest = newest_text(session)
        name = newest.name if newest is not None else "profile.toml"
        if dry_run:
            seen = preview_profile(session, name=name, text=said.text, today=caller.today)
            return ProfileDone(
                dry_run=True,
                preview=ProfilePreview(
                    differences=[DifferenceOut.model_validate(one) for one in seen.differences],
                    meetings=seen.meetings,
                    deadlines=len(seen.moved),
                    still_used=[f"{one.noun} {one.key}" for one in seen.still_used],
                ),
            )
    receipt = adopt_profile(caller.db, caller.by(), name=name, text=said.text, replaces=said.replaces)
    return ProfileDone(dry_run=False, receipt=receipt_out(receipt))
