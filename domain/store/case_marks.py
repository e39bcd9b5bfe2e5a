"""Which cases, stops and promises are still under way, written out as the indexes of such rows have it."""

from __future__ import annotations

from sqlalchemy import text

# Written out and not bound: a database uses an index of some rows only where it sees that those are the ones.
IS_OPEN = text("\"case\".state = 'open'")
# The same where stops lead to the cases: as it stands above, it would lead SQLite over all that are open. PostgreSQL
# counts better, and would take this for a reason to read them all.
LED_TO_IS_OPEN = text("\"case\".state || '' = 'open'")
IS_AWAITING = text("stop.state = 'awaiting_decision'")
IS_PLANNED = text("stop.state = 'planned'")
IS_LIVE = text("stop.state IN ('planned', 'on_agenda', 'awaiting_decision')")
OTHER_IS_LIVE = text("other.state IN ('planned', 'on_agenda', 'awaiting_decision')")
PROMISE_IS_OPEN = text("follow_up.state IN ('proposed', 'confirmed')")
