"""The profile's rules to a year: importable as it is, and what speaks against it is said."""

from dataclasses import replace
from datetime import date, time

import pytest

from calendars.meeting_plan import read_plan
from calendars.year_plan_csv import write_year
from calendars.year_plan_values import MeetingRule, Nth, ProposedMeeting, Recess, Weekday, YearProposal
from desk import finding_words
from domain.errors import ProfileError
from domain.profile import Profile, ProfileFinding, load_profile, shipped_profile
from domain.profile.year_plan import proposed_year

SHIPPED = shipped_profile()
RULE = '[[meeting_rule]]\nbody = "KB"\nstarts = 17:00:00\n'


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile("norddjurs.toml", SHIPPED)


def findings_of(text: str) -> list[ProfileFinding]:
    with pytest.raises(ProfileError) as refusal:
        load_profile("min.toml", SHIPPED + "\n" + text)
    found: list[ProfileFinding] = refusal.value.facts["findings"]  # type: ignore[assignment]  # what it carries
    return found


def with_rules(profile: Profile, *rules: MeetingRule) -> Profile:
    return replace(profile, meeting_rules=rules, recess=Recess(months=frozenset({7})))


def meets(body: str, weekday: Weekday, nth: Nth, at: int = 16, **values: object) -> MeetingRule:
    return MeetingRule(body, time(at), weekday=weekday, nth=nth, **values)  # type: ignore[arg-type]  # shorter


def codes(proposal: YearProposal) -> set[str]:
    return {each.code for each in proposal.findings}


@pytest.mark.parametrize("year", range(2023, 2031))
def test_the_proposed_year_is_read_in_again_without_a_finding(profile: Profile, year: int):
    proposal = proposed_year(profile, year)
    names = {body.key: body.name for body in profile.bodies}
    plan = read_plan(f"forslag-{year}.csv", write_year(proposal.meetings, names))
    assert plan.findings == ()
    assert plan.other_events == ()
    assert [(profile.find_body(m.body).key, m.on, m.starts, m.ends, m.place) for m in plan.meetings] == [
        (m.body, m.on, m.starts, m.ends, m.place) for m in proposal.meetings
    ]


@pytest.mark.parametrize("year", range(2023, 2031))
def test_the_shipped_rules_give_the_council_its_month_and_the_budget_its_three_weeks(profile: Profile, year: int):
    proposal = proposed_year(profile, year)
    council = [each.on for each in proposal.meetings if each.body == "KB"]
    assert {each.month for each in council} == set(range(1, 13)) - {7}
    assert codes(proposal) <= {"rule_moved", "dispatch_before_minutes"}
    autumn = [each for each in council if each.month in {9, 10}]
    assert (autumn[1] - autumn[0]).days >= 21


def test_what_a_semicolon_or_quotation_mark_in_a_place_does_to_the_file():
    meeting = ProposedMeeting(
        "KB", date(2027, 1, 12), time(17), None, 'Salen; "den gamle", 1. sal', date(2027, 1, 12)
    )
    (read,) = read_plan("forslag.csv", write_year([meeting], {})).meetings
    assert (read.body, read.place, read.ends) == ("KB", meeting.place, None)


def test_a_month_without_a_council_meeting_is_pointed_out_except_july(profile: Profile):
    council = meets("KB", Weekday.TUESDAY, Nth.LAST, months=(1, 2, 3, 4, 5, 6, 8, 9, 10, 11))
    missing = [each for each in proposed_year(with_rules(profile, council), 2025).findings if "council" in each.code]
    assert [each.facts["month"] for each in missing] == ["december"]
    assert "§ 8, stk. 1" in finding_words.say(finding_words.PLAN, missing[0].code, missing[0].facts)


def test_a_council_that_is_sent_its_material_before_the_finance_committee_has_met_is_pointed_out(profile: Profile):
    finance = meets("ØK", Weekday.MONDAY, Nth.SECOND)
    four_days_later = MeetingRule("KB", time(17), follows="ØK", days_after=4)
    late = [
        each
        for each in proposed_year(with_rules(profile, finance, four_days_later), 2024).findings
        if each.code == "dispatch_before_minutes"
    ]
    assert len(late) == 11
    assert (late[0].facts["previous_on"], late[0].facts["minutes_on"]) == (date(2024, 1, 8), date(2024, 1, 9))
    in_time = with_rules(profile, finance, replace(four_days_later, days_after=8))
    spring = [
        each.facts["date"] for each in proposed_year(in_time, 2024).findings if each.code == "dispatch_before_minutes"
    ]
    assert spring == []


def test_two_meetings_at_once_are_pointed_out_by_what_they_share(profile: Profile):
    council = meets("KB", Weekday.MONDAY, Nth.FIRST, place="Byrådssalen", months=(2,))
    committee = meets("MTU", Weekday.MONDAY, Nth.FIRST, 17, place="Byrådssalen", months=(2,))
    assert codes(proposed_year(with_rules(profile, council, committee), 2025)) >= {
        "members_twice",
        "same_place_twice",
    }
    finance = meets("ØK", Weekday.MONDAY, Nth.FIRST, 17, months=(2,))
    twice = proposed_year(with_rules(profile, council, finance), 2025)
    chair = next(each for each in twice.findings if each.code == "same_person_twice")
    assert (chair.facts["role"], chair.facts["post"]) == ("chair", "borgmester")
    assert "samme formand" in finding_words.say(finding_words.PLAN, chair.code, chair.facts)
    afterwards = replace(committee, starts=time(18))
    assert not {"members_twice", "same_place_twice"} & codes(
        proposed_year(with_rules(profile, council, afterwards), 2025)
    )


def test_members_that_the_profile_names_in_two_bodies_cannot_be_in_both(profile: Profile):
    rules = (
        meets("MTU", Weekday.MONDAY, Nth.FIRST, months=(2,)),
        meets("HU", Weekday.MONDAY, Nth.FIRST, months=(2,)),
    )
    assert "members_twice" not in codes(proposed_year(with_rules(profile, *rules), 2025))
    bodies = tuple(replace(body, members=("carl.rugaard",)) for body in profile.bodies)
    assert "members_twice" in codes(proposed_year(with_rules(replace(profile, bodies=bodies), *rules), 2025))


def test_a_body_does_not_meet_before_it_exists(profile: Profile):
    bodies = {each.body for each in proposed_year(profile, 2021).meetings}
    assert bodies == {"DIR", "HU", "ØK", "KB"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (RULE, "one_of_these"),
        (RULE + 'nth = "first"', "one_of_these"),
        (RULE + 'nth = "first"\nweek = "second"\nweekday = "monday"', "one_of_these"),
        (RULE + 'follows = "ØK"', "one_of_these"),
        (RULE + 'follows = "ØK"\ndays_after = 3\nweeks_after = 1\nweekday = "monday"', "one_of_these"),
        (RULE + 'follows = "ØK"\nweeks_after = 1', "missing_key"),
        (RULE + 'follows = "OEK"\ndays_after = 8', "unknown_reference"),
        (RULE + 'nth = "tredje"\nweekday = "monday"', "unknown_word"),
        (RULE + 'nth = "first"\nweekday = "monday"\nmonths = [13]', "impossible_number"),
        ('[[meeting_rule]]\nbody = "KB"\nnth = "first"\nweekday = "monday"', "missing_key"),
        (RULE.replace("17:00:00", '"17:00"') + 'nth = "first"\nweekday = "monday"', "wrong_type"),
        ('[[free_period]]\nname = "Ferie"\nfrom_on = 2027-01-02\nto_on = 2027-01-02', "impossible_date_range"),
    ],
)
def test_a_rule_with_a_mistake_is_refused_with_its_line(text: str, code: str):
    (found,) = findings_of(text)
    assert found.code == code
    assert found.line > len(SHIPPED.splitlines())
    assert finding_words.line(found)
