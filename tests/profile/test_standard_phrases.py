"""Standard phrases: what a body usually writes when it has decided so, as data of the municipality."""

from __future__ import annotations

import pytest

from domain.errors import ProfileError
from domain.model import Outcome
from domain.profile import load_profile, shipped_profile

PHRASES = """
[[phrase]]
outcome = "approved"
text = "Vedtaget."

[[phrase]]
outcome = "approved"
text = "Byrådet vedtog forslaget."
bodies = ["KB"]
"""


def test_a_body_has_its_own_phrases_first_and_then_those_of_all() -> None:
    profile = load_profile("p.toml", shipped_profile() + PHRASES)
    texts = [phrase.text for phrase in profile.phrases_of("KB") if phrase.outcome is Outcome.APPROVED]

    assert texts.index("Byrådet vedtog forslaget.") < texts.index("Vedtaget.")
    assert "Byrådet vedtog forslaget." not in [phrase.text for phrase in profile.phrases_of("HU")]


def test_the_sample_municipality_has_phrases_for_every_body() -> None:
    profile = load_profile("p.toml", shipped_profile())
    assert all(profile.phrases_of(body.key) for body in profile.bodies)


@pytest.mark.parametrize(
    ("row", "key", "code"),
    [
        ('outcome = "vedtaget"\ntext = "Vedtaget."', "phrase.outcome", "unknown_word"),
        ('outcome = "approved"', "phrase.text", "missing_key"),
        ('outcome = "approved"\ntext = "Vedtaget."\nbodies = ["XYZ"]', "phrase.bodies", "unknown_reference"),
        ('outcome = "approved"\ntext = "Vedtaget."\nbody = "KB"', "phrase.body", "unknown_key"),
    ],
)
def test_a_phrase_that_cannot_be_used_is_a_finding_with_its_place(row: str, key: str, code: str) -> None:
    with pytest.raises(ProfileError) as wrong:
        load_profile("p.toml", f"{shipped_profile()}\n[[phrase]]\n{row}\n")
    assert [(finding.key, finding.code) for finding in wrong.value.facts["findings"]] == [(key, code)]
