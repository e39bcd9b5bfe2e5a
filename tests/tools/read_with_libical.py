"""Run by Debian's own Python: what libical makes of a calendar file, as JSON."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402 - the version must be chosen first


def main() -> None:
    calendar = ICalGLib.Component.new_from_string(Path(sys.argv[1]).read_bytes().decode())
    parsed_badly = calendar.count_errors()
    calendar.check_restrictions()
    complaints = []
    for component in [calendar, *parts(calendar, ICalGLib.ComponentKind.ANY_COMPONENT)]:
        found = component.get_first_property(ICalGLib.PropertyKind.XLICERROR_PROPERTY)
        while found is not None:
            complaints.append(found.get_value_as_string())
            found = component.get_next_property(ICalGLib.PropertyKind.XLICERROR_PROPERTY)
    starts = {}
    for event in parts(calendar, ICalGLib.ComponentKind.VEVENT_COMPONENT):
        start = event.get_dtstart()
        starts[event.get_uid()] = start.as_timet_with_zone(start.get_timezone())
    json.dump({"errors": parsed_badly, "complaints": complaints, "starts": starts}, sys.stdout)


def parts(calendar: Any, kind: Any) -> Iterator[Any]:
    found = calendar.get_first_component(kind)
    while found is not None:
        yield found
        found = calendar.get_next_component(kind)


main()
