"""Reading agenda items and minutes, and composing them.

The reader is a grammar in layers, each a file to be read by itself: ``files`` (bytes to lines), ``text`` (page
furniture and hyphens away), ``sentences``, ``headings`` (a vocabulary's headings over lines), ``items`` (where an
item begins) and ``points`` (its sub-points); then the facts: ``dates``, ``bodies``, ``route``, ``decisions``,
``attachments``, ``follow_ups``, ``recurrence``, ``attendance``, ``heading_facts``, ``remarks``; and ``reader``, which
says in what order. ``vocabulary`` holds the words of a municipality as data; ``corpus`` prints what was read.
"""

from domain.documents.document import Document, DocumentKind, Item, Place, Point, ReadingWarning, SectionKey

__all__ = ["Document", "DocumentKind", "Item", "Place", "Point", "ReadingWarning", "SectionKey"]
