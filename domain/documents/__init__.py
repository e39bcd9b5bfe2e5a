"""Reading agenda items and minutes, and composing them.

The reader is a grammar in layers, each a file to be read by itself: ``files`` (bytes to lines; ``word``, ``html``
and ``agenda_xml`` for theirs), ``text`` (page furniture and hyphens away), ``sentences`` and their ``cues``,
``headings`` (a vocabulary's headings over lines), ``decision_headings`` and their ``blocks``, ``openness`` (marks of
it), ``item_starts`` and ``item_series`` (where an item begins), ``items``, ``points`` (its sub-points) and ``told``;
then the facts: ``dates`` and ``years``, ``bodies``, ``route``, ``timetable``, ``stages``, ``decisions`` and
``decision_tables``, ``attachments`` and ``attachment_tables``, ``follow_ups`` with ``responsible`` (who) and
``task_lists``, ``recurrence``, ``meeting`` (whose and when), ``absentees`` and ``dissent``; what does not agree:
``remarks``, ``tables``; where each plain fact stands: ``evidence``; and ``reader``, which says in what order.
``vocabulary``, ``heading_words``, ``outcome_words``, ``work_verbs`` and ``xml_names`` hold words as data,
``municipal`` puts a municipality's own beside them, and ``word_lists`` counts Word's lists. ``document`` is what
comes out, ``corpus`` prints it.

Beside the reader: ``media`` (what a file is, by its content), ``leftovers`` (what a text taken over still says of the
last round), ``exchange`` (a case between houses), and ``writing``, which composes what goes out.
"""

from domain.documents.document import Document, DocumentKind, Item, Place, Point, ReadingWarning, SectionKey

__all__ = ["Document", "DocumentKind", "Item", "Place", "Point", "ReadingWarning", "SectionKey"]
