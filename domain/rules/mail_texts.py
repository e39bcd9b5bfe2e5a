"""The texts of mails that a municipality may write itself: their names, the facts each is given, and what is wrong.

The wording we ship lies beside the letters (``flows/messages``). The examples here are what a text is tried with
before it is taken into use; a preview shows whole letters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from html.parser import HTMLParser
from typing import Any

from domain.errors import MailTextError, NotFoundError
from domain.model.mail import NoticeKind
from domain.rules.template_language import BrokenTextError, Shape, TextFault, read_faults, write

PARTS = ("heading", "subject", "says", "task", "meeting_subject", "meeting_says")
MAY_BE_EMPTY = ("task", "meeting_subject", "meeting_says")
SITUATIONS = ("called", "changed", "cancelled", "withdrawn")  # of an invitation
HOSTILE = "\"'><b x=y>&"  # a fact that tries to be markup

NOTICE = {
    "organ": "Økonomiudvalget",
    "organets": "Økonomiudvalgets",
    "møde": "16. maj 2023",
    "til": "til Økonomiudvalget 16. maj 2023",
    "på": "på Økonomiudvalgets møde den 16. maj 2023",
    "sager": "sag 23/41694",
    "frist": "aflevering",
    "opgave": "Aflever den færdige sag til sekretariatet.",
    "dato": "tirsdag den 2. maj 2023",
    "kort_dato": "2. maj 2023",
    "hvornår": "i morgen",
    "den_dag": "i morgen, tirsdag den 2. maj 2023",
    "udfald": "godkendt",
}
CALL = {"møde": "Økonomiudvalget", "dato": "16. maj 2023", "klokken": "14.00"}
LETTER: Mapping[str, object] = {
    "emne": "Frist i morgen: sag 23/41694",
    "hilsen": "Kære Mette Holm",
    "indledning": "Her er én ting fra Sagsgang mandag den 1. maj 2023.",
    "grupper": [
        {
            "overskrift": "Frister",
            "streg": "-------",
            "linjer": [
                {
                    "om": "Sag 23/41694: Ligestilling i tal",
                    "siger": "Fristen for aflevering er i morgen.",
                    "grunde": ["i stedet for 9. maj 2023."],
                    "opgave": "Aflever den færdige sag til sekretariatet.",
                    "derfor": " som sekretær for ØK",
                    "link": "https://sagsgang.kommune.example/sag/5a6753",
                    "link_tekst": "Åbn sag 23/41694",
                    "haster": True,
                }
            ],
        }
    ],
    "kommune": "Norddjurs Kommune",
    "fod": "Mailen er sendt automatisk. Den kan ikke besvares.",
    "egne_mails": "https://sagsgang.kommune.example/mit",
    "afmeld": "https://sagsgang.kommune.example/afmeld/9f2c",
}
LINKS = ("link", "egne_mails", "afmeld")  # always ours
INVITATION: Mapping[str, object] = {
    "emne": "Møde: Økonomiudvalget 16. maj 2023 kl. 14.00",
    "hilsen": "Kære Mette Holm",
    "siger": "Mødet er ændret.",
    "rækker": [{"navn": "Sted", "nu": "Mødelokale 2", "før": "Byrådssalen"}],
    "punkter": ["4: Ligestilling i tal"],
    "opgave": "Svar ja, nej eller måske i din kalender.",
    "derfor": " som formand for ØK",
    "kommune": "Norddjurs Kommune",
    "fod": "Mailen er sendt automatisk. Dit svar går til sekretariatet.",
}
MUST_SHOW = ("om", "siger", "nu")  # a letter that keeps back what it is sent to say is none

# What a mail program draws, and what can neither run, load nor send anything.
TAGS = frozenset(
    ("html", "head", "meta", "title", "body", "table", "thead", "tbody", "tr", "td", "th", "h1", "h2", "h3")
) | {"p", "br", "hr", "strong", "em", "b", "i", "u", "span", "div", "ul", "ol", "li", "a"}
ATTRIBUTES = frozenset(("lang", "charset", "name", "content", "role", "width", "height", "align", "valign")) | {
    "cellspacing",
    "cellpadding",
    "border",
    "class",
    "style",
    "href",
}
LOADS = ("url(", "expression", "@import")  # style that would fetch or run something


@dataclass(frozen=True, slots=True)
class MailText:
    """One text: its name, what it becomes, and an example of the facts that it is given."""

    name: str
    shape: Shape
    given: Mapping[str, object]

    @property
    def part(self) -> str:
        """What of a mail it is: ``subject``, ``says``, ``html`` and so on."""
        return self.name.rpartition(".")[2]


def _every_text() -> Iterator[MailText]:
    yield MailText("letter.greeting", Shape.LINE, {"navn": "Mette Holm"})
    yield MailText("letter.intro", Shape.LINE, {"antal": "tre", "i_dag": "mandag den 1. maj 2023"})
    yield MailText("letter.footer", Shape.LINE, {"kan_besvares": True})
    yield MailText("letter.text", Shape.TEXT, LETTER)
    yield MailText("letter.html", Shape.HTML, LETTER)
    for kind in NoticeKind:
        if kind is not NoticeKind.INVITATION:
            yield from (MailText(f"{kind.value}.{part}", Shape.LINE, NOTICE) for part in PARTS)
    for situation in SITUATIONS:
        yield from (MailText(f"invitation.{situation}.{part}", Shape.LINE, CALL) for part in ("subject", "says"))
    yield MailText("invitation.task", Shape.LINE, CALL)
    yield MailText("invitation.text", Shape.TEXT, INVITATION)
    yield MailText("invitation.html", Shape.HTML, INVITATION)


MAIL_TEXTS: Mapping[str, MailText] = {text.name: text for text in _every_text()}


def find_mail_text(name: str) -> MailText:
    """The text of that name. Raises ``NotFoundError`` with the nearest names."""
    found = MAIL_TEXTS.get(name)
    if found is None:
        raise NotFoundError(noun="mail_text", id=name, nearest=get_close_matches(name, MAIL_TEXTS, n=3))
    return found


def check_mail_text(name: str, source: str) -> None:
    """Raise ``MailTextError`` when a text cannot be taken into use, ``NotFoundError`` when there is none so named."""
    text = find_mail_text(name)
    faults = read_faults(source, text.shape, text.given) or list(_tried(text, source))
    if faults:
        raise MailTextError(
            name=name, findings=[{"code": one.code, "line": one.line, "what": one.what} for one in faults]
        )


def _tried(text: MailText, source: str) -> Iterator[TextFault]:
    try:
        written = write(source, text.shape, text.given)
        others = [write(source, text.shape, given) for given in (_hostile(text.given), _bare(text.given))]
    except BrokenTextError as broken:
        yield broken.fault
        return
    if not written.strip() and text.part not in MAY_BE_EMPTY:
        yield TextFault("empty")
    page = _Page.of(written) if text.shape is Shape.HTML else None
    if page is not None:
        yield from page.faults
        if page.structure != _Page.of(others[0]).structure:
            yield TextFault("fact_becomes_markup")
    shown = " ".join(" ".join(page.words if page else [written]).split())
    if text.shape is not Shape.LINE:
        for key, words in _leaves(text.given):
            if key in MUST_SHOW and str(words) not in shown:
                yield TextFault("not_shown", what=key)


def _leaves(given: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for key, value in given.items():
        rows = value if isinstance(value, list) else [value]
        for row in rows:
            if isinstance(row, Mapping):
                yield from _leaves(row)
            else:
                yield key, row


def _hostile(value: object, key: str = "") -> Any:
    """The same facts, each trying to be markup."""
    if isinstance(value, Mapping):
        return {name: _hostile(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_hostile(one) for one in value]
    return value + HOSTILE if isinstance(value, str) and key not in LINKS else value


def _bare(given: Mapping[str, object]) -> dict[str, object]:
    """The same facts where nothing is known: no words, no rows, no yes."""
    return {key: type(value)() for key, value in given.items()}


class _Page(HTMLParser):
    """What HTML is made of: its tags with their attributes' names, its words, and what may not stand in a mail."""

    def __init__(self) -> None:
        super().__init__()
        self.structure: list[tuple[str, ...]] = []
        self.words: list[str] = []
        self.faults: list[TextFault] = []

    @classmethod
    def of(cls, html: str) -> _Page:
        page = cls()
        page.feed(html)
        page.close()
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.structure.append((tag, *(name for name, _ in attrs)))
        line = self.getpos()[0]
        if tag not in TAGS:
            self.faults.append(TextFault("tag_not_allowed", line, tag))
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.faults.append(TextFault("attribute_not_allowed", line, name))
            elif name == "href" and not (value or "").startswith(("https://", "mailto:")):
                self.faults.append(TextFault("link_not_allowed", line))
            elif name == "style" and any(word in (value or "").lower() for word in LOADS):
                self.faults.append(TextFault("style_loads", line))

    def handle_data(self, data: str) -> None:
        self.words.append(data)
