"""The pictures: pure functions from rows to SVG. No library, script or inline style; each has its table beside it."""
