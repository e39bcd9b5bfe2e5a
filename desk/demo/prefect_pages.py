"""What Prefect's pages show of the cases, asked for while its server is up."""

from __future__ import annotations

from desk.demo.stage import Stage
from flows.engine import Engine


def remember_runs(stage: Stage, engine: Engine, number: str) -> None:
    """Keep the journey of a case as Prefect tells it: its runs in order, and the keys of its pages."""
    if not engine.prefect_is_up():
        return
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - imports Prefect, which costs seconds
    from prefect.client.schemas import filters  # noqa: PLC0415
    from prefect.client.schemas.sorting import FlowRunSort  # noqa: PLC0415

    tagged = filters.FlowRunFilter(tags=filters.FlowRunFilterTags(all_=[f"sag:{number}"]))
    with engine.recorded(), get_client(sync_client=True) as client:
        runs = client.read_flow_runs(flow_run_filter=tagged, sort=FlowRunSort.START_TIME_ASC, limit=200)
        pages = client.read_artifacts()
    stage.remember("runs", [f"{run.name}: {run.state_name}" for run in runs])
    stage.remember("pages", sorted({page.key for page in pages if page.key}))
