"""What is made at random and shown once, and the passwords people choose: only hashes of either leave this file."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache
from threading import BoundedSemaphore

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()  # argon2id as RFC 9106 has it for less memory: 64 MiB, three rounds
_UNMISTAKABLE = "abcdefghijklmnopqrstuvwxyz234567"  # as base32: neither 0 nor 1
_AT_ONCE = BoundedSemaphore(2)  # each takes 64 MiB


def new_token() -> str:
    """256 bits that nobody can guess, as letters an address may hold."""
    return secrets.token_urlsafe(32)


def new_app_secret() -> str:
    """160 bits that an app and we share (RFC 4226, section 4), in base32."""
    return pyotp.random_base32()


def new_recovery_codes() -> tuple[str, ...]:
    """Ten codes for emergencies of 80 bits each, in groups of four letters and digits that are not mistaken."""
    return tuple("-".join(_letters(4) for _ in range(4)) for _ in range(10))


def _letters(many: int) -> str:
    return "".join(secrets.choice(_UNMISTAKABLE) for _ in range(many))


def hash_of(token: str) -> str:
    """What the database keeps of a token; with 256 random bits no salt is needed."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def hash_password(password: str) -> str:
    """What the database keeps of a password."""
    with _AT_ONCE:
        return HASHER.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Whether that is the password; without a hash no, after as long a time."""
    with _AT_ONCE:
        try:
            HASHER.verify(password_hash or _nobodys(), password)
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


@cache
def _nobodys() -> str:
    """The hash of a password that nobody has: a name that nobody has takes as long to refuse as any other."""
    return HASHER.hash(new_token())
