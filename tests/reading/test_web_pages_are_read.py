"""Agendas as web pages: headings, lists and tables stay what they are, and nothing in a page is run."""

from datetime import date

import pytest

from domain.documents.document import Document
from domain.documents.files import read_lines
from domain.documents.reader import read_document
from domain.model.decision import Outcome

PAGE = """<!DOCTYPE html>
<html lang="da"><head><meta charset="{charset}"><title>Referat</title>
<style>p {{ color: red }}</style></head><body>
<nav><ul><li><a href="/">Forside</a></li></ul></nav>
<h1>Referat af m&oslash;de i Økonomiudvalget den 4. marts 2024</h1>
<p>Afbud: Ida Mølby</p>
<h2>1. Ny svømmehal</h2>
<p>Åben sag</p>
<h3>Sagsgang</h3>
<table><tr><th>DIR</th><th>HU</th><th>ØK</th><th>KB</th></tr><tr><td>x</td><td></td><td>x</td><td>X</td></tr></table>
<h3>Sagsfremstilling</h3>
<p>Hallen er <b>slidt</b> og&nbsp;skal fornyes.</p><script>document.write("Byrådet 1. maj 2024")</script>
<h3>Indstilling</h3>
<ol><li>At hallen fornyes.</li><li>At <i>kaféen</i> bliver.</li></ol>
<h3>Bilag</h3>
<ul><li>Tegning (lukket)</li><li>Budget</li></ul>
<h3>Beslutning</h3>
<p>Anbefales.</p>
<table><tr><th>Opgave</th><th>Ansvarlig</th><th>Frist</th></tr>
<tr><td>Indhente tilbud</td><td>Teknisk chef</td><td>2. april 2024</td></tr></table>
</body></html>"""


def read(text: str, charset: str = "utf-8") -> Document:
    return read_document("side.html", text.format(charset=charset).encode(charset))


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "iso-8859-1"])
def test_a_page_is_read_as_the_paper_it_shows(charset: str):
    document = read(PAGE, charset)
    (item,) = document.items
    assert (document.body, document.meeting_date) == ("Økonomiudvalget", date(2024, 3, 4))
    assert document.absentees == ("Ida Mølby",)
    assert (item.number, item.title, item.is_open) == ("1", "Ny svømmehal", True)
    assert item.route == ("DIR", "ØK", "KB")
    assert [(found.title, found.is_open) for found in item.attachments] == [("Tegning", False), ("Budget", None)]
    assert [found.outcome for found in item.decisions] == [Outcome.RECOMMENDED]
    assert [(found.responsible, found.due) for found in item.follow_ups] == [("Teknisk chef", date(2024, 4, 2))]


def test_scripts_styles_and_menus_are_no_text():
    text = "\n".join(line.text for line in read_lines("side.html", PAGE.format(charset="utf-8").encode()))
    assert "document.write" not in text
    assert "color" not in text
    assert "Forside" not in text
    assert "Hallen er slidt og skal fornyes." in text


def test_a_checked_box_is_a_cross():
    page = (
        "<html><body><h2>Punkt 4 Ny sti</h2><h3>Sagsgang</h3><ul>"
        '<li><input type="checkbox" checked> Direktionen</li><li><input type="checkbox"> Hovedudvalget</li>'
        '<li><input type="checkbox" checked="checked"> Økonomiudvalget</li></ul><h3>Indstilling</h3><p>Ja.</p>'
    )
    (item,) = read_document("side.htm", page.encode()).items
    assert item.route == ("Direktionen", "Økonomiudvalget")


@pytest.mark.parametrize(
    "page", ["<html>" + "<div>" * 50_000 + "x", "<html>" + "<!--" * 50_000, "<html><table>" * 9_000]
)
def test_a_page_that_is_no_page_ends(page: str):
    assert read_document("side.html", page.encode()).cases == ()


def test_lines_of_two_encodings_in_one_file_are_both_read():
    data = "Åben sag\n".encode() + "Økonomi\n".encode("cp1252") + "Ærø\n".encode()
    assert [line.text for line in read_lines("blandet.txt", data)][:3] == ["Åben sag", "Økonomi", "Ærø"]
