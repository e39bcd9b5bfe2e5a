"""The first use of a workplace: a database is made, and the municipality's profile is taken into use."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.exc import DBAPIError

from desk import show, words
from desk.errors import DatabaseUnreachableError
from desk.profile_file import profile_text
from domain.casework.house.municipality import adopt_profile
from domain.casework.verb import By
from domain.errors import DatabaseVersionError, NoProfileError
from domain.profile.load import load_profile
from domain.profile.profile import Profile
from domain.store.database import Database
from domain.store.migrate import check_version, migrate
from domain.store.queries import current_profile


def open_database(url: str, *, exists: bool, profile_file: Path | None, by: By) -> Database:
    """The database at an address, at this program's version and with a profile.

    A new one is made when there is none; a profile named on the command line is adopted then. The profile is read
    before anything is made, so a profile with a typo leaves nothing behind.

    Raises:
        ProfileError: the profile is wrong.
        DatabaseVersionError: the database belongs to another version of the program.
    """
    name, text = profile_text(profile_file)
    load_profile(name, text)
    db = Database(url)
    if not exists or _is_empty(db):
        migrate(db)
        adopt_profile(db, by, name=name, text=text)
        show.note(words.NEW_DATABASE.format(database=shown(db), profile=name))
        return db
    if profile_file is not None or not _has_profile(db):
        receipt = adopt_profile(db, by, name=name, text=text)
        if not receipt.repeated:
            show.note(words.PROFILE_ADOPTED.format(profile=name))
    return db


def adopted_profile(url: str) -> Profile | None:
    """The profile in force in the database; None when none has been adopted. Makes and changes nothing.

    Raises:
        DatabaseUnreachableError, DatabaseVersionError: as ``check``.
    """
    db = Database(url)
    try:
        check(db)
        with db.read() as session:
            return current_profile(session)
    except NoProfileError:
        return None
    finally:
        db.close()


def upgrade(url: str, *, exists: bool) -> bool:
    """Bring the database up to the program's version, making it where there is none; whether that was needed."""
    db = Database(url)
    try:
        if exists:
            try:
                check(db)
            except DatabaseVersionError:
                pass
            else:
                return False
        migrate(db)
        return True
    finally:
        db.close()


def check(db: Database) -> None:
    """Check that the database can be reached and is of the program's version.

    Raises:
        DatabaseUnreachableError: nothing answers at the address, or the file is no database.
        DatabaseVersionError: it belongs to another version of the program.
    """
    try:
        check_version(db)
    except DBAPIError as error:
        raise DatabaseUnreachableError(address=shown(db), reason=str(error.orig)) from error


def check_reachable(db: Database) -> None:
    """Check that there is a database to be reached, of whatever version and with whatever in it.

    Raises:
        DatabaseUnreachableError: nothing answers at the address, or the file is no database.
    """
    try:
        with db.engine.connect():
            pass
    except DBAPIError as error:
        raise DatabaseUnreachableError(address=shown(db), reason=str(error.orig)) from error


def shown(db: Database) -> str:
    """The address without its password."""
    return db.engine.url.render_as_string(hide_password=True)


def _is_empty(db: Database) -> bool:
    """Whether there is a database without tables."""
    try:
        check(db)
    except DatabaseVersionError as error:
        if error.facts["found"] is None:
            return True
        raise
    return False


def _has_profile(db: Database) -> bool:
    with db.read() as session:
        try:
            current_profile(session)
        except NoProfileError:
            return False
    return True
