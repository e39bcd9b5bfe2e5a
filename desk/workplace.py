"""Where a command works: the data folder, the database, the profile, the clock and the person at the keyboard.

Everything that differs between a secretary's machine, a test and the demo is in one value, ``Workplace``; the
commands ask ``here()`` for it and read neither the environment nor the clock themselves.
"""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from calendars.copenhagen import COPENHAGEN
from desk.errors import SettingError

if TYPE_CHECKING:
    from domain.casework.verb import By
    from domain.profile.profile import Profile
    from domain.store.database import Database


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the command line is an edge: it may read the clock


@dataclass(slots=True)
class Workplace:
    """One place of work. ``profile`` is a file given on the command line; None means the adopted or shipped one."""

    data: Path
    database_url: str = ""
    profile_file: Path | None = None
    actor: str = "kommandolinje"
    clock: Callable[[], datetime] = _now

    def __post_init__(self) -> None:
        """Without an address the database is the SQLite file in the data folder."""
        self.database_url = self.database_url or f"sqlite:///{self.data / 'sagsgang.db'}"

    def now(self) -> datetime:
        """This moment, aware."""
        return self.clock()

    def today(self) -> date:
        """This day in Denmark."""
        return self.clock().astimezone(COPENHAGEN).date()

    def by(self, key: str | None = None) -> By:
        """Who acts, when; ``key`` makes a repeat the same act."""
        from domain.casework.verb import By  # noqa: PLC0415 - SQLModel is not loaded before a verb needs it

        return By(self.actor, self.now(), key)

    def has_database(self) -> bool:
        """Whether there is a database to open. A server is taken at its word; a file must exist."""
        if not self.database_url.startswith("sqlite:///"):
            return True
        return Path(self.database_url.removeprefix("sqlite:///")).exists()

    @contextmanager
    def database(self) -> Iterator[Database]:
        """The database, made and given a profile on first use.

        Raises:
            DatabaseVersionError: it belongs to another version of the program.
            ProfileError: the profile to adopt is wrong; nothing has been made then.
        """
        from desk.first_use import open_database  # noqa: PLC0415 - SQLAlchemy is not loaded before it is needed

        db = open_database(
            self.database_url, exists=self.has_database(), profile_file=self.profile_file, by=self.by()
        )
        try:
            yield db
        finally:
            db.close()

    def profile(self) -> Profile:
        """The profile named on the command line, else the one in force in the database, else the shipped one."""
        from desk.profile_file import profile_text  # noqa: PLC0415 - as above
        from domain.profile.load import load_profile  # noqa: PLC0415 - as above

        if self.profile_file is None and self.has_database():
            from desk.first_use import adopted_profile  # noqa: PLC0415 - the database costs a second to load

            adopted = adopted_profile(self.database_url)
            if adopted is not None:
                return adopted
        return load_profile(*profile_text(self.profile_file))


def from_environment() -> Workplace:
    """The workplace of this machine, from the settings (``SAGSGANG_DATA_DIR``, ``SAGSGANG_DATABASE_URL`` …).

    Raises:
        SettingError: a setting has an impossible value.
    """
    from pydantic import ValidationError  # noqa: PLC0415 - the settings cost 0.2 s that --help does not need

    from flows.settings import Settings  # noqa: PLC0415 - as above

    try:
        settings = Settings()
    except ValidationError as error:
        wrong = error.errors()[0]
        name = str(wrong["loc"][0]) if wrong["loc"] else ""
        raise SettingError(name=f"SAGSGANG_{name.upper()}", found=wrong.get("input")) from None
    return Workplace(settings.data_dir, settings.database_url, actor=_person_at_the_keyboard())


def here() -> Workplace:
    """The workplace of the command that is running."""
    found = _HERE.get()
    return found if found is not None else from_environment()


@contextmanager
def working_at(place: Workplace | None) -> Iterator[None]:
    """Let ``here()`` answer ``place`` for a while; None leaves it to the environment."""
    token = _HERE.set(place)
    try:
        yield
    finally:
        _HERE.reset(token)


def move_to(place: Workplace) -> None:
    """Let ``here()`` answer ``place`` until the surrounding ``working_at`` ends."""
    _HERE.set(place)


_HERE: ContextVar[Workplace | None] = ContextVar("workplace", default=None)


def _person_at_the_keyboard() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without a user entry
        return "kommandolinje"
