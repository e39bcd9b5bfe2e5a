"""Goals: their actions, what measures them, and how far they are.

==============  ================================================================================
file            verbs
==============  ================================================================================
``goals``       write down, change, end a goal and its actions; say how far an action is
``indicators``  what an action is measured by; take in measurements, strike one
``status``      ask those who answer for actions how far they are, on the case of the status
==============  ================================================================================

What they share:

* ``measured``: measurements from a file, seen before they are taken in
"""
