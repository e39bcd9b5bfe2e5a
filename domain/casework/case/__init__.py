"""A case: opened, planned, decided, followed to its end.

===============  ================================================================================
file             verbs
===============  ================================================================================
``opening``      open a case, its stops on the meetings its document names
``cases``        correct, withdraw a case; find one
``supplements``  fill in what a case lacks from a paper about it
``stops``        place, add, drop a stop; say why it cannot wait
``decisions``    record what a body decided
``corrections``  put a decision right that was written down wrongly
``publishable``  say what the public may read of a decision behind closed doors, or why nothing
``files``        give an attachment its file or a newer one, remove one; keep what a case was
                 opened from
``journey``      advance a case by one step
``waking``       wake the cases of a meeting: its agenda goes out, it is over
``follow_ups``   propose, confirm, complete, drop a promise
``answers``      name the case that answers a promise; give promises on to a post
===============  ================================================================================

What they share:

* ``placing``: a case's stops, one difference
* ``sketches``: a route as it would be with a stop placed, added or dropped
* ``promise_ladder``: a promise's reminders in the queue
* ``effects``: what a decision does to them
* ``attachments``: the list of bilag, written whole
* ``rounds``: a case becomes a round of its duty, which follows what is decided
* ``progress``: what is said of an action, also by a promise kept
* ``drafts``: what somebody is typing about an item, kept before it is recorded
"""
