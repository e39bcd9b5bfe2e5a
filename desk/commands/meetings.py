"""``sagsgang meetings``: plans read and taken in, meetings seen, called, moved and cancelled."""

from __future__ import annotations

from desk.commands import exchange, meetings_change, meetings_paper, meetings_plan, meetings_view
from desk.help import noun

app = noun("meetings")
app.command(meetings_plan.read, name="read")
app.command(meetings_plan.import_, name="import")
app.command(meetings_plan.generate, name="generate")
app.command(meetings_paper.paper, name="paper")
app.command(exchange.export_meeting_, name="export")
app.command(meetings_view.list_meetings, name="list")
app.command(meetings_view.show_meeting, name="show")
app.command(meetings_change.call, name="call")
app.command(meetings_change.move, name="move")
app.command(meetings_change.cancel, name="cancel")
app.command(meetings_change.accept, name="accept")
app.command(meetings_change.refuse, name="refuse")
