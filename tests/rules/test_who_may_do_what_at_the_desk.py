from __future__ import annotations

from itertools import product

import pytest

from domain.model.body import BodyKind
from domain.model.case import CaseState
from domain.model.stop import StopState
from domain.rules.access import Action, Thing, Who, view
from domain.rules.access import may as may_see
from domain.rules.facts import CaseFacts, StopFacts
from domain.rules.rights import REACH, RIGHTS, Deed, Grant, Reach, Role, Visitor, may, may_somewhere, part_of

# The whole table as a secretary would write it: r læser, s sagsbehandler, k sekretær, a administrator.
TABLE = {
    Deed.LOOK: "rska",
    Deed.OWN: "rska",
    Deed.OPEN_CASE: "ska",
    Deed.EDIT_CASE: "ska",
    Deed.PLAN: "ska",
    Deed.FOLLOW_UP: "ska",
    Deed.LOG: "ska",
    Deed.DECIDE: "ka",
    Deed.MEETINGS: "ka",
    Deed.AGENDA: "ka",
    Deed.STATUS: "ka",
    Deed.GOALS: "ka",
    Deed.SEND: "ka",
    Deed.WORDS: "ka",
    Deed.WHEEL: "ka",
    Deed.PROFILE: "a",
    Deed.USERS: "a",
}
LETTERS = {Role.READER: "r", Role.CASE_WORKER: "s", Role.SECRETARY: "k", Role.ADMINISTRATOR: "a"}


def visitor(*grants: Grant, sees_closed: bool = False) -> Visitor:
    return Visitor("mette", None, "Mette Holm", frozenset(grants), sees_closed)


def closed_case(*bodies: str) -> CaseFacts:
    stops = tuple(
        StopFacts(f"led{n}", n, 1, body, BodyKind.COMMITTEE, StopState.PLANNED) for n, body in enumerate(bodies)
    )
    return CaseFacts("sag", "23/1", "Grundsalg", is_open=False, state=CaseState.OPEN, stops=stops)


def test_every_role_and_every_deed_has_its_place_in_the_tables() -> None:
    assert set(TABLE) == set(REACH) == set(Deed)
    assert set(LETTERS) == set(RIGHTS) == set(Role)


@pytest.mark.parametrize(("role", "deed"), list(product(Role, Deed)))
def test_a_role_in_every_body_may_what_the_table_says_everywhere(role: Role, deed: Deed) -> None:
    who, expected = visitor(Grant(role)), LETTERS[role] in TABLE[deed]
    assert may(who, deed) is expected
    assert may(who, deed, body="KB") is expected
    assert may_somewhere(who, deed) is expected


@pytest.mark.parametrize(("role", "deed"), list(product(Role, Deed)))
def test_a_role_in_one_body_ends_there(role: Role, deed: Deed) -> None:
    who, of_the_role = visitor(Grant(role, "HU")), LETTERS[role] in TABLE[deed]
    there, elsewhere, unsaid = may(who, deed, body="HU"), may(who, deed, body="KB"), may(who, deed)
    if REACH[deed] is Reach.ANYWHERE:
        assert (there, elsewhere, unsaid) == (of_the_role,) * 3
    elif REACH[deed] is Reach.THERE:
        assert (there, elsewhere, unsaid) == (of_the_role, False, False)
    else:
        assert (there, elsewhere, unsaid) == (False, False, False)
    assert may_somewhere(who, deed) is (of_the_role and REACH[deed] is not Reach.EVERYWHERE)


@pytest.mark.parametrize("deed", Deed)
def test_without_a_role_one_may_nothing(deed: Deed) -> None:
    assert not may(visitor(), deed, body="KB")
    assert not may_somewhere(visitor(sees_closed=True), deed)


def test_a_secretary_of_one_body_who_reads_the_others_decides_in_the_one_only() -> None:
    who = visitor(Grant(Role.SECRETARY, "HU"), Grant(Role.READER))
    assert may(who, Deed.DECIDE, body="HU")
    assert not may(who, Deed.DECIDE, body="KB")


@pytest.mark.parametrize(("role", "sees_closed"), list(product(Role, [True, False])))
def test_a_closed_title_is_shown_by_the_right_to_it_and_by_no_role(role: Role, sees_closed: bool) -> None:
    case = closed_case("HU", "KB")
    shown = view(case, part_of(visitor(Grant(role), sees_closed=sees_closed), case))
    assert (shown.title == "Grundsalg") is sees_closed


def test_nobody_with_a_role_is_the_public_and_everybody_without_is() -> None:
    case = closed_case("KB")
    assert part_of(visitor(sees_closed=True), case) is Who.PUBLIC
    assert part_of(visitor(Grant(Role.ADMINISTRATOR)), case) is Who.STAFF
    assert not may_see(Who.PUBLIC, Action.SEE_TITLE, Thing.CLOSED_ITEM)


@pytest.mark.parametrize(
    ("grant", "part"),
    [
        (Grant(Role.SECRETARY, "HU"), Who.SECRETARY),
        (Grant(Role.SECRETARY, "MTU"), Who.MEMBER),
        (Grant(Role.CASE_WORKER), Who.CASE_OWNER),
        (Grant(Role.READER), Who.MEMBER),
    ],
)
def test_one_who_sees_closed_items_has_the_part_of_their_role_on_the_route(grant: Grant, part: Who) -> None:
    assert part_of(visitor(grant, sees_closed=True), closed_case("HU", "KB")) is part
