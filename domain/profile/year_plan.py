"""A year of meetings proposed from the profile's own rules, with everything that speaks against it."""

from __future__ import annotations

from dataclasses import replace

from calendars.plan_values import Finding
from calendars.year_plan import propose_year
from calendars.year_plan_values import YearProposal
from domain.profile.profile import Profile
from domain.rules.obligation import Authority
from domain.rules.year_conflicts import OF_MUNICIPALITIES, PlannedBody, conflicts_of


def proposed_year(profile: Profile, year: int) -> YearProposal:
    """The meetings of ``year`` by the profile's ``meeting_rule`` rows; its findings first, then the conflicts.

    Bodies that do not exist on a day do not meet on it. Raises DayOutOfRangeError outside the years of the day table.
    """
    days = profile.day_table()
    proposal = propose_year(year, profile.meeting_rules, profile.recess, days)
    bodies = {body.key: body for body in profile.bodies}
    meetings = tuple(meeting for meeting in proposal.meetings if bodies[meeting.body].is_valid(meeting.on))
    proposal = replace(proposal, meetings=meetings)
    return replace(proposal, findings=(*proposal.findings, *conflicts_in(profile, proposal)))


def conflicts_in(profile: Profile, year: YearProposal) -> tuple[Finding, ...]:
    """What speaks against a year of meetings, proposed or planned, in this municipality."""
    planned = {
        body.key: PlannedBody(body.key, body.kind, body.chair, body.secretary, frozenset(body.members))
        for body in profile.bodies
    }
    found = conflicts_of(year, planned, profile.deadline_rules, profile.day_table())
    is_municipal = profile.authority is Authority.MUNICIPALITY
    return tuple(one for one in found if is_municipal or one.code not in OF_MUNICIPALITIES)
