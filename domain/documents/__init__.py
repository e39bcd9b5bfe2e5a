"""Reading agenda items and minutes, and composing them.

The reader is a grammar in layers, each a file to be read by itself: ``files`` (bytes to lines), ``text`` (page
furniture and hyphens away), ``sentences``, ``headings`` (a vocabulary's headings over lines), ``items`` (where an
item begins) and ``points`` (its sub-points); then the facts: ``dates``, ``bodies``, ``route``, ``stages``,
``decisions``, ``attachments``, ``follow_ups``, ``recurrence``, ``meeting`` (whose and when) and ``dissent``;
what does not agree: ``remarks``, ``tables``; and ``reader``, which says in what order. ``vocabulary`` holds the words
of a municipality as data, ``document`` is what comes out, ``corpus`` prints it. ``agenda`` composes one.
"""

from domain.documents.document import Document, DocumentKind, Item, Place, Point, ReadingWarning, SectionKey

__all__ = ["Document", "DocumentKind", "Item", "Place", "Point", "ReadingWarning", "SectionKey"]
