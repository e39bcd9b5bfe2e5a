"""Minutes as a document: what was decided is shown with its case and words; only what is confirmed is kept."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from domain.casework.case.files import wait_with
from domain.casework.case.opening import open_case
from domain.casework.exchange.incoming import import_exchange
from domain.casework.exchange.outgoing import bytes_of, export_meeting
from domain.casework.house.municipality import adopt_profile
from domain.casework.house.retention import erase
from domain.casework.verb import By
from domain.documents.exchange.packing import pack, unpack
from domain.documents.exchange.shape import ExchangeEdition
from domain.model import Decision, FollowUp, MeetingSource, Outcome, StoredFile
from domain.model.columns import make_id
from domain.profile import shipped_profile
from domain.rules.retention import Kept
from domain.rules.rights import Visitor
from domain.store.database import Database, sqlite_url
from domain.store.files import content_with, sources_of_meeting
from domain.store.migrate import migrate

Find = Callable[..., str]
EVENING = datetime(2023, 5, 16, 20, 0, tzinfo=UTC)  # the meeting was 14.00 to 16.30
PAPER = """Referat fra Økonomiudvalgets møde den 16. maj 2023
Fraværende: Ingen

1. Cykelstier langs kysten
Sagsnr.: 23/5001
Indstilling
At planen godkendes.
Beslutning i Økonomiudvalget den 16-05-2023
Godkendt. Teknisk chef udarbejder en tidsplan senest den 1. september 2023.

2. Ny sti i skoven
Indstilling
At stien anlægges.
Beslutning i Økonomiudvalget den 16-05-2023
Taget til efterretning.

3. Eventuelt
Beslutning i Økonomiudvalget den 16-05-2023
Drøftet.

4. Havnegrunden sælges
Lukket punkt
Sagsnr.: 23/5003
Beslutning i Økonomiudvalget den 16-05-2023
Godkendt.
"""


@pytest.fixture
def address(spring: Database, find: Find) -> str:
    for number, title, is_open in (
        ("23/5001", "Cykelstier langs kysten", True),
        ("23/5002", "Ny sti i skoven", True),
        ("23/5003", "Havnegrunden sælges", False),
    ):
        open_case(
            spring,
            By("jytte.glesborg", datetime(2023, 5, 3, 10, 0, tzinfo=UTC)),
            number=number,
            title=title,
            is_open=is_open,
            route=["ØK"],
            stages={"ØK": date(2023, 5, 16)},
        )
    return f"/moede/{find('meeting', 'ØK', '2023-05-16')}/referat"


def sent(desk: TestClient, address: str, paper: str = PAPER, name: str = "referat.txt"):
    return desk.post(f"{address}/indlaes", files={"file": (name, paper.encode())})


def fields(html: str) -> dict[str, list[str]]:
    """What the form would send as it stands: hidden fields, ticked boxes, chosen outcomes, texts."""
    form = html[html.index('class="minutes-found"') :]
    typed: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'(name|value|type)="([^"]*)"', tag))
        if "name" in found and (found.get("type") == "hidden" or " checked" in tag):
            typed.setdefault(found["name"], []).append(found["value"])
    for name, options in re.findall(r'<select[^>]*name="([^"]*)">(.*?)</select>', form, re.DOTALL):
        typed[name] = re.findall(r'value="([^"]*)" selected', options)
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        typed[name] = [text]
    return typed


def decided(db: Database, find: Find) -> dict[str, Outcome]:
    stops = {find("stop", number, "ØK"): number for number in ("23/5001", "23/5002", "23/5003")}
    with db.read() as session:
        return {stops[row.stop_id]: row.outcome for row in session.exec(select(Decision)) if row.stop_id in stops}


def test_what_is_confirmed_is_recorded_and_twice_is_once(
    spring: Database, desk_of: Callable[..., TestClient], people: dict[str, Visitor], address: str, find: Find
):
    desk = desk_of(people["secretary"], now=EVENING)
    shown = sent(desk, address)
    assert shown.status_code == 200, shown.text
    assert "fundet ved sagens nummer" in shown.text
    assert "fundet ved overskriften" in shown.text
    assert "Godkendt. Teknisk chef" in shown.text
    assert decided(spring, find) == {}  # nothing is kept before it is confirmed
    for _ in range(2):
        answer = desk.post(f"{address}/gem", data=fields(shown.text))
        assert answer.status_code == 303, answer.text
    assert decided(spring, find) == {
        "23/5001": Outcome.APPROVED,
        "23/5002": Outcome.NOTED,
        "23/5003": Outcome.APPROVED,
    }
    with spring.read() as session:
        case = find("case", "23/5001")
        (promise,) = session.exec(select(FollowUp).where(FollowUp.case_id == case)).all()
    assert (promise.owner_text, promise.due_on) == ("Teknisk chef", date(2023, 9, 1))


def test_what_is_not_ticked_is_not_recorded(
    spring: Database, desk_of: Callable[..., TestClient], people: dict[str, Visitor], address: str, find: Find
):
    desk = desk_of(people["secretary"], now=EVENING)
    typed = fields(sent(desk, address).text)
    kept = {name: value for name, value in typed.items() if name not in {"chosen-0", "promise-0", "chosen-3"}}
    assert desk.post(f"{address}/gem", data=kept).status_code == 303
    assert decided(spring, find) == {"23/5002": Outcome.NOTED}
    with spring.read() as session:
        assert session.exec(select(FollowUp).where(FollowUp.case_id == find("case", "23/5001"))).all() == []


def test_what_is_refused_is_shown_again_with_its_reason(
    spring: Database, desk_of: Callable[..., TestClient], people: dict[str, Visitor], address: str, find: Find
):
    desk = desk_of(people["secretary"], now=EVENING)
    typed = fields(sent(desk, address).text) | {"outcome-0": ["returned"], "outcome-1": [""]}
    answer = desk.post(f"{address}/gem", data=typed)
    assert answer.status_code == 422
    assert answer.text.count("Det blev ikke skrevet") == 2
    assert "23/5001" not in decided(spring, find)


def test_a_closed_item_matches_nothing_for_who_may_not_see_it(
    desk_of: Callable[..., TestClient], people: dict[str, Visitor], address: str
):
    shown = sent(desk_of(people["secretary_without_closed"], now=EVENING), address)
    assert shown.status_code == 200
    assert "23/5003" not in shown.text


@pytest.mark.parametrize(
    ("paper", "sentence"),
    [
        (PAPER.replace("16. maj", "23. maj").replace("16-05", "23-05"), "fra et andet møde"),
        (PAPER.replace("Økonomiudvalget", "Direktionen"), "fra et andet møde"),
        (
            "Referat fra Økonomiudvalgets møde den 16. maj 2023\n1. Frokost\nBeslutning\nDrøftet.\n",
            "hører til en sag",
        ),
        ("", "er tom"),
    ],
)
def test_a_paper_that_is_not_this_meetings_is_refused(
    desk_of: Callable[..., TestClient], people: dict[str, Visitor], address: str, paper: str, sentence: str
):
    answer = sent(desk_of(people["secretary"], now=EVENING), address, paper)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_only_who_writes_the_bodys_minutes_takes_them_in(
    desk_of: Callable[..., TestClient], people: dict[str, Visitor], address: str
):
    desk = desk_of(people["reader"], now=EVENING)
    assert desk.get(f"{address}/indlaes").status_code == 403
    assert sent(desk, address).status_code == 403
    assert desk.post(f"{address}/gem", data={"row": "0"}).status_code == 403


def test_the_meeting_keeps_the_paper_for_those_who_see_closed_items(
    spring: Database, desk_of: Callable[..., TestClient], people: dict[str, Visitor], address: str, find: Find
):
    desk, meeting = desk_of(people["secretary"], now=EVENING), address.removesuffix("/referat")
    shown = sent(desk, address, name="zqreferat.txt").text
    assert "zqreferat" not in desk.get(meeting).text  # nothing is confirmed yet
    for _ in range(2):
        desk.post(f"{address}/gem", data=fields(shown))
    page = desk.get(meeting).text
    (link,) = re.findall(rf'href="({meeting}/modtaget/[^"]+)">zqreferat.txt<', page)
    fetched = desk.get(link)
    assert fetched.content == PAPER.encode()
    assert fetched.headers["content-disposition"].startswith("attachment;")
    for who in ("secretary_without_closed", "reader", "administrator"):
        other = desk_of(people[who], now=EVENING)
        assert "zqreferat" not in other.get(meeting).text
        assert other.get(link).status_code == 404
    assert desk_of(None).get(link).status_code == 303
    assert (
        desk.get(link.replace(find("meeting", "ØK", "2023-05-16"), find("meeting", "KB", "2023-05-23"))).status_code
        == 404
    )
    with spring.read() as session:
        for edition, is_there in ((ExchangeEdition.FULL, True), (ExchangeEdition.PUBLIC, False)):
            out = export_meeting(
                session, find("meeting", "ØK", "2023-05-16"), edition=edition, at=EVENING
            ).model_dump_json()
            assert ("zqreferat.txt" in out) is is_there


def test_the_paper_outlives_the_upload_it_came_as_and_moves_house_with_its_meeting(
    spring: Database, desk_of: Callable[..., TestClient], people: dict[str, Visitor], address: str, *, find: Find,
    tmp_path: Path,
):  # fmt: skip
    desk = desk_of(people["secretary"], now=EVENING)
    desk.post(f"{address}/gem", data=fields(sent(desk, address).text))
    by = By("uret", EVENING + timedelta(days=40))
    erase(spring, by, kept=Kept.UPLOADS)
    wait_with(spring, name="andet.txt", data=b"Andet", actor="lone.vejlby", at=by.at)  # sweeps what nobody has used
    meeting = find("meeting", "ØK", "2023-05-16")
    with spring.read() as session:
        (source,) = sources_of_meeting(session, meeting)
        assert session.get(StoredFile, make_id("stored_file", "waiting", source.sha256, "lone.vejlby")) is None
        assert content_with(session, source.sha256) == PAPER.encode()
        out = export_meeting(session, meeting, edition=ExchangeEdition.FULL, at=EVENING)
        parcel = unpack(pack(out, bytes_of(session, out)))
    elsewhere = Database(sqlite_url(tmp_path / "andet.db"))
    migrate(elsewhere)
    adopt_profile(elsewhere, by, name="norddjurs.toml", text=shipped_profile())
    import_exchange(elsewhere, by, parcel=parcel)
    with elsewhere.read() as session:
        (kept,) = session.exec(select(MeetingSource)).all()
        assert (kept.name, content_with(session, kept.sha256)) == ("referat.txt", PAPER.encode())
    elsewhere.close()
