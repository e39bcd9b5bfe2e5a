"""Run by Debian's own Python on a D-Bus session of its own: Evolution's data server as a subscriber to a feed.

The one argument names the source, which is written down beforehand as Evolution does when a user subscribes.
Standard input says "refresh" (fetch the feed anew) or "read" (answer with one line of JSON, the events by UID).
"""

import json
import sys
from typing import Any

import gi

gi.require_version("ECal", "2.0")
gi.require_version("EDataServer", "1.2")
gi.require_version("ICalGLib", "3.0")
from gi.repository import ECal, EDataServer, ICalGLib  # noqa: E402 - the versions must be chosen first

WAIT_SECONDS = 1  # for the source to be online; it is asked again anyway


def main() -> None:
    source = EDataServer.SourceRegistry.new_sync(None).ref_source(sys.argv[1])
    client = ECal.Client.connect_sync(source, ECal.ClientSourceType.EVENTS, WAIT_SECONDS, None)
    for line in sys.stdin:
        if line.strip() == "refresh":
            client.refresh_sync(None)
        else:
            print(json.dumps(events(client)), flush=True)


def events(client: Any) -> dict[str, Any]:
    _, components = client.get_object_list_as_comps_sync("#t", None)
    found = {}
    for component in components:
        event = component.get_icalcomponent()
        start = component.get_dtstart()
        _, zone = client.get_timezone_sync(start.get_tzid() or "UTC", None)
        found[event.get_uid()] = {
            "start": start.get_value().as_timet_with_zone(zone),
            "title": event.get_summary(),
            "is_cancelled": event.get_status() == ICalGLib.PropertyStatus.CANCELLED,
        }
    return found


main()
