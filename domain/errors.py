"""What the domain refuses. Each class says when it is raised and which facts it carries."""

from __future__ import annotations

from calendars.errors import SagsgangError


class UnknownBodyError(SagsgangError):
    """A body's name or abbreviation is not in the profile: facts ``name``, ``nearest`` (list), ``place``."""


class EndedBodyError(SagsgangError):
    """Nothing can be put before a body that is no more: ``body`` (its name), ``last_on``, ``instead`` (list)."""


class RepeatedBodyError(SagsgangError):
    """A route names the same body twice: facts ``body``, ``route``."""


class EmptyRouteError(SagsgangError):
    """A case without a route: facts ``title`` or ``file``."""


class NotFoundError(SagsgangError):
    """Nothing has that id or number: facts ``noun`` (case, stop, meeting, follow_up, post, person …), ``id``."""


class ConflictError(SagsgangError):
    """Somebody else changed it first: facts ``noun``, ``id``, ``expected``, ``found`` (versions)."""


class NotAllowedNowError(SagsgangError):
    """The verb does not fit the state: facts ``verb``, ``noun``, ``id``, ``state``, ``why``."""


class MeetingDayError(SagsgangError):
    """A meeting cannot be held on that day.

    Facts ``body``, ``day``, ``why`` (past, weekend, holiday, closed, taken) and ``name`` of the holiday.
    """


class PlanFileError(SagsgangError):
    """A meeting plan holds errors and nothing was imported: facts ``file``, ``findings`` (a list)."""


class MeasurementFileError(SagsgangError):
    """A file of measurements holds errors and nothing was taken in: facts ``file``, ``findings`` (a list)."""


class ProfileError(SagsgangError):
    """The municipality profile is wrong: facts ``file``, ``findings`` (line, key, code, facts)."""


class StillInUseError(SagsgangError):
    """A body or post may not be taken out of the profile: facts ``noun``, ``id``, ``refers`` (how many of what)."""


class NoProfileError(SagsgangError):
    """The database has no municipality profile yet: no facts."""


class DatabaseVersionError(SagsgangError):
    """The database is newer or older than the program: facts ``found``, ``expected``."""


class WouldOverwriteError(SagsgangError):
    """Something is there already that would be lost: fact ``what`` (the address of a database, or a file)."""


class NotMovedError(SagsgangError):
    """A row did not come whole into another database: facts ``table``, ``reason`` (differs, or an error's class)."""


class NotABackupError(SagsgangError):
    """A file is no backup of this kind of database: facts ``file``, ``kind`` (empty: of none at all), ``wanted``."""


class BackupToolError(SagsgangError):
    """PostgreSQL's own program is not there or gave up: facts ``tool`` and ``said`` (empty: it is not there)."""


class MailNotOptionalError(SagsgangError):
    """Mails of that kind cannot be switched off: facts ``kind``, ``why`` (law, asks, chases, called, guards)."""


class DigestHourError(SagsgangError):
    """No digest goes at that hour: facts ``hour``, ``first``, ``last``."""


class MailTextError(SagsgangError):
    """A text for the mails cannot be taken into use: facts ``name``, ``findings`` (code, line, what)."""


class ReasonMissingError(SagsgangError):
    """A verb that must be explained came without its reason: facts ``verb``, ``id``."""


class AccountFactError(SagsgangError):
    """A login name, a name or an address cannot be one: facts ``field`` (key, name, email) and ``found``."""


class WrongCodeError(SagsgangError):
    """A code of the second factor is not the right one, or was used before: no facts."""


class ExchangeError(SagsgangError):
    """A file with a case or a meeting cannot be taken in, and nothing is: fact ``findings`` (a list of codes)."""


class FileRefusedError(SagsgangError):
    """A file is not stored: facts ``name``, ``reason`` and, where it is too_large, ``most`` (bytes).

    ``reason`` is one of empty, too_large, macros, protected, zip_bomb, broken, unknown_format, web_page.
    """
