"""Ratios measured in one run, against a hand-written limit and the naive user of the libraries."""
