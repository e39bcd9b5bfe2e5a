"""A check on a case, in a sentence."""

from __future__ import annotations

from desk import finding_words, rule_words
from domain.rules.checks import Check
from domain.rules.facts import CaseFacts


def check_sentence(facts: CaseFacts, check: Check) -> str:
    """How bad, where, what, and the cure."""
    bodies = {stop.id: stop.body for stop in facts.stops}
    where = f" {bodies[check.stop]}:" if check.stop in bodies else ""
    cure = "" if is_settled(check) else rule_words.CURES.get(check.cure, "")
    severity = finding_words.SEVERITIES[check.severity.value]
    return f"{severity.capitalize()}:{where} {what_is_wrong(check)}.{f' {cure}.' if cure else ''}"


def what_is_wrong(check: Check) -> str:
    """What was noticed, without capital and full stop."""
    return finding_words.say(finding_words.DOCUMENT | rule_words.CHECKS, check.code, check.evidence)


def is_settled(check: Check) -> bool:
    """Whether what cures it has been done, and it is only shown."""
    return bool(check.evidence.get("urgency_reason_given"))
