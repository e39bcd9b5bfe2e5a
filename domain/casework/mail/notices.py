"""Whom a case's news go to: its owner, a body's secretary, a body's chair. A post is always the address."""

from __future__ import annotations

from typing import Any

from domain.casework.mail.telling import Telling
from domain.model import Case, NoticeKind
from domain.profile import Profile

LISTED = 8  # changes named in one notice; its detail holds 1,000 characters


def to_owner(case: Case, kind: NoticeKind, occasion: str, **about: Any) -> Telling:
    """News to the post that carries the case; without one it goes to the secretariat."""
    return Telling(kind, occasion, post=case.owner_post, case_id=case.id, **about)


def to_secretary(case: Case, profile: Profile, body: str, kind: NoticeKind, occasion: str, **about: Any) -> Telling:
    """News to the secretary of a body; without one it goes to the secretariat."""
    return Telling(kind, occasion, post=profile.body(body).secretary, case_id=case.id, **about)


def taken_off(
    case: Case, profile: Profile, body: str, occasion: str, *, stop_id: str, meeting_id: str | None
) -> Telling:
    """At once to the secretary whose agenda is out: the case is off it. ``meeting_id`` is the meeting it was on."""
    about = {"stop_id": stop_id, "meeting_id": meeting_id, "single": True}
    return to_secretary(case, profile, body, NoticeKind.CANCELLED, occasion, **about)


def to_chair(case: Case, profile: Profile, body: str, kind: NoticeKind, occasion: str, **about: Any) -> Telling:
    """News to the chair of a body; without one it goes to the secretariat."""
    return Telling(kind, occasion, post=profile.body(body).chair, case_id=case.id, **about)


def to_secretariat(case: Case, kind: NoticeKind, occasion: str, **about: Any) -> Telling:
    """News to the secretariat itself."""
    return Telling(kind, occasion, case_id=case.id, **about)
