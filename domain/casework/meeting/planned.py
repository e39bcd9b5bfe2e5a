"""A plan's meetings set against those we know: what each row asks for, and what is wrong with it.

A row is known by our own UID, else by the UID it had when its calendar was taken in before, else by body and day
(outlook-and-mail 7). Other programs' UIDs are trusted only where they name one meeting: the occurrences of a series
share theirs, and Exchange's published calendars give new ones every time.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from sqlmodel import Session, col, select

from calendars.copenhagen import COPENHAGEN
from calendars.ics import UID_DOMAIN
from calendars.meeting_plan import Finding, MeetingPlan, PlannedMeeting, PlanStatus
from domain.casework.meeting.days import why_not_on
from domain.errors import PlanFileError, UnknownBodyError
from domain.model import Meeting, MeetingStatus
from domain.model.columns import make_id
from domain.profile import BodySpec, Profile
from domain.store.bulk import in_chunks

LONGEST_UID = 500
BODY_COLUMN, DAY_COLUMN, TIME_COLUMN = "Udvalg", "Dato", "Tidspunkt"


class Past(StrEnum):
    """What becomes of a plan's meetings before today that we do not know, when a year's plan is taken in late."""

    REFUSED = "refused"  # as likely a wrong year as a late import: somebody must say which
    LEFT_OUT = "left_out"
    HISTORY = "history"  # they are there to be looked up; nobody is reminded of them


@dataclass(frozen=True, slots=True)
class Wanted:
    """One row of the plan, understood. ``meeting`` is the one we have on that day, or that the plan moves to it.

    ``elsewhere_on``: the meeting this row once made, or whose UID it bears, is held on another day here, because
    staff have moved it; it is left there. ``known_id`` is its id, or that of ``meeting``. ``uid`` is the one that
    its calendar knows it by, where that is of use.
    """

    body: BodySpec
    held_on: date
    starts_at: datetime
    ends_at: datetime
    place: str
    status: MeetingStatus
    remark: str
    meeting: Meeting | None
    known_id: str | None
    elsewhere_on: date | None
    uid: str | None = None
    is_id_taken: bool = False

    @property
    def is_moved(self) -> bool:
        """Whether the plan moves a meeting of ours to another day."""
        return self.meeting is not None and self.meeting.held_on != self.held_on and not self.is_called_off

    @property
    def is_elsewhere(self) -> bool:
        """Whether we have the meeting on another day than the plan."""
        return self.elsewhere_on is not None

    @property
    def id(self) -> str:
        """The id of the meeting this row makes."""
        return make_id("meeting", self.body.key, self.held_on, *([self.uid] if self.is_id_taken else []))

    @property
    def is_called_off(self) -> bool:
        """Whether the plan says it is cancelled."""
        return self.status is MeetingStatus.CANCELLED


def wanted_meetings(
    session: Session, profile: Profile, plan: MeetingPlan, *, today: date, past: Past = Past.REFUSED
) -> tuple[list[Wanted], list[PlannedMeeting]]:
    """Every row of the plan with the meeting it is about, and the rows left out as ``past`` says.

    Raises:
        PlanFileError: with the file's own errors and those only the municipality knows of: a body it does not
            have, a day no meeting can be held on, two meetings of one body on a day, a meeting without a time.
    """
    findings = [finding for finding in plan.findings if finding.severity == "error"]
    bodies: dict[int, BodySpec] = {}
    for number, planned in enumerate(plan.meetings):
        try:
            bodies[number] = profile.find_body(planned.body, on=planned.on, place=plan.name)
        except UnknownBodyError as unknown:
            facts = {"name": planned.body, "nearest": unknown.facts["nearest"]}
            findings.append(Finding("unknown_body", "error", planned.row, BODY_COLUMN, facts))
    uids = _foreign_uids(plan, bodies)
    by_uid = _known_by_uid(session, bodies, uids)
    claimed = {meeting.id for meeting in by_uid.values()}
    known = {key: one for key, one in _known(session, plan, bodies).items() if one.id not in claimed}
    days_left = {(one.body_key, one.held_on) for one in by_uid.values()}
    wanted: list[Wanted] = []
    left_out: list[PlannedMeeting] = []
    seen: set[tuple[str, date]] = set()
    for number, body in bodies.items():
        planned = plan.meetings[number]
        key = (body.key, planned.on)
        meeting = by_uid.get(number) or known.get(key)
        if past is Past.LEFT_OUT and planned.on < today and meeting is None:
            left_out.append(replace(planned, body=body.key))
            continue
        first_day = min(today, planned.on) if past is Past.HISTORY else today
        taken = known.get(key)
        is_taken = key in seen or (
            number in by_uid and taken is not None and taken.held_on == planned.on and _is_held(taken)
        )
        finding = _fault(profile, planned, body, meeting, today=first_day, is_taken=is_taken)
        if finding is not None:
            findings.append(finding)
        elif planned.starts is not None:
            one = _wanted(planned, planned.starts, body, meeting, today=today)
            is_id_taken = one.meeting is None and key in days_left
            wanted.append(replace(one, uid=uids.get(number), is_id_taken=is_id_taken))
        seen.add(key)
    if findings:
        raise PlanFileError(file=plan.name, findings=sorted(findings, key=lambda finding: finding.row or 0))
    return wanted, left_out


def _known(session: Session, plan: MeetingPlan, bodies: dict[int, BodySpec]) -> dict[tuple[str, date], Meeting]:
    """The meetings on the plan's days, and under the key of their first day those that were moved away."""
    days = [meeting.on for meeting in plan.meetings]
    if not days:
        return {}
    first_keys = {
        make_id("meeting", body.key, plan.meetings[number].on): (body.key, plan.meetings[number].on)
        for number, body in bodies.items()
    }
    for number, body in bodies.items():  # a file that once came from us bears our own UIDs
        planned = plan.meetings[number]
        if planned.uid is not None and planned.uid.endswith(f"@{UID_DOMAIN}"):
            first_keys[planned.uid.removesuffix(f"@{UID_DOMAIN}")] = (body.key, planned.on)
    on_the_days = select(Meeting).where(col(Meeting.held_on) >= min(days), col(Meeting.held_on) <= max(days))
    found = {}
    for chunk in in_chunks(first_keys):
        for meeting in session.exec(select(Meeting).where(col(Meeting.id).in_(chunk))):
            if first_keys[meeting.id][0] == meeting.body_key:
                found[first_keys[meeting.id]] = meeting
    # On a day itself, a meeting that is held goes before one that was called off or moved away.
    here = sorted(session.exec(on_the_days), key=lambda meeting: meeting.status is not MeetingStatus.CANCELLED)
    found.update({(meeting.body_key, meeting.held_on): meeting for meeting in here})
    return found


def _foreign_uids(plan: MeetingPlan, bodies: dict[int, BodySpec]) -> dict[int, str]:
    """By row, the UID of somebody else's calendar, where it names that one meeting of the plan."""
    uids = {number: plan.meetings[number].uid or "" for number in bodies}
    count = Counter(uids.values())
    return {
        number: uid
        for number, uid in uids.items()
        if uid and count[uid] == 1 and len(uid) <= LONGEST_UID and not uid.endswith(f"@{UID_DOMAIN}")
    }


def _known_by_uid(session: Session, bodies: dict[int, BodySpec], uids: dict[int, str]) -> dict[int, Meeting]:
    """By row, the one meeting of the same body that bore the row's UID when it was taken in."""
    rows = {uid: number for number, uid in uids.items()}
    found: dict[int, list[Meeting]] = {}
    for chunk in in_chunks(rows):
        for meeting in session.exec(select(Meeting).where(col(Meeting.plan_uid).in_(chunk))):
            number = rows[meeting.plan_uid or ""]
            if bodies[number].key == meeting.body_key:
                found.setdefault(number, []).append(meeting)
    return {number: meetings[0] for number, meetings in found.items() if len(meetings) == 1}


def _is_held(meeting: Meeting) -> bool:
    return meeting.status is not MeetingStatus.CANCELLED


def _fault(
    profile: Profile, planned: PlannedMeeting, body: BodySpec, meeting: Meeting | None, *, today: date, is_taken: bool
) -> Finding | None:
    days = profile.day_table()
    why = why_not_on(days, planned.on, today=today, is_taken=is_taken)
    if why == "past" and meeting is not None:
        why = None  # a plan read in again in the middle of the year names the meetings that have been held
    if why is not None and planned.status is not PlanStatus.CANCELLED:
        facts: dict[str, object] = {"body": body.key, "day": planned.on, "name": days.holiday_name(planned.on)}
        return Finding(f"meeting_{why}", "error", planned.row, DAY_COLUMN, facts)
    if planned.starts is None:
        return Finding("no_time", "error", planned.row, TIME_COLUMN, {"body": body.key, "day": planned.on})
    if planned.ends is not None and planned.ends <= planned.starts:
        facts = {"body": body.key, "starts": planned.starts, "ends": planned.ends}
        return Finding("ends_before_start", "error", planned.row, TIME_COLUMN, facts)
    return None


def _wanted(planned: PlannedMeeting, starts: time, body: BodySpec, meeting: Meeting | None, *, today: date) -> Wanted:
    starts_at = datetime.combine(planned.on, starts, COPENHAGEN)
    ends_at = datetime.combine(planned.on, planned.ends, COPENHAGEN) if planned.ends else starts_at + body.length
    is_on_another_day = meeting is not None and meeting.held_on != planned.on
    elsewhere_on = (
        meeting.held_on
        if meeting is not None and is_on_another_day and not _may_follow(meeting, planned, today)
        else None
    )
    return Wanted(
        body=body,
        held_on=planned.on,
        starts_at=starts_at,
        ends_at=ends_at,
        place=planned.place,
        status=MeetingStatus(planned.status.value),
        remark=planned.remark,
        meeting=None if elsewhere_on else meeting,
        known_id=meeting.id if meeting is not None else None,
        elsewhere_on=elsewhere_on,
    )


def _may_follow(meeting: Meeting, planned: PlannedMeeting, today: date) -> bool:
    """Whether a meeting goes where its calendar has moved it: it is to come, and nobody here has moved it since."""
    if planned.uid is None or meeting.plan_uid != planned.uid or not _is_held(meeting) or meeting.held_on < today:
        return False
    return planned.status is PlanStatus.CANCELLED or (meeting.plan_on == meeting.held_on and planned.on >= today)
