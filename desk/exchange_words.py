"""A case or meeting as one file: what is wrong with one that came in, what taking it in would do, in Danish."""

from __future__ import annotations

from collections.abc import Iterable

from desk import error_terms
from desk.language import _
from domain.casework.exchange.incoming import Fate
from domain.documents.exchange.packing import ParcelFinding

FINDINGS = {
    "not_a_zip": "filen er ikke en ZIP-fil, eller den er ødelagt",
    "too_many_members": "der er for mange filer i den ({count}; højst {most})",
    "too_much": "den fylder for meget, når den pakkes ud (højst {most} MB)",
    "strange_member": "den indeholder noget, der ikke hører til ({member})",
    "twice": "den samme fil er der to gange ({member})",
    "encrypted": "en fil er krypteret eller pakket på en ukendt måde ({member})",
    "no_data": "exchange.json mangler",
    "not_json": "exchange.json kan ikke læses",
    "unknown_version": "den er skrevet i et format, Sagsgang ikke kender ({found}; her bruges {wanted})",
    "wrong_shape": "exchange.json er ikke, som den skal være, ved {place} ({what})",
    "not_there": "der henvises til noget, som ikke er i filen ({noun} {key})",
    "there_twice": "noget, der kun må være én gang, er der flere gange ({noun})",
    "state_says_otherwise": "i sag {number} passer led {position} ikke med sin beslutning eller sit møde",
    "file_missing": "en fil mangler ({sha256}…)",
    "file_unused": "der er en fil, som intet hører til ({sha256}…)",
    "file_too_large": "en fil er for stor ({sha256}…; højst {most} MB)",
    "wrong_hash": "en fil er ikke den, den giver sig ud for at være ({sha256}…)",
    "wrong_media_type": "en fil har et andet format, end der står ({sha256}…)",
    "file_refused": "en fil ({sha256}…) {reason}",
    "wrong_meeting_key": "et møde har ikke den dag og det klokkeslæt, som dets navn siger ({key})",
    "unknown_body": "organet {body} ({name}) er ikke i profilen. Sæt det ind i profilen først",
    "other_body": "organet {body} er af en anden slags her",
    "case_differs": "sag {number} findes her og er anderledes. Den bliver ikke rørt",
    "meeting_differs": "mødet {key} findes her med andet sted, sluttid eller bemærkning; det bliver, som det er",
    "agenda_left_out": "mødet {key} findes her; dets egen dagsorden og eget referat bliver stående",
    "number_left_out": "mødet findes her, så sag {number} kommer på det uden nummer på dagsordenen",
    "unknown_post": "stillingen {key} kendes ikke her og udelades",
    "unknown_person": "personen {key} kendes ikke her og udelades",
    "unknown_duty": "redegørelsen {key} kendes ikke her og udelades",
    "unknown_answer": "sag {number}, som svarer på en opfølgning, findes ikke her",
    "unknown_finding": "en bemærkning fra læseren ({key}) kendes ikke her og udelades",
    "public_edition": "det er den offentlige udgave: lukkede bilag, kilder og navne er ikke med",
    "closed_left_out": "{count} lukkede punkter er ikke med i filen",
}
FATES = {Fate.NEW: "kommer til", Fate.SAME: "er her allerede", Fate.DIFFERS: "er her og er anderledes"}


def fate(fate: Fate) -> str:
    """What becomes of a case."""
    return _(FATES[fate])


def line(finding: ParcelFinding) -> str:
    """A finding as part of a sentence."""
    facts = dict(finding.facts)
    if finding.code == "file_refused":
        facts["reason"] = _(error_terms.REASONS_REFUSED[str(facts["reason"])])
    if "noun" in facts:
        facts["noun"] = _(error_terms.NOUNS.get(str(facts["noun"]), "noget"))
    return _(FINDINGS[finding.code]).format(**facts)


def lines(findings: Iterable[ParcelFinding]) -> list[str]:
    """Findings as sentences, the errors first."""
    said = [line(one) for one in sorted(findings, key=lambda one: not one.is_error)]
    return [f"{one[:1].upper()}{one[1:]}." for one in said]
