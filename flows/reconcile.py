"""After a crash: the runs it left Running in Prefect's pages are closed there as "Afbrudt".

Cosmetic, on purpose. The work itself lives in our database, where its lease runs out and the next sweep does it.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from flows.engine import Engine
from flows.faults import describe

log = logging.getLogger(__name__)

FLOWS = ("case_journey", "sweep", "deliver_outbox", "reporting_cycle")
PAGE = 200  # the most that Prefect gives at a time
LONG = timedelta(hours=1)  # no run of ours takes that long


def reconcile(engine: Engine, now: datetime, older_than: timedelta = LONG) -> int:
    """Close our runs that have been Running since before ``now - older_than``; how many there were.

    At start, with a server of our own, whoever ran them is gone with the server before: ``timedelta(0)``.
    Prefect down, or failing half-way, is no error: the next time closes the rest.
    """
    if not engine.prefect_is_up():
        return 0
    try:
        with engine.recorded():
            return _close(now - older_than)
    except Exception as error:  # noqa: BLE001 - see above
        log.warning("could not close the runs a crash left behind (%s)", describe(error))
        return 0


def _close(before: datetime) -> int:
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - imports Prefect, which costs seconds
    from prefect.client.schemas import filters  # noqa: PLC0415
    from prefect.client.schemas.objects import StateType  # noqa: PLC0415
    from prefect.states import Crashed  # noqa: PLC0415

    running = filters.FlowRunFilterStateType(any_=[StateType.RUNNING, StateType.PENDING])
    wanted = filters.FlowRunFilter(
        state=filters.FlowRunFilterState(type=running),
        expected_start_time=filters.FlowRunFilterExpectedStartTime.model_validate({"before_": before}),
    )
    ours = filters.FlowFilter(name=filters.FlowFilterName(any_=list(FLOWS)))
    closed = 0
    with get_client(sync_client=True) as client:
        while left := client.read_flow_runs(flow_filter=ours, flow_run_filter=wanted, limit=PAGE):
            for run in left:
                client.set_flow_run_state(
                    run.id,
                    Crashed(name="Afbrudt", message="Afbrudt af et nedbrud; arbejdet er taget op igen."),
                    force=True,
                )
            closed += len(left)
    return closed
