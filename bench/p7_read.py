"""P7: reading. What the grammar costs over getting the text out alone, and that the time grows with the length.

The limit is the text alone: decoding for a text file, zip and lxml for a Word file, PDFium for a PDF. The peer is
what a careful user would take for a Word file, python-docx's paragraphs. All must hold the same words first.
"""

from __future__ import annotations

import io
import json
import zipfile
from statistics import median

import docx
import pypdfium2
import typst
from lxml import etree

from bench.harness import Times, aside, interleave, line, ratio
from domain.documents.files import read_lines
from domain.documents.reader import read_document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ITEMS = 420  # a long agenda of some 2 MB
LINEAR, SECONDS, FASTEST = 11, 10, 5  # growth for ten times the length; for 2 MB; MB a second
OVER = 2  # times the text alone
SETTING = b"#set page(margin: 2cm)\n#for row in json(bytes(sys.inputs.rows)) { par(row) }"


def item(number: int) -> list[str]:
    """An item of some 4,700 letters; no two have a sentence with the same figures."""
    return [
        f"Punkt {number}: Cykelsti nr. {number} langs kysten",
        f"Sagsnr. 21/{number}",
        "Åben sag",
        "Sagsgang",
        "TU, ØU, BY",
        "Sagsfremstilling",
        *(
            f"I budget {2020 + turn % 5} er der sat {number + turn} mio. kr. af, og staten betaler {turn} pct. "
            f"Direktionen ser på afsnit {number}.{turn} den {1 + turn} september 2021, og resten følger senere."
            for turn in range(20)
        ),
        "Indstilling",
        "1. at løsning B vælges",
        f"2. at der frigives {number} mio. kr.",
        "Bilag",
        f"1 - Kort over løsning A og B ({number}/21)",
        f"2 - Overslag ({number + 1}/21)",
        "Beslutning i Teknisk Udvalg den 12-08-2021",
        f"Anbefales. Forvaltningen udarbejder en plan for etape {number} senest den 1. oktober 2021.",
    ]


def agenda(items: int) -> list[str]:
    """The lines of an agenda with so many items."""
    return ["Referat fra Teknisk Udvalg den 12. august 2021", *(row for n in range(1, items + 1) for row in item(n))]


def as_text(lines: list[str]) -> bytes:
    """A text file."""
    return "\n".join(lines).encode()


def as_word(lines: list[str]) -> bytes:
    """A Word file."""
    document, file = docx.Document(), io.BytesIO()
    for text in lines:
        document.add_paragraph(text)
    document.save(file)
    return file.getvalue()


def as_pdf(lines: list[str]) -> bytes:
    """A PDF, its lines as wide as a page."""
    return typst.compile(SETTING, format="pdf", sys_inputs={"rows": json.dumps(lines)})


def text_of_pdf(data: bytes) -> str:
    """The limit: the text of a PDF by PDFium alone."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    finally:
        pdf.close()


def text_of_word(data: bytes) -> list[str]:
    """The limit: the paragraphs of a Word file by zip and lxml alone."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        body = etree.fromstring(packed.read("word/document.xml"))
    return ["".join(run.text or "" for run in one.iter(f"{W}t")) for one in body.iter(f"{W}p")]


def seconds(times: Times, name: str) -> float:
    """The median of the rounds, of this process alone."""
    return median(times.cpu[name])


def main(*, full: bool) -> None:
    """Measure and report."""
    items = ITEMS if full else 40
    small, large = as_text(agenda(items // 10)), as_text(agenda(items))
    page = as_text(agenda(1))
    word, pdf = as_word(agenda(items // 10)), as_pdf(agenda(items // 10))
    assert len(read_document("a.txt", large).items) == items
    assert text_of_word(word) == [row.text for row in read_lines("a.docx", word)]
    assert text_of_word(word) == [one.text for one in docx.Document(io.BytesIO(word)).paragraphs]
    assert text_of_pdf(pdf).split() == " ".join(row.text for row in read_lines("a.pdf", pdf)).split()
    assert len(read_document("a.pdf", pdf).items) == items // 10
    times = interleave(
        {
            "page": lambda: read_document("a.txt", page),
            "small": lambda: read_document("a.txt", small),
            "large": lambda: read_document("a.txt", large),
            "text": lambda: read_lines("a.txt", small),
            "word": lambda: read_document("a.docx", word),
            "limit": lambda: text_of_word(word),
            "pdf": lambda: read_document("a.pdf", pdf),
            "pdf_text": lambda: text_of_pdf(pdf),
            "word_text": lambda: read_lines("a.docx", word),
            "peer": lambda: [one.text for one in docx.Document(io.BytesIO(word)).paragraphs],
        },
        rounds=9 if full else 5,
    )
    growth = ratio(times, "large", "small", cpu=True)
    line(f"P7 dagsorden med {items} punkter mod {items // 10}", growth, f"<= {LINEAR}", met=growth <= LINEAR)
    one_page = seconds(times, "page") * 1000
    aside(f"P7 ét punkt på {len(page)} tegn, millisekunder", one_page)
    whole = seconds(times, "large") * ITEMS / items
    line("P7 dagsorden på 2 MB med 420 punkter, sekunder", whole, f"<= {SECONDS}", met=whole <= SECONDS)
    for name, limit, what in (
        ("word", "limit", "Word: læst med fakta mod teksten alene (zip og lxml)"),
        ("pdf", "pdf_text", "PDF: læst med fakta mod teksten alene (PDFium)"),
    ):
        over = ratio(times, name, limit, cpu=True)
        line(f"P7 {what}", over, f"<= {OVER}", met=over <= OVER)
    aside("P7 Word: linjerne mod teksten alene", ratio(times, "word_text", "limit", cpu=True))
    aside("P7 Word: læst med fakta mod python-docx' afsnit alene", ratio(times, "word", "peer", cpu=True))
    aside("P7 tekst: læst med fakta mod linjerne alene", ratio(times, "small", "text", cpu=True))
    speed = len(large) / seconds(times, "large") / 1e6
    line("P7 tekst med fakta, MB i sekundet", speed, ">= 5", met=speed >= FASTEST)


if __name__ == "__main__":
    main(full=False)
