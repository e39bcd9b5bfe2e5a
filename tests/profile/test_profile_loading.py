"""The profile is read strictly: whatever is wrong is said at once, each thing with its line."""

from __future__ import annotations

from datetime import date

import pytest

from calendars.deadlines import LAW_RULES, DeadlineKind, binding
from domain.casework.meeting.deadlines import deadlines_of
from domain.errors import ProfileError, UnknownBodyError
from domain.model import BodyKind
from domain.profile import InvitedBy, Profile, ProfileFinding, load_profile, shipped_profile
from domain.rules.posts import recipient

SHIPPED = shipped_profile()


@pytest.fixture(scope="module")
def profile() -> Profile:
    return load_profile("norddjurs.toml", SHIPPED)


def findings_of(text: str) -> list[ProfileFinding]:
    with pytest.raises(ProfileError) as refused:
        load_profile("min.toml", text)
    assert refused.value.facts["file"] == "min.toml"
    findings = refused.value.facts["findings"]
    assert isinstance(findings, list)
    return findings


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if part in line)


def test_the_shipped_profile_has_the_five_bodies_with_their_kinds(profile: Profile) -> None:
    assert {body.key: body.kind for body in profile.bodies} == {
        "DIR": BodyKind.MANAGEMENT,
        "HU": BodyKind.MED,
        "MTU": BodyKind.COMMITTEE,
        "ØK": BodyKind.FINANCE,
        "KB": BodyKind.COUNCIL,
    }
    assert profile.routes["personale"] == ("DIR", "HU", "ØK", "KB")


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("ØK", "ØK"),
        ("øk", "ØK"),
        ("økonomiudvalget", "ØK"),
        ("Økonomiudvalgsmødet", "ØK"),
        ("HU", "HU"),
        ("Hovedudvalget", "HU"),
        ("hoved-MED-udvalget", "HU"),
        (" Miljø-  og\u00a0Teknikudvalget ", "MTU"),
        ("kommunalbestyrelsen.", "KB"),
    ],
)
def test_every_spelling_seen_in_real_documents_finds_its_body(profile: Profile, written: str, key: str) -> None:
    assert profile.find_body(written).key == key


@pytest.mark.parametrize(
    ("written", "nearest"), [("ØU", "ØK"), ("ØLA", "ØK"), ("Økonomiudvalg 2", "ØK"), ("HMUU", "HU")]
)
def test_an_unknown_abbreviation_is_refused_with_the_nearest_and_never_guessed(
    profile: Profile, written: str, nearest: str
) -> None:
    with pytest.raises(UnknownBodyError) as refused:
        profile.find_body(written, place="sag.txt")
    assert nearest in refused.value.facts["nearest"]  # type: ignore[operator]  # facts are objects
    assert refused.value.facts["name"] == written
    assert refused.value.facts["place"] == "sag.txt"


def test_a_body_is_not_found_before_it_exists(profile: Profile) -> None:
    assert profile.find_body("MTU", on=date(2023, 4, 24)).key == "MTU"
    with pytest.raises(UnknownBodyError):
        profile.find_body("MTU", on=date(2021, 12, 31))


def test_the_law_stands_beside_the_house_rules(profile: Profile) -> None:
    assert set(LAW_RULES) < set(profile.deadline_rules)
    assert all(rule.source and rule.checked_on for rule in profile.deadline_rules)


def test_the_spring_of_2023_has_the_deadlines_of_the_handbook(profile: Profile) -> None:
    dispatch = binding(deadlines_of(profile, "KB", date(2023, 5, 23)), DeadlineKind.DISPATCH)
    assert dispatch is not None
    assert (dispatch.legal_on, dispatch.practical_on) == (date(2023, 5, 16), date(2023, 5, 16))
    material = binding(deadlines_of(profile, "HU", date(2023, 4, 27)), DeadlineKind.SUBMISSION)
    assert material is not None
    assert material.legal_on == date(2023, 4, 13)  # one day after the directors met


def test_everybody_who_is_told_something_has_a_stand_in_or_a_holder(profile: Profile) -> None:
    class Row:
        def __init__(self, **values: object) -> None:
            self.__dict__.update(values)

    posts = {post.key: Row(stand_in_post=post.stand_in) for post in profile.posts}
    holdings = [
        Row(post_key=held.post, person_key=held.person, from_on=held.from_on, to_on=held.to_on)
        for held in profile.holdings
    ]
    for post in profile.posts:
        assert recipient(post.key, date(2023, 3, 1), posts, holdings) is not None, post.key


@pytest.mark.parametrize(
    ("right", "wrong", "code", "key"),
    [
        ('kind = "finance"', 'kind = "finans"', "unknown_word", "body.kind"),
        ('chair = "borgmester"', 'chair = "borgmestre"', "unknown_reference", "body.chair"),
        ("minutes = 180", 'minutes = "180"', "wrong_type", "body.minutes"),
        ("minutes = 180", "minutes = 0", "impossible_number", "body.minutes"),
        ("minutes = 180", "minuter = 180", "unknown_key", "body.minuter"),
        ('aliases = ["direktion", "direktionsmødet"]', 'aliases = ["HU"]', "duplicate", "body.aliases"),
        ('key = "KB"', 'key = "HU"', "duplicate", "body.key"),
        ('udvalg = ["MTU"]', 'udvalg = ["MTU", "TMU"]', "unknown_reference", "routes.udvalg"),
        ('udvalg = ["MTU"]', 'udvalg = ["MTU", "DIR", "MTU"]', "repeated_body", "routes.udvalg"),
        ('udvalg = ["MTU"]', "udvalg = []", "empty", "routes.udvalg"),
        ("saturday_counts = true", "saturday_counts = 1", "wrong_type", "days.saturday_counts"),
        (
            "valid_from = 2022-01-01",
            "valid_from = 2022-01-01\nvalid_to = 2021-01-01",
            "impossible_date_range",
            "body.valid_to",
        ),
        ('applies_to = "med"', 'applies_to = "body:HUU"', "unknown_reference", "deadline.applies_to"),
        ("days = 14", "days = -14", "impossible_number", "deadline.days"),
        ("from_on = 2019-08-01", 'from_on = "2019-08-01"', "wrong_type", "holding.from_on"),
        ('email = "erik.lyngsvad@norddjurs.example"', 'email = "erik.lyngsvad"', "bad_address", "person.email"),
        ("[days]", "[dage]", "unknown_table", "dage"),
        ('to = "chair"', 'to = "formand"', "unknown_word", "ladder.to"),
    ],
)
def test_a_typo_is_found_with_its_line_and_key(right: str, wrong: str, code: str, key: str) -> None:
    assert right in SHIPPED
    text = SHIPPED.replace(right, wrong, 1)
    found = [finding for finding in findings_of(text) if finding.code == code]
    assert [finding.key for finding in found] == [key]
    typed = wrong.splitlines()[-1]
    assert text.splitlines()[found[0].line - 1].strip().startswith(typed.strip())


def test_the_nearest_known_key_is_suggested() -> None:
    (finding,) = findings_of(SHIPPED.replace("minutes = 180", "minuttes = 180"))
    assert finding.facts["nearest"][0] == "minutes"


def test_all_findings_come_at_once_in_the_order_of_the_lines() -> None:
    text = SHIPPED.replace('kind = "finance"', 'kind = "finans"').replace('to = "chair"', 'to = "formand"')
    text = text.replace('name = "Norddjurs Kommune"', "name = 7")
    findings = findings_of(text)
    assert [finding.code for finding in findings] == ["wrong_type", "unknown_word", "unknown_word"]
    assert [finding.line for finding in findings] == sorted(finding.line for finding in findings)


def test_a_missing_key_is_found_at_its_table() -> None:
    text = SHIPPED.replace('key = "KB"\nname = "Kommunalbestyrelsen"', 'key = "KB"')
    (finding,) = findings_of(text)
    assert (finding.code, finding.key) == ("missing_key", "body.name")
    assert text.splitlines()[finding.line] == 'key = "KB"'


def test_broken_toml_is_one_finding_with_its_line() -> None:
    (finding,) = findings_of(SHIPPED.replace('key = "DIR"\n', 'key = "DIR\n'))
    assert finding.code == "syntax"
    assert finding.line == line_of(SHIPPED, 'key = "DIR"')


@pytest.mark.parametrize("text", ["", "name = 'x'", "body = 3", "[[routes]]\nx = 1", "[body]\nkey = 'X'"])
def test_what_is_no_profile_at_all_is_findings_and_never_a_crash(text: str) -> None:
    assert findings_of(text)


def test_capacity_is_for_bodies_that_exist() -> None:
    assert load_profile("p", SHIPPED + '\n[capacity]\n"ØK" = 30\n').capacity == {"ØK": 30}
    (finding,) = findings_of(SHIPPED + '\n[capacity]\n"ØU" = 30\n')
    assert finding.code == "unknown_reference"


def test_invitations_by_mail_need_a_mailbox_for_the_answers() -> None:
    name = 'name = "Direktionen"'
    by_mail = SHIPPED.replace(name, f'{name}\ninvitations = "mail"\nmembers = ["borgmester", "lone.vejlby"]')
    body = load_profile("norddjurs.toml", by_mail).find_body("DIR")
    assert (body.invitations, body.members) == (InvitedBy.MAIL, ("borgmester", "lone.vejlby"))
    (finding,) = findings_of(by_mail.replace("mailbox =", "# mailbox ="))
    assert (finding.code, finding.key) == ("missing_key", "mailbox")
    (finding,) = findings_of(by_mail.replace('"lone.vejlby"]', '"lone.vejlbi"]'))
    assert (finding.code, finding.facts["nearest"][0]) == ("unknown_reference", "lone.vejlby")
