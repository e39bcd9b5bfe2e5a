"""``sagsgang doctor`` says whether the meetings reach Outlook, and what is missing where they do not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.profile import shipped_profile

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from conftest import Terminal


def test_each_thing_that_may_be_missing_is_said(
    furnished_terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    terminal = furnished_terminal

    def said() -> tuple[bool, str]:
        (line,) = [one for one in terminal("doctor", "--json").json if one["check"] == "graph"]
        return line["ok"], line["message"]

    assert said() == (True, "Microsoft Graph er ikke slået til; møderne skrives ikke i Outlook")
    monkeypatch.setenv("SAGSGANG_GRAPH_URL", "https://graph.example/v1.0")
    assert said() == (
        False,
        "der er intet token; sæt SAGSGANG_GRAPH_TOKEN_FILE eller SAGSGANG_GRAPH_TOKEN_COMMAND",
    )
    token = tmp_path / "token"
    monkeypatch.setenv("SAGSGANG_GRAPH_TOKEN_FILE", str(token))
    assert said() == (False, "tokenet kan ikke læses (FileNotFoundError); efterse filen eller kommandoen")
    token.write_text("eyJ0.app.token")
    assert "skriv den som outlook" in said()[1]
    profile = tmp_path / "profil.toml"
    text = shipped_profile().replace(
        'name = "Økonomiudvalget"', 'name = "Økonomiudvalget"\noutlook = "oek-kalender@kommune.example"'
    )
    profile.write_text(text, encoding="utf-8")
    terminal.ok("profile", "adopt", profile)
    assert said() == (True, "møder, der venter på at blive skrevet: 11; skrevet senest: aldrig")
    terminal.set_clock(terminal.place.now() + timedelta(days=2))
    is_well, message = said()
    assert not is_well
    assert "nogle i mere end et døgn" in message
