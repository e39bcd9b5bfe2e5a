"""``sagsgang``: the command line. Thin: it finds the command, and turns what goes wrong into Danish and a number.

Exit codes: 0 done, 1 refused with a reason, 2 wrong usage. The commands lie in ``desk/commands``, one file per noun,
and are loaded only when asked for, so that ``sagsgang --help`` is there at once.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import App, Group, Parameter
from cyclopts.exceptions import CycloptsError

from calendars.errors import SagsgangError
from desk import error_words, help_words, usage_words, words
from desk.errors import UsageError
from desk.help import DanishHelp
from desk.workplace import Workplace, here, move_to, working_at

DONE, REFUSED, USAGE, INTERRUPTED = 0, 1, 2, 130

EVERYWHERE = Group(help_words.HELP_EVERYWHERE, sort_key=9)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow, and rarely asked for

    try:
        return f"sagsgang {version('sagsgang')}"
    except PackageNotFoundError:  # run from the tree, not installed
        return "sagsgang"


app = App(
    name="sagsgang",
    help=help_words.HELP_SAGSGANG,
    help_formatter=DanishHelp(),
    help_flags=["--help", "-h"],
    version_flags=["--version"],
    version=_version,
    help_format="plaintext",
    group_commands=Group(help_words.HELP_COMMANDS, sort_key=1),
    group_arguments=Group(help_words.HELP_ARGUMENTS, sort_key=2),
    group_parameters=Group(help_words.HELP_OPTIONS, sort_key=3),
    default_parameter=Parameter(negative_iterable=(), negative_none=()),
    result_action="return_value",
    exit_on_error=False,
    print_error=False,
)
for noun, sentence in help_words.COMMANDS.items():
    app.command(f"desk.commands.{noun}:app", name=noun, help=sentence)
app["--help"].help = help_words.HELP_HELP
app["--help"].group = EVERYWHERE
app["--version"].help = help_words.HELP_VERSION
app["--version"].group = EVERYWHERE


@app.meta.default
def launch(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    data: Annotated[Path | None, Parameter(group=EVERYWHERE)] = None,
    database: Annotated[str | None, Parameter(group=EVERYWHERE)] = None,
    profile: Annotated[Path | None, Parameter(group=EVERYWHERE)] = None,
) -> object:
    """Find the command and run it at the right workplace.

    Parameters
    ----------
    data
        Datamappen: her ligger databasen og loggen.
    database
        Databasens adresse, når den ikke er filen i datamappen.
    profile
        Kommunens profil (TOML) til denne kommando; en ny database tager den i brug.
    """
    if data is not None:
        move_to(replace(here(), data=data, database_url=""))
    if database is not None:
        move_to(replace(here(), database_url=database))
    if profile is not None:
        move_to(replace(here(), profile_file=profile))
    return app(tokens)


def run(argv: Sequence[str], place: Workplace | None = None) -> int:
    """Run one command line and answer its exit code; everything is said on standard output and error.

    ``place`` is where to work; None reads the environment. A test or the demo gives its own, with its own clock.
    """
    with working_at(place):
        try:
            answer = app.meta(list(argv))
        except CycloptsError as error:
            _complain(usage_words.usage_sentence(error))
            return USAGE
        except SagsgangError as error:
            _complain(error_words.sentence(error))
            return USAGE if isinstance(error, UsageError) else REFUSED
        except KeyboardInterrupt:
            _complain(words.INTERRUPTED)
            return INTERRUPTED
        except BrokenPipeError:  # the reader at the other end has seen enough, as `| head` does
            with contextlib.suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return DONE
        except Exception as error:  # noqa: BLE001 - the last edge: a user gets one line, the log gets the rest
            _complain(error_words.unexpected(error, _write_log(error, argv)))
            return REFUSED
    return answer if isinstance(answer, int) else DONE


def main() -> None:
    """The entry point of the installed command."""
    sys.exit(run(sys.argv[1:]))


def _complain(text: str) -> None:
    from desk import show  # noqa: PLC0415 - rich is not loaded unless there is something to say

    show.complain(text)


def _write_log(error: Exception, argv: Sequence[str]) -> Path | None:
    """Write where it happened to the log in the data folder; None where that cannot be done.

    The error's own words are left out: they may quote the row it stumbled on, and with it a closed item.
    """
    try:
        folder = here().data
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / "sagsgang.log"
        handler = logging.FileHandler(log, encoding="utf-8")
    except (OSError, SagsgangError):
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger = logging.Logger("sagsgang")  # noqa: LOG001 - a logger of its own: nobody else's settings reach it
    logger.addHandler(handler)
    frames = "".join(traceback.format_tb(error.__traceback__))
    traceback_head = "Traceback (most recent call last):"
    logger.error("sagsgang %s\n%s\n%s%s", argv[0] if argv else "", traceback_head, frames, type(error).__qualname__)
    handler.close()
    return log


if __name__ == "__main__":
    main()
