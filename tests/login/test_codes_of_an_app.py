"""The codes of RFC 6238, and those for emergencies."""

from __future__ import annotations

from base64 import b32encode
from datetime import UTC, datetime

import pytest

from desk.web.login.secrets import new_app_secret, new_recovery_codes
from domain.rules.second_factor import app_address, recovery_hash, step_of

SECRET = b32encode(b"12345678901234567890").decode()  # of the RFC's own examples
# Appendix B, SHA-1: the last six of its eight figures.
EXAMPLES = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


@pytest.mark.parametrize(("seconds", "code"), EXAMPLES)
def test_the_examples_of_the_standard(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert step_of(SECRET, code, at, after=0) == seconds // 30
    assert step_of(SECRET, f" {code[:3]}-{code[3:]} ", at, after=0) == seconds // 30
    assert step_of(SECRET, code, at, after=seconds // 30) is None


def test_a_secret_has_160_bits_and_a_code_for_emergencies_80() -> None:
    secrets, codes = {new_app_secret() for _ in range(5)}, set(new_recovery_codes() + new_recovery_codes())
    assert {len(secret) for secret in secrets} == {32}
    assert (len(secrets), len(codes)) == (5, 20)
    assert {len(code.replace("-", "")) for code in codes} == {16}


def test_two_people_with_the_same_code_for_emergencies_have_two_hashes() -> None:
    assert recovery_hash(SECRET, "abcd-efgh") == recovery_hash(SECRET, "ABCD EFGH")
    assert recovery_hash(SECRET, "abcd-efgh") != recovery_hash(new_app_secret(), "abcd-efgh")


def test_an_app_is_told_whose_secret_it_is() -> None:
    address = app_address(SECRET, account="mette@horsens", issuer="Sagsgang")
    assert address.startswith("otpauth://totp/Sagsgang:mette%40horsens?secret=")
