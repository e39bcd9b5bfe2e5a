"""``/afmeld/<token>``: a person does without what a digest told and may be done without (RFC 8058).

A look at the address changes nothing, for programs that check links look at them all; only a POST does.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

from fastapi import Response

from desk import labels, words
from domain.casework.mail.switches import optional_kinds, unsubscribe
from domain.casework.verb import By
from domain.store.database import Database
from domain.store.unsubscribe import mail_of_token

_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}  # the address holds a secret
_PAGE = """<!doctype html>
<html lang="da"><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1><p>{says}</p>{form}</body></html>
"""
_FORM = '<form method="post"><button name="List-Unsubscribe" value="One-Click">{button}</button></form>'


def ask(db: Database, token: str) -> Response | None:
    """The page that asks whether one is sure; None when the address is none of ours."""
    with db.read() as session:
        mail = mail_of_token(session, token)
        if mail is None:
            return None
        kinds = optional_kinds(session, mail.id)
    said = words.UNSUBSCRIBE_ASK.format(kinds=labels.listed([labels.of(kind) for kind in kinds], "og"))
    return _page(said if kinds else words.UNSUBSCRIBE_NOTHING, _FORM if kinds else "")


def do(db: Database, token: str, clock: Callable[[], datetime]) -> Response | None:
    """Switch the mail's kinds off for its person, once; None when the address is none of ours."""
    with db.read() as session:
        mail = mail_of_token(session, token)
    if mail is None:
        return None
    unsubscribe(db, By(mail.person_key, clock()), mail_id=mail.id)
    return _page(words.UNSUBSCRIBE_DONE)


def _page(says: str, form: str = "") -> Response:
    body = _PAGE.format(
        title=escape(words.UNSUBSCRIBE_TITLE),
        says=escape(says),
        form=form.format(button=escape(words.UNSUBSCRIBE_BUTTON)),
    )
    return Response(body, headers=_HEADERS, media_type="text/html; charset=utf-8")
