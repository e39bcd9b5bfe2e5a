"""A paper laid out: its title, its head and its items as blocks, the same for print, Word and the web."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from calendars.danish_dates import MONTHS, full_date
from domain.documents.writing import phrases
from domain.documents.writing.blocks import Block, Heading, Listing, Paragraph, Run, Table, blocks_of, plain
from domain.documents.writing.paper import (
    AnyPaper,
    Edition,
    NotePaper,
    Paper,
    PaperAttachment,
    PaperItem,
    PaperKind,
    PaperPart,
    PaperRemark,
    PaperWording,
    PlannedDay,
    PlanPaper,
    PromiseLine,
    PromisesPaper,
)
from domain.model import MeetingStatus, Remark

TITLE, PART, ITEM, SECTION = 1, 2, 3, 4
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ü": "ue", "ö": "oe", "é": "e"})


@dataclass(frozen=True, slots=True)
class Layout:
    """``title`` is the document's own, for its properties; ``running`` stands on every page."""

    title: str
    running: str
    house: str
    written_on: date
    has_contents: bool
    blocks: tuple[Block, ...]


def lay_out(paper: AnyPaper) -> Layout:
    """The paper as blocks."""
    if isinstance(paper, PlanPaper):
        return _plan(paper)
    if isinstance(paper, NotePaper):
        return _note(paper)
    if isinstance(paper, PromisesPaper):
        return _promises(paper)
    title = title_of(paper)
    when = full_date(paper.meeting.starts_at.date())
    whole = f"{title} for {paper.meeting.body} {when}, {phrases.EDITIONS[paper.edition]}"
    return Layout(
        title=whole,
        running=f"{title} · {paper.meeting.body} · {long_day(paper.meeting.starts_at.date())}",
        house=paper.house,
        written_on=paper.written_on,
        has_contents=len(paper.items) > 1,
        blocks=tuple(_meeting_paper(paper, title)),
    )


def title_of(paper: AnyPaper) -> str:
    """What the paper is called: Dagsorden, Udkast til referat, Udskrift."""
    if isinstance(paper, PlanPaper):
        return f"{phrases.TITLES[PaperKind.PLAN]} {paper.year}"
    if isinstance(paper, NotePaper):
        return paper.title
    if isinstance(paper, PromisesPaper):
        return phrases.PROMISES
    is_draft = paper.kind is PaperKind.MINUTES and paper.approved_on is None
    return phrases.DRAFT if is_draft else phrases.TITLES[paper.kind]


def file_stem(paper: AnyPaper) -> str:
    """What its file is called, without the ending: kind, body, day and edition, and no word of any item."""
    if isinstance(paper, PlanPaper):
        return f"moedeplan-{paper.year}"
    if isinstance(paper, NotePaper):
        return "-".join([in_ascii(paper.title), in_ascii(paper.body_key), f"{paper.written_on:%Y-%m-%d}"])
    if isinstance(paper, PromisesPaper):
        return f"opfoelgning-{paper.written_on:%Y-%m-%d}"
    meeting = paper.meeting
    numbers = [f"punkt-{item.number}" for item in paper.items] if paper.kind is PaperKind.EXCERPT else []
    edition = ["medlemmer"] if paper.edition is Edition.MEMBERS else []
    title = phrases.TITLES[paper.kind].lower()
    return "-".join(
        [in_ascii(title), in_ascii(meeting.body_key), f"{meeting.starts_at:%Y-%m-%d}", *numbers, *edition]
    )


def in_ascii(text: str) -> str:
    """Small letters that any file system and web server takes: ØK is oek."""
    plain_letters = text.lower().translate(_ASCII)
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in plain_letters)


def short_name(title: str) -> str:
    """A title as a short name of a file: letters, figures and single dashes, 60 at most."""
    return "-".join(part for part in in_ascii(title).split("-") if part)[:60].strip("-") or "bilag"


def long_day(day: date) -> str:
    """For example 23. maj 2023."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def _meeting_paper(paper: Paper, title: str) -> Iterator[Block]:
    meeting = paper.meeting
    yield Paragraph(plain(paper.house), "house")
    yield Heading(TITLE, plain(title))
    status = phrases.STATUSES[meeting.status]
    yield _fact(phrases.BODY, f"{meeting.body}, {status}" if status else meeting.body)
    day = full_date(meeting.starts_at.date())
    yield _fact(phrases.TIME, f"{day} kl. {meeting.starts_at:%H.%M}–{meeting.ends_at:%H.%M}")
    if meeting.place:
        yield _fact(phrases.PLACE, meeting.place)
    for kind, group in groupby(sorted(paper.remarks, key=_order), key=lambda remark: remark.kind):
        said = [one.who + (f" ({one.text})" if one.text else "") for one in group]
        yield _fact(phrases.MEETING_REMARKS[kind], ", ".join(said))
    for part in paper.parts:
        yield from _part(paper, part)
    if not paper.items:
        yield Paragraph(plain(phrases.NO_ITEMS))
    if paper.approved_on is not None and paper.kind is PaperKind.MINUTES:
        yield Paragraph(plain(phrases.APPROVED.format(day=long_day(paper.approved_on))), "about")
    if paper.signed_on is not None:
        yield Paragraph(plain(phrases.SIGNED.format(day=long_day(paper.signed_on))), "about")
    if paper.signers is not None:
        yield from _signatures(paper.signers)


def _order(remark: PaperRemark) -> int:
    return list(Remark).index(remark.kind)


def _fact(label: str, text: str) -> Paragraph:
    return Paragraph((Run(f"{label}:", bold=True), Run(f" {text}")), "fact")


def _part(paper: Paper, part: PaperPart) -> Iterator[Block]:
    yield Heading(PART, plain(phrases.PARTS[part.kind]))
    for item in part.items:
        yield Heading(ITEM, plain(phrases.ITEM.format(number=item.number, heading=item.heading)))
        if item.is_off:
            yield Paragraph(plain(phrases.OFF))
        elif item.is_shown:
            yield from _item(paper, item)
        elif item.wording is not None:
            yield Heading(SECTION, plain(phrases.DECISION))
            yield from _wording(item.wording)


def _item(paper: Paper, item: PaperItem) -> Iterator[Block]:
    openness = phrases.OPEN_CASE if item.is_open else phrases.CLOSED_CASE
    yield Paragraph(plain(phrases.CASE.format(number=item.case_number, openness=openness)), "about")
    if item.urgency_reason:
        late = phrases.LATE_COUNCIL if paper.meeting.is_council else phrases.LATE
        yield Paragraph(plain(late.format(reason=item.urgency_reason.strip())), "urgent")
    is_minutes = paper.kind is PaperKind.MINUTES
    texts = () if is_minutes else ((phrases.PRESENTATION, item.presentation), (phrases.ECONOMY, item.economy))
    if item.route and not is_minutes:
        yield Heading(SECTION, plain(phrases.ROUTE))
        yield Paragraph(plain(", ".join(item.route)))
    for heading, text in (*texts, (phrases.RECOMMENDATION, item.recommendation)):
        if text.strip():
            yield Heading(SECTION, plain(heading))
            yield from blocks_of(text, below=SECTION)
    if item.attachments and not is_minutes:
        yield Heading(SECTION, plain(phrases.ATTACHMENTS))
        told = (_attachment(number, one) for number, one in enumerate(item.attachments, start=1))
        yield Listing(0, tuple((Paragraph((run,)),) for run in told))
    if paper.kind in (PaperKind.MINUTES, PaperKind.EXCERPT):
        yield from _decision(paper, item)


def _attachment(number: int, one: PaperAttachment) -> Run:
    title = f"{one.title} ({one.number})" if one.number else one.title
    said = (phrases.ATTACHMENT if one.is_open else phrases.CLOSED_ATTACHMENT).format(number=number, title=title)
    return Run(said, address=one.file.address if one.file is not None else "")


def _wording(wording: PaperWording) -> Iterator[Block]:
    if wording.text:
        yield from blocks_of(wording.text, below=SECTION)
    else:
        because = wording.withheld_because
        yield Paragraph(plain(phrases.WITHHELD.format(reason=because) if because else phrases.NOT_WORDED), "about")


def _decision(paper: Paper, item: PaperItem) -> Iterator[Block]:
    if item.decision is not None:
        on = item.decision.on
        is_same_day = on == paper.meeting.starts_at.date()
        yield Heading(
            SECTION, plain(phrases.DECISION if is_same_day else phrases.DECISION_ON.format(day=long_day(on)))
        )
        yield Paragraph((Run(phrases.OUTCOMES[item.decision.outcome], bold=True),), "decision")
        yield from blocks_of(item.decision.text, below=SECTION)
    elif paper.kind is PaperKind.MINUTES:
        yield Paragraph(plain(phrases.UNDECIDED), "about")
    if item.wording is not None:
        yield Heading(SECTION, plain(phrases.FOR_THE_PUBLIC))
        yield from _wording(item.wording)
    for remark in item.remarks:
        yield _remark(remark)


def _remark(remark: PaperRemark) -> Paragraph:
    label, sentence = phrases.ITEM_REMARKS[remark.kind]
    text = f": {remark.text.strip()}" if remark.text.strip() else ""
    said = sentence.format(who=remark.who, text=text)
    return Paragraph((Run(f"{label}: ", bold=True), Run(said if said.endswith((".", "!", "?")) else f"{said}.")))


def _signatures(signers: Sequence[str]) -> Iterator[Block]:
    yield Heading(PART, plain(phrases.SIGNATURES))
    names = [*signers, *[""] * (phrases.SIGNATURE_ROWS - len(signers))]
    head = tuple(plain(word) for word in phrases.SIGNATURE_HEAD)
    yield Table(phrases.SIGNATURE_CAPTION, head, tuple((plain(name), plain("")) for name in names), "signatures")


def _note(paper: NotePaper) -> Layout:
    blocks: list[Block] = [
        Paragraph(plain(paper.house), "house"),
        Heading(TITLE, plain(paper.title)),
        _fact(phrases.BODY, paper.body),
        _fact(phrases.AS_OF, long_day(paper.written_on)),
    ]
    for part in paper.parts:
        blocks += [Heading(PART, plain(part.heading)), *blocks_of(part.text, below=PART)]
    whole = f"{paper.title} til {paper.body} {long_day(paper.written_on)}"
    running = f"{paper.title} · {paper.body} · {long_day(paper.written_on)}"
    return Layout(whole, running, paper.house, paper.written_on, has_contents=False, blocks=tuple(blocks))


def _promises(paper: PromisesPaper) -> Layout:
    blocks: list[Block] = [
        Paragraph(plain(paper.house), "house"),
        Heading(TITLE, plain(phrases.PROMISES)),
        _fact(phrases.COVERS, paper.covers),
        _fact(phrases.AS_OF, long_day(paper.written_on)),
    ]
    head = tuple(plain(word) for word in phrases.PROMISE_HEAD)
    for owner, group in groupby(paper.lines, key=lambda line: line.owner):
        name = owner or phrases.NO_OWNER
        rows = tuple(_promise(line) for line in group)
        blocks += [Heading(PART, plain(name)), Table(f"{phrases.PROMISES}: {name}", head, rows, "promises")]
    if not paper.lines:
        blocks.append(Paragraph(plain(phrases.NO_PROMISES)))
    if paper.is_cut:
        blocks.append(Paragraph(plain(phrases.CUT.format(count=len(paper.lines))), "about"))
    day = long_day(paper.written_on)
    return Layout(
        title=f"{phrases.PROMISES}, {paper.covers}, {day}",
        running=f"{phrases.PROMISES} · {day}",
        house=paper.house,
        written_on=paper.written_on,
        has_contents=False,
        blocks=tuple(blocks),
    )


def _promise(line: PromiseLine) -> tuple[tuple[Run, ...], ...]:
    """Late ones are bold, and say how late: the look never says it alone. Numbers of cases need the widest column."""
    late = phrases.LATE_DAY if line.late == 1 else phrases.LATE_DAYS
    due = f"{line.due or phrases.NO_DUE}{late.format(count=line.late) if line.late else ''}"
    about = phrases.ANSWERED if line.answer else phrases.ABOUT
    text = about.format(text=line.text.rstrip("."), number=line.case_number, answer=line.answer)
    return ((Run(due, bold=line.late > 0),), *(plain(cell) for cell in (text, line.asked, line.settled)))


def _plan(paper: PlanPaper) -> Layout:
    title = title_of(paper)
    head = tuple(plain(word) for word in phrases.PLAN_HEAD)
    blocks: list[Block] = [Paragraph(plain(paper.house), "house"), Heading(TITLE, plain(title))]
    for month, group in groupby(paper.meetings, key=lambda one: one.starts_at.month):
        name = MONTHS[month - 1]
        blocks.append(Heading(PART, plain(name.capitalize())))
        caption = f"{name.capitalize()} {paper.year}"
        blocks.append(Table(caption, head, tuple(_planned(one) for one in group), "plan"))
    if not paper.meetings:
        blocks.append(Paragraph(plain(phrases.NO_MEETINGS)))
    whole = f"{title}, {paper.house}"
    return Layout(whole, title, paper.house, paper.written_on, has_contents=False, blocks=tuple(blocks))


def _planned(one: PlannedDay) -> tuple[tuple[Run, ...], ...]:
    day = full_date(one.starts_at.date()).removesuffix(f" {one.starts_at.year}")
    is_off = one.status is MeetingStatus.CANCELLED
    told = (day, f"{one.starts_at:%H.%M}–{one.ends_at:%H.%M}", one.body, one.place, phrases.STATUSES[one.status])
    return tuple((Run(text, italic=is_off),) for text in told)
