"""A profile's TOML text as a ``Profile``, or everything that is wrong with it."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import Any

from calendars.days import Count, DayKind, LocalDays, Reading
from calendars.deadlines import LAW_RULES, Basis, DeadlineKind, DeadlineRule
from calendars.year_plan_values import Dodge, FreePeriod, MeetingRule, Nth, Recess, Weekday
from domain.errors import NotFoundError, ProfileError
from domain.model import BodyKind, Outcome
from domain.profile.check import ProfileFinding, Table, find_faults, rows_of
from domain.profile.places import find_lines
from domain.profile.profile import (
    BodySpec,
    CycleSpec,
    DutySpec,
    HeadingSpec,
    HoldingSpec,
    InvitedBy,
    PersonSpec,
    Phrase,
    PostSpec,
    Profile,
    WordingSpec,
)
from domain.rules.agenda import Numbering
from domain.rules.ladder import LadderStep, To
from domain.rules.obligation import Authority
from domain.rules.retention import Kept, OwnRetention
from domain.rules.standing import Report, Rhythm, StandingItem

SHIPPED = "norddjurs.toml"
EXAMPLES = {"norddjurs": SHIPPED, "region": "region.toml"}  # a municipality, and a region


def shipped_profile(example: str = "norddjurs") -> str:
    """The text of an example that comes with the program (``EXAMPLES``).

    Raises:
        NotFoundError: there is no such example.
    """
    if example not in EXAMPLES:
        raise NotFoundError(noun="profile", id=example)
    return resources.files("domain.profile").joinpath(EXAMPLES[example]).read_text("utf-8")


def load_profile(name: str, text: str) -> Profile:
    """The profile written in ``text``; ``name`` is the file it came from.

    Raises:
        ProfileError: with every finding (``ProfileFinding``: line, key, code, facts), not only the first.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise ProfileError(file=name, findings=[_syntax(broken, text)]) from None
    findings = find_faults(tables, find_lines(text))
    if findings:
        raise ProfileError(file=name, findings=findings)
    return _profile(tables)


def _syntax(broken: tomllib.TOMLDecodeError, text: str) -> ProfileFinding:
    place = re.search(r"line (\d+)", str(broken))
    line = int(place[1]) if place else max(1, len(text.splitlines()))
    return ProfileFinding(line, "", "syntax", {"message": str(broken)})


def _profile(tables: dict[str, Any]) -> Profile:
    days = tables.get("days", {})
    authority = Authority(tables.get("authority", Authority.MUNICIPALITY))
    # Kommunestyrelsesloven is about municipalities; what holds for a region nobody has read, so its profile says it.
    law = LAW_RULES if authority is Authority.MUNICIPALITY else ()
    reading = {key: days[key] for key in ("saturday_counts", "special_days_count") if key in days}
    return Profile(
        name=tables["name"],
        mail_domain=tables["mail_domain"],
        secretariat_post=tables["secretariat"],
        reading=Reading(**reading, count=Count(days.get("count", Count.WHOLE_DAYS))),
        local=LocalDays(closing=frozenset(days.get("closing", ())), half=frozenset(days.get("half", ()))),
        bodies=tuple(_body(row) for row in rows_of(tables, "body")),
        routes={key: tuple(route) for key, route in tables.get("routes", {}).items()},
        deadline_rules=(*law, *(_deadline_rule(row) for row in rows_of(tables, "deadline"))),
        ladder=tuple(LadderStep(row["kind"], row["days"], To(row["to"])) for row in rows_of(tables, "ladder")),
        posts=tuple(PostSpec(**row) for row in rows_of(tables, "post")),
        people=tuple(PersonSpec(**row) for row in rows_of(tables, "person")),
        holdings=tuple(HoldingSpec(**row) for row in rows_of(tables, "holding")),
        capacity=dict(tables.get("capacity", {})),
        mailbox=tables.get("mailbox", ""),
        meeting_rules=tuple(_meeting_rule(row) for row in rows_of(tables, "meeting_rule")),
        recess=_recess(tables),
        duties=tuple(_duty(row) for row in rows_of(tables, "obligation")),
        cycles=tuple(CycleSpec(**{**row, "route": tuple(row["route"])}) for row in rows_of(tables, "cycle")),
        phrases=tuple(_phrase(row) for row in rows_of(tables, "phrase")),
        headings=tuple(HeadingSpec(row["means"], tuple(row["words"])) for row in rows_of(tables, "heading")),
        wordings=tuple(
            WordingSpec(Outcome(row["outcome"]), tuple(row["words"])) for row in rows_of(tables, "wording")
        ),
        standing_items=tuple(_standing_item(row) for row in rows_of(tables, "standing_item")),
        authority=authority,
        retention=tuple(
            OwnRetention(Kept(row["kept"]), row.get("days"), row.get("on", True))
            for row in rows_of(tables, "retention")
        ),
    )


def _body(row: Table) -> BodySpec:
    lists = {name: tuple(row.get(name, ())) for name in ("aliases", "members")}
    words = {"kind": BodyKind(row["kind"]), "invitations": InvitedBy(row.get("invitations", InvitedBy.FEED))}
    words |= {"numbers": Numbering(row.get("numbers", Numbering.MEETING))}
    return BodySpec(**{**row, **lists, **words})


def _deadline_rule(row: Table) -> DeadlineRule:
    words = {"kind": DeadlineKind(row["kind"]), "unit": DayKind(row["unit"]), "basis": Basis(row["basis"])}
    return DeadlineRule(**{"text": "", **row, **words})


def _phrase(row: Table) -> Phrase:
    return Phrase(Outcome(row["outcome"]), row["text"].strip(), tuple(row.get("bodies", ())))


def _standing_item(row: Table) -> StandingItem:
    report = Report(row["report"]) if "report" in row else None
    texts = {name: row.get(name, "").strip() for name in ("text", "recommendation")}
    return StandingItem(**{**row, **texts, "rhythm": Rhythm(row["rhythm"]), "report": report})


def _duty(row: Table) -> DutySpec:
    return DutySpec(**{**row, "approver": BodyKind(row["approver"]), "basis": Basis(row["basis"])})


def _meeting_rule(row: Table) -> MeetingRule:
    kinds = {"weekday": Weekday, "nth": Nth, "week": Nth, "dodge": Dodge}
    words = {key: kind(row[key]) for key, kind in kinds.items() if key in row}
    return MeetingRule(**{**row, **words, "months": tuple(row.get("months", ()))})


def _recess(tables: Table) -> Recess:
    free = tables.get("recess", {})
    return Recess(
        months=frozenset(free.get("months", ())),
        weeks=frozenset(free.get("weeks", ())),
        periods=tuple(FreePeriod(**row) for row in rows_of(tables, "free_period")),
    )
