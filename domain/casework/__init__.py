"""The verbs: what people and the clock do. Each is one transaction with its journal entry.

=============  ==================================================================================
room           what is done there
=============  ==================================================================================
``case``       a case: opened, planned, decided, followed to its end
``meeting``    a meeting: planned, called, moved; its agenda and its minutes
``mail``       who is told what: reminders, notices, and the mails that carry them
``year``       the year's wheel: duties that come again, and standing items
``goal``       goals: their actions, what measures them, and how far they are
``house``      the municipality itself: its profile, its people and their ways in, and what is
               kept how long
``outlook``    calendars: subscriptions, invitations and the answers to them, the meetings in
               Outlook
``exchange``   a whole case or meeting between houses
``foresight``  what an act would do, seen before it is done: before, after, and who will be told.
               Nothing is kept
=============  ==================================================================================

Each room's own page lists its verbs and what they share. The mechanism stands outside the rooms: ``verb`` (one
transaction, one receipt), ``together`` (several verbs as one transaction), ``rows`` (what every verb checks first),
``queue`` (when to look again).

Who may import whom, between the rooms and inside each, is a contract in ``pyproject.toml``.
"""
