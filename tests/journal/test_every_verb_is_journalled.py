"""Every verb there is: one journal line at least, once however often it is called, and no word of a closed case."""

from __future__ import annotations

import hashlib
import importlib
import json
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyotp
import pytest
from sqlmodel import Session, SQLModel, col, select

from calendars.meeting_plan import read_plan
from domain import casework
from domain.casework import queue
from domain.casework.case.drafts import save_draft
from domain.casework.case.files import wait_with
from domain.casework.case.follow_ups import Proposal
from domain.casework.exchange.outgoing import export_case
from domain.casework.goal.indicators import NewMeasurement
from domain.casework.mail.outbox import WhyStopped
from domain.casework.outlook.mirror import Seen, Shown
from domain.casework.verb import VERBS, By, Receipt
from domain.documents.exchange.packing import Parcel
from domain.documents.exchange.shape import Exchange, ExchangeEdition
from domain.model import (
    ActionState,
    Answer,
    Better,
    Case,
    Cycle,
    Decision,
    Draft,
    DueKind,
    Entry,
    FeedKind,
    FollowUp,
    Mail,
    Meeting,
    MirroredMeeting,
    Notice,
    NoticeKind,
    Outcome,
    Person,
    Readiness,
    Remark,
    Role,
    Stop,
)
from domain.model.columns import make_id
from domain.profile import shipped_profile
from domain.rules.agenda import Step
from domain.rules.facts import AttachmentFacts
from domain.rules.retention import Kept
from domain.rules.rights import Deed, Grant
from domain.store import journal
from domain.store.database import Database
from domain.store.wheel import wheel_of

for module in pkgutil.walk_packages(casework.__path__, "domain.casework."):
    importlib.import_module(module.name)

SECRETS = ("Kvægtorvet", "Fætter Højben", "Købesum", "Løfteparagraf")
CLOSED: Mapping[str, Any] = {
    "number": "23/999",
    "title": "Grundsalg ved Kvægtorvet",
    "is_open": False,
    "route": ["DIR", "HU", "ØK", "KB"],
    "stages": {"DIR": date(2023, 3, 8)},
    "owner_post": "hr-chef",
    "presentation": "Fætter Højben vil købe.",
    "recommendation": "Købesum godkendes.",
    "attachments": [AttachmentFacts("Købesum og vilkår", "1", is_open=False)],
    "findings": [{"code": "year_mismatch", "words": "Købesum for 2020"}],
    "source_file": "Kvægtorvet.docx",
    "follow_ups": [Proposal("Løfteparagraf skrives ind.", owner_post="hr-chef", due_on=date(2023, 4, 3), place="1")],
}
OTHER_PLAN = b"Udvalg;Dato;Tidspunkt\nDirektionen;10-01-2024;09:00\n"


@dataclass
class Scene:
    """The sample municipality with one closed case in it, and the moment at which somebody acts."""

    db: Database
    at: Callable[..., datetime]
    now: datetime

    def do(self, verb: str, moment: str = "2023-03-01 09:00", /, **values: Any) -> Receipt:
        """What must have happened before."""
        return VERBS[verb](self.db, By("hanne.fjellerby", self.at(moment)), **values)

    def open(self) -> str:
        return self.do("open_case", **CLOSED).subject

    def stop(self, body: str) -> str:
        return self.one(select(Stop.id).where(Stop.body_key == body))

    def meeting(self, body: str, on: date) -> str:
        return self.one(select(Meeting.id).where(Meeting.body_key == body, Meeting.held_on == on))

    def promise(self) -> str:
        return self.one(select(FollowUp.id))

    def mail(self) -> str:
        return self.one(select(Mail.id).limit(1))

    def wheel(self, year: int) -> str:
        with self.db.read() as session:
            return wheel_of(session, year).digest

    def one(self, question: Any) -> Any:
        with self.db.read() as session:
            return session.exec(question).one()


def correct(scene: Scene) -> dict[str, Any]:
    return {
        "case_id": scene.open(),
        "economy": "Købesum er aftalt.",
        "corrected": {"year_mismatch": "Købesum rettet"},
    }


def supplement(scene: Scene) -> dict[str, Any]:
    return {
        "case_id": scene.open(),
        "economy": "Købesum er aftalt.",
        "attachments": [AttachmentFacts("Købesum, notat", "2", is_open=False)],
        "follow_ups": [Proposal("Løfteparagraf læses op.", place="2")],
        "source_file": "Kvægtorvet.pdf",
    }


def place(scene: Scene) -> dict[str, Any]:
    scene.open()
    meeting = scene.meeting("DIR", date(2023, 4, 12))
    return {"stop_id": scene.stop("DIR"), "meeting_id": meeting, "reason": "Kvægtorvet kan vente."}


def add(scene: Scene) -> dict[str, Any]:
    case_id = scene.open()
    return {"case_id": case_id, "body": "MTU", "after": scene.stop("HU"), "reason": "Kvægtorvet berører vejene."}


def on_stop(**values: Any) -> Callable[[Scene], dict[str, Any]]:
    def prepare(scene: Scene) -> dict[str, Any]:
        scene.open()
        return {"stop_id": scene.stop("DIR"), **values}

    return prepare


def decide(scene: Scene) -> dict[str, Any]:
    scene.now = scene.at("2023-03-08 14:00")
    said = {"outcome": Outcome.APPROVED, "text": "Købesum godkendt.", "decided_on": date(2023, 3, 8)}
    return on_stop(**said)(scene)


def correct_decided(scene: Scene) -> dict[str, Any]:
    said = decide(scene)
    scene.do("record_decision", "2023-03-08 14:00", **said)
    changed = {"outcome": Outcome.POSTPONED, "text": "Købesum skal undersøges."}
    return {**said, **changed, "reason": "Fætter Højben blev misforstået."}


def word(scene: Scene) -> dict[str, Any]:
    said = decide(scene)
    scene.do("record_decision", "2023-03-08 14:00", **said)
    return {"stop_id": said["stop_id"], "withheld_because": "Fætter Højben er en privatperson."}


def attach(scene: Scene) -> dict[str, Any]:
    return {"case_id": scene.open(), "name": "Købesum.txt", "data": b"Kvaegtorvet", "title": "Købesum"}


def remove(scene: Scene) -> dict[str, Any]:
    attached = scene.do("attach_file", **attach(scene))
    return {"file_id": attached.facts["file"], "reason": "Fætter Højben står i den."}


def source(scene: Scene) -> dict[str, Any]:
    upload = wait_with(scene.db, name="Kvægtorvet.txt", data=b"Fil", actor="hanne.fjellerby", at=scene.now)
    return {"case_id": scene.open(), "upload_id": upload}


def source_of_meeting(scene: Scene) -> dict[str, Any]:
    upload = wait_with(scene.db, name="Kvægtorvet.txt", data=b"Fil", actor="hanne.fjellerby", at=scene.now)
    return {"meeting_id": scene.one(select(Meeting.id).limit(1)), "upload_id": upload}


def take_in(scene: Scene) -> dict[str, Any]:
    """A closed case of another number, which this house has not seen."""
    case = scene.open()
    with scene.db.read() as session:
        exchange = export_case(session, case, edition=ExchangeEdition.FULL, at=scene.now)
    text = exchange.model_dump_json().replace("23/999", "23/996")
    (stops, promises) = (exchange.cases[0].stops, exchange.cases[0].promises)
    for at, one in enumerate([*stops, *promises], start=1):
        text = text.replace(one.id, f"{at:032x}")
    return {"parcel": Parcel(Exchange.model_validate_json(text))}


def take_effect(scene: Scene) -> dict[str, Any]:
    said = decide(scene)
    case_id = scene.one(select(Stop.case_id).distinct())
    scene.do("record_decision", "2023-03-08 14:00", **said)
    return {"case_id": case_id}


def meeting_due(moment: str) -> Callable[[Scene], dict[str, Any]]:
    def prepare(scene: Scene) -> dict[str, Any]:
        scene.open()
        scene.now = scene.at(moment)
        return {"meeting_id": scene.meeting("DIR", date(2023, 3, 8))}

    return prepare


def on_promise(*, is_confirmed: bool, **values: Any) -> Callable[[Scene], dict[str, Any]]:
    def prepare(scene: Scene) -> dict[str, Any]:
        scene.open()
        if is_confirmed:
            scene.do("confirm_follow_up", follow_up_id=scene.promise())
        return {"follow_up_id": scene.promise(), **values}

    return prepare


def on_mail(**values: Any) -> Callable[[Scene], dict[str, Any]]:
    def prepare(scene: Scene) -> dict[str, Any]:
        scene.open()
        return {"mail_id": scene.mail(), **values}

    return prepare


def on_mail_with_news(scene: Scene) -> dict[str, Any]:
    scene.open()
    return {"mail_id": scene.one(select(Notice.mail_id).where(Notice.kind == NoticeKind.PLANNED).limit(1))}


def on_dead_mail(scene: Scene) -> dict[str, Any]:
    mail_id = on_mail()(scene)["mail_id"]
    scene.do("mark_failed", mail_id=mail_id, error="550 no such user", permanent=True)
    return {"mail_id": mail_id}


def away(scene: Scene) -> dict[str, Any]:
    days = (date(2023, 4, 10), date(2023, 4, 15))
    scene.do("record_absence", person="erik.lyngsvad", from_on=days[0], to_on=days[1])
    return {"absence_id": make_id("absence", "erik.lyngsvad", *days)}


def long_ago(scene: Scene) -> dict[str, Any]:
    scene.do("record_absence", person="erik.lyngsvad", from_on=date(2021, 4, 10), to_on=date(2021, 4, 15))
    return {"kept": Kept.ABSENCES}


def remind(scene: Scene) -> dict[str, Any]:
    scene.open()
    scene.do("confirm_follow_up", follow_up_id=scene.promise())
    scene.now = scene.at("2023-04-03 08:00")
    return {"dues": queue.claim(scene.db, now=scene.now, kinds=[DueKind.FOLLOW_UP])}


def on_meeting(**values: Any) -> Callable[[Scene], dict[str, Any]]:
    def prepare(scene: Scene) -> dict[str, Any]:
        scene.open()
        return {"meeting_id": scene.meeting("DIR", date(2023, 3, 8)), "reason": "Direktøren er væk.", **values}

    return prepare


def move(scene: Scene) -> dict[str, Any]:
    return on_meeting(starts_at=scene.at("2023-03-09 09:00"))(scene)


def invite(scene: Scene) -> dict[str, Any]:
    text = shipped_profile().replace('name = "Direktionen"', 'name = "Direktionen"\ninvitations = "mail"')
    scene.open()
    VERBS["adopt_profile"](scene.db, By("hanne.fjellerby", scene.now), name="norddjurs.toml", text=text)
    return {}


def on_item(**values: Any) -> Callable[[Scene], dict[str, Any]]:
    """The closed case is an item of the DIR's meeting, beside an open one."""

    def prepare(scene: Scene) -> dict[str, Any]:
        scene.open()
        for number in ("23/998", "23/997"):
            beside = {**CLOSED, "number": number, "attachments": [], "follow_ups": []}
            scene.do("open_case", **beside)
        stop = scene.one(select(Stop.id).join(Case).where(Stop.body_key == "DIR", Case.number == "23/999"))
        return {"meeting_id": scene.meeting("DIR", date(2023, 3, 8)), "stop_id": stop, **values}

    return prepare


def on_agenda(*before: str, **values: Any) -> Callable[[Scene], dict[str, Any]]:
    """An agenda to which these verbs have been done."""

    def prepare(scene: Scene) -> dict[str, Any]:
        scene.open()
        meeting = scene.meeting("DIR", date(2023, 3, 8))
        for name in before:
            scene.do(name, meeting_id=meeting)
        return {"meeting_id": meeting, **values}

    return prepare


def on_minutes(*before: str, **values: Any) -> Callable[[Scene], dict[str, Any]]:
    """A meeting that has been held, with everything decided."""

    def prepare(scene: Scene) -> dict[str, Any]:
        scene.do("record_decision", "2023-03-08 14:00", **decide(scene))
        meeting = scene.meeting("DIR", date(2023, 3, 8))
        for name in before:
            scene.do(name, "2023-03-08 14:30", meeting_id=meeting)
        scene.now = scene.at("2023-03-08 15:00")
        return {"meeting_id": meeting, **values}

    return prepare


def strike(scene: Scene) -> dict[str, Any]:
    return {"remark_id": scene.do("note_in_minutes", **on_item(**DISSENT)(scene)).facts["remark"]}


DISSENT = {"kind": Remark.DISSENT, "who": "Fætter Højben", "text": "Købesum er for lav."}
FEED_OF = {"owner": "lone.vejlby", "expires_at": datetime(2025, 1, 1, tzinfo=UTC)}


def subscribe(**values: Any) -> Callable[[Scene], dict[str, Any]]:
    def prepare(scene: Scene) -> dict[str, Any]:
        case_id = scene.open()
        feed = scene.do("create_feed", token_hash="0" * 64, kind=FeedKind.CASE, subject=case_id, **FEED_OF)
        return {"feed_id": feed.subject, "owner": FEED_OF["owner"], **values}

    return prepare


def answer(scene: Scene) -> dict[str, Any]:
    invite(scene)
    VERBS["raise_invitations"](scene.db, By("sagsgang", scene.now))
    chair = scene.one(select(Person).join(Notice).where(Notice.because == "formand for Direktionen").limit(1))
    return {
        "message_id": "<svar@example.dk>",
        "meeting_id": scene.meeting("DIR", date(2023, 3, 8)),
        "address": chair.email,
        "answer": Answer.DECLINED,
        "sequence": 0,
        "answered_at": scene.now,
        "comment": "Fætter Højben er i vejen.",
    }


def bounce(scene: Scene) -> dict[str, Any]:
    scene.open()
    mail = scene.one(select(Mail).limit(1))
    address = scene.one(select(Person.email).where(Person.key == mail.person_key))
    return {"message_id": "<retur@mx>", "original_id": mail.message_id, "address": address, "status": "5.1.1"}


def clear(scene: Scene) -> dict[str, Any]:
    scene.do("record_refusal", person="erik.lyngsvad", status="5.1.1", said="550 5.1.1")
    return {"person": "erik.lyngsvad"}


def propose(scene: Scene) -> dict[str, Any]:
    return {"case_id": scene.open(), "proposal": Proposal("Fætter Højben får svar.", place="2")}


def mirror(scene: Scene) -> dict[str, Any]:
    meeting = scene.meeting("DIR", date(2023, 3, 8))
    shown = Shown("Direktionen", scene.at("2023-03-08 09:00"), scene.at("2023-03-08 11:30"), "Mødelokale 1")
    scene.open()
    return {"meeting_id": meeting, "mailbox": "dir@example.dk", "event_id": "AAMk1", "etag": 'W/"1"', "shown": shown}


def unmirror(scene: Scene) -> dict[str, Any]:
    said = mirror(scene)
    scene.do("record_mirrored", **said)
    return {"meeting_id": said["meeting_id"]}


def read_back(scene: Scene) -> dict[str, Any]:
    said = mirror(scene)
    scene.do("record_mirrored", **said)
    moved = Shown("Direktionen", scene.at("2023-03-09 09:00"), scene.at("2023-03-09 11:30"), "Hos Fætter Højben")
    seen = [Seen("AAMk1", 'W/"2"', moved)]
    link = "https://graph.example/delta"
    return {
        "body": "DIR",
        "mailbox": "dir@example.dk",
        "delta_link": link,
        "read_from": date(2023, 3, 2),
        "seen": seen,
    }


def user(scene: Scene, *names: str) -> None:
    for name in names or ("mette",):
        grants = [Grant(Role.ADMINISTRATOR)]
        scene.do("create_account", account=name, name="Mette Holm", email=f"{name}@example.dk", grants=grants)


def of_user(*names: str, **values: Any) -> Callable[[Scene], dict[str, Any]]:
    def prepare(scene: Scene) -> dict[str, Any]:
        user(scene, *names)
        return {"account": "mette", **values}

    return prepare


def link(scene: Scene) -> dict[str, Any]:
    user(scene)
    scene.do("make_link", account="mette", token_hash="c" * 64, expires_at=LATER)
    return {"token_hash": "c" * 64, "password_hash": HASH}


def log_in(scene: Scene) -> dict[str, Any]:
    user(scene)
    said = {"token_hash": "d" * 64, "device": "Firefox", "idle": timedelta(days=9), "ends_at": LATER}
    return {"account": "mette", **said}


def logged_in(*, by_session: bool) -> Callable[[Scene], dict[str, Any]]:
    def prepare(scene: Scene) -> dict[str, Any]:
        opened = scene.do("open_session", **log_in(scene))
        return {"session_id": opened.facts["session"]} if by_session else {"account": "mette"}

    return prepare


def closed_user(scene: Scene) -> dict[str, Any]:
    user(scene, "mette", "lone")
    scene.do("deactivate_account", account="mette")
    return {"account": "mette"}


def api_token(scene: Scene) -> dict[str, Any]:
    user(scene)
    return {"account": "mette", "token_hash": "e" * 64, "name": "ESDH", "scopes": [Deed.LOOK], "expires_at": LATER}


def given_token(scene: Scene) -> dict[str, Any]:
    return {"token_id": scene.do("create_api_token", **api_token(scene)).subject}


def half_in(scene: Scene, token: str, *, secret: str | None = None) -> dict[str, Any]:
    """A login that is half done; with ``secret`` an app is to be set up."""
    scene.do("begin_login", account="mette", token_hash=token * 64, ends_at=LATER, secret=secret)
    return {"token_hash": token * 64}


def new_app(scene: Scene) -> dict[str, Any]:
    user(scene)
    return {**half_in(scene, "1", secret=APP), "code": code_of(scene), "recovery_codes": ["aaaa-bbbb"]}


def with_app(scene: Scene) -> None:
    before = "2023-03-02 09:00"
    code = pyotp.TOTP(APP).at(scene.at(before))
    scene.do("turn_on_second_factor", before, **{**new_app(scene), "code": code})


def code_asked(scene: Scene) -> dict[str, Any]:
    with_app(scene)
    return {**half_in(scene, "2"), "code": code_of(scene)}


def own_code(scene: Scene) -> dict[str, Any]:
    with_app(scene)
    return {"account": "mette", "code": code_of(scene)}


def lost_app(scene: Scene) -> dict[str, Any]:
    with_app(scene)
    return {"account": "mette", "reason": "Telefonen er væk."}


def code_of(scene: Scene) -> str:
    return pyotp.TOTP(APP).at(scene.now)


APP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # of nobody
LATER = datetime(2025, 1, 1, tzinfo=UTC)
HASH = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA"
CALLED = {"name": "Mette Holm-Lund", "email": "mette@example.dk"}


# One scenario a verb: what must be there before it, and what it is called with. Each does something new.
def changed_in_outlook(scene: Scene) -> dict[str, Any]:
    said = read_back(scene)
    shown = replace(said["seen"][0].shown, place="Kantinen")  # the place of a meeting is no secret, and is journalled
    scene.do("record_read_back", **{**said, "seen": [Seen("AAMk1", 'W/"2"', shown)]})
    return {"meeting_id": scene.one(select(MirroredMeeting.meeting_id))}


def own_text(scene: Scene, source: str = "Ny dato for {{ sager }}") -> dict[str, Any]:
    scene.do("set_mail_text", name="planned.subject", source=source)
    return {"name": "planned.subject"}


GOAL: Mapping[str, Any] = {
    "plan": "Træplan",
    "text": "Flere træer i byerne",
    "owner_post": "hr-chef",
    "body": "HU",
    "first_on": date(2023, 4, 1),
    "every_months": 6,
}
INDICATOR: Mapping[str, Any] = {"name": "Træer pr. gade", "unit": "træer", "better": Better.HIGHER}


def goal(scene: Scene) -> str:
    return scene.do("add_goal", **GOAL).subject


def action(scene: Scene) -> str:
    return scene.do("add_action", goal_id=goal(scene), text="Plant langs gaderne").subject


def indicator(scene: Scene) -> str:
    return scene.do("add_indicator", action_id=action(scene), **INDICATOR).subject


def measured(scene: Scene) -> dict[str, Any]:
    return {"file": "Kvægtorvet.csv", "rows": [NewMeasurement(indicator(scene), date(2023, 2, 1), 4.0)]}


def strike_measured(scene: Scene) -> dict[str, Any]:
    said = measured(scene)
    scene.do("take_in_measurements", **said)
    return {"indicator_id": said["rows"][0].indicator_id, "measured_on": date(2023, 2, 1), "reason": "Talt forkert."}


def ask_for_progress(scene: Scene) -> dict[str, Any]:
    action(scene)
    return {"case_id": scene.open(), "meeting_id": scene.meeting("HU", date(2023, 4, 27))}


def rewrite(scene: Scene) -> dict[str, Any]:
    """A closed case whose text the program wrote."""
    meeting = scene.meeting("DIR", date(2023, 3, 8))
    written = hashlib.sha256(str(CLOSED["presentation"]).encode()).hexdigest()
    said = {"item": "maanedsgrebet", "meeting_id": meeting}
    scene.do("put_standing_item", **said, case_id=scene.open(), written=written)
    return {**said, "presentation": "Fætter Højben vil ikke købe."}


ROUND = {"obligation": "danmarkskort", "year": 2023}


def watch(scene: Scene) -> dict[str, Any]:
    """A round whose closed case no row of meetings takes to its day."""
    scene.do("open_case", **{**CLOSED, "obligation": "danmarkskort", "decide_before": date(2023, 12, 1)})
    scene.do("withdraw_case", case_id=make_id("case", CLOSED["number"]), reason="Købesum er trukket.")
    return {"cycle": scene.one(select(Cycle.id))}


SCENARIOS: dict[str, Callable[[Scene], dict[str, Any]]] = {
    "open_case": lambda _: dict(CLOSED),
    "correct_case": correct,
    "supplement_case": supplement,
    "correct_decision": correct_decided,
    "word_for_public": word,
    "attach_file": attach,
    "remove_file": remove,
    "keep_source": source,
    "keep_meeting_source": source_of_meeting,
    "import_exchange": take_in,
    "withdraw_case": lambda scene: {"case_id": scene.open(), "reason": "Fætter Højben har trukket sig."},
    "move_cycle": lambda _: {**ROUND, "due_on": date(2023, 9, 1), "reason": "Sene tal", "source": "Bekendtgørelsen"},
    "skip_cycle": lambda _: {**ROUND, "reason": "Der kom ingen tal."},
    "record_publication": lambda _: {
        **ROUND,
        "year": 2022,
        "published_on": date(2022, 6, 1),
        "source": "Kvægtorvets hjemmeside",
    },
    "agree_wheel": lambda scene: {"year": 2023, "seen": scene.wheel(2023)},
    "watch_cycle": watch,
    "place_stop": place,
    "add_stop": add,
    "drop_stop": on_stop(reason="Kvægtorvet er ikke en sag for direktionen."),
    "give_urgency_reason": on_stop(reason="Fætter Højben rejser i morgen."),
    "record_decision": decide,
    "advance": take_effect,
    "move_item": on_item(step=Step.UP),
    "mark_item": on_item(readiness=Readiness.APPROVED),
    "lock_agenda": on_agenda(),
    "reopen_agenda": on_agenda("lock_agenda", reason="Kvægtorvet skal først."),
    "publish_agenda": on_agenda("lock_agenda"),
    "unpublish_agenda": on_agenda("lock_agenda", "publish_agenda", reason="Kvægtorvet er nævnt."),
    "note_in_minutes": on_item(**DISSENT),
    "strike_from_minutes": strike,
    "approve_minutes": on_minutes(),
    "sign_minutes": on_minutes("approve_minutes", signed_on=date(2023, 3, 8)),
    "reopen_minutes": on_minutes("approve_minutes", reason="Købesum er skrevet forkert."),
    "meeting_dispatched": meeting_due("2023-03-06 12:00"),
    "meeting_held": meeting_due("2023-03-08 12:00"),
    "propose_follow_up": propose,
    "confirm_follow_up": on_promise(is_confirmed=False),
    "complete_follow_up": on_promise(is_confirmed=True, note="Løfteparagraf er skrevet ind."),
    "drop_follow_up": on_promise(is_confirmed=True, reason="Fætter Højben vil ikke."),
    "put_standing_item": lambda scene: {
        "case_id": scene.open(),
        "item": "maanedsgrebet",
        "meeting_id": scene.meeting("DIR", date(2023, 3, 8)),
    },
    "leave_out_standing_item": on_meeting(item="maanedsgrebet"),
    "rewrite_standing_item": rewrite,
    "add_goal": lambda _: dict(GOAL),
    "change_goal": lambda scene: {**GOAL, "goal_id": goal(scene), "text": "Kvægtorvet får træer."},
    "end_goal": lambda scene: {"goal_id": goal(scene), "reason": "Købesum er nået."},
    "add_action": lambda scene: {"goal_id": goal(scene), "text": "Kvægtorvet måles op."},
    "change_action": lambda scene: {"action_id": action(scene), "text": "Fætter Højben spørges."},
    "note_progress": lambda scene: {
        "action_id": action(scene),
        "state": ActionState.DONE,
        "text": "Fætter Højben er spurgt.",
    },
    "ask_for_progress": ask_for_progress,
    "add_indicator": lambda scene: {"action_id": action(scene), **INDICATOR},
    "change_indicator": lambda scene: {"indicator_id": indicator(scene), **INDICATOR, "highest": 50.0},
    "end_indicator": lambda scene: {"indicator_id": indicator(scene), "reason": "Ingen tæller mere."},
    "take_in_measurements": measured,
    "strike_measurement": strike_measured,
    "answer_follow_up": lambda scene: {
        **on_promise(is_confirmed=True)(scene),
        "case_id": scene.one(select(Case.id)),
    },
    "hand_on_follow_ups": lambda scene: {
        "follow_up_ids": [on_promise(is_confirmed=True)(scene)["follow_up_id"]],
        "owner_post": "it-sikkerhed",
    },
    "adopt_profile": lambda _: {"name": "norddjurs.toml", "text": shipped_profile().replace("Sekretariatsl", "L")},
    "record_absence": lambda _: {
        "person": "erik.lyngsvad",
        "from_on": date(2023, 4, 10),
        "to_on": date(2023, 4, 15),
    },
    "cancel_absence": away,
    "erase": long_ago,
    "set_mail_text": lambda scene: {**own_text(scene), "source": "Flyttet: {{ sager }}"},
    "reset_mail_text": own_text,
    "report_mail_text": lambda scene: {**own_text(scene), "number": 1, "fault": "cannot_be_written"},
    "switch_mail": lambda _: {"person": "erik.lyngsvad", "kind": NoticeKind.PLANNED, "on": False},
    "unsubscribe": on_mail_with_news,
    "set_digest_hour": lambda _: {"person": "erik.lyngsvad", "hour": 10},
    "import_meeting_plan": lambda _: {"plan": read_plan("2024.csv", OTHER_PLAN)},
    "schedule_meeting": lambda scene: {"body": "KB", "starts_at": scene.at("2023-05-30 17:00")},
    "move_meeting": move,
    "cancel_meeting": on_meeting(),
    "raise_reminders": remind,
    "mark_sent": on_mail(subject="Sagsgang: 3 sager"),
    "mark_failed": on_mail(error="451 try again"),
    "mark_skipped": on_mail(reason="planned_since"),
    "retry_mail": on_dead_mail,
    "stop_mail": lambda scene: {**on_dead_mail(scene), "why": WhyStopped.TOLD_OTHERWISE},
    "raise_invitations": invite,
    "record_answer": answer,
    "record_bounce": bounce,
    "record_refusal": lambda _: {"person": "erik.lyngsvad", "status": "5.1.1", "said": "550 5.1.1"},
    "note_unrelated": lambda _: {"message_ids": ["<1@example.dk>", "<2@example.dk>"]},
    "clear_failing_address": clear,
    "create_feed": lambda _: {"token_hash": "a" * 64, "kind": FeedKind.BODY, "subject": "KB", **FEED_OF},
    "rotate_feed": subscribe(token_hash="b" * 64, expires_at=datetime(2026, 1, 1, tzinfo=UTC)),
    "revoke_feed": subscribe(),
    "create_account": lambda _: {"account": "mette", **CALLED, "grants": [Grant(Role.SECRETARY, "KB")]},
    "change_account": of_user(**CALLED),
    "change_rights": of_user("mette", "lone", grants=[Grant(Role.READER)], sees_closed=True),
    "grant_role": of_user(role=Role.SECRETARY, body="KB"),
    "revoke_role": of_user("mette", "lone", role=Role.ADMINISTRATOR),
    "deactivate_account": of_user("mette", "lone"),
    "activate_account": closed_user,
    "welcome": lambda _: {"subject": "https://login|1", "account": "mette", **CALLED, "grants": [Grant(Role.READER)]},
    "make_link": of_user(token_hash="c" * 64, expires_at=LATER),
    "use_link": link,
    "set_password": of_user(password_hash=HASH),
    "begin_login": of_user(token_hash="c" * 64, ends_at=LATER),
    "pass_second_factor": code_asked,
    "turn_on_second_factor": new_app,
    "turn_off_second_factor": own_code,
    "reset_second_factor": lost_app,
    "open_session": log_in,
    "close_session": logged_in(by_session=True),
    "close_sessions": logged_in(by_session=False),
    "create_api_token": api_token,
    "revoke_api_token": given_token,
    "accept_change_in_outlook": lambda scene: {**changed_in_outlook(scene), "reason": "Formanden kan ikke."},
    "refuse_change_in_outlook": changed_in_outlook,
    "record_mirrored": mirror,
    "record_unmirrored": unmirror,
    "record_read_back": read_back,
}


@pytest.fixture
def scene(norddjurs: Database, at: Callable[..., datetime]) -> Scene:
    return Scene(norddjurs, at, at("2023-03-02 10:00"))


@pytest.fixture
def small_scene(norddjurs_sqlite: Database, at: Callable[..., datetime]) -> Scene:
    return Scene(norddjurs_sqlite, at, at("2023-03-02 10:00"))


def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """All that the database holds, row by row."""
    connection = session.connection()
    return {
        table.name: sorted(map(tuple, connection.execute(table.select())), key=repr)
        for table in SQLModel.metadata.sorted_tables
    }


def test_each_verb_has_a_scenario_here() -> None:
    assert set(SCENARIOS) == set(VERBS)


@pytest.mark.parametrize("name", sorted(VERBS))
def test_a_verb_writes_its_line_once_however_often_it_is_called(scene: Scene, name: str) -> None:
    said = SCENARIOS[name](scene)
    by = By("hanne.fjellerby", scene.now, key=f"form:{name}")
    with scene.db.read() as session:
        lines = len(session.exec(select(Entry.seq)).all())

    first = VERBS[name](scene.db, by, **said)
    with scene.db.read() as session:
        after_one = everything(session)
        entry = session.exec(select(Entry).where(Entry.key == by.key)).one()
        assert len(after_one["journal"]) > lines
        assert (first.repeated, first.subject, first.facts) == (False, entry.subject, json.loads(entry.facts))
        assert journal.verify(session) == []

    again = VERBS[name](scene.db, By("en.anden", scene.now + timedelta(hours=1), key=by.key), **said)
    assert (again.repeated, again.subject, again.facts) == (True, first.subject, first.facts)
    with scene.db.read() as session:
        assert everything(session) == after_one


@pytest.mark.parametrize("name", sorted(VERBS))
def test_no_word_of_a_closed_case_stands_in_the_journal_or_the_notices(small_scene: Scene, name: str) -> None:
    scene = small_scene
    said = SCENARIOS[name](scene)
    VERBS[name](scene.db, By("hanne.fjellerby", scene.now), **said)
    with scene.db.read() as session:
        held = everything(session)
        journalled = " ".join(session.exec(select(Entry.facts).order_by(col(Entry.seq))))

    for secret in SECRETS:
        assert secret not in journalled
        assert secret not in repr(held["notice"])
        assert secret not in repr(held["mail"])
        assert secret not in repr(held["due"])


def test_a_verb_that_is_cut_off_leaves_nothing_behind(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    said = decide(scene)
    with scene.db.read() as session:
        before = everything(session)
    monkeypatch.setattr(journal, "append", lambda *_args, **_facts: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        VERBS["record_decision"](scene.db, By("mette.holbaek", scene.now), **said)

    with scene.db.read() as session:
        assert everything(session) == before
        assert session.exec(select(Decision)).first() is None


def test_a_draft_is_typing_and_no_deed_so_it_has_no_line_and_the_decision_that_comes_of_it_has(scene: Scene) -> None:
    said = decide(scene)
    with scene.db.read() as session:
        before = session.exec(select(Entry.seq)).all()
    draft = {"draft_id": "a" * 32, "stop_id": said["stop_id"], "author": "mette.holbaek", "at": scene.now}
    for text in ("Købesum", "Købesum godk", "Købesum godkendt."):
        save_draft(scene.db, **draft, typed={"text": text})
    with scene.db.read() as session:
        assert session.exec(select(Entry.seq)).all() == before
        assert [kept.typed["text"] for kept in session.exec(select(Draft))] == ["Købesum godkendt."]

    VERBS["record_decision"](scene.db, By("mette.holbaek", scene.now), **said)
    with scene.db.read() as session:
        assert len(session.exec(select(Entry.seq)).all()) == len(before) + 1
