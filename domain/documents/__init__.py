"""Reading agenda items and minutes, and composing them.

The reader is a grammar in layers, each a file to be read by itself: ``files`` (bytes to lines), ``text`` (page
furniture and hyphens away, lines with their places), ``headings`` (the vocabulary's headings), ``items`` (the agenda's
items and their sub-points), the facts (``bodies``, ``dates``, ``decisions``, ``follow_ups`` …), ``warnings``, and
``reader``, which says in what order. ``vocabulary`` holds the words of a municipality as data.
"""

from domain.documents.document import Document, DocumentKind, Item, Place, Point, ReadingWarning, SectionKey

__all__ = ["Document", "DocumentKind", "Item", "Place", "Point", "ReadingWarning", "SectionKey"]
