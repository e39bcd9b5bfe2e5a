"""What is said of the items of an agenda that comes in, at the command line."""

from __future__ import annotations

COLUMNS = (
    "Punkt",
    "Titel",
    "Nummer",
    "Findes",
    "Fundet ved",
    "Så sker der",
    "Adgang",
    "Sagsgang",
    "Bilag",
    "Opfølgning",
)
KEYS = (
    *("item", "title", "number", "case", "matched_by", "does", "openness", "route", "attachments", "follow_ups"),
    "doubts",
)
DOES = {"open": "oprettes", "attach": "føjes til sagen", "leave": "lades ude", "": "vælg selv"}
SAVED = {"open": "Punkt {item}: sag {number} er oprettet.", "attach": "Punkt {item}: føjet til sag {number}."}
NOTHING_NEW = "Punkt {item}: der var intet nyt til sag {number}."
REFUSED = "Punkt {item} er ikke gemt: {why}"
CHOOSE = "det er usikkert, hvilken sag det er. Skriv --number, --attach eller --leave."
NEEDS_NUMBER = "der står intet sagsnummer. Skriv det med --number, eller lad punktet ude med --leave."
NEEDS_OPENNESS = "der står ikke, om det er åbent. Skriv --not-closed eller --closed."
