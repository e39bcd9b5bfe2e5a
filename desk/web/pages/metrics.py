"""``/metrics``: the figures for Prometheus, where they have been switched on, to whom they are meant for."""

from __future__ import annotations

import hmac
from ipaddress import ip_address

from fastapi import APIRouter, HTTPException, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from desk.figures import exposition
from desk.web.visit import Desk
from flows.settings import Settings

router = APIRouter(include_in_schema=False)
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-real-ip")  # a proxy on this machine speaks for somebody else


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """The figures; to anybody else there is no such page."""
    desk: Desk = request.app.state.desk
    if not (desk.settings.metrics and _may_see(request, desk.settings)):
        raise HTTPException(404)
    text = exposition(desk.db, desk.clock(), desk.settings)
    return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _may_see(request: Request, settings: Settings) -> bool:
    """Whoever shows the token; where none is set, a program on this very machine."""
    if settings.metrics_token_file is not None:
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        wanted = settings.metrics_token.get_secret_value()
        return bool(wanted) and hmac.compare_digest(shown.encode(), wanted.encode())
    if request.client is None or any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:  # no address of the net, as of a socket
        return False
