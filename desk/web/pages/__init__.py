"""The pages, one file per noun; each has its ``router``, and here is the list of them."""

from __future__ import annotations

from fastapi import APIRouter

from desk.web.pages import about

ROUTERS: tuple[APIRouter, ...] = (about.router,)
