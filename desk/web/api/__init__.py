"""The API under ``/api/v1``: for an ESDH or a script, the same verbs as for a person, with keys and JSON."""
