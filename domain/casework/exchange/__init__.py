"""A whole case or meeting between houses.

============  ================================================================================
file          verbs
============  ================================================================================
``incoming``  take in a whole case or meeting from another house
============  ================================================================================

What they share:

* ``outgoing``: how it goes out
* ``rows``: its rows as they were there
"""
