"""Files on a case's page: attached, fetched, replaced, removed by whoever may; the closed ones for nobody else."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select

from domain.casework.case.files import attach_file, keep_source, wait_with
from domain.casework.verb import By
from domain.model import Blob, StoredFile
from flows.settings import Settings

REPORT = "23/4107"
NOW = datetime(2023, 5, 3, 10, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\nen lille fil\n%%EOF"


def fields(page: str) -> dict[str, str]:
    form = page[page.rindex('<form method="post"', 0, page.index("</main>")) :]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[: form.index("</form>")]))


def macros() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        zipped.writestr("word/document.xml", "<w/>")
        zipped.writestr("word/vbaProject.bin", b"\0")
    return packed.getvalue()


@pytest.fixture
def address(find: Any) -> str:
    return f"/sag/{find('case', REPORT)}"


@pytest.fixture
def closed(spring: Any, find: Any) -> dict[str, str]:
    """A closed attachment with a file of a telling name, and the document the open case was opened from."""
    case, by = find("case", REPORT), By("lone.vejlby", NOW)
    said = {"name": "zqnavn.pdf", "data": PDF + b"zqbytes", "title": "zqtitel", "is_open": False}
    shut = attach_file(spring, by, case_id=case, **said).facts["file"]
    upload = wait_with(spring, name="zqkilde.txt", data=b"Dagsorden", actor=by.actor, at=by.at)
    return {"shut": shut, "source": keep_source(spring, by, case_id=case, upload_id=upload).facts["file"]}


def attach(desk: Any, address: str, *, title: str = "Notat", name: str = "notat.pdf", data: bytes = PDF) -> Any:
    typed = {**fields(desk.get(f"{address}/bilag/nyt").text), "title": title, "is_open": "yes"}
    return desk.post(f"{address}/bilag/nyt", data=typed, files={"file": (name, data)}), typed


def test_a_file_is_attached_fetched_replaced_and_removed(
    desk_of: Any, people: Any, address: str, spring: Any
) -> None:
    desk = desk_of(people["secretary"])
    saved, typed = attach(desk, address, name="C:\\mappe\\Notat <om> løn.exe")
    assert saved.status_code == 303
    assert desk.post(f"{address}/bilag/nyt", data=typed, files={"file": ("n.pdf", PDF)}).status_code == 303  # twice
    page = desk.get(address).text
    assert page.count("Notat -om- løn.exe.pdf") == 1
    link = re.search(rf'href="({address}/fil/[0-9a-f]+)" download', page)
    assert link is not None
    fetched = desk.get(link[1])
    assert fetched.content == PDF
    assert fetched.headers["content-type"] == "application/pdf"
    assert fetched.headers["content-disposition"].startswith("attachment; ")
    assert fetched.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in fetched.headers["content-security-policy"]
    newer = re.search(rf'href="({address}/bilag/[0-9a-f]+/fil)">Ny version', page)
    assert newer is not None
    desk.post(newer[1], data=fields(desk.get(newer[1]).text), files={"file": ("notat.txt", "Æblerne".encode())})
    page = desk.get(address).text
    assert "version 2" in page
    assert "Tidligere versioner" in page
    gone = re.search(rf'href="({address}/fil/[0-9a-f]+/fjern)"', page)
    assert gone is not None
    without = desk.post(gone[1], data=fields(desk.get(gone[1]).text))
    assert without.status_code == 422
    said = {**fields(desk.get(gone[1]).text), "reason": "Forkert fil."}
    assert desk.post(gone[1], data=said).status_code == 303
    assert "ikke vedlagt" in desk.get(address).text
    assert desk.get(link[1]).status_code == 404
    with spring.read() as session:
        assert session.exec(select(Blob)).all() == []
        assert {(row.name, row.removed_because) for row in session.exec(select(StoredFile))} == {("", "Forkert fil.")}


REFUSED = [
    ("stor.pdf", PDF + b" " * 1024 * 1024, "er for stor (højst 1 MB)"),
    ("makro.docx", macros(), "har makroer"),
    ("program.exe", b"MZ\x90\0\3\0\0\0", "har et format"),
    ("side.html", b"<!doctype html><script>alert(1)</script>", "er en webside eller XML"),
    ("tegning.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "er en webside eller XML"),
    ("tom.pdf", b"  ", "er tom"),
]


def test_what_is_not_stored_is_refused_with_what_to_do_and_what_was_typed_stays(
    desk_of: Any, people: Any, address: str
) -> None:
    desk = desk_of(people["secretary"], settings=Settings(file_megabytes=1))
    for name, data, says in REFUSED:
        refused, _ = attach(desk, address, title="Mit bilag", name=name, data=data)
        assert refused.status_code == 422
        assert says in refused.text, name
        assert 'value="Mit bilag"' in refused.text


def test_a_closed_file_and_the_source_are_there_for_those_only_who_may_see_closed_items(
    desk_of: Any, people: Any, address: str, closed: dict[str, str]
) -> None:
    for name, sees in {"secretary": True, "secretary_without_closed": False, "reader": False}.items():
        desk = desk_of(people[name])
        page = desk.get(address).text
        for file in closed.values():
            fetched = desk.get(f"{address}/fil/{file}")
            assert (fetched.status_code == 200) is sees
            assert sees or "zq" not in fetched.text
            assert desk.get(f"/sag/{'0' * 32}/fil/{file}").status_code == 404
        assert ("zqnavn" in page, "zqtitel" in page, "zqkilde" in page) == (sees, sees, sees)


def test_only_who_may_change_the_case_attaches_to_it(
    desk_of: Any, people: Any, address: str, closed: dict[str, str]
) -> None:
    reader = desk_of(people["reader"])
    assert reader.get(f"{address}/bilag/nyt").status_code == 403
    assert "Vedlæg et bilag" not in reader.get(address).text
    assert reader.post(f"{address}/fil/{closed['shut']}/fjern", data={"reason": "x"}).status_code == 403
    blind = desk_of(people["secretary_without_closed"])
    assert blind.get(f"{address}/fil/{closed['shut']}/fjern").status_code == 404
    typed = {**fields(blind.get(f"{address}/bilag/nyt").text), "title": "Lukket", "is_open": "no"}
    assert blind.post(f"{address}/bilag/nyt", data=typed, files={"file": ("a.pdf", PDF)}).status_code == 422


def test_an_attachment_keeps_its_file_when_the_list_is_put_right_and_is_not_struck_with_it(
    desk_of: Any, people: Any, address: str
) -> None:
    desk = desk_of(people["secretary"])
    attach(desk, address, title="Zebra")
    edit = desk.get(f"{address}/ret").text
    typed: dict[str, Any] = {**fields(edit), "title": "Ligestillingsredegørelse 2023", "is_open": "yes"}
    for name in ("recommendation", "presentation", "economy"):
        typed[name] = "Som før."
    names = re.findall(r'name="attachment_title" value="([^"]*)"', edit)
    renamed = ["Zebra, endelig" if name == "Zebra" else name for name in names]
    lists = {"attachment_number": [""] * len(names), "attachment_open": ["yes"] * len(names)}
    assert desk.post(f"{address}/ret", data={**typed, **lists, "attachment_title": renamed}).status_code == 303
    page = desk.get(address).text
    assert "Zebra, endelig" in page
    assert "notat.pdf" in page
    typed |= fields(desk.get(f"{address}/ret").text)
    struck = [name for name in names if name != "Zebra"]
    refused = desk.post(f"{address}/ret", data={**typed, **lists, "attachment_title": struck})
    assert refused.status_code == 422
    assert "Fjern filen først" in refused.text
