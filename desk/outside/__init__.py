"""Files from outside: they are scanned at the door, and read in a process of their own that can do no harm.

``door`` is what pages and commands come by; ``scanner`` asks the virus scanner, ``readers`` keeps the processes that
read, and ``helper`` is what runs in them.
"""
