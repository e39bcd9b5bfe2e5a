"""What the desk itself refuses before anything below it is asked."""

from __future__ import annotations

from calendars.errors import SagsgangError


class NoSuchFileError(SagsgangError):
    """A file that was named cannot be opened: facts ``name`` and ``reason`` (missing, folder, no_access)."""


class ImpossibleDateError(SagsgangError):
    """A date that is written as one but does not exist, such as 30 February: fact ``text``."""


class UncertainCaseError(SagsgangError):
    """A document does not say what a case needs: ``file``, ``missing`` (item, title, number, route), ``points``."""


class UncertainMeetingError(SagsgangError):
    """Minutes that do not say whose meeting they are of, or on which day: facts ``file`` and ``body`` as written."""


class SeveralItemsError(SagsgangError):
    """A document with several items came where one is wanted: ``file``, ``items`` (what to write, title, page)."""


class AmbiguousError(SagsgangError):
    """Words that fit more than one thing: facts ``noun``, ``text``, ``fits`` (a list of what to write instead)."""


class DatabaseUnreachableError(SagsgangError):
    """The database does not answer, or the file is no database: facts ``address`` and ``reason``."""


class SettingError(SagsgangError):
    """A setting in the environment has an impossible value: facts ``name`` and ``found``."""


class PublicFolderError(SagsgangError):
    """The folder that the public reads cannot be written: facts ``folder`` and ``reason``."""


class MailboxUnreachableError(SagsgangError):
    """The mailbox of the answers cannot be read: facts ``host`` (empty: none is set) and ``why``."""


class NoMeetingRulesError(SagsgangError):
    """A profile without rows for when its bodies meet: fact ``profile`` (its name)."""


class NotADemoFolderError(SagsgangError):
    """The demo was to be played in a folder that holds something else: fact ``folder``."""


class InfectedFileError(SagsgangError):
    """The virus scanner found something in a file: facts ``name`` and ``signature`` (what it calls it)."""


class ScannerAwayError(SagsgangError):
    """A virus scanner is set and does not say whether a file is clean, so the file is not let in: fact ``name``."""


class UsageError(SagsgangError):
    """The command line itself is wrong, in a way that only the command can see; exit code 2."""


class ChooseOneError(UsageError):
    """Exactly one of some options is wanted: fact ``options`` (a list)."""
