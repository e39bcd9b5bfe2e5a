"""deploy/prefect.yaml says the same as the rows of the schedule."""

from __future__ import annotations

import ast
from pathlib import Path

import yaml

from flows.prefect_yaml import PLACE, WORK_POOL, prefect_yaml
from flows.schedule import SCHEDULE, TIMEZONE


def test_the_file_in_the_tree_is_the_one_the_rows_give():
    assert PLACE.read_text(encoding="utf-8") == prefect_yaml(), "run: python -m flows.prefect_yaml"


def test_each_row_is_one_deployment_at_its_local_time():
    deployments = yaml.safe_load(prefect_yaml())["deployments"]
    assert [deployment["name"] for deployment in deployments] == [row.name for row in SCHEDULE]
    for row, deployment in zip(SCHEDULE, deployments, strict=True):
        (schedule,) = deployment["schedules"]
        assert schedule["timezone"] == TIMEZONE
        assert schedule.get("cron", "") == row.cron
        assert schedule.get("interval") == (row.every.total_seconds() if row.every else None)
        assert deployment["work_pool"]["name"] == WORK_POOL


def test_each_entrypoint_is_a_flow_in_the_file_it_names():
    root = Path(__file__).parents[2]
    for deployment in yaml.safe_load(prefect_yaml())["deployments"]:
        path, name = deployment["entrypoint"].split(":")
        functions = [
            node for node in ast.parse((root / path).read_text("utf-8")).body if isinstance(node, ast.FunctionDef)
        ]
        (function,) = [node for node in functions if node.name == name]
        assert any("flow" in ast.unparse(decorator) for decorator in function.decorator_list)
