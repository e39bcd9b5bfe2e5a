"""In Prefect's pages a case's runs read as its journey, by number, body and outcome; and they are not needed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.case_journey import Step
from flows.clock import SystemClock
from flows.engine import Engine, Once
from flows.prefect_yaml import PLACE, WORK_POOL
from flows.reconcile import reconcile
from flows.schedule import SCHEDULE

pytestmark = pytest.mark.slow

CLOSED_TITLE = "Afskedigelsessag om Vildmosegaard"


@pytest.fixture
def client(prefect_server: Any):
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - costs seconds
    from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: PLC0415

    with temporary_settings({PREFECT_API_URL: prefect_server.server.api_url}), get_client(sync_client=True) as client:
        yield client


def _runs(client: Any, tag: str) -> list[Any]:
    from prefect.client.schemas import filters  # noqa: PLC0415
    from prefect.client.schemas.sorting import FlowRunSort  # noqa: PLC0415

    tagged = filters.FlowRunFilter(tags=filters.FlowRunFilterTags(all_=[tag]))
    return list(client.read_flow_runs(flow_run_filter=tagged, sort=FlowRunSort.START_TIME_ASC))


def test_each_transition_is_a_run_named_for_case_and_body_and_its_state_for_the_outcome(
    spring: Any, prefect_server: Any, client: Any
):
    spring.open("23/41694", title=CLOSED_TITLE, is_open=False)
    for moment in ("2023-04-05 12:00", "2023-04-12 12:00"):
        spring.look(moment, prefect_server.engine)
    spring.decide(spring.moment("2023-04-12 12:00").date())
    spring.look("2023-04-13 08:00", prefect_server.engine)

    runs = _runs(client, "sag:23/41694")
    assert [(run.name, run.state.name) for run in runs] == [
        ("sag 23/41694 · direktion", "På dagsorden"),
        ("sag 23/41694 · direktion", "Afventer beslutning"),
        ("sag 23/41694 · direktion", "Godkendt"),
    ]
    assert all(set(run.tags) == {"sag:23/41694", "organ:DIR"} for run in runs)
    (artifact,) = [found for found in client.read_artifacts() if found.flow_run_id == runs[-1].id]
    assert artifact.key == "sag-23-41694"
    assert "| DIR | 12. april 2023 | Godkendt |" in artifact.data
    assert "| HU | 27. april 2023 | Planlagt |" in artifact.data

    told = " ".join(str(thing.model_dump()) for thing in [*runs, artifact])
    assert not [word for word in [*CLOSED_TITLE.split()[::2], "Hanne", "mette.holbaek"] if word in told]


def test_nothing_due_makes_no_run(spring: Any, prefect_server: Any, client: Any):
    spring.look("2023-02-28 08:00", prefect_server.engine)
    before = client.count_flow_runs()
    assert spring.look("2023-02-28 08:00", prefect_server.engine).swept.is_idle
    assert client.count_flow_runs() == before


def test_work_that_fails_is_told_prefect_by_class_and_place_only(prefect_server: Any, client: Any, caplog: Any):
    from flows import runs  # noqa: PLC0415

    def fail() -> Step:
        raise ValueError(CLOSED_TITLE)

    with pytest.raises(ValueError, match=CLOSED_TITLE):
        prefect_server.engine.run(lambda once: runs.case_journey("23/9", "direktion", once, Once(str)), fail)
    (run,) = [run for run in client.read_flow_runs() if run.name == "sag 23/9 · direktion"]
    assert run.state.type.value == "FAILED"
    assert "ValueError in test_prefect_shows_the_journey.py" in run.state.message
    assert not [word for word in CLOSED_TITLE.split()[::2] if word in caplog.text + run.state.message]


def test_a_mail_that_stumbles_is_tried_again_at_once_as_a_task(prefect_server: Any):
    from flows import runs  # noqa: PLC0415

    tries = []

    def stumble_once() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise ConnectionError
        return "250"

    def work() -> str:
        return prefect_server.engine.run_task(
            lambda once: runs.send_mail("mail-1", once), stumble_once, may_repeat=True
        )

    answer = prefect_server.engine.run(lambda once: runs.sweep("1. maj 2023", Once(lambda: _swept(once))), work)
    assert (answer, len(tries)) == ("250", 2)


def _swept(once: Any) -> Any:
    from flows.sweep import Swept  # noqa: PLC0415

    once()
    return Swept()


def test_a_server_that_dies_in_the_middle_loses_no_work_and_does_none_twice(spring: Any, prefect_server: Any):
    case_id = spring.open("23/7")
    done: list[str] = []

    def work() -> str:
        done.append(spring.look("2023-04-05 12:00", Engine()).swept.steps[0][0])
        os.kill(prefect_server.server.pid, signal.SIGKILL)
        return "done"

    from flows import runs  # noqa: PLC0415

    engine = Engine(prefect_server.server.api_url)
    assert engine.run(lambda once: runs.sweep("5. april 2023", Once(lambda: _swept(once))), work) == "done"
    assert done == [case_id]
    prefect_server.server.wait_until_ready()
    assert engine.prefect_is_up()


def test_without_prefect_the_same_work_is_done_and_it_is_said_once(spring: Any, caplog: Any):
    spring.open()
    dead = Engine("http://127.0.0.1:1/api")
    assert spring.look("2023-04-05 12:00", dead).swept.steps
    assert spring.look("2023-04-12 12:00", dead).swept.steps
    assert [record.getMessage() for record in caplog.records if record.name == "flows.engine"] == [
        "Prefect's server does not answer; working without it"
    ]


def test_runs_that_a_crash_left_running_are_closed(prefect_server: Any, client: Any):
    from prefect.states import Running  # noqa: PLC0415

    from flows import runs  # noqa: PLC0415

    left = client.create_flow_run(runs.sweep, parameters={}, name="gennemgang, afbrudt", state=Running())
    now = SystemClock().now() + timedelta(seconds=5)
    assert reconcile(prefect_server.engine, now, timedelta(hours=1)) == 0
    assert reconcile(prefect_server.engine, now, timedelta(0)) >= 1
    assert client.read_flow_run(left.id).state.name == "Afbrudt"
    assert reconcile(prefect_server.engine, now, timedelta(0)) == 0


def test_a_worker_does_the_same_as_the_clock(spring: Any, prefect_server: Any, client: Any, monkeypatch: Any):
    from flows import deployed  # noqa: PLC0415

    monkeypatch.setenv("SAGSGANG_DATABASE_URL", spring.db.url)
    monkeypatch.setenv("SAGSGANG_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("SAGSGANG_SMTP_PORT", str(spring.settings.smtp_port))
    monkeypatch.setenv("SAGSGANG_PREFECT_API_URL", prefect_server.server.api_url)
    spring.open("23/8")
    assert "2 skridt i 1 sag" in deployed.sweep()  # years late: on the agenda, and its decision asked for
    assert {run.name for run in _runs(client, "sag:23/8")} == {"sag 23/8 · direktion"}
    assert deployed.reconcile() == 0


def test_the_deployments_for_workers_are_accepted_by_prefect(prefect_server: Any, client: Any, tmp_path: Path):
    surroundings = {
        **os.environ,
        "PREFECT_API_URL": prefect_server.server.api_url,
        "PREFECT_HOME": str(tmp_path),
        "SAGSGANG_CODE_DIR": str(PLACE.parents[1]),
        "PYTHONPATH": str(PLACE.parents[1]),
    }
    prefect = [sys.executable, "-m", "prefect", "--no-prompt"]
    for command in (
        ["work-pool", "create", WORK_POOL, "--type", "process"],
        ["deploy", "--all", "--prefect-file", str(PLACE)],
    ):
        subprocess.run(
            [*prefect, *command], cwd=PLACE.parents[1], env=surroundings, check=True, capture_output=True, timeout=120
        )
    deployed = {deployment.name: deployment for deployment in client.read_deployments()}
    assert set(deployed) == {row.name for row in SCHEDULE}
    for row in SCHEDULE:
        (schedule,) = deployed[row.name].schedules
        assert schedule.schedule.timezone == "Europe/Copenhagen"
        assert getattr(schedule.schedule, "cron", "") == row.cron
