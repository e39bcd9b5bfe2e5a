"""The pages of somebody who has chosen English: what the program says is English, and what is the case's stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from starlette.testclient import TestClient

from desk import language, translation
from domain.rules.rights import Visitor

Desk = Callable[..., TestClient]

ADDRESSES = (
    "/",
    "/sager",
    "/moeder",
    "/opfoelgning",
    "/mails",
    "/aarshjul",
    "/mit",
    "/profil",
    "/profil/organ/KB",
    "/brugere",
    "/log",
    "/status",
    "/sager/ny",
    "/was",
)
OWN = {"Tilgængelighedserklæring"}  # a duty in the profile of the example, which happens to be a text of ours too
_FACTS = re.compile(r"%\(\w+\)s|\{\w*\}")
_TEXT = re.compile(r">([^<>]+)<|(?:title|aria-label|data-title|placeholder)=\"([^\"]+)\"")
_ASIDE = re.compile(r"<(?:pre|script|datalist).*?</(?:pre|script|datalist)>", re.DOTALL)


@pytest.fixture
def desk(desk_of: Desk, people: dict[str, Visitor]) -> TestClient:
    """The desk of an administrator who reads English."""
    opened = desk_of(people["administrator"])
    opened.cookies.set("sprog", "en")
    return opened


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The texts that a page asked the English of, and that nobody has written."""
    missing: set[str] = set()

    class Catalogue(dict[str, str]):
        def get(self, danish: str, otherwise: str = "") -> str:  # type: ignore[override]  # a text, never None
            if danish and danish not in self:
                missing.add(danish)
            return super().get(danish, otherwise)

    noted = Catalogue(language.english())
    monkeypatch.setattr(language, "english", lambda: noted)
    return missing


def texts_of(page: str) -> set[str]:
    """What stands on a page, and what it says to whoever hears it."""
    found = (unescape(one or two).strip() for one, two in _TEXT.findall(_ASIDE.sub("", page)))
    return {text for text in found if text}


def test_the_catalogue_has_just_the_texts_there_are_and_all_of_them_in_english():
    file, text = translation.catalogue()
    assert file.read_text(encoding="utf-8") == text, "run make translate"
    assert translation.untranslated(text) == []


def test_the_english_names_the_same_facts_as_the_danish():
    wrong = {
        danish: english
        for danish, english in language.english().items()
        if sorted(_FACTS.findall(danish)) != sorted(_FACTS.findall(english))
    }
    assert wrong == {}


def test_a_new_text_comes_in_without_english_and_one_that_is_gone_goes_out():
    before = translation.written("", [("Møde",), ("Sag",)]).replace(
        'msgid "Sag"\nmsgstr ""', 'msgid "Sag"\nmsgstr "Case"'
    )
    after = translation.written(before, [("Sag",), ("%(num)s led", "%(num)s led"), ("Frist",)])
    assert "Møde" not in after
    assert 'msgid "Sag"\nmsgstr "Case"' in after
    assert translation.untranslated(after) == ["%(num)s led", "Frist"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_the_program_says_is_danish(desk: TestClient, asked: set[str], address: str):
    page = desk.get(address)
    assert page.status_code == 200
    assert '<html lang="en"' in page.text
    assert asked == set()
    differing = {danish for danish, english in language.english().items() if danish != english}
    assert texts_of(page.text) & differing <= OWN


def test_a_meeting_and_a_case_are_english_around_what_is_theirs(
    desk: TestClient, asked: set[str], find: Callable[..., str]
):
    case, meeting = find("case", "23/4107"), find("meeting", "DIR", "2023-04-12")
    for address in (f"/sag/{case}", f"/sag/{case}/ret", f"/moede/{meeting}", f"/moede/{meeting}/dagsorden"):
        page = desk.get(address)
        assert page.status_code == 200
        assert asked == set()
    assert "Wednesday, 12 April 2023" in desk.get(f"/moede/{meeting}").text
    assert "Direktionen" in desk.get(f"/moede/{meeting}").text


def test_what_was_typed_wrongly_is_said_in_english(desk: TestClient, asked: set[str]):
    answer = desk.get("/log?fra=i-gaar")
    assert answer.status_code == 422
    assert "Write a date that exists" in answer.text
    assert desk.get("/sag/findes-ikke").status_code == 404
    assert "The page was not found" in desk.get("/findes/ikke").text
    assert asked == set()


def test_a_danish_page_never_opens_the_english(
    desk_of: Desk, people: dict[str, Visitor], monkeypatch: pytest.MonkeyPatch
):
    def opened() -> dict[str, str]:
        raise AssertionError

    monkeypatch.setattr(language, "english", opened)
    answer = desk_of(people["reader"]).get("/moeder")
    assert '<html lang="da"' in answer.text
    assert "Møder" in texts_of(answer.text)
