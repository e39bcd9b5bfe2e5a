"""A text of one's own can name its facts and nothing else; what could run, load, grow or fool a reader is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import MailTextError, NotFoundError
from domain.rules.mail_texts import MAIL_TEXTS, check_mail_text
from domain.rules.template_language import BrokenTextError, Shape, read_faults, write
from flows.messages.wordings import shipped_texts

HTML = shipped_texts()["letter.html"]


def codes(name: str, source: str) -> list[str]:
    try:
        check_mail_text(name, source)
    except MailTextError as refused:
        return [str(one["code"]) for one in refused.facts["findings"]]
    return []


@pytest.mark.parametrize("name", MAIL_TEXTS)
def test_every_shipped_text_could_be_taken_into_use_as_an_own(name: str):
    check_mail_text(name, shipped_texts()[name])


def test_there_is_a_shipped_text_for_each_name():
    assert shipped_texts().keys() == MAIL_TEXTS.keys()


def test_a_text_names_its_facts_chooses_between_them_and_changes_their_letters():
    source = "{% if udfald == 'godkendt' %}{{ organ|upper }}: {{ 'ja' if sager else 'nej' }} ~ {{ møde }}{% endif %}"
    assert not codes("decided.says", source)
    said = write(source, Shape.LINE, MAIL_TEXTS["decided.says"].given)
    assert said == "ØKONOMIUDVALGET: ja ~ 16. maj 2023"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("{{ organet }}", "unknown_fact"),
        ("{{ organ", "syntax"),
        ("{% if organ %}uden ende", "syntax"),
        ("{{ organ|safe }}", "unknown_filter"),
        ("{{ organ|replace('a', organ) }}", "unknown_filter"),
        ("{{ organ.upper() }}", "not_allowed"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "not_allowed"),
        ("{{ organ * 1000000000 }}", "not_allowed"),
        ("{{ 9 ** 9 ** 9 ** 9 }}", "not_allowed"),
        ("{{ '%999999999d' % 1 }}", "not_allowed"),
        ("{% for tal in range(99999999) %}x{% endfor %}", "not_allowed"),
        ("{% for bogstav in organ %}{{ bogstav }}{% endfor %}", "not_a_list"),
        ("{% set a = organ %}{{ a }}", "not_allowed"),
        ("{% include 'letter.css' %}", "not_allowed"),
        ("{% import 'os' as os %}", "not_allowed"),
        ("{% macro m() %}{{ m() }}{% endmacro %}", "not_allowed"),
        ("{{ " + "(" * 400 + "organ" + ")" * 400 + " }}", "syntax"),
        ("{{ organ.upper }}", "not_words"),
        ("{{ organ.__class__ }}", "cannot_be_written"),
        ("x" * 1001, "too_long"),
        ("   ", "empty"),
        ("{{ '' }}", "empty"),
        ("{% if not sager %}{{ sager.nej }}{% endif %}ja", "cannot_be_written"),
    ],
)
def test_what_a_line_may_not_say(source: str, code: str):
    assert code in codes("decided.says", source)


def test_what_may_be_left_out_may_be_empty():
    assert not codes("decided.task", "")
    assert codes("decided.subject", "") == ["empty"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<h1>", "<script>alert(1)</script><h1>", "tag_not_allowed"),
        ("<h1>", '<img src="https://maaler.example/1.gif"><h1>', "tag_not_allowed"),
        ("<h1>", '<link rel="stylesheet" href="https://x.example/a.css"><h1>', "tag_not_allowed"),
        ("<h1>", '<h1 onclick="x()">', "attribute_not_allowed"),
        ("<h1>", '<h1 style="background:url(https://x.example)">', "style_loads"),
        ('href="{{ linje.link }}"', 'href="javascript:alert(1)"', "link_not_allowed"),
        ('href="{{ linje.link }}"', 'href="{{ linje.om }}"', "link_not_allowed"),
        ("{{ linje.siger }}", "<b title={{ linje.siger }}>x</b>", "attribute_not_allowed"),
        ("<strong>{{ linje.om }}", "<strong class={{ linje.om }}>{{ linje.om }}", "fact_becomes_markup"),
        ("{{ linje.siger }}", "", "not_shown"),
        ("{{ linje.om }}", "Sag", "not_shown"),
        ("{% for linje in gruppe.linjer %}", "{% for linje in gruppe.linjer[:1] %}", "not_a_list"),
    ],
)  # fmt: skip
def test_what_the_html_of_a_letter_may_not_be(old: str, new: str, code: str):
    assert old in HTML
    assert code in codes("letter.html", HTML.replace(old, new))


def test_nobody_is_given_a_name_that_is_not_there():
    with pytest.raises(NotFoundError) as refused:
        check_mail_text("decided.subjekt", "x")
    assert "decided.subject" in refused.value.facts["nearest"]


def test_loops_within_loops_are_stopped_after_so_many_steps_however_long_the_lists():
    source = "{% for a in rows %}{% for b in rows %}{% for c in rows %}{% endfor %}{% endfor %}{% endfor %}"
    facts: dict[str, Any] = {"rows": [{"x": "y"}] * 500}
    assert read_faults(source, Shape.TEXT, facts) == []
    with pytest.raises(BrokenTextError) as stopped:
        write(source, Shape.TEXT, facts)
    assert stopped.value.fault.code == "too_many_steps"


def test_a_text_that_grows_too_long_is_stopped():
    with pytest.raises(BrokenTextError) as stopped:
        write("{{ a }}", Shape.LINE, {"a": "x" * 301})
    assert stopped.value.fault.code == "output_too_long"


def test_a_fault_carries_no_word_of_the_facts():
    with pytest.raises(BrokenTextError) as broken:
        write("{{ a.b }}", Shape.LINE, {"a": "hemmelig"})
    assert "hemmelig" not in repr((broken.value, broken.value.fault, broken.value.__cause__))
    assert broken.value.__suppress_context__


@given(st.text(), st.text())
@settings(max_examples=100, deadline=None)
def test_a_line_is_one_line_whatever_stands_in_it(before: str, fact: str):
    said = write("{{ a }}\r\nBcc: {{ b }}", Shape.LINE, {"a": before[:80], "b": fact[:80]}, is_shipped=True)
    assert len(said.splitlines()) <= 1
    assert said.isprintable()


@given(st.text(alphabet=st.sampled_from("{}%|() .~[]'\"abnorgi_*+-<>\n"), max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_source_at_all_makes_the_check_stumble(source: str):
    codes("decided.says", source)
    codes("letter.html", HTML.replace("{{ hilsen }}", source))
