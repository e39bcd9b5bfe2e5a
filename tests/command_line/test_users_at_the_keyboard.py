"""The first administrator comes from here: a user, and a link by which they choose a password."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from desk.cli import USAGE
from desk.web.app import create_app
from domain.model import SecondFactor
from domain.store.database import Database
from flows.settings import Settings

if TYPE_CHECKING:
    from conftest import Terminal

ANNE = ("anne", "--name", "Anne Lund", "--email", "anne@example.dk", "--role")


def address_in(said: str) -> str:
    (found,) = re.findall(r"https?://\S+/adgang/\S+", said)
    return found


def test_the_first_administrator_gets_a_link_that_leads_to_the_desk(town: Terminal) -> None:
    said = town.ok("user", "create", *ANNE, "administrator").out
    assert "Anne Lund er oprettet med brugernavnet anne: administrator." in said
    address = address_in(said)
    assert re.fullmatch(r"http://127\.0\.0\.1:8023/adgang/[\w-]{43}", address)
    db = Database(town.place.database_url)
    home = "http://127.0.0.1:8023"
    with TestClient(create_app(db, town.place.now, Settings()), base_url=home, headers={"origin": home}) as browser:
        typed = {"password": "fire korte ord her", "repeated": "fire korte ord her"}
        answer = browser.post(address, data=typed, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert browser.get(address).status_code == 404
    db.close()
    [row] = town.ok("user", "list", "--json").json
    assert (row["way_in"], row["roles"], row["active"]) == ("password", ["administrator"], True)


def test_roles_are_given_and_taken_in_danish_and_per_body(town: Terminal) -> None:
    town.ok("user", "create", *ANNE, "administrator")
    bo = ("bo", "--name", "Bo Dahl", "--email", "bo@example.dk", "--role")
    town.ok("user", "create", *bo, "sekretær", "--body", "HU", "--no-link")
    assert town.ok("user", "grant", "bo", "sekretær", "--body", "Kommunalbestyrelsen").out == (
        "Bo Dahl: sekretær i HU og KB.\n"
    )
    assert town.ok("user", "grant", "bo", "læser", "--closed").out == (
        "Bo Dahl: læser, sekretær i HU og KB, lukkede punkter.\n"
    )
    assert town.ok("user", "revoke", "bo", "sekretær", "--body", "HU", "--closed").out == (
        "Bo Dahl: læser, sekretær i KB.\n"
    )
    row = town.ok("user", "list", "--json").json[1]
    assert (row["roles"], row["sees_closed"]) == (["reader", "secretary:KB"], False)
    assert "mangler adgangskode" in town.ok("user", "list").out


def test_the_last_administrator_stays(town: Terminal) -> None:
    town.ok("user", "create", *ANNE, "administrator")
    for refused in (("deactivate", "anne"), ("revoke", "anne", "administrator")):
        assert "ingen kunne ændre brugere" in town.refused("user", *refused)
    town.ok("user", "create", "bo", "--name", "Bo", "--email", "bo@example.dk", "--role", "administrator")
    assert "er lukket" in town.ok("user", "deactivate", "anne").out
    assert "ingen kunne ændre brugere" in town.refused("user", "deactivate", "bo")
    assert "er åben igen" in town.ok("user", "activate", "anne").out


def test_a_new_link_ends_the_one_before_and_no_link_is_shown_again(town: Terminal) -> None:
    first = address_in(town.ok("user", "create", *ANNE, "læser").out)
    second = address_in(town.ok("user", "link", "Anne", "--hours", "1").out)
    assert first != second
    for command in (("user", "list"), ("user", "list", "--json"), ("journal", "show")):
        said = town(*command).out
        assert first.rpartition("/")[2] not in said
        assert second.rpartition("/")[2] not in said


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("Anne Lund", "--name", "A", "--email", "a@b.dk"), "Et brugernavn er 2 til 60 små bogstaver"),
        (("anne", "--name", "A", "--email", "ingen"), "Skriv en mailadresse"),
        (("anne", "--name", " ", "--email", "a@b.dk"), "Skriv et navn"),
        (("anne", "--name", "A", "--email", "a@b.dk", "--body", "XX"), "XX"),
        (("anne", "--name", "A", "--email", "a@b.dk", "--person", "ingen"), "»ingen« findes ikke"),
    ],
)
def test_a_user_that_cannot_be_is_refused_and_nothing_is_made(
    town: Terminal, typed: tuple[str, ...], says: str
) -> None:
    assert says in town.refused("user", "create", *typed, "--role", "læser")
    assert town.ok("user", "list", "--json").json == []


def test_a_name_is_given_once_and_a_role_that_is_none_is_said(town: Terminal) -> None:
    town.ok("user", "create", *ANNE, "læser")
    assert "en anden bruger har det brugernavn" in town.refused("user", "create", *ANNE, "læser")
    answer = town("user", "create", *ANNE, "chef")
    assert answer.code == USAGE
    assert "secretary (sekretær)" in answer.err
    assert "Brugeren »ingen« findes ikke" in town.refused("user", "grant", "ingen", "læser")


def test_a_second_factor_is_reset_with_a_reason(town: Terminal) -> None:
    town.ok("user", "create", *ANNE, "administrator", "--no-link")
    secret, db = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", Database(town.place.database_url)
    with db.write() as session:
        session.add(SecondFactor.new(account_key="anne", secret=secret, last_step=1, turned_on_at=town.place.now()))
    assert town.ok("user", "list", "--json").json[0]["second_factor"] is True
    assert "--reason" in town("user", "reset-second-factor", "anne").err
    said = town.ok("user", "reset-second-factor", "Anne", "--reason", "Telefonen er væk").out
    assert said == "Anne Lund har ikke længere totrinslogin og er logget ud overalt.\n"
    again = town.ok("user", "reset-second-factor", "anne", "--reason", "Telefonen er væk").out
    assert again == "Anne Lund har ikke totrinslogin.\n"
    with db.read() as session:
        assert session.get(SecondFactor, "anne") is None
    db.close()
