"""Nothing is claimed without the line it was read at: page, line, the words, and how sure the reading is."""

from pathlib import Path

import pytest

from domain.documents.corpus import to_corpus
from domain.documents.reader import read_document

PAPERS = sorted((Path(__file__).parent / "other_templates").glob("*.txt"))
LISTS = ("stages", "attachments", "decisions", "follow_ups", "other_referrals", "recurrence", "minority_statements")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.stem)
def test_every_fact_of_a_paper_points_to_a_line_of_it(paper: Path):
    read = to_corpus(read_document(paper.name, paper.read_bytes()))
    lines = paper.read_text("utf-8").split("\n")  # a new page is no new line
    wanted = {name for name in ("body", "meeting_date") if read[name]}
    wanted |= {f"absentees: {name}" for name in read["absentees"]}
    assert wanted == set(read["evidence"])
    places = [read["evidence"][name] for name in wanted]
    for item in read["items"]:
        wanted = {"title"} | {name for name in ("route", "period") if item[name]}
        wanted |= {"is_open"} if item["is_open"] is not None else set()
        wanted |= {f"sections: {key}" for key in item["sections"]} | {f"recused: {name}" for name in item["recused"]}
        assert wanted <= set(item["evidence"]), item["title"]
        places += list(item["evidence"].values())
        places += [found["place"] for name in LISTS for found in item[name]]
    for place in places:
        first = place["words"].split()[0].strip("•-")
        near = " ".join(lines[place["line"] - 1 : place["line"] + 1])
        assert first in near or first in near.replace("- ", ""), place  # a word divided over two lines is one word


def test_what_is_taken_from_a_decision_is_less_sure_than_what_the_meeting_says_of_itself():
    said = "Dagsorden for Byrådet den 3. juni 2024\nPunkt 1 Ny sti\nIndstilling\nAt stien anlægges.\n"
    taken = "Ny sti\nIndstilling\nAt stien anlægges.\nBeslutning i Byrådet den 03-06-2024\nGodkendt.\n"
    sure, inferred = (
        to_corpus(read_document("sti.txt", text.encode()))["evidence"]["body"]["confidence"] for text in (said, taken)
    )
    assert sure > inferred
