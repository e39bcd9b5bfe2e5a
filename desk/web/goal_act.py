"""A form about goals: what it begins with, its page, and what is done when it comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from fastapi import Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from calendars.errors import SagsgangError
from desk import error_words, finding_words, labels
from desk.web.forms import Filled, Form, MaybeNumber, MaybeText, empty
from desk.web.page import page
from desk.web.visit import NotAllowedError, Visit
from domain.casework.verb import By, Receipt
from domain.errors import ConflictError, NotAllowedNowError

TEMPLATE = "goals/act.html.j2"
Work = Callable[[By, dict[str, Any]], Receipt]  # who does it, and what was typed: with its version where one changes


class Sent(Form):
    """What every form carries: the key that makes one sent twice the same act, and which version it was made of."""

    key: MaybeText = None
    version: MaybeNumber = None

    def values(self) -> dict[str, Any]:
        """What was typed, as the verbs ask for it."""
        return self.model_dump(exclude={"key", "version"})


class EndForm(Sent):
    """Why not any more."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


@dataclass(frozen=True, slots=True)
class Deedful:
    """A form's page: which fields, its heading, where it leads back to, and what its fields begin with."""

    what: str
    heading: str
    back: str
    begins: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    version: int | None = None
    wrong: str = ""  # the field beside which a refusal stands


def ask(visit: Visit, deed: Deedful) -> Response:
    """The form as it begins."""
    return show(visit, deed, empty(**deed.begins))


def show(visit: Visit, deed: Deedful, form: Filled[Any], status: int = 200) -> Response:
    """The form as it is now."""
    return page(visit, TEMPLATE, status=status, deed=deed, form=form, **deed.facts)


def act(visit: Visit, deed: Deedful, form: Filled[Any], work: Work, where: str = "") -> Response:
    """Do what was asked, or show the form again with what is wrong with it."""
    if form.value is None:
        return show(visit, deed, form, 422)
    said = form.value.values()
    if deed.version is not None:
        said["version"] = form.value.version
    try:
        receipt = work(visit.by(form.value.key), said)
    except NotAllowedError:
        raise
    except SagsgangError as error:
        status = 409 if isinstance(error, ConflictError | NotAllowedNowError) else 422
        return show(visit, deed, form.with_error(_beside(error, deed.wrong), _said(error)), status)
    return RedirectResponse(where or f"/maal/{receipt.subject}", 303)


def _said(error: SagsgangError) -> str:
    findings = error.facts.get("findings")
    if not isinstance(findings, list):
        return error_words.sentence(error)
    told = [finding_words.say(finding_words.PLAN, one.code, one.facts) for one in findings]
    return f"{labels.capital('; '.join(told))}."


def _beside(error: SagsgangError, otherwise: str) -> str:
    fields = {"no_rhythm": "rhythm", "goal_taken": "text", "indicator_taken": "name", "no_unit": "unit"}
    fields |= {"empty_range": "highest", "outside_range": "highest", "other_unit": "unit", "nothing_said": "state"}
    noun = {"EndedBodyError": "body", "UnknownBodyError": "body"}.get(type(error).__name__, otherwise)
    return fields.get(str(error.facts.get("why")), noun)


def typed_day(day: date | None) -> str:
    """A day as a form begins with it."""
    return f"{day:%d-%m-%Y}" if day else ""
