"""Papers that go out: agenda, minutes, excerpt of one item, a year's meetings. One value, written as PDF, DOCX, HTML.

``paper`` is what a paper says, already without what its readers may not see; ``layout`` lays it out as ``blocks``
(headings, paragraphs, lists, tables) in the words of ``phrases``; ``pdf``, ``docx`` and ``html`` write those blocks.
None of them reads a clock, a file of the user's or the database.
"""
