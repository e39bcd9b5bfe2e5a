"""Every text that a page may show, gathered from the source: what ``locale/en.po`` has to have in English.

``make translate`` writes the file again: a new text comes in without English, one that is gone goes out, and what is
translated stays. ``make check`` says when that has been forgotten.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from desk import (
    danger_words,
    error_terms,
    exchange_words,
    feed_words,
    finding_words,
    goal_words,
    health_words,
    journal_words,
    labels,
    profile_terms,
    retention_words,
    rule_words,
    show,
    template_words,
    user_words,
    wheel_words,
    words,
)
from desk.language import ENGLISH
from desk.web import case_change, case_cures, case_draft, forms, history, page, profile_forms
from desk.web.login import pages as login
from desk.web.pages import board, decisions, mails, mine, own_words, status, wheel_round
from domain.rules.access import CLOSED_TITLE
from domain.rules.mail_switches import MAIL_SWITCHES

HERE = Path(__file__).resolve().parent
FILE = HERE / "web/locale/en.po"
_HEADING = """\
# The English of the desk's pages. Danish is the source language: a text is known by its Danish.
# Words of law and of the trade (hovedudvalg, indstilling, politisk rul) stay Danish. "make translate" keeps the list.

"""
# Texts that stand in tables, and come to a page by way of the code's own words for them.
TABLES: tuple[object, ...] = (
    labels.LABELS,
    labels.OBLIGATIONS,
    labels.OR,
    labels.FIELDS,
    labels.FIELD_IS_OPEN,
    goal_words.RHYTHMS,
    journal_words.VERBS,
    labels.SKIPPED,
    journal_words.FACTS,
    journal_words.TRANSITIONS,
    journal_words.JOURNAL_BREAKS,
    error_terms.NOUNS,
    error_terms.VERBS,
    error_terms.REASONS_UNREADABLE,
    error_terms.REASONS_REFUSED,
    exchange_words.FINDINGS,
    exchange_words.FATES,
    error_terms.REASONS_DAY,
    error_terms.REASONS,
    error_terms.NO_REASON,
    error_terms.NEEDS,
    error_terms.ACCOUNT_FACTS,
    error_terms.MISSING_IN_CASE,
    error_terms.REFERS,
    error_terms.PAST_MEETINGS,
    finding_words.PROFILE,
    finding_words.ROLES,
    finding_words.WANTED,
    finding_words.PLAN,
    finding_words.DOCUMENT,
    finding_words.DOUBTS,
    rule_words.CHECKS,
    rule_words.LACKS,
    rule_words.LABELS,
    [sentence for _facts, sentence in rule_words.CONSTRAINT_DATES.values()],
    rule_words.WHY_NOT,
    rule_words.MAIL_KEPT,
    retention_words.KEPT,
    retention_words.AFTER,
    profile_terms.THINGS,
    profile_terms.FIELDS,
    profile_terms.FIELDS_OF,
    profile_terms.HINTS,
    profile_terms.WORDS,
    profile_terms.ENDINGS,
    profile_terms.NOTHING,
    template_words.PARTS,
    template_words.GROUPS,
    template_words.SITUATIONS,
    template_words.STATES,
    template_words.FAULTS,
    wheel_words.PARTS,
    wheel_words.TURNS,
    wheel_words.WHYS,
    wheel_words.SOURCELESS,
    [(deed.heading, deed.intro, deed.button) for deed in wheel_round.DEEDS.values()],
    user_words.WAYS,
    user_words.NO_ROLE,
    user_words.SEES_CLOSED,
    feed_words.STATES,
    danger_words.LEVELS,
    danger_words.REASONS,
    show.WEEKDAYS,
    [switch.source for switch in MAIL_SWITCHES.values() if switch.may_be_off],
    CLOSED_TITLE,
    words.NO_PLAN,
    words.RISK,
    words.NOT_PLACED,
    words.NOTHING_THERE,
    words.EXAMINED,
    words.PREFECT,
    words.JOURNAL_WHOLE,
    words.CLOCK_NEVER,
    words.CLOCK_STOPPED,
    words.CLOCK_FAILED,
    words.CLOCK_GOES,
    words.PREFECT_OFF,
    words.SILENT,
    words.MAILBOX_OFF,
    words.SCANNER_OFF,
    words.SCANNER_ANSWERS,
    words.SCANNER_SILENT,
    words.MAILBOX_READ,
    words.NEVER,
    words.STUCK,
    words.NONE_STUCK,
    words.PLAN_NONE,
    words.PLAN_OVER,
    words.PLAN_ENDS,
    words.PLAN_REACHES,
    words.GRAPH_OFF,
    words.GRAPH_LACKS_ACCESS,
    words.GRAPH_ACCESS_UNREAD,
    words.GRAPH_NO_MAILBOX,
    words.GRAPH_WELL,
    words.GRAPH_BEHIND,
    words.QUEUE,
    words.QUEUE_STOPPED,
    words.MAILS,
    words.MAILS_STUCK,
    words.ADDRESSES,
    health_words.CAN_WRITE,
    health_words.CANNOT_WRITE,
    health_words.UNREADABLE,
    health_words.DISK_FREE,
    health_words.DISK_FULL,
    health_words.TIME_RIGHT,
    health_words.TIME_BACK,
    health_words.FACTOR_OPTIONAL,
    health_words.FACTOR_ALL,
    health_words.FACTOR_LACKING,
    words.NO_SENDER,
    words.NO_FOLDER,
    words.SMTP_ANSWERS,
    words.SMTP_SILENT,
    [one.says for one in case_cures.CURES.values()],
    [one.title for one in (*page.MENU, *page.QUIET)],
    [(kind.one, kind.new) for kind in (*profile_forms.KINDS.values(), *own_words.OWN.values())],
    [title for _key, _address, title in mails.TABS],
    [title for title, _things in status.GROUPS],
    [(heading, calm) for heading, calm, _address in board.CARDS.values()],
    board.STATE_NAMES,
    case_change.NEEDED,
    case_draft.DOUBTS,
    decisions.NEEDED,
    forms.SENTENCES,
    history.PLAIN,
    history.PLAIN_STEPS,
    login.WEAK,
    mine.WHY_KEPT,
)


Text = tuple[str, ...]  # one form, or two: for one and for many


def texts() -> set[Text]:
    """Every text of the pages: what is marked in Python and in templates, and what stands in ``TABLES``."""
    found = set(_of_tables(TABLES))
    for file in sorted(HERE.rglob("*.py")):
        found |= set(_of_python(file.read_text(encoding="utf-8")))
    environment = page.environment()
    for name in environment.list_templates():
        found |= set(_of_template(environment, name))
    in_two_forms = {form for text in found if len(text) > 1 for form in text}
    return {text for text in found if text[0] and (len(text) > 1 or text[0] not in in_two_forms)}


def written(before: str, wanted: Iterable[Text]) -> str:
    """The catalogue with just the texts that are wanted, sorted; the English of those it has already."""
    known = _read(before)
    catalogue = Catalog(locale=ENGLISH)
    for text in wanted:
        english = known.get(text, ("",) * len(text))
        one = len(text) == 1
        catalogue.add(text[0] if one else text, english[0] if one else english)
    stream = io.BytesIO()
    write_po(stream, catalogue, width=100, omit_header=True, sort_output=True, no_location=True)
    return _HEADING + stream.getvalue().decode()


def catalogue() -> tuple[Path, str]:
    """The file, and what it should hold."""
    return FILE, written(FILE.read_text(encoding="utf-8") if FILE.is_file() else "", texts())


def untranslated(text: str) -> list[str]:
    """The Danish of a catalogue that has no English yet."""
    return sorted(danish[0] for danish, english in _read(text).items() if not all(english))


def main() -> int:
    """Write the file again, and say what has no English yet."""
    file, text = catalogue()
    file.write_text(text, encoding="utf-8")
    missing = untranslated(text)
    sys.stdout.writelines(f"{danish}\n" for danish in missing)
    return 1 if missing else 0


def _read(text: str) -> dict[Text, Text]:
    read = read_po(io.BytesIO(text.encode()), locale=ENGLISH)
    return {_forms(message.id): _forms(message.string) for message in read if message.id}


def _forms(text: str | Iterable[str] | None) -> Text:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _of_python(source: str) -> Iterator[Text]:
    """The texts that are given to ``_`` and ``ngettext`` as they stand; a variable's are in ``TABLES``."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"_", "ngettext"}:
            forms = tuple(
                one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
            )
            if len(forms) == (1 if call.func.id == "_" else 2):
                yield forms


def _of_template(environment: Environment, name: str) -> Iterator[Text]:
    """The same of a template, where ``{% trans %}`` has become a call as well."""
    assert environment.loader is not None  # noqa: S101 - our own environment has one
    source = environment.loader.get_source(environment, name)[0]
    for call in environment.parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext", "ngettext"}:
            forms = tuple(
                one.value for one in call.args if isinstance(one, nodes.Const) and isinstance(one.value, str)
            )
            if forms:
                yield forms


def _of_tables(found: Any) -> Iterator[Text]:
    """The texts in what may be a text, a table of them, or several of both."""
    if isinstance(found, str):
        yield (found,)
    elif isinstance(found, Mapping):
        yield from _of_tables(list(found.values()))
    else:
        for one in found:
            yield from _of_tables(one)


if __name__ == "__main__":
    sys.exit(main())
