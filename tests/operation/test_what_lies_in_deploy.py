"""The files an administrator starts from: they name only what exists, give away nothing, and open nothing."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from cyclopts.exceptions import CycloptsError

from desk.cli import app
from desk.figures import FIGURES
from flows.prefect_yaml import WORK_POOL
from flows.settings import Settings

DEPLOY = Path(__file__).parents[2] / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SETTINGS = {f"SAGSGANG_{name.upper()}" for name in Settings.model_fields} | {"SAGSGANG_CODE_DIR"}
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
ADDED: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.redis.yaml").read_text("utf-8"))
# What the second file says of a service of the first is added to it; only a service of its own stands there whole.
SERVICES: dict[str, dict[str, Any]] = ADDED["services"] | COMPOSE["services"]
CONTAINERFILE = (DEPLOY / "Containerfile").read_text("utf-8")
ALARMS = yaml.safe_load((DEPLOY / "watch/sagsgang-alarms.yaml").read_text("utf-8"))
GUIDE = (DEPLOY / "README.md").read_text("utf-8")


def lines(start: str) -> list[str]:
    """The lines of the Containerfile that begin with this word."""
    whole = CONTAINERFILE.replace("\\\n", " ")
    return [line.removeprefix(start).strip() for line in whole.splitlines() if line.startswith(f"{start} ")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_named_is_one_there_is(path: Path) -> None:
    assert set(re.findall(r"SAGSGANG_[A-Z_]*[A-Z]", path.read_text("utf-8"))) <= SETTINGS


@pytest.mark.slow
def test_every_setting_of_prefects_is_one_it_has() -> None:
    from prefect.settings.legacy import _get_settings_fields  # noqa: PLC0415 - Prefect takes seconds to load
    from prefect.settings.models.root import Settings as Prefects  # noqa: PLC0415 - as above
    from prefect_redis.cleanup_queue import RedisWorkerCleanupQueueSettings as OfQueue  # noqa: PLC0415 - as above
    from prefect_redis.client import RedisMessagingSettings as OfMessages  # noqa: PLC0415 - as above

    known = set(_get_settings_fields(Prefects))
    known |= {
        f"{of.model_config['env_prefix']}{name}".upper() for of in (OfQueue, OfMessages) for name in of.model_fields
    }
    named = {
        name for path in FILES for name in re.findall(r"(?<![A-Z_])PREFECT_[A-Z_0-9]*[A-Z]", path.read_text("utf-8"))
    }
    assert named - known - {"PREFECT_UI_URL"} == set()


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_runs_as_root_writes_to_its_image_or_gains_rights(name: str) -> None:
    service = SERVICES[name]
    assert not str(service["user"]).startswith(("0", "root"))
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service
    assert not any("docker.sock" in volume for volume in service.get("volumes", ()))


@pytest.mark.parametrize("name", SERVICES)
def test_what_keeps_running_is_looked_after(name: str) -> None:
    service = SERVICES[name]
    assert ("healthcheck" in service) == (service["restart"] != "no")


def test_nothing_listens_beyond_the_machine() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert Settings.model_fields["desk_host"].default == "127.0.0.1"
    assert "network_mode" not in str(SERVICES)


def test_every_image_has_its_version() -> None:
    images = {service["image"] for service in SERVICES.values()} | {line.split()[0] for line in lines("FROM")}
    assert all(re.fullmatch(r"[a-z./]+:\d+\.\d+[\w.-]*", image) for image in images), images
    server = SERVICES["postgres"]["image"].rpartition(":")[2].partition(".")[0]
    assert f"postgresql-client-{server}" in CONTAINERFILE  # an older pg_dump refuses a newer server


def test_the_image_is_not_roots_and_is_made_of_what_is_in_the_project() -> None:
    assert lines("USER")[-1] == SERVICES["desk"]["user"].partition(":")[0]
    for copied in lines("COPY"):
        *sources, _target = copied.split()
        if not copied.startswith("--from"):
            assert all((DEPLOY.parent / one).exists() for one in sources if not one.startswith("--")), copied
    assert not lines("ADD")
    assert "--require-hashes" in CONTAINERFILE


def test_no_secret_is_written_anywhere() -> None:
    secret = re.compile(
        r"(password|auth|token|secret(?!Name:))\w*\s*[:=]\s*[\"']?[\w+=-][\w+/=-]{5,}[\"']?\s*$",
        re.IGNORECASE | re.MULTILINE,
    )
    for path in FILES:
        if path.name != "README.md":
            assert not secret.search(path.read_text("utf-8")), path.name
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert name.endswith("_FILE") or not re.search("PASSWORD|AUTH|TOKEN|SECRET", name), (name, value)
    secrets = COMPOSE["secrets"] | ADDED["secrets"]
    assert set(secrets) == {one for service in SERVICES.values() for one in service.get("secrets", ())}


def test_the_second_file_says_of_a_service_of_the_first_only_what_is_added_to_lists() -> None:
    for name in set(ADDED["services"]) & set(COMPOSE["services"]):
        assert set(ADDED["services"][name]) <= {"depends_on", "secrets"}


def test_secrets_in_files_become_the_environment_of_one_process(tmp_path: Path) -> None:
    for name, content in (
        ("sagsgang_db_password", "aa11"),
        ("prefect_db_password", "bb22"),
        ("prefect_auth", "cc33"),
        ("redis_password", "dd44"),
    ):
        (tmp_path / name).write_text(f"{content}\n")
    shown = subprocess.run(
        [DEPLOY / "with-secrets.sh", "env"],
        env={"SECRETS_DIR": str(tmp_path), "PATH": "/usr/bin:/bin", "DB_HOST": "db"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "SAGSGANG_DATABASE_URL=postgresql://sagsgang:aa11@db/sagsgang\n" in shown
    assert "PREFECT_SERVER_DATABASE_CONNECTION_URL=postgresql+asyncpg://prefect:bb22@db/prefect\n" in shown
    assert "PREFECT_API_AUTH_STRING=sagsgang:cc33\n" in shown
    assert "PREFECT_REDIS_MESSAGING_URL=redis://:dd44@redis:6379/0\n" in shown
    assert "PREFECT_SERVER_DOCKET_URL=redis://:dd44@redis:6379/1\n" in shown
    without = subprocess.run(
        [DEPLOY / "with-secrets.sh", "env"],
        env={"SECRETS_DIR": "/nonexistent"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "URL" not in without


@pytest.mark.parametrize("path", sorted(DEPLOY.glob("*.sh")), ids=lambda path: path.name)
def test_the_scripts_can_be_run_and_read(path: Path) -> None:
    assert path.stat().st_mode & stat.S_IXUSR
    assert subprocess.run(["/bin/sh", "-n", path], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    program = tmp_path / "bin"
    program.mkdir()
    for name in ("sagsgang", "prefect"):
        (program / name).write_text("#!/bin/sh\n")
        (program / name).chmod(0o755)
    for path in (DEPLOY / "systemd").iterdir():
        name = path.name.replace("@", "@8023")
        (tmp_path / name).write_text(path.read_text("utf-8").replace("/opt/sagsgang/bin", str(program)))
    units = [str(path) for path in tmp_path.iterdir() if path.is_file()]
    said = subprocess.run(
        [str(shutil.which("systemd-analyze")), "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in said.stderr.splitlines() if str(tmp_path) in line]
    assert told == []


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_no_unit_runs_as_root_or_may_do_more_than_its_work(path: Path) -> None:
    text = path.read_text("utf-8")
    for line in (
        "User=sagsgang",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "CapabilityBoundingSet=\n",
        "UMask=0077",
    ):
        assert line in text
    assert "0.0.0.0" not in text  # noqa: S104 - that is what is looked for


def used(expressions: Iterator[str]) -> set[str]:
    return {name for one in expressions for name in re.findall(r"\bsagsgang_\w+", one)}


def test_the_alarms_and_the_dashboard_ask_for_figures_there_are() -> None:
    dashboard = json.loads((DEPLOY / "watch/grafana-dashboard.json").read_text("utf-8"))
    shown = used(target["expr"] for panel in dashboard["panels"] for target in panel["targets"])
    rung_for = used(rule["expr"] for group in ALARMS["groups"] for rule in group["rules"])
    names = {figure.name for figure in FIGURES}
    assert shown == names
    assert rung_for <= names
    labels = {figure.label for figure in FIGURES} | {"job"}
    text = json.dumps(dashboard) + (DEPLOY / "watch/sagsgang-alarms.yaml").read_text("utf-8")
    assert set(re.findall(r"by \((\w+)\)|\{(\w+)[=!]~?\"", text)) <= {
        (a, b) for a in (*labels, "") for b in (*labels, "")
    }
    assert [panel["id"] for panel in dashboard["panels"]] == sorted({panel["id"] for panel in dashboard["panels"]})


def test_every_alarm_says_how_grave_it_is_and_what_it_is_in_danish() -> None:
    for rule in ALARMS["groups"][0]["rules"]:
        assert rule["labels"]["severity"] in {"critical", "warning", "info"}
        assert rule["annotations"]["summary"].endswith(".")
        assert rule["alert"].startswith("Sagsgang")


def test_the_proxy_keeps_the_figures_and_the_addresses_of_feeds_to_itself() -> None:
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    assert "location = /metrics { return 404; }" in text
    assert "access_log off;" in text
    assert re.search(r"ssl_protocols TLSv1\.2 TLSv1\.3;", text)
    assert text.count("{") == text.count("}")
    assert "X-Forwarded-For $remote_addr" in text  # never $proxy_add_x_forwarded_for: the sender writes its beginning


def typed() -> list[str]:
    """Every command of ours in the guide's blocks, without the words around it."""
    blocks = "\n".join(re.findall(r"^```\w*\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE))
    return [found.strip() for found in re.findall(r"(?:^|\s|/)sagsgang ([a-z][^#\n|;&]*)", blocks)]


@pytest.mark.parametrize("command", typed())
def test_every_command_of_the_guide_is_one_the_program_takes(command: str) -> None:
    if command.startswith("-"):
        return
    try:
        app.parse_args(shlex.split(command), exit_on_error=False, print_error=False)
    except CycloptsError as error:
        pytest.fail(f"sagsgang {command}: {error}")


def test_every_file_the_guide_names_is_there() -> None:
    made_by_hand = {"secrets", "secrets/postgres_password", ".env"}  # and never committed
    for name in set(re.findall(r"deploy/([\w./@-]*\w)", GUIDE)) - made_by_hand:
        assert (DEPLOY / name).exists(), name
    assert all(path.name in GUIDE for path in FILES if path.name not in {"README.md", "postgres-init.sh"})


def test_what_is_made_by_hand_beside_the_files_is_never_committed() -> None:
    ignored = (DEPLOY.parent / ".gitignore").read_text("utf-8").splitlines()
    assert {"deploy/secrets/", "deploy/.env"} <= set(ignored)


def test_the_example_of_settings_is_read_the_same_by_a_shell_and_is_one_the_program_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = DEPLOY / "sagsgang.env"
    shown = subprocess.run(
        ["/bin/sh", "-c", f"set -a; . {example}; env -0"], env={}, capture_output=True, text=True, check=True
    ).stdout
    for name, _, value in (line.partition("=") for line in shown.split("\0") if line.startswith("SAGSGANG_")):
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.mail_from == "Sagsgang <sagsgang@kommune.example>"
    assert settings.log == "json"
    without_marks = example.read_text("utf-8").replace("# SAGSGANG", "SAGSGANG").replace("# PREFECT", "PREFECT")
    (tmp_path / "all.env").write_text(without_marks.replace("<adgangskode>", "a1"))
    assert subprocess.run(["/bin/sh", "-eu", tmp_path / "all.env"], check=False).returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may run a program as somebody else")
def test_at_the_keyboard_of_a_server_the_program_has_the_settings_of_the_service() -> None:
    settings = {"ENV_FILE": str(DEPLOY / "sagsgang.env"), "RUN_AS": "root", "PROGRAM": "/usr/bin/env"}
    told = subprocess.run(
        [DEPLOY / "as-service.sh", "-u", "NOTHING"],
        env={"PATH": os.environ["PATH"], **settings},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "SAGSGANG_DATA_DIR=/var/lib/sagsgang\n" in told


def test_the_workers_of_every_file_ask_the_same_pool() -> None:
    for path in FILES:
        for pool in re.findall(r"--pool[\", =]+(\w+)", path.read_text("utf-8")):
            assert pool == WORK_POOL
