"""How we log in with a mail server that takes tokens instead of passwords (XOAUTH2), as Exchange Online does.

A token lives an hour or so; something else renews it (msal, a vault's agent). So it is asked for anew at each
connection, from the file or the command that the settings name, and never kept.
"""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

from flows.settings import Settings

COMMAND_SECONDS = 30


class NoTokenError(ConnectionError):
    """There is no token to log in with just now: the file is empty, or the command failed. May go better later."""


def has_token(settings: Settings) -> bool:
    """Whether we log in with a token."""
    return settings.mail_token_file is not None or bool(settings.mail_token_command)


def read_token(settings: Settings) -> str:
    """The token of this moment.

    Raises:
        OSError: the file cannot be read, or the program is not there.
        NoTokenError: nothing came of it. The command's own words stay out: they may hold the secret.
    """
    return token_from(settings.mail_token_file, settings.mail_token_command)


def token_from(file: Path | None, command: str) -> str:
    """The token of this moment, from a file or else from a command. Raises as ``read_token``."""
    token = file.read_text(encoding="utf-8").strip() if file is not None else _ask(shlex.split(command))
    if not token or any(letter.isspace() or not letter.isprintable() for letter in token):
        raise NoTokenError("no token")
    return token


def xoauth2(user: str, token: str) -> str:
    """What is sent, before base64, when the server asks who we are."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def _ask(command: list[str]) -> str:
    try:
        asked = subprocess.run(  # noqa: S603 - the command is the administrator's own setting, and there is no shell
            command, check=True, capture_output=True, encoding="utf-8", timeout=COMMAND_SECONDS
        )
    except (subprocess.SubprocessError, UnicodeError) as error:
        raise NoTokenError(type(error).__name__) from None
    return asked.stdout.strip()
