"""What an act would do, seen before it is done: before, after, and who will be told. Nothing is kept.

Of what:

* ``of_case``: any act on a case
* ``of_meeting``: calling, moving or cancelling a meeting
"""
