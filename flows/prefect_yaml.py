"""``deploy/prefect.yaml``: the same schedule for several machines, where workers run the flows and no clock does.

``python -m flows.prefect_yaml`` writes it; a test checks that the file in the tree is up to date.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flows.schedule import SCHEDULE, TIMEZONE, ScheduleRow

PLACE = Path(__file__).parent.parent / "deploy" / "prefect.yaml"
WORK_POOL = "sagsgang"

_HEAD = """\
# Skrevet af `python -m flows.prefect_yaml` ud fra flows/schedule.py. Ret dér, ikke her.
# Brug: prefect work-pool create sagsgang --type process
#       prefect --no-prompt deploy --all --prefect-file deploy/prefect.yaml   (fra projektets rod)
name: sagsgang

pull:
  - prefect.deployments.steps.set_working_directory:
      directory: "{{ $SAGSGANG_CODE_DIR }}"

deployments:
"""

_ROW = """\
  - name: {name}
    description: {why}
    entrypoint: flows/deployed.py:{flow}
    work_pool:
      name: {pool}
    concurrency_limit:
      limit: 1
      collision_strategy: CANCEL_NEW
    schedules:
      - {when}
        timezone: {timezone}
        slug: {name}
"""


def prefect_yaml(rows: Sequence[ScheduleRow] = SCHEDULE) -> str:
    """The text of the file for ``rows``."""
    return _HEAD + "\n".join(_deployment(row) for row in rows)


def _deployment(row: ScheduleRow) -> str:
    when = f'cron: "{row.cron}"' if row.every is None else f"interval: {int(row.every.total_seconds())}"
    return _ROW.format(name=row.name, why=row.why, flow=row.flow, pool=WORK_POOL, when=when, timezone=TIMEZONE)


if __name__ == "__main__":
    PLACE.write_text(prefect_yaml(), encoding="utf-8")
