"""The second factor: codes of an app (RFC 6238), and codes for emergencies. Pure.

A code is good for its own half minute and the one on either side, for clocks that go a little wrong (RFC 6238, 5.2),
and once: the newest half minute that was used is given, and nothing older is looked at.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

import pyotp
from pyotp.utils import strings_equal

STEP_SECONDS = 30
DRIFT = 1  # half minutes to either side
DIGITS = 6


def plain(code: str) -> str:
    """A code as it is compared: people and apps put spaces and hyphens into it."""
    return "".join(letter for letter in code if letter.isalnum()).upper()


def step_of(secret: str, code: str, at: datetime, *, after: int) -> int | None:
    """The half minute whose code that is, when it is near ``at`` and later than ``after``; else None."""
    now, app = int(at.timestamp()) // STEP_SECONDS, pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS)
    near = range(max(now - DRIFT, after + 1), now + DRIFT + 1)
    return next((step for step in near if strings_equal(app.generate_otp(step), plain(code))), None)


def recovery_hash(secret: str, code: str) -> str:
    """What is kept of a code for emergencies; the app's secret, which is random, is its salt."""
    return hashlib.sha256(f"{secret}:{plain(code)}".encode(errors="surrogatepass")).hexdigest()


def app_address(secret: str, *, account: str, issuer: str) -> str:
    """What an app reads out of the picture (``otpauth://``)."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP_SECONDS).provisioning_uri(name=account, issuer_name=issuer)
