"""The order of reading: bytes, lines, headings, items, facts, remarks. Each step is a file of its own."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from domain.documents.absentees import absentees
from domain.documents.attachments import read_attachments
from domain.documents.bodies import bodies_of
from domain.documents.dates import YearEvidence
from domain.documents.decisions import DecisionReader
from domain.documents.dissent import minority_statements, recused
from domain.documents.document import (
    Document,
    DocumentKind,
    FoundDecision,
    Item,
    Place,
    Point,
    ReadingWarning,
    SectionKey,
    Stage,
)
from domain.documents.evidence import of_document, of_item
from domain.documents.files import first_odd_line, read_lines, unknown_elements
from domain.documents.follow_ups import read_follow_ups
from domain.documents.headings import HeadingReader
from domain.documents.items import ItemReader, ItemText
from domain.documents.meeting import is_decided_at, kind_of, meeting_of
from domain.documents.points import PairedPoint, pair_points
from domain.documents.recurrence import read_periods, read_recurrence
from domain.documents.remarks import date_warnings, item_warnings, period_warnings
from domain.documents.route import read_route, route_by_competence, route_in_words
from domain.documents.stages import Treatment, as_stage, is_done, is_outside_route, read_treatments, unique
from domain.documents.tables import sum_warnings
from domain.documents.text import Line, clean_lines
from domain.documents.timetable import read_timetable
from domain.documents.told import (
    BEFORE_DECISION,
    NOT_FACTS,
    is_elsewhere,
    listed_tasks,
    sections_of,
    tasks_at_their_items,
    told_by,
)
from domain.documents.vocabulary import STANDARD, Vocabulary
from domain.documents.years import year_weights


def read_document(name: str, data: bytes, *, vocabulary: Vocabulary = STANDARD) -> Document:
    """What stands in the file ``name`` with the bytes ``data``: an agenda, minutes, or a paper that holds no case.

    A file without text gives a document of kind ``empty`` with the warning ``no_text``.
    Raises UnreadableFileError (too_large, broken, undecodable, unknown_format).
    """
    lines = clean_lines(read_lines(name, data), furniture=vocabulary.furniture)
    if not any(letter.isalnum() for line in lines for letter in line.text):
        nothing = ReadingWarning("no_text", Place(1, 1, ""))
        return Document(name, DocumentKind.EMPTY, None, None, (), (), (nothing,), {})
    document = _Reading(name, lines, vocabulary).document()
    warnings = [*document.warnings, *_of_the_file(name, data)]
    if not any(_holds_something(item) for item in document.items):
        warnings.append(ReadingWarning("nothing_found", lines[0].place))
    return replace(document, warnings=tuple(warnings))


def _of_the_file(name: str, data: bytes) -> Iterator[ReadingWarning]:
    """What is odd about the file itself."""
    for element, at in unknown_elements(name, data):
        yield ReadingWarning("unknown_element", Place(1, at, element), facts={"element": element})
    odd = first_odd_line(data)
    if odd is not None:
        yield ReadingWarning("mixed_encoding", Place(1, *odd))


def _holds_something(item: Item) -> bool:
    """The item is more than its title."""
    sections = item.sections.keys() - {SectionKey.ABSENTEES, SectionKey.OTHER}
    found = (sections, item.route, item.stages, item.period, item.attachments, item.decisions, item.follow_ups)
    more = (item.other_referrals, item.recurrence, item.recused, item.minority_statements, item.number)
    return any(found) or any(more)


class _Reading:
    """One document being read."""

    def __init__(self, name: str, lines: Sequence[Line], vocabulary: Vocabulary) -> None:
        self._name = name
        self._lines = lines
        self._bodies, self._aliases = bodies_of([line.text for line in lines], vocabulary)
        self._headings = HeadingReader(vocabulary, self._bodies)
        self._headings.learn(lines)
        self._decisions = DecisionReader(vocabulary, self._bodies)
        self._header, self._items = ItemReader(vocabulary, self._headings).read(lines)

    def document(self) -> Document:
        """The document with all its items."""
        header = self._header or ([] if self._items[0].number else self._preamble())
        blocks = [block for item in self._items for block in item.blocks]
        undated = [found for item in self._items for found in self._decisions.read(item.blocks, body=None, on=None)]
        held = meeting_of(header, undated, blocks, self._bodies)
        is_decided = any(is_decided_at(block, held[1]) for block in blocks)
        kind = kind_of(header, self._lines, self._items, is_decided=is_decided)
        is_meeting = kind in (DocumentKind.AGENDA, DocumentKind.MINUTES)
        body, on = held if is_meeting else (None, None)
        warnings: list[ReadingWarning] = []
        items: list[Item] = []
        for at, text in enumerate(self._items):
            item, remarks = self._item(text, at, body, on)
            items.append(item)
            warnings.extend(remarks)
        items = list(tasks_at_their_items(items))
        header_blocks = self._headings.blocks(header)
        absent = (
            absentees(header, header_blocks, self._items, bodies=self._bodies, meeting=(body, on))
            if is_meeting
            else ()
        )
        return Document(
            self._name,
            kind,
            body,
            on,
            absent,
            tuple(items),
            tuple(warnings),
            self._aliases,
            of_document(header, self._lines, (body, on, absent), self._bodies),
        )

    def _preamble(self) -> list[Line]:
        """A document that is one case: the lines before its first heading that are no running text."""
        out: list[Line] = []
        for line in self._lines:
            heading = self._headings.read(line)
            if heading and heading.key is not SectionKey.ABSENTEES:
                break
            if not line.text.endswith(".") and line.text != self._items[0].place.words:
                out.append(line)
        return out

    def _item(self, text: ItemText, at: int, body: str | None, on: date | None) -> tuple[Item, list[ReadingWarning]]:
        before = text.blocks[0].lines
        route = read_route(text.of(SectionKey.ROUTE), text.title_route, self._bodies, before=before)
        told = list(told_by(text))
        facts = [one.sentence for one in told if one.section not in NOT_FACTS]
        route = route or route_by_competence(text.of(SectionKey.COMPETENCE), self._bodies)
        route = route or route_in_words(facts, self._bodies)
        periods = list(read_periods(facts))
        decisions = self._decisions.read(text.blocks, body=body, on=on)
        evidence = YearEvidence(on or _latest(decisions), year_weights(text.title or "", facts, periods))
        tables = read_timetable([line for block in text.blocks for line in block.lines], self._bodies)
        deciding = {one.place for block in text.of(SectionKey.DECISION)[-1:] for one in block.sentences()}
        treatments = read_treatments(facts, self._bodies, evidence, body=body, tables=tables, deciding=deciding)
        found_stages = [as_stage(one, meeting_on=on) for one in treatments]
        follow_ups = read_follow_ups(
            [one for one in told if one.section not in NOT_FACTS],
            self._bodies,
            near=evidence.meeting_on or min((stage.date for stage in found_stages if stage), default=None),
        )
        listed = [
            one
            for one in listed_tasks(text, self._bodies, near=evidence.meeting_on)
            if (one.place.page, one.place.line) not in tables.lines
        ]
        rows = {(one.place.page, one.place.line) for one in listed}
        said = (one for one in follow_ups if (one.place.page, one.place.line) not in rows)
        follow_ups = (*said, *listed)
        facts = [one for one in facts if not is_elsewhere(one, listed, text.number)]
        promised = {(found.place, found.due) for found in follow_ups if on}
        plan = {row.sentence.place for row in tables.rows}
        plan |= {one.sentence.place for one in told if one.section is SectionKey.ROUTE}
        stages, referrals = self._placed(
            zip(treatments, found_stages, strict=True), route, decisions, (body, on), promised, plan=plan
        )
        item = Item(
            number=text.number,
            title=text.title,
            place=text.place,
            case_number=text.case_number,
            is_open=text.is_open,
            route=route,
            stages=stages,
            period=next((period for period in periods if period.start <= period.end), None),
            sections=sections_of(text),
            attachments=tuple(
                found
                for block in text.of(SectionKey.ATTACHMENTS)
                for found in read_attachments(block.lines, over=block.heading.place.words if block.heading else "")
            ),
            decisions=tuple(decisions),
            follow_ups=follow_ups,
            other_referrals=referrals,
            recurrence=read_recurrence(facts),
            recused=recused(facts),
            minority_statements=tuple(minority_statements(facts)),
        )
        item = replace(item, points=tuple(self._points(text, item, evidence, body)))
        item = replace(item, evidence=of_item(text, item))
        own = [
            stage
            for stage in found_stages
            if stage and stage.date == on and body and self._bodies.same(stage.body, body)
        ]
        remarks = [
            *item_warnings(item, facts, at=at, meeting_on=on, bodies=self._bodies, own=own),
            *date_warnings(facts, at=at),
            *period_warnings(periods, at=at),
            *self._unknown(route, text, at),
            *(warning for block in text.blocks for warning in sum_warnings(block.lines, at=at)),
            *(
                ReadingWarning("year_unknown", one.sentence.place, at)
                for one, stage in zip(treatments, found_stages, strict=True)
                if stage is None
            ),
        ]
        return item, remarks

    def _placed(
        self,
        treatments: Iterable[tuple[Treatment, Stage | None]],
        route: tuple[str, ...],
        decisions: Sequence[FoundDecision],
        meeting: tuple[str | None, date | None],
        promised: Container[tuple[Place, date | None]],
        *,
        plan: Container[Place],
    ) -> tuple[tuple[Stage, ...], tuple[Stage, ...]]:
        """The stages of the case's own journey, and those outside it, such as a report promised for later."""
        inside: list[Stage] = []
        outside: list[Stage] = []
        for treatment, stage in treatments:
            if stage is not None:
                is_outside = is_outside_route(stage, treatment.chain, route, self._bodies)
                is_promised = (stage.place, stage.date) in promised
                is_later = is_promised and (not route or is_done(stage, decisions, self._bodies))
                (outside if is_outside or is_later else inside).append(stage)
        decided: list[tuple[str, date | None]] = [(found.body, found.date) for found in decisions]
        if meeting[0]:  # in a plan of the journey this meeting is a step like the others, elsewhere no news
            inside = [one for one in inside if one.place in plan or not self._is_of(one, meeting)]
        stages = unique(inside, self._bodies, but=decided)
        decided.append((meeting[0] or "", meeting[1]))
        taken = [*decided, *((stage.body, stage.date) for stage in stages)]
        return stages, unique(outside, self._bodies, but=taken)

    def _is_of(self, stage: Stage, meeting: tuple[str | None, date | None]) -> bool:
        return stage.date == meeting[1] and self._bodies.same(stage.body, meeting[0] or "")

    def _points(self, text: ItemText, item: Item, evidence: YearEvidence, body: str | None) -> Iterator[Point]:
        before = [point for block in text.blocks if block.key in BEFORE_DECISION for point in block.points()[1]]
        latest = [block for block in text.of(SectionKey.DECISION) if block.lines][-1:]
        after = [point for block in latest for point in block.points()[1] if point.number.isdigit()]
        for paired in pair_points(before, after) if before else ():
            point = self._point(paired, item, evidence, body)
            yield replace(point, is_paired=paired.is_paired or not item.text_of(SectionKey.DECISION))

    def _point(self, paired: PairedPoint, item: Item, evidence: YearEvidence, body: str | None) -> Point:
        texts = [*paired.before, *paired.after]
        decisions = tuple(found for found in item.decisions if found.point == paired.number)
        stages = (as_stage(one) for one in read_treatments(texts, self._bodies, evidence, body=body))
        return Point(
            number=paired.number,
            title=paired.title,
            before=paired.text(paired.before),
            after=paired.text(paired.after),
            place=paired.place,
            outcome=decisions[0].outcome if decisions else None,
            is_open=paired.is_open,
            period=next(iter(read_periods(texts)), None),
            stages=unique((stage for stage in stages if stage), self._bodies),
            decisions=decisions,
            follow_ups=tuple(found for found in item.follow_ups if found.point == paired.number),
            recurrence=read_recurrence(texts),
        )

    def _unknown(self, route: Sequence[str], text: ItemText, at: int) -> Iterator[ReadingWarning]:
        """Abbreviations in the route that neither the vocabulary nor the document itself explains."""
        block = next(iter(text.of(SectionKey.ROUTE)), None)
        place = block.heading.place if block and block.heading else text.place
        for name in route:
            if name.isupper() and name not in self._bodies.aliases:
                yield ReadingWarning("unknown_abbreviation", place, at, {"abbreviation": name})


def _latest(decisions: Sequence[FoundDecision]) -> date | None:
    return max((found.date for found in decisions if found.date), default=None)
