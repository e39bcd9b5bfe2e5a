"""The year's wheel: duties that come again, and standing items.

============  ================================================================================
file          verbs
============  ================================================================================
``cycles``    move, give up, watch a round of a duty; say when what it waited for came out;
              open its case
``wheel``     agree to a year's wheel, so that what changes afterwards is told
``standing``  put a standing item on an agenda as a case of its own, write it again, or leave
              it out
============  ================================================================================

What they share:

* ``draft``: what a round takes over from the last one
* ``round_impact``: the last meetings that reach its day
"""
