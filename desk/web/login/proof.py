"""That it is them, once more, before what somebody at an unlocked machine must not do.

Who has a password here writes it, and wrong ones are counted with those at the login. Who comes by the login at work
must have done so lately; the way there asks for it anew.
"""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from fastapi import Response
from fastapi.datastructures import FormData

from desk.web.forms import empty
from desk.web.language import _
from desk.web.login import again
from desk.web.login.secrets import is_password
from desk.web.login.sessions import opened
from desk.web.login.state import WORK
from desk.web.page import page
from desk.web.visit import Visit
from domain.casework.house.login_attempts import begin_attempt, forget_attempts
from domain.model import Account

FRESH = timedelta(minutes=15)
FIELD = "own_password"


def begin_proof(visit: Visit, account: Account, password: str) -> str | None:
    """Count an attempt and look at the password; what is wrong, as a sentence. ``end_proof`` when all was right."""
    waits = begin_attempt(visit.db, account=account.key, address=f"own:{account.key}", at=visit.now)
    if waits is not None:
        return _("Der er prøvet for mange gange. Vent lidt.")
    return None if is_password(password, account.password_hash) else _("Det er ikke din adgangskode.")


def end_proof(visit: Visit, account: Account) -> None:
    """It was them: the attempts begin anew."""
    forget_attempts(visit.db, account=account.key, address=f"own:{account.key}")


def ask_first(visit: Visit, typed: FormData, *, back: str) -> Response | None:
    """None when it is proved that it is them. Else the page that asks, which carries what was to be done.

    ``back`` is the page they came from.
    """
    with visit.db.read() as session:
        account = session.get(Account, visit.visitor.account)
    if account is not None and account.password_hash is not None:
        password = typed.get(FIELD)
        if not isinstance(password, str) or not password:
            return _page(visit, typed, back=back)
        wrong = begin_proof(visit, account, password)
        if wrong is not None:
            return _page(visit, typed, back=back, wrong=wrong)
        end_proof(visit, account)
        return None
    found = opened(visit.request)
    if found is not None and visit.now - found[1].created_at <= FRESH:
        return None
    return _page(visit, typed, back=back, has_password=False)


def _page(visit: Visit, typed: FormData, *, back: str, wrong: str = "", has_password: bool = True) -> Response:
    form = empty().with_error(FIELD, wrong) if wrong else empty()
    return page(
        visit,
        "login/prove.html.j2",
        status=422 if wrong else 200,
        form=form,
        field=FIELD,
        has_password=has_password,
        carried=again.of_post(visit.request.url.path, typed),
        back=back,
        minutes=int(FRESH.total_seconds()) // 60,
        work=f"{WORK}?{urlencode({'next': back, 'igen': 'ja'})}",
        work_name=visit.settings.oidc_name,
    )
