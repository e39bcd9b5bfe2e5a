"""What was typed wrongly on the command line, said in Danish in place of the library's English."""

from __future__ import annotations

import difflib
from datetime import date, time
from pathlib import Path
from typing import get_args

from cyclopts import exceptions as wrong
from cyclopts.exceptions import CycloptsError

from desk import labels

_KINDS = {
    date: "en dato: skriv 2023-05-23 eller 23-05-2023",
    time: "et klokkeslæt: skriv 14:00",
    int: "et helt tal",
    float: "et tal",
    bool: "ja eller nej",
    Path: "en fil",
}


def usage_sentence(error: CycloptsError) -> str:
    """One or two sentences: what is wrong, and how to see what is right."""
    return f"{_what(error)} {_help(error)}"


def _what(error: CycloptsError) -> str:
    match error:
        case wrong.UnknownCommandError():
            said = _unknown_command(error)
        case wrong.UnknownOptionError():
            said = _unknown_option(error)
        case wrong.CoercionError():
            said = _wrong_kind(error)
        case wrong.MissingArgumentError():
            said = f"{_name(error)} skal angives."
        case wrong.RepeatArgumentError():
            said = f"{error.token.keyword or _name(error)} er angivet to gange."
        case wrong.UnusedCliTokensError():
            said = f"Her er noget for meget: {' '.join(error.unused_tokens or ())}."
        case _:
            said = "Kommandoen er ikke skrevet rigtigt."
    return said


def _unknown_command(error: wrong.UnknownCommandError) -> str:
    typed = (error.unused_tokens or [""])[0]
    known = [name for name in (error.app or ()) if not name.startswith("-")]
    near = difflib.get_close_matches(typed, known, n=1, cutoff=0.6)
    hint = f"Mente du »{near[0]}«?" if near else f"Der findes {labels.listed(known, 'og')}." if known else ""
    return f"Kommandoen »{typed}« findes ikke. {hint}".rstrip()


def _unknown_option(error: wrong.UnknownOptionError) -> str:
    typed = error.token.keyword or error.token.value
    known = [name for argument in error.argument_collection if argument.parse for name in argument.names]
    near = difflib.get_close_matches(typed, known, n=1, cutoff=0.6)
    return f"Valget {typed} findes ikke." + (f" Mente du {near[0]}?" if near else "")


def _wrong_kind(error: wrong.CoercionError) -> str:
    typed = error.token.value if error.token else ""
    choices = _choices(error)
    wanted = (
        f"en af {labels.listed([labels.choice(one) for one in choices])}"
        if choices
        else _kind(error.target_type) or "noget andet"
    )
    return f"»{typed}« passer ikke til {_name(error)}; det skal være {wanted}."


def _kind(wanted: object) -> str:
    """What is wanted, in Danish, also where it may be left out (``date | None``); empty where it has no words."""
    if isinstance(wanted, type) and wanted in _KINDS:
        return _KINDS[wanted]
    return next((words for one in get_args(wanted) if (words := _kind(one))), "")


def _choices(error: CycloptsError) -> tuple[str, ...]:
    return tuple(error.argument.get_choices() or ()) if error.argument is not None else ()


def _name(error: CycloptsError) -> str:
    token = getattr(error, "token", None)
    if token is not None and token.keyword:
        return str(token.keyword)
    if error.argument is None:
        return "noget"
    name = error.argument.name
    return name if name.startswith("--") and error.argument.field_info.is_keyword_only else name.lstrip("-").upper()


def _help(error: CycloptsError) -> str:
    chain = " ".join(["sagsgang", *(error.command_chain or ())])
    return f"Se »{chain} --help«."
