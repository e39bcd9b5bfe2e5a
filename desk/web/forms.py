"""What somebody typed, read into a value; or a Danish sentence beside each field and what was typed still there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Annotated, Any, Generic, TypeVar, get_origin

from fastapi.datastructures import FormData
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from calendars.plan_values import Cell
from calendars.written_dates import dates_in
from desk.web.language import _


class Form(BaseModel):
    """Base of the forms: strips what surrounds a text, and leaves alone what it does not know."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True, frozen=True, arbitrary_types_allowed=True)


F = TypeVar("F", bound=Form)


def _written_date(typed: object) -> object:
    """A date as people write it: 12-04-2023, 12.4.2023, 12/4 2023 or 2023-04-12."""
    if not isinstance(typed, str):
        return typed
    found = dates_in(Cell(typed.strip()), None)
    if len(found) != 1 or found[0].on is None:
        raise PydanticCustomError("danish_date", "no date")
    return found[0].on


def _empty_is_none(typed: object) -> object:
    return None if typed == "" else typed


DanishDate = Annotated[date, BeforeValidator(_written_date)]
MaybeDate = Annotated[date | None, BeforeValidator(lambda typed: None if typed == "" else _written_date(typed))]
MaybeText = Annotated[str | None, BeforeValidator(_empty_is_none)]
MaybeNumber = Annotated[int | None, BeforeValidator(_empty_is_none)]


@dataclass(frozen=True, slots=True)
class Filled(Generic[F]):
    """A form that came in: its value, or None; a sentence for each field that is wrong; and what was typed."""

    value: F | None
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)

    def with_error(self, name: str, sentence: str) -> Filled[F]:
        """The same form with one more thing wrong: what only the domain could see."""
        return replace(self, value=None, errors={**self.errors, name: sentence})


def empty(**typed: Any) -> Filled[Any]:
    """A form nobody has sent yet, with what it begins with."""
    return Filled(None, {}, typed)


def read(form: type[F], data: FormData) -> Filled[F]:
    """Read what was sent. A field of several values is a list in ``typed``; uploads are not repeated there."""
    many = {name for name, one in form.model_fields.items() if get_origin(one.annotation) in {list, tuple, set}}
    given = {
        name: [each for each in data.getlist(name) if each != ""] if name in many else data.get(name)
        for name in form.model_fields
        if name in data or name in many
    }
    typed: dict[str, Any] = {name: value for name, value in data.items() if isinstance(value, str)}
    typed |= {name: data.getlist(name) for name in many}
    try:
        return Filled(form.model_validate(given), {}, typed)
    except ValidationError as error:
        return Filled(None, _sentences(error.errors()), typed)


def _sentences(errors: list[ErrorDetails]) -> dict[str, str]:
    said: dict[str, str] = {}
    for error in errors:
        name = str(error["loc"][0]) if error["loc"] else ""
        said.setdefault(name, _sentence(error))
    return said


def _sentence(error: ErrorDetails) -> str:
    if error["type"] == "danish_date" and str(error["input"]).strip():  # the date picker empties its field then
        return _("Skriv en dato, der findes, som 12-04-2023. Der stod: {typed}").format(
            typed=str(error["input"])[:40]
        )
    known = SENTENCES.get(error["type"])
    if known is not None:
        return _(known).format(**error.get("ctx", {}))
    if error["type"] == "value_error":  # our own validators speak Danish
        return str(error["ctx"]["error"])
    return _("Det kan ikke læses. Skriv det på en anden måde.")


SENTENCES = {
    "missing": "Udfyld feltet.",
    "string_too_short": "Udfyld feltet.",
    "string_too_long": "Skriv højst {max_length} tegn.",
    "string_type": "Udfyld feltet.",
    "danish_date": "Skriv en dato, der findes, som 12-04-2023.",
    "date_type": "Skriv en dato, der findes, som 12-04-2023.",
    "time_parsing": "Skriv klokken som 16:30.",
    "time_type": "Skriv klokken som 16:30.",
    "int_parsing": "Skriv et helt tal.",
    "int_type": "Skriv et helt tal.",
    "greater_than_equal": "Skriv et tal, der er mindst {ge}.",
    "less_than_equal": "Skriv et tal, der er højst {le}.",
    "enum": "Vælg en af mulighederne.",
    "literal_error": "Vælg en af mulighederne.",
    "too_short": "Vælg mindst én.",
    "bool_parsing": "Vælg ja eller nej.",
    "danish_number": "Skriv et tal som 12,5.",
    "string_pattern_mismatch": "Vælg en af mulighederne.",
}
