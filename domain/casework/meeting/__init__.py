"""A meeting: planned, called, moved; its agenda and its minutes.

============  ================================================================================
file          verbs
============  ================================================================================
``meetings``  take in a meeting plan; call, move, cancel a meeting. With previews
``agenda``    put a meeting's items in order, find them ready; lock, open, publish its agenda
``sources``   keep the minutes or the agenda that were taken in for it, as they came
``minutes``   note in the minutes who was away or thought otherwise; approve them
============  ================================================================================

What they share:

* ``planned``: what a plan file asks for
* ``plan_preview``: what taking it in would change
* ``changes``: moved, called off, with what follows
* ``deadlines``: a meeting's deadlines, and when the queue looks
* ``days``: which days a meeting may be held on
* ``impact``: whom a move concerns, and where they would go
* ``replanned``: the cases on their other meetings, saved and told
* ``papers``: agenda, minutes, excerpt and mødeplan as their readers may see them
"""
