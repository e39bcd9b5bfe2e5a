"""Every form of every page that links lead to, filled with what nobody should type: never an error of ours."""

from __future__ import annotations

import html
import random
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from starlette.testclient import TestClient

from domain.rules.rights import Grant, Role, Visitor

pytestmark = pytest.mark.slow

EVERYTHING = Visitor(
    "lone.vejlby", "lone.vejlby", "Lone Vejlby", frozenset({Grant(Role.ADMINISTRATOR)}), sees_closed=True
)
SEED, ROUNDS, OF_A_KIND = 4, 3, 3  # rounds of odd things in each form; pages of a kind that are looked at
ODD = (
    "",
    " ",
    "\x00",
    "<script>alert(1)</script>",
    "'; DROP TABLE stop; --",
    "{{ 7*7 }}{% for %}",
    "%s%n %(x)s {0} {name}",
    "../../etc/passwd",
    "😀🚲 ægte",
    "\u202eגנב\u200f\u0000x",
    "e\u0301" * 40,
    "x" * 10_000,
    "-1",
    "0",
    "99999999999999999999",
    "3.5e400",
    "NaN",
    "31-02-2023",
    "00-00-0000",
    "9999-12-31",
    "0001-01-01",
    "25:61",
    "yes",
    "ja",
    "KB",
    "DIR",
    "23/4107",
    "2023-05",
    "09-05-2023",
    "16:30",
    "[]",
    '{"a": [1, {"b": null}]}',
    "A" * 32,
    "0" * 32,
    "\r\nSet-Cookie: x=1",
    "http://example.dk/",
    "//example.dk",
    "nogen@example.dk",
)
NEVER = ("/logout", "/login")  # the way out; and the way in, which waits on purpose after a few wrong tries


def kind_of(path: str) -> str:
    """``/moede/#/dagsorden`` for all meetings, ``/profil/person/#`` for all people."""
    plain = re.sub(r"[0-9a-f]{32}|\d+", "#", path)
    return re.sub(r"^(/profil/[a-z]+)/(?!ny$)[^/]+", r"\1/#", plain)


@dataclass
class Written:
    """A form as a page has it."""

    page: str
    action: str
    method: str = "get"
    fields: list[tuple[str, str, str]] = field(default_factory=list)  # name, kind, value

    @property
    def shape(self) -> tuple[str, str, tuple[str, ...]]:
        """Forms of one shape are one form: of the page of another case, of another line in a list."""
        path = kind_of(urlsplit(self.action).path)
        return self.method, path, tuple(sorted({re.sub(r"\d+|[0-9a-f]{32}", "#", name) for name, *_ in self.fields}))


class Forms(HTMLParser):
    """The forms of a page, with those that a button of its own address makes."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__()
        self.address, self.found, self._open = address, list[Written](), None
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urljoin(self.address, has.get("action") or self.address)
            self._open = Written(self.address, action, has.get("method", "get").lower())
            self.found.append(self._open)
        if self._open is None:
            return
        name = has.get("name", "")
        if tag == "button":
            where = urljoin(self.address, has["formaction"]) if "formaction" in has else self._open.action
            if name or "formaction" in has:
                self.found.append(replace(self._open, action=where))
                own = [(name, "button", has.get("value", ""))] if name else []
                self.found[-1].fields = [*self._open.fields, *own]
        elif tag == "select":
            self._select = name
            self._open.fields.append((name, "select", ""))
        elif tag == "option" and self._select and ("selected" in has or not self._open.fields[-1][2]):
            self._open.fields[-1] = (self._select, "select", has.get("value", ""))
        elif tag == "textarea" and name:
            self._open.fields.append((name, "text", ""))
        elif tag == "input" and name:
            kind = has.get("type", "text")
            if kind not in {"radio", "checkbox"} or "checked" in has:
                self._open.fields.append((name, kind, has.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""


def every_form(web: TestClient) -> dict[tuple[str, str, tuple[str, ...]], Written]:
    """One form of every shape on one page of every kind, and two of each where they are of a case or a meeting."""
    pages: dict[str, int] = {}
    forms: dict[tuple[str, str, tuple[str, ...]], Written] = {}
    ahead = deque(["/"])
    while ahead:
        address = ahead.popleft()
        kind = kind_of(address.partition("?")[0])
        if pages.get(kind, 0) >= OF_A_KIND or address.startswith(("/static/", *NEVER)):
            continue
        answer = web.get(address)
        assert answer.status_code < 500, address
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        pages[kind] = pages.get(kind, 0) + 1
        for one in Forms(address, answer.text).found:
            if not one.action.startswith(NEVER):
                forms.setdefault(one.shape, one)
        ahead += [html.unescape(link) for link in re.findall(r'href="(/[^"#]*)', answer.text)]
    return forms


def fillings(form: Written, chance: random.Random) -> Iterator[list[tuple[str, str]]]:
    """The form as it stands, and with odd things typed: first where people type, then everywhere, then too little."""
    yield [(name, value) for name, _, value in form.fields]
    for _ in range(ROUNDS):
        yield [
            (name, value if kind in {"hidden", "button"} else chance.choice(ODD)) for name, kind, value in form.fields
        ]
    yield [(name, chance.choice(ODD)) for name, *_ in form.fields]
    yield [(name, chance.choice(ODD)) for name, *_ in form.fields for _ in range(2)]
    yield []


def test_no_form_of_any_page_breaks_whatever_is_typed(
    desk_of: Callable[..., TestClient], caplog: pytest.LogCaptureFixture
):
    web = desk_of(EVERYTHING)
    chance = random.Random(SEED)
    forms = every_form(web)
    assert len(forms) > 50
    broken = []
    for form in forms.values():
        files = [name for name, kind, _ in form.fields if kind == "file"]
        for given in fillings(form, chance):
            caplog.clear()
            typed: dict[str, list[str]] = {}
            for name, value in given:
                typed.setdefault(name, []).append(value)
            if form.method == "get":
                answer = web.get(form.action.partition("?")[0], params=typed)
            else:
                upload = {name: (chance.choice(ODD)[:80], chance.randbytes(200)) for name in files} or None
                answer = web.post(form.action, data=typed, files=upload)
            if answer.status_code >= 500:
                short = {name: [value[:60] for value in values] for name, values in typed.items()}
                broken.append((form.page, form.method, form.action, short, caplog.messages[-1:]))
    assert broken == []
