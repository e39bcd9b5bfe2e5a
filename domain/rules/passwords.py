"""What may be a password: long, and not one's own name. No rules about signs, which make people write them down.

After NIST SP 800-63B: length counts, and nothing has to be changed because a day has come.
"""

from __future__ import annotations

from enum import StrEnum

SHORTEST, LONGEST = 12, 200
_FEWEST = 5  # different letters


class Weak(StrEnum):
    """Why a password will not do."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"  # hashing takes time, and somebody could send a novel
    IS_NAME = "is_name"
    SAME_LETTERS = "same_letters"


def weakness(password: str, account: str, name: str) -> Weak | None:
    """Why it will not do for this account; None: it will."""
    if len(password) < SHORTEST:
        return Weak.TOO_SHORT
    if len(password) > LONGEST:
        return Weak.TOO_LONG
    plain = "".join(password.casefold().split())
    if plain in {account.casefold(), "".join(name.casefold().split())} or account.casefold() * 2 in plain:
        return Weak.IS_NAME
    return Weak.SAME_LETTERS if len(set(plain)) < _FEWEST else None
