"""Of several empty fields the summary says which: each sentence begins with the label that stands at its field."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from desk.web.error_names import name_fields


def summary(text: str) -> list[tuple[str, str]]:
    """The summary's links: where each goes, and what it says."""
    return [
        (where, html.unescape(says)) for where, says in re.findall(r'href="#(f-[^"]+)" data-[^>]*>([^<]*)<', text)
    ]


def test_each_sentence_of_the_summary_begins_with_the_label_of_its_field(
    desk_of: Any, people: Any, find: Callable[..., str]
) -> None:
    office = desk_of(people["secretary"])
    opened = office.post("/sager/ny", data={"route_body": ["DIR"], "route_date": [""]})
    assert opened.status_code == 422
    assert set(summary(opened.text)) == {
        ("f-title", "Titel: Udfyld feltet."),
        ("f-is_open", "Punktet er: Udfyld feltet."),
        ("f-number", "Sagsnummer: Udfyld feltet."),
    }
    address = f"/sag/{find('case', '23/4107')}/opfoelgning/ny"
    promised = office.post(address, data={"text": "", "due_on": "31-02-2023"})
    assert promised.status_code == 422
    assert summary(promised.text) == [
        ("f-text", "Hvad er lovet? Udfyld feltet."),
        ("f-due_on", "Frist: Skriv en dato, der findes, som 12-04-2023. Der stod: 31-02-2023"),
    ]


def test_the_summary_speaks_the_visitors_language(desk_of: Any, people: Any, find: Callable[..., str]) -> None:
    office = desk_of(people["secretary"])
    office.post("/sprog", data={"sprog": "en", "next": "/"})
    answer = office.post(f"/sag/{find('case', '23/4107')}/opfoelgning/ny", data={"text": ""})
    (where, says) = summary(answer.text)[0]
    assert where == "f-text"
    assert "Udfyld" not in says
    assert re.fullmatch(r"\S.*[:?] \S.*", says)


LINK = '<a class="function-link" href="#f-x" data-names-field>Udfyld feltet.</a>'


def test_a_label_keeps_its_letters_and_loses_its_aside_and_its_marks() -> None:
    aside = '<span class="weight-normal">(kan udelades)</span>'
    page = f'{LINK}<label class="form-label" for="f-x">A &lt;b&gt; <b>C</b> {aside}</label>'
    assert name_fields(page).startswith(LINK.replace("Udfyld", "A &lt;b&gt; C: Udfyld"))


def test_a_sentence_that_begins_with_the_label_and_a_field_without_one_get_no_more() -> None:
    assert name_fields(LINK) == LINK
    page = f'{LINK}<legend class="form-label" id="f-x">udfyld</legend>'
    assert name_fields(page) == page
