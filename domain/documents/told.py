"""What the lines of an item tell: its sentences with where they stand, the tasks it lists, and its sections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from domain.documents.bodies import Bodies
from domain.documents.document import FoundFollowUp, Item, Section, SectionKey
from domain.documents.headings import Block, Heading
from domain.documents.items import ItemText
from domain.documents.sentences import Sentence, starts_list_item
from domain.documents.task_lists import read_answerable, read_task_list
from domain.documents.work_verbs import TASK_HEADINGS

NOT_FACTS = (SectionKey.ATTACHMENTS, SectionKey.ABSENTEES)
BEFORE_DECISION = (SectionKey.CASE_PRESENTATION, SectionKey.BACKGROUND, SectionKey.SUMMARY)
_TASKS = re.compile(rf"\W*(?:\d+[.)]\s*)?(?:{'|'.join(TASK_HEADINGS)})\W*", re.IGNORECASE)
_NUMBER = re.compile(r"(?P<number>\d{1,2})[.)] ")
_WITH_POINTS = frozenset((*BEFORE_DECISION, SectionKey.DECISION))


class Told(NamedTuple):
    """A sentence of an item, where it stands: perhaps under the heading of tasks, or as a row of their list."""

    section: SectionKey
    point: str | None
    sentence: Sentence
    is_task: bool = False
    is_under_tasks: bool = False


def told_by(text: ItemText) -> Iterator[Told]:
    """Every sentence of the item, with its section and the sub-point it stands in."""
    for block in text.blocks:
        key = block.key or SectionKey.OTHER
        intro, points = block.points() if key in _WITH_POINTS else (block, [])
        is_task = block.heading is not None and _is_over_tasks(block.heading)
        rows = _task_rows(block) if is_task else frozenset()
        for sentence in intro.sentences():
            yield Told(key, None, sentence, (sentence.place.page, sentence.place.line) in rows, is_task)
        for point in points:
            for sentence in point.sentences:
                yield Told(key, point.number, sentence)


def _is_over_tasks(heading: Heading) -> bool:
    """The heading is "Opfølgning", "Opgaver" or the like."""
    return _TASKS.fullmatch(heading.place.words.partition(":")[0]) is not None


def _task_rows(block: Block) -> frozenset[tuple[int, int]]:
    """The lines of the list under it; what stands behind the colon is one of it."""
    is_inline = block.heading is not None and block.heading.inline
    rows: set[tuple[int, int]] = set()
    last = 0
    for line in block.lines:
        number = _NUMBER.match(line.text)
        if number and int(number["number"]) != last + 1:
            break  # the next chapter, whose title is no heading we know
        last = int(number["number"]) if number else last
        if is_inline or starts_list_item(line.text):
            rows.add((line.page, line.number))
    return frozenset(rows)


def listed_tasks(text: ItemText, bodies: Bodies, *, near: date | None) -> Iterator[FoundFollowUp]:
    """The tasks in tables and behind "Ansvarlig:", which are no sentences."""
    for block in text.blocks:
        if block.key not in NOT_FACTS:
            yield from read_task_list(block.lines, bodies, near=near)
            for before, line, after in zip((None, *block.lines), block.lines, (*block.lines[1:], None), strict=False):
                found = read_answerable(line, block.key or SectionKey.OTHER, near=near, around=(before, after))
                is_field = block.heading is None and found is not None and found.text == line.text
                if found and not is_field:  # under the title it says whose the item is
                    yield found


def tasks_at_their_items(items: Sequence[Item]) -> Iterator[Item]:
    """A list of the whole meeting's tasks stands under the last item: each task is given to the item it names."""
    numbers = {item.number for item in items if item.number}
    moved = [one for item in items for one in item.follow_ups if one.of_item in numbers]
    for item in items:
        own = [one for one in item.follow_ups if one.of_item not in numbers]
        here = [one for one in moved if one.of_item == item.number]
        yield replace(item, follow_ups=(*own, *here)) if moved else item


def is_elsewhere(sentence: Sentence, tasks: Iterable[FoundFollowUp], number: str | None) -> bool:
    """The sentence is a row of the whole meeting's tasks, and of another item than the one it stands under."""
    at = (sentence.place.page, sentence.place.line)
    return any(one.of_item not in (None, number) and (one.place.page, one.place.line) == at for one in tasks)


def sections_of(text: ItemText) -> dict[SectionKey, Section]:
    """The item's sections; one that comes again goes on from the first."""
    sections: dict[SectionKey, Section] = {}
    for block in text.blocks:
        if block.heading is None or block.heading.is_implied:
            continue
        if block.heading.place.words[0].isdigit() and SectionKey.ROUTE in sections:
            sections[SectionKey.ROUTE] = _with_row(sections[SectionKey.ROUTE], block.heading.place.words)
        before = sections.get(block.heading.key)
        joined = "\n".join(part for part in (before.text if before else "", block.text) if part)
        first = before.place if before else block.heading.place
        sections[block.heading.key] = Section(block.heading.key, first.words, joined, first)
    return sections


def _with_row(route: Section, row: str) -> Section:
    """Under "Sagens forløb" the dated rows are its text, though each is the heading of a decision too."""
    return replace(route, text=f"{route.text}\n{row}".strip())
