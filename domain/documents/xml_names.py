"""What the systems that hand over agendas as XML call their parts, as data. A new system adds rows, not code.

Names are of elements, of attributes, and of the ``name`` of a table or field; small letters, without namespace. The
rows are those of SBSYS (Dagsorden), eDoc (AgendaElement, HandlingItem) and Acadre (tables and fields), as the open
import modules of OS2web read them, with the words the next system is likely to use for the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What an element holds together."""

    PAPER = "paper"
    MEETING = "meeting"
    COMMITTEE = "committee"
    ITEM = "item"
    SECTION = "section"
    SECTIONS = "sections"  # each element in it is a section, called by its name
    ENCLOSURE = "enclosure"
    ROUTE = "route"
    STOP = "stop"
    NOBODY = "nobody"  # people and times, which are no facts here


class Fact(StrEnum):
    """What a value says of the part it stands in."""

    KIND = "kind"
    BODY = "body"
    DAY = "day"
    NUMBER = "number"
    TITLE = "title"
    CASE = "case"
    OPEN = "open"
    CLOSED = "closed"
    TEXT = "text"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Names:
    """What something is called in these parts (all of them where none is named)."""

    means: Part | Fact
    names: tuple[str, ...]
    within: tuple[Part, ...] = ()


_TOP = (Part.PAPER, Part.MEETING)
PARTS = (
    Names(Part.MEETING, ("meeting", "møde", "moede")),
    Names(Part.COMMITTEE, ("committee", "udvalg", "organ"), _TOP),
    Names(
        Part.ITEM,
        (
            "agendaelement", "agendaitem", "agendaitemparents", "handlingitem", "dagsordenpunkt", "dagsordenspunkt",
            "punkt", "item",
        ),
    ),
    Names(Part.SECTIONS, ("indhold", "felter", "sections"), (Part.ITEM,)),
    Names(Part.SECTION, ("casepresentation", "bullet", "afsnit", "felt", "section"), (Part.ITEM, Part.SECTIONS)),
    Names(Part.ENCLOSURE, ("attachment", "enclosure", "bilag"), (Part.ITEM,)),
    Names(
        Part.ROUTE,
        ("handlingplan", "sagsgang", "behandlingsplan", "sagsforløb", "behandlinger", "route"),
        (Part.ITEM,),
    ),
    Names(Part.STOP, ("handling", "behandling", "handlingplanitem", "stop", "step", "led"), (Part.ROUTE,)),
    Names(Part.NOBODY, ("meetingparticipants", "deltagere", "participants", "notification", "medlemmer")),
)  # fmt: skip
FACTS = (
    Names(Fact.KIND, ("dagsordentype", "outputtypeenumname", "agendatype", "type"), _TOP),
    Names(Fact.BODY, ("udvalg", "udvalgsnavn", "committeename", "organ"), (*_TOP, Part.STOP)),
    Names(Fact.BODY, ("name", "navn"), (Part.COMMITTEE, Part.STOP)),
    Names(Fact.BODY, ("committee",), (Part.STOP,)),
    Names(Fact.DAY, ("mødedato", "moededato", "meetingdatetime", "meetingdate", "date", "dato"), (*_TOP, Part.STOP)),
    Names(Fact.NUMBER, ("nummer", "punktnummer", "punktnr", "serialno", "sort", "number", "nr"), (Part.ITEM,)),
    Names(Fact.TITLE, ("overskrift", "title", "titel", "name", "navn"), (Part.ITEM, Part.SECTION, Part.ENCLOSURE)),
    Names(Fact.TITLE, ("bulletname",), (Part.SECTION,)),
    Names(Fact.TEXT, ("content", "indhold", "tekst", "text", "bulletcontent", "body"), (Part.SECTION,)),
    Names(Fact.CASE, ("sagsnummer", "sagsnr", "casenumber", "caseno", "sagsid"), (Part.ITEM,)),
    Names(
        Fact.OPEN,
        (
            "åbent",
            "åben",
            "aabent",
            "access",
            "accessispublic",
            "ispublic",
            "maapubliceres",
            "måpubliceres",
            "offentlig",
        ),
        (Part.ITEM, Part.ENCLOSURE),
    ),
    Names(Fact.CLOSED, ("lukket", "erlukket", "isclosed", "fortrolig"), (Part.ITEM, Part.ENCLOSURE)),
    Names(
        Fact.DOCUMENT,
        ("dokumentnummer", "dokumentnr", "documentnumber", "docno", "dokid", "løbenummer"),
        (Part.ENCLOSURE,),
    ),
)
# Around other things, with no meaning of their own
AROUND = frozenset({
    "fields", "field", "table", "agenda", "dagsorden", "root", "agendaelements", "agendaitems", "dagsordenpunkter",
    "dagsordenspunkter", "punkter", "items", "attachments", "enclosures", "bilagsliste", "casepresentations",
    "bullets",
})  # fmt: skip
# Known, and of no interest: ids, files, times and places
IGNORED = frozenset({
    "identifier", "sysid", "guid", "uuid", "link", "bilagurl", "uri", "url", "filename", "filnavn", "pathtoxml",
    "enddatetime", "finish", "mødetid", "mødeslutdato", "mødesluttid", "mødested", "meetinglocation", "location",
    "producedate", "outputfilterispublic", "ruleofspeaking", "comname", "publish", "version", "schemalocation",
    "lang",
    "extension", "filetype", "filtype", "state", "status", "created", "oprettet", "modified", "name",
})  # fmt: skip
ID_ENDING = "id"  # "DagsordenpunktID", "MeetingIdentifier"
TRUE = frozenset({"true", "1", "ja", "yes", "åben", "åbent", "offentlig", "public", "open"})
FALSE = frozenset({"false", "0", "2", "nej", "no", "lukket", "fortrolig", "closed", "private"})
