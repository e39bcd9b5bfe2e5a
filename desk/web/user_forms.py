"""What is typed about users, and what of it becomes rights."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from desk.web.forms import Form, MaybeNumber, MaybeText
from domain.model import Role
from domain.rules.rights import Deed, Grant


class PersonForm(Form):
    """Who somebody is."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    email: Annotated[str, Field(min_length=1, max_length=254)]
    person: MaybeText = None
    version: MaybeNumber = None
    key: MaybeText = None


class RightsForm(Form):
    """What somebody is, where: each grant as "secretary:HU", or "reader:" for every body."""

    grants: list[str] = Field(default_factory=list)
    sees_closed: bool = False
    version: MaybeNumber = None
    key: MaybeText = None

    @field_validator("grants")
    @classmethod
    def _check_roles(cls, given: list[str]) -> list[str]:
        if not {text.partition(":")[0] for text in given} <= set(Role):
            raise PydanticCustomError("enum", "no role")
        return given

    @property
    def given(self) -> frozenset[Grant]:
        """The boxes that were ticked."""
        parts = (text.partition(":") for text in self.grants)
        return frozenset(Grant(Role(role), body or None) for role, _, body in parts)


class NewUserForm(PersonForm, RightsForm):
    """A user to be made."""

    account: Annotated[str, Field(min_length=1, max_length=60)]


class SessionForm(Form):
    """Which session is to end; none: all of them."""

    session: MaybeText = None


class TokenForm(Form):
    """A key to the API to be made."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    scopes: Annotated[list[Deed], Field(min_length=1)]
    days: Annotated[int, Field(ge=1, le=730)] = 90


class RevokeForm(Form):
    """Which key to the API is to be nothing."""

    token: Annotated[str, Field(min_length=1, max_length=64)]


class EndFactorForm(Form):
    """What turns one's second factor off: the password, and a code."""

    own_password: Annotated[str, Field(min_length=1, max_length=1000)]
    code: Annotated[str, Field(min_length=1, max_length=60)]


class ResetFactorForm(Form):
    """Why somebody else's second factor is taken away."""

    reason: Annotated[str, Field(min_length=1, max_length=300)]


class NewPasswordForm(Form):
    """The password one has, and the one one wants."""

    old_password: Annotated[str, Field(min_length=1, max_length=1000)]
    password: Annotated[str, Field(min_length=1, max_length=1000)]
    repeated: str = ""
