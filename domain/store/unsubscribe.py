"""The token in a digest's address for doing without: which mail it stands in, signed with the database's own key.

It is the same however often the mail is written, so a mail that goes twice says the same both times.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from sqlmodel import Session

from domain.model import Mail, Secret

SIGNED = "unsubscribe"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")  # 32 bytes: the mail's id and 128 bits of its HMAC-SHA256


def unsubscribe_token(session: Session, mail_id: str) -> str:
    """The token of one mail; short, so that the header it stands in need not be folded."""
    whole = bytes.fromhex(mail_id) + _sign(session, mail_id)
    return urlsafe_b64encode(whole).decode().rstrip("=")


def mail_of_token(session: Session, token: str) -> Mail | None:
    """The mail a token stands in; None for a token that we have not made."""
    if _TOKEN.fullmatch(token) is None:
        return None
    whole = urlsafe_b64decode(f"{token}=")
    mail_id, sign = whole[:16].hex(), whole[16:]
    return session.get(Mail, mail_id) if hmac.compare_digest(_sign(session, mail_id), sign) else None


def _sign(session: Session, mail_id: str) -> bytes:
    key = bytes.fromhex(session.get_one(Secret, SIGNED).value)
    return hmac.new(key, mail_id.encode(), hashlib.sha256).digest()[:16]
