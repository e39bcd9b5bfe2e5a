"""The summary of what is wrong says which field each sentence is about, by the label that stands on the page.

A label is written where its field is, further down than the summary; so the names are put in when both are there.
"""

from __future__ import annotations

import re

from markupsafe import Markup

_LABEL = re.compile(r"<(label|legend)\b[^>]*?\b(?:for|id|data-names)=\"(f-[^\"]+)\"[^>]*>(.*?)</\1>", re.DOTALL)
_LINK = re.compile(r"(<a class=\"function-link\" href=\"#(f-[^\"]+)\" data-names-field>)([^<]*)")
_ASIDE = re.compile(r"<span class=\"weight-normal\">.*?</span>", re.DOTALL)  # "(kan udelades)"
_TAG = re.compile(r"<[^>]*>")


def name_fields(html: str) -> Markup:
    """The page with each link of its error summaries begun by its field's label; a field without one gets none."""
    if "data-names-field" not in html:
        return Markup(html)  # noqa: S704 - what a template has rendered, as it was
    names: dict[str, str] = {}
    for _tag, field, label in _LABEL.findall(html):
        names.setdefault(field, " ".join(_TAG.sub(" ", _ASIDE.sub("", label)).split()))
    named = _LINK.sub(lambda link: link[1] + _named(names.get(link[2], ""), link[3]), html)
    return Markup(named)  # noqa: S704 - the same page; a label is repeated as it was escaped


def _named(name: str, sentence: str) -> str:
    """The sentence with the field's name before it; one that begins with it needs no more."""
    if not name or sentence.lower().startswith(name.lower()):
        return sentence
    return f"{name} {sentence}" if name.endswith("?") else f"{name}: {sentence}"
