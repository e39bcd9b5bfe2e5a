"""The small language in which a municipality writes its own mails: Jinja2 with nearly everything taken out.

A text may name the facts it is given, ask whether one holds, go through a list of them, and use a few filters.
It can call nothing, count nothing up and load nothing, so the time it takes and what it writes are bounded by its
own length and by the facts: there is no loop but over the lists we hand in, and their steps are counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, Undefined, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

STEPS = 20_000  # turns of all loops together
FILTERS = ("upper", "lower", "capitalize", "trim", "length", "join", "first", "last", "default")
TESTS = ("defined",)
LOOPS_WITHIN_LOOPS = 3  # groups, their lines, a line's reasons
MAY_BE_SAID = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.If,
    nodes.CondExpr,
    nodes.For,
    nodes.Filter,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Concat,
)


class Shape(StrEnum):
    """What a text becomes."""

    LINE = "line"  # one line of plain text, also where it stands in HTML
    TEXT = "text"  # the plain part of a mail
    HTML = "html"  # the other part: facts are escaped in it


LONGEST_SOURCE: Mapping[Shape, int] = {Shape.LINE: 1_000, Shape.TEXT: 20_000, Shape.HTML: 40_000}
LONGEST_OUTPUT: Mapping[Shape, int] = {Shape.LINE: 300, Shape.TEXT: 500_000, Shape.HTML: 2_000_000}


@dataclass(frozen=True, slots=True)
class TextFault:
    """What is wrong with a text, and where; ``what`` is the word of the text itself that is meant, never a fact."""

    code: str
    line: int | None = None
    what: str = ""


class BrokenTextError(Exception):
    """A text that could not be written; carries its fault and no word of the facts."""

    def __init__(self, fault: TextFault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def read_faults(source: str, shape: Shape, given: Mapping[str, object]) -> list[TextFault]:
    """What the text says that may not be said, read and not run. ``given`` holds the facts it may name."""
    if len(source) > LONGEST_SOURCE[shape]:
        return [TextFault("too_long")]
    try:
        tree = _ENVIRONMENTS[shape].parse(source)
        faults = list(_faults(tree, 0, _list_names(given)))
        if not faults:  # only then is it safe to have it compiled, which also works out what is constant in it
            unknown = sorted(meta.find_undeclared_variables(tree) - given.keys())
            faults = [TextFault("unknown_fact", what=name) for name in unknown]
            _compiled(source, shape)
    except (TemplateSyntaxError, SyntaxError) as error:
        return [TextFault("syntax", error.lineno)]
    except (TemplateError, RecursionError, MemoryError, ValueError):
        return [TextFault("syntax")]
    return faults


def write(source: str, shape: Shape, given: Mapping[str, object], *, is_shipped: bool = False) -> str:
    """The text with its facts in it. What we ship ourselves may be as long as its facts make it.

    Raises:
        BrokenTextError: it names what is not there, takes too many steps, or grows too long.
    """
    steps = _Budget("too_many_steps", None if is_shipped else STEPS)
    letters = _Budget("output_too_long", None if is_shipped else LONGEST_OUTPUT[shape])
    pieces = []
    try:
        for piece in _compiled(source, shape).generate(_counted(given, steps)):
            letters.take(len(piece))
            pieces.append(piece)
    except BrokenTextError:
        raise
    except TemplateSyntaxError as error:
        raise BrokenTextError(TextFault("syntax", error.lineno)) from None
    except Exception as error:  # noqa: BLE001 - a text may go wrong in any way; the mail goes all the same
        # Whatever it is, its words may quote a fact: only its kind is kept.
        raise BrokenTextError(TextFault("cannot_be_written", what=type(error).__name__)) from None
    text = "".join(pieces)
    return one_line(text) if shape is Shape.LINE else f"{text.strip()}\n"


def one_line(text: str) -> str:
    """In one line, with nothing in it that a header or a reader's eye could be led astray by."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())


def _faults(node: nodes.Node, depth: int, lists: frozenset[str]) -> Iterator[TextFault]:
    if not isinstance(node, MAY_BE_SAID):
        yield TextFault("not_allowed", node.lineno, type(node).__name__.lower())
        return
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        yield TextFault("unknown_filter", node.lineno, node.name)
    if isinstance(node, nodes.Test) and node.name not in TESTS:
        yield TextFault("unknown_filter", node.lineno, node.name)
    if isinstance(node, nodes.For):
        depth += 1
        over = getattr(node.iter, "name", None) or getattr(node.iter, "attr", None)
        if isinstance(node.iter, nodes.Filter) or over not in lists or node.recursive:
            yield TextFault("not_a_list", node.lineno, str(over or ""))
        if depth > LOOPS_WITHIN_LOOPS:
            yield TextFault("too_deep", node.lineno)
    for child in node.iter_child_nodes():
        yield from _faults(child, depth, lists)


def _list_names(given: Mapping[str, object]) -> frozenset[str]:
    """The names under which lists stand in the facts, at any depth."""
    found: set[str] = set()
    for name, value in given.items():
        for row in value if isinstance(value, list | tuple) else ():
            found.add(name)
            if isinstance(row, Mapping):
                found |= _list_names(row)
    return frozenset(found)


class _Budget:
    """What may be used up, and the fault when it is; None: as much as it takes."""

    def __init__(self, fault: str, left: int | None) -> None:
        self.fault = fault
        self.left = left

    def take(self, count: int = 1) -> None:
        if self.left is not None:
            self.left -= count
            if self.left < 0:
                raise BrokenTextError(TextFault(self.fault))


class _Counted(Sequence[Any]):
    """A list whose every turn is counted."""

    def __init__(self, rows: Sequence[object], steps: _Budget) -> None:
        self._rows = [_count(row, steps) for row in rows]
        self._steps = steps

    def __getitem__(self, index: Any) -> Any:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Any]:
        for row in self._rows:
            self._steps.take()
            yield row


def _count(value: object, steps: _Budget) -> object:
    if isinstance(value, Mapping):
        return _counted(value, steps)
    return _Counted(value, steps) if isinstance(value, list | tuple) else value


def _counted(given: Mapping[str, object], steps: _Budget) -> dict[str, object]:
    return {name: _count(value, steps) for name, value in given.items()}


def _only_words(value: object) -> object:
    """Only words and numbers are written; a list or a part of Python itself is an error."""
    if isinstance(value, str | int | Undefined):
        return value
    raise BrokenTextError(TextFault("not_words"))


def _environment(shape: Shape) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        autoescape=shape is Shape.HTML,
        undefined=StrictUndefined,
        finalize=_only_words,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.tests = {name: environment.tests[name] for name in TESTS}
    return environment


_ENVIRONMENTS = {shape: _environment(shape) for shape in Shape}


@lru_cache(maxsize=500)
def _compiled(source: str, shape: Shape) -> Template:
    return _ENVIRONMENTS[shape].from_string(source)
