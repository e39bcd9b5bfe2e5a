"""Help pages in Danish: the library writes them, this changes its few English words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve
from cyclopts import App, Group, Parameter
from cyclopts.help import DefaultFormatter

from desk import help_words, labels

if TYPE_CHECKING:
    from cyclopts.help import HelpEntry, HelpPanel
    from rich.console import Console, ConsoleOptions


_NOTHING = (None, "False", "None", '""', "0")


def noun(name: str) -> App:
    """The command of one noun, ready for its verbs; its help page has the same headings as all the others."""
    return App(
        name=name,
        help=help_words.COMMANDS[name],
        group_commands=Group(help_words.HELP_COMMANDS, sort_key=1),
        group_arguments=Group(help_words.HELP_ARGUMENTS, sort_key=2),
        group_parameters=Group(help_words.HELP_OPTIONS, sort_key=3),
        default_parameter=Parameter(negative_iterable=(), negative_none=()),
    )


class DanishHelp(DefaultFormatter):
    """The library's own help with "usage", "required", "choices" and "default" in Danish."""

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        """Write one panel."""
        super().__call__(console, options, evolve(panel, entries=[_danish(entry) for entry in panel.entries]))

    def render_usage(self, console: Console, options: ConsoleOptions, usage: Any) -> None:  # noqa: ARG002 - protocol
        """Write the line that shows how the command is called."""
        text = " ".join(help_words.METAVARS.get(word, word) for word in str(usage).split())
        console.print(f"{help_words.HELP_USAGE} {text}", style="bold", markup=False, highlight=False)


def _danish(entry: HelpEntry) -> HelpEntry:
    """The entry with its notes moved into the description, in Danish."""
    from rich.text import Text  # noqa: PLC0415 - loaded by the help page itself, and only then

    if entry.positional_label:
        entry = evolve(
            entry, positional_label=help_words.METAVARS.get(entry.positional_label, entry.positional_label)
        )
    if entry.metavar:
        one, dots = entry.metavar.removesuffix("..."), "..." if entry.metavar.endswith("...") else ""
        entry = evolve(entry, metavar=help_words.METAVARS.get(one, one) + dots)
    notes = []
    if entry.choices:
        notes.append(help_words.HELP_CHOICES.format(", ".join(map(labels.choice, entry.choices))))
    if entry.default not in _NOTHING:
        notes.append(help_words.HELP_DEFAULT.format(entry.default))
    if entry.required:
        notes.append(help_words.HELP_REQUIRED)
    if not notes:
        return evolve(entry, default=None)
    described = _plain(entry.description)
    text = Text(described + (" " if described else "") + " ".join(notes))
    return evolve(entry, description=text, choices=None, default=None, required=False)


def _plain(description: Any) -> str:
    """The words of a description, whichever renderable it is wrapped in."""
    inner = getattr(description, "primary_renderable", description)
    return str(getattr(inner, "plain", None) or getattr(inner, "markup", None) or inner or "").strip()
