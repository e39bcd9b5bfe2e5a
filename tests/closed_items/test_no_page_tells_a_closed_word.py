"""Every page that links lead to from the front page, as each role: no closed word for whoever may not see it."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import Counter, deque
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pypdfium2
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from desk.web.app import create_app
from domain.model import Outcome
from domain.rules.rights import Grant, Role, Visitor

pytestmark = pytest.mark.slow

MARK, NUMBER = "zq", "23/999"
OF_A_KIND = 4  # pages of the same kind that are looked at, beside those of the case itself
_LINK = re.compile(r'(?:href|src|action|data-hx-get)="(/[^"#]*)')
_NOT_A_LOOK = ("/logout", "/static/", "/sprog")


def crawl(web: TestClient, *first: str) -> dict[str, str]:
    """Pages that links lead to from the front page, by address: the first few of each kind, as /sag/<id>/rejse."""
    seen: dict[str, str] = {}
    kinds: Counter[str] = Counter()
    ahead = deque(["/", *first])
    while ahead:
        address = ahead.popleft()
        kind = re.sub(r"[0-9a-f]{32}|\d+", "#", address.partition("?")[0])
        if address in seen or (kinds[kind] >= OF_A_KIND and address not in first):
            continue
        kinds[kind] += 1
        answer = web.get(address)
        assert answer.status_code < 500, address
        headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
        seen[address] = f"{headers}\n{said_in(answer)}"
        if answer.headers.get("content-type", "").startswith("text/html"):
            found = (html.unescape(link) for link in _LINK.findall(answer.text))
            ahead += [link for link in found if not link.startswith(_NOT_A_LOOK)]
        if answer.headers.get("location", "").startswith("/"):
            ahead.append(answer.headers["location"])
    return seen


def said_in(answer: Response) -> str:
    """What a page or a paper says: of a file for Word each part, of a PDF its pages and what it says of itself.

    Packed bytes are not words; tests of the papers themselves unpack every stream of them.
    """
    if answer.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            return "\n".join(f"{name}: {packed.read(name).decode('utf-8', 'replace')}" for name in packed.namelist())
    if answer.content.startswith(b"%PDF"):
        with pypdfium2.PdfDocument(answer.content) as paper:
            pages = [page.get_textpage().get_text_bounded() for page in paper]
            return "\n".join([*pages, *map(str, paper.get_metadata_dict().values())])
    return answer.text


def where_it_is_treated(office: Any) -> list[str]:
    """The pages of the case and of the meetings on its way, with what is below them."""
    pages = [f"/sag/{office.case_id(NUMBER)}"]
    for body, day in (("DIR", "2023-04-12"), ("HU", "2023-04-27"), ("ØK", "2023-05-16"), ("KB", "2023-05-23")):
        meeting = f"/moede/{office.meeting(body, day)}"
        pages += [meeting, f"{meeting}/dagsorden", f"{meeting}/dagsorden/udskrift", f"{meeting}/moede.ics"]
    return pages


def visitor(role: Role, *, sees_closed: bool = False) -> Visitor:
    return Visitor("hanne.fjellerby", "hanne.fjellerby", "Hanne Fjellerby", frozenset({Grant(role)}), sees_closed)


@pytest.fixture
def closed_in_the_middle(office: Any, closed_case: Callable[[str], Mapping[str, Any]]) -> Any:
    """The closed case between two bodies, with everything about it that somebody can write."""
    case_id = office.do("open_case", "2023-03-01 09:00", **closed_case(f"Afsked af {MARK}title")).subject
    done, late, _ = office.promises()
    for promise, due_on in ((done, date(2023, 4, 3)), (late, date(2023, 4, 18))):
        office.do("confirm_follow_up", "2023-03-02 09:00", follow_up_id=promise, owner_post="hr-chef", due_on=due_on)
    office.do("give_urgency_reason", "2023-03-03 09:20", stop_id=office.stop("KB"), reason=f"{MARK}urgency")
    added = {"case_id": case_id, "body": "MTU", "after": office.stop("HU"), "reason": f"{MARK}added"}
    office.do("add_stop", "2023-03-03 09:10", **added)
    office.live("2023-04-04", "2023-04-12")
    office.do("complete_follow_up", "2023-04-12 13:00", follow_up_id=done, note=f"{MARK}note")
    office.decide("DIR", "2023-04-12 23:10", Outcome.APPROVED, text=f"{MARK}decision")
    office.live("2023-04-13", "2023-04-21")
    return office


@pytest.mark.parametrize("role", Role)
def test_no_page_tells_a_word_of_a_closed_case_to_whoever_may_not_see_it(closed_in_the_middle: Any, role: Role):
    office = closed_in_the_middle
    app = create_app(office.db, lambda: office.moment("2023-04-21 12:00"), known=lambda _: visitor(role))
    web = TestClient(app, headers={"Origin": "http://testserver"}, follow_redirects=False)
    asked = [
        *where_it_is_treated(office),
        f"/sager?q={MARK}title",
        f"/?q={MARK}title",
        "/sager?q=Afsked",
        "/mails?dag=2023-04-11",
    ]
    seen = crawl(web, *asked)
    assert len(seen) > 20
    # What one searches for stands in the field; the rest of the answer must not tell more than that.
    told = {
        (address, word)
        for address, page in seen.items()
        for word in re.findall(rf"{MARK}\w+", page.casefold())
        if not (word == f"{MARK}title" and f"{MARK}title" in address)
    }
    assert told == set()


def test_a_search_for_a_closed_word_answers_as_one_for_a_word_that_is_nowhere(closed_in_the_middle: Any):
    office = closed_in_the_middle
    app = create_app(office.db, lambda: office.moment("2023-04-21 12:00"), known=lambda _: visitor(Role.SECRETARY))
    web = TestClient(app, follow_redirects=False)
    closed = web.get(f"/sager?q={MARK}presentation").text.replace(f"{MARK}presentation", "")
    nowhere = web.get(f"/sager?q={MARK}intetsteds").text.replace(f"{MARK}intetsteds", "")
    assert closed == nowhere


def test_those_who_may_see_the_closed_words_do(closed_in_the_middle: Any):
    """Else the test above would also pass where nothing is ever shown."""
    office = closed_in_the_middle
    secretary = visitor(Role.SECRETARY, sees_closed=True)
    app = create_app(office.db, lambda: office.moment("2023-04-21 12:00"), known=lambda _: secretary)
    web = TestClient(app, follow_redirects=False)
    seen = crawl(web, *where_it_is_treated(office))
    told = {word for page in seen.values() for word in re.findall(rf"{MARK}\w+", page)}
    wanted = ("title", "presentation", "recommendation", "attachment", "promise2", "urgency", "decision")
    assert told >= {f"{MARK}{word}" for word in wanted}
