"""Spans for whoever watches with OpenTelemetry: pages, verbs and rounds, by the names the program has for them.

Off unless ``SAGSGANG_OTEL_URL`` says where they go, and then nothing of OpenTelemetry is imported. A span has a name,
a time and, of an error, its class: no id, no title, no address, and never the words of an error. The provider is our
own and not the process's: what Prefect or a library would say of itself is not sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from typing import Any

from domain.casework.verb import watch_verbs

Rename = Callable[[str], None]
Watch = Callable[[str], AbstractContextManager[Rename]]


class _Traces:
    """What a span is made with in this process; nothing, until somebody has set it up."""

    watch: Watch | None = None
    flush: Callable[[], object] | None = None


def span(name: str) -> AbstractContextManager[Rename]:
    """A span round the block, which may give it a better name once it is known; nothing where traces are off."""
    return nullcontext(_nobody) if _Traces.watch is None else _Traces.watch(name)


def set_up(url: str, exporter: Any = None) -> Callable[[], None]:
    """Send spans to ``url`` (OTLP over HTTP); empty: do not. The answer ends it, and sends what waits.

    Raises:
        ModuleNotFoundError: a place is named, and the packages of the extra ``otel`` are not installed.
    """
    if not url:
        return lambda: None
    sdk, export = import_module("opentelemetry.sdk.trace"), import_module("opentelemetry.sdk.trace.export")
    resource = import_module("opentelemetry.sdk.resources").Resource({"service.name": "sagsgang"})
    if exporter is None:
        otlp = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
        exporter = otlp.OTLPSpanExporter(endpoint=url)
    provider = sdk.TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(export.BatchSpanProcessor(exporter))
    _Traces.flush = provider.force_flush
    _Traces.watch = _watch(provider.get_tracer("sagsgang"))
    watch_verbs(lambda name: span(f"verb {name}"))

    def end() -> None:
        _Traces.watch = _Traces.flush = None
        watch_verbs(None)
        provider.shutdown()

    return end


def _watch(tracer: Any) -> Watch:
    status = import_module("opentelemetry.trace.status")

    @contextmanager
    def watch(name: str) -> Iterator[Rename]:
        with tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as begun:
            try:
                yield begun.update_name
            except BaseException as error:
                begun.set_status(status.Status(status.StatusCode.ERROR, type(error).__name__))
                raise

    return watch


def _nobody(_name: str) -> None:
    """Nobody watches."""
