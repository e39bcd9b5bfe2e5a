"""Every code that the program can show has its Danish: errors, enums, findings, checks, cures, verbs, refusals."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest

import calendars
import domain
import flows
from calendars.days import Count, DayKind
from calendars.deadlines import Basis, DeadlineKind
from calendars.errors import SagsgangError, UnreadableFileError
from calendars.plan_values import PlanStatus
from desk import error_terms, error_words, errors, finding_words, journal_words, labels, rule_words
from domain import model
from domain.casework import verb
from domain.documents.document import WARNING_CODES, DocumentKind, SectionKey
from domain.rules.agenda import LACKS
from domain.rules.checks import CHECKS, Severity
from domain.rules.constraints import Constraint, Cure
from domain.rules.goals import Against, Way
from domain.rules.next_move import WaitReason
from domain.rules.replanning import Why
from domain.rules.rights import Deed

ROOT = Path(__file__).parents[2]
SHOWN = (
    model.ActionState,
    model.Answer,
    model.Better,
    model.BodyKind,
    model.CaseState,
    model.CycleRisk,
    model.CycleState,
    model.DueKind,
    model.FollowUpState,
    model.IncomingKind,
    model.MailKind,
    model.MailState,
    model.MeetingStatus,
    model.NoticeKind,
    model.Outcome,
    model.Readiness,
    model.Remark,
    model.Role,
    model.StopState,
    Basis,
    Count,
    DayKind,
    DeadlineKind,
    Deed,
    DocumentKind,
    PlanStatus,
    SectionKey,
    Against,
    WaitReason,
    Way,
    Why,
)


def load_every_module(package: ModuleType) -> None:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        skipped = "migrations" in found.name or found.name in {"flows.deployed", "flows.runs", "flows.server_child"}
        if not skipped:  # Prefect's own part, and a program to be run
            importlib.import_module(found.name)


def every_error(kind: type[SagsgangError] = SagsgangError) -> Iterator[type[SagsgangError]]:
    for child in kind.__subclasses__():
        yield child
        yield from every_error(child)


def source(*folders: str) -> str:
    return "\n".join(file.read_text("utf-8") for folder in folders for file in sorted((ROOT / folder).rglob("*.py")))


def test_every_error_has_a_sentence() -> None:
    for package in (calendars, domain, flows):
        load_every_module(package)
    abstract = {errors.UsageError}
    missing = {error.__name__ for error in every_error() if error not in abstract} - error_words.SENTENCES.keys()
    assert not missing


def test_every_sentence_can_be_made_also_when_facts_are_missing() -> None:
    needs_its_reason = {"NoSuchFileError", "MeetingDayError", "UncertainCaseError"}
    for name, made in error_words.SENTENCES.items():
        if name not in needs_its_reason:
            assert made({}).strip()


@pytest.mark.parametrize("enum", SHOWN, ids=lambda enum: enum.__name__)
def test_every_member_of_a_shown_enum_has_a_word(enum: type[Enum]) -> None:
    assert {str(member.value) for member in enum} == labels.LABELS[enum.__name__].keys()


@pytest.mark.parametrize("enum", [Constraint, Cure], ids=lambda enum: enum.__name__)
def test_every_rule_of_planning_and_every_cure_has_a_word(enum: type[Enum]) -> None:
    assert {str(member.value) for member in enum} == rule_words.LABELS[enum.__name__].keys()


def test_every_check_and_its_cure_has_a_sentence() -> None:
    assert {row.code for row in CHECKS} <= rule_words.CHECKS.keys()
    assert {row.cure for row in CHECKS} <= rule_words.CURES.keys()
    assert {severity.value for severity in Severity} <= finding_words.SEVERITIES.keys()


def test_everything_an_item_of_an_agenda_can_lack_has_words() -> None:
    assert {row.code for row in LACKS} == rule_words.LACKS.keys()


def test_every_warning_of_the_reader_has_a_sentence() -> None:
    assert set(WARNING_CODES) <= finding_words.DOCUMENT.keys()


def test_every_finding_of_a_meeting_plan_has_a_sentence() -> None:
    text = source("calendars", "domain/casework")
    codes = set(re.findall(r"\.(?:find|_note)\(\s*(?:meeting, )?\"([a-z_]+)\"", text))
    codes |= set(re.findall(r"Finding\(\"([a-z_]+)\"", text)) | set(
        re.findall(r"problem = (?:problem or \()?\"([a-z_]+)\"", text)
    )
    codes |= {f"meeting_{why}" for why in ("past", "weekend", "holiday", "closed", "taken")}
    assert len(codes) > 20
    assert not codes - finding_words.PLAN.keys()


def test_every_finding_of_a_profile_has_a_sentence() -> None:
    text = source("domain/profile")
    said = re.search(r"``code``: ([a-z_,\s]+)\.", text)
    assert said is not None
    codes = {code.strip() for code in said[1].split(",")}
    assert len(codes) > 10
    assert not codes - finding_words.PROFILE.keys()


def test_every_doubt_about_a_document_has_a_sentence() -> None:
    sources = ((ROOT / "desk" / name).read_text("utf-8") for name in ("intake.py", "agenda_in.py"))
    codes = {code for text in sources for code in re.findall(r"Doubt\(\"([a-z_]+)\"", text)}
    assert codes == finding_words.DOUBTS.keys()


def test_every_reason_why_a_verb_does_not_fit_has_a_sentence() -> None:
    text = source("domain")
    reasons = set(re.findall(r"\bwhy=\"([a-z_]+)\"", text)) | set(re.findall(r"_refuse\([^)]*\"([a-z_]+)\"\)", text))
    assert len(reasons) > 15
    assert not reasons - rule_words.WHY_NOT.keys()


def test_everything_that_can_be_missing_has_a_noun() -> None:
    nouns = set(re.findall(r"noun=\"([a-z_]+)\"", source("domain", "desk")))
    assert not nouns - error_terms.NOUNS.keys()


def test_every_reason_why_a_file_cannot_be_read_has_words() -> None:
    reasons = set(
        re.findall(r"UnreadableFileError\([^)]*reason=\"([a-z_]+)\"", source("calendars", "domain", "desk"))
    )
    assert "`reason`` is one of" in (UnreadableFileError.__doc__ or "")
    assert reasons <= error_terms.REASONS_UNREADABLE.keys()


def test_every_verb_of_the_journal_has_words() -> None:
    for package in (calendars, domain):
        load_every_module(package)
    assert not verb.VERBS.keys() - journal_words.VERBS.keys()
    assert not set(re.findall(r"act\.name = \"([a-z_]+)\"", source("domain"))) - journal_words.VERBS.keys()
    assert (
        not set(re.findall(r"verb=\"([a-z_]+)\"", source("domain")))
        - journal_words.VERBS.keys()
        - error_terms.VERBS.keys()
    )


def test_the_sentences_name_only_facts_in_plain_braces() -> None:
    for table in (
        finding_words.PLAN,
        finding_words.PROFILE,
        finding_words.DOCUMENT,
        finding_words.DOUBTS,
        rule_words.CHECKS,
    ):
        for sentence in table.values():
            for _, name, _, _ in Formatter().parse(sentence):
                assert name is None or re.fullmatch(r"[a-z_]+", name)
