"""WHEN. Days, deadlines, meeting plans and .ics: plain values in, dates and bytes out.

Nothing here reads a file, a database or the clock, and nothing here knows what a case is.
"""
