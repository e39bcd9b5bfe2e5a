"""What Prefect shows: each flow and task of ours, thin. The only module that imports Prefect at its top.

The work itself is in the module of the same name (``case_journey.py``, ``sweep.py`` …) and comes in as ``Once``.
Names, tags, states and artifacts hold numbers, bodies and dates; never a title, never a person.
"""

from __future__ import annotations

from typing import Any

from prefect import flow, tags, task
from prefect.artifacts import create_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows.case_journey import Step
from flows.deliver_outbox import Delivered
from flows.engine import Once
from flows.reporting_cycle import Reported
from flows.sweep import Swept
from flows.timeline import artifact_key

__all__ = ["case_journey", "deliver_outbox", "remind_chunk", "reporting_cycle", "send_mail", "sweep", "tags"]


@flow(
    name="case_journey",
    flow_run_name="sag {number} · {body}",
    description="Ét skridt i én sags gang: planlagt, på dagsorden, besluttet, flyttet, afsluttet.",
    persist_result=False,
    validate_parameters=False,
)
def case_journey(number: str, body: str, transition: Once[Step], timeline: Once[str]) -> State[Any]:
    """Let one transition happen, show the case's timeline, and end in a state named by the outcome."""
    step = transition()
    create_markdown_artifact(
        key=artifact_key(number),
        markdown=timeline(),
        description=f"Sag {number}: hvor den er, og hvordan den kom dertil",
    )
    return Completed(name=step.state_name, message=f"Sag {number} · {body}: {step.state_name.lower()}")


@flow(
    name="sweep",
    flow_run_name="gennemgang {day}",
    description="Alt det, der er tid til nu: møder, påmindelser, opfølgninger og sagernes gang.",
    persist_result=False,
    validate_parameters=False,
)
def sweep(day: str, work: Once[Swept]) -> State[Any]:  # noqa: ARG001 - it names the run
    """Do what is due; say how much it was."""
    swept = work()
    return Completed(name="Gennemgået" if not swept.failed else "Gennemgået med fejl", message=swept.summary)


@flow(
    name="reporting_cycle",
    flow_run_name="pligter {day}",
    description="Pligter, der kommer igen: runder, det er tid til at oprette, og runder, der er i gang.",
    persist_result=False,
    validate_parameters=False,
)
def reporting_cycle(day: str, work: Once[Reported]) -> State[Any]:  # noqa: ARG001 - it names the run
    """Open and watch; say how many."""
    reported = work()
    name = "Efterset" if not reported.failed else "Efterset med fejl"
    return Completed(name=name, message=reported.summary)


@task(name="remind_chunk", task_run_name="{what}: {size}", persist_result=False)
def remind_chunk(what: str, size: int, chunk: Once[None]) -> None:  # noqa: ARG001 - they name the run
    """Raise one chunk of reminders."""
    chunk()


@flow(
    name="deliver_outbox",
    flow_run_name="udsendelse {day}",
    description="De mails, der er tid til nu.",
    persist_result=False,
    validate_parameters=False,
)
def deliver_outbox(day: str, work: Once[Delivered]) -> State[Any]:  # noqa: ARG001 - it names the run
    """Send what is to be sent; say how it went."""
    delivered = work()
    return Completed(name="Sendt" if delivered.is_clean else "Sendt med fejl", message=delivered.summary)


@task(name="send_mail", task_run_name="mail {mail}", retries=1, retry_delay_seconds=1, persist_result=False)
def send_mail(mail: str, work: Once[Any]) -> None:  # noqa: ARG001 - it names the run
    """Hand one mail to the mail server; a stumble of the connection is tried once more at once."""
    work()
