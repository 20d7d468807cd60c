"""Traces for OpenTelemetry, when an endpoint is set: of requests, the database, runs and what the agent is asked.

FastAPI brings the API, whose spans cost nothing while nobody collects them; the SDK is loaded only for an endpoint.
FastAPI's own spans are off: they would carry query strings, and people search for what they wrote.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal

from opentelemetry import propagate, trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode
from sqlalchemy import Engine, event

from todo_backend import __version__

SERVICE = "todo-backend"
FLUSH_SECONDS = 5
"""How long the program's end waits for the collector."""

OFF: Any = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""For FastAPI's `telemetry`."""

_KINDS = {"internal": SpanKind.INTERNAL, "client": SpanKind.CLIENT, "server": SpanKind.SERVER}
_SPAN = "todo_span"


class Tracing:
    """Sends spans to a collector; without an endpoint it does nothing, and loads nothing."""

    def __init__(self, endpoint: str | None) -> None:
        self._provider: Any = None
        if endpoint is not None:
            self._provider = _provider(endpoint)
            _use(self._provider)

    def watch(self, engine: Engine) -> None:
        """Make a span of each statement that belongs to a trace: its kind, never its text or parameters."""
        if self._provider is not None:
            event.listen(engine, "before_cursor_execute", _statement_begins)
            event.listen(engine, "after_cursor_execute", _statement_ends)
            event.listen(engine, "handle_error", _statement_fails)

    def close(self) -> None:
        """Send what is left; waits 5 s at most, also for a collector that does not answer."""
        if self._provider is not None:
            flushing = threading.Thread(target=self._provider.shutdown, daemon=True)
            flushing.start()
            flushing.join(FLUSH_SECONDS)
            _use(None)


_tracer: trace.Tracer = trace.NoOpTracer()


def _use(provider: Any) -> None:
    global _tracer
    _tracer = trace.NoOpTracer() if provider is None else provider.get_tracer(SERVICE, __version__)


@contextmanager
def span(
    name: str, kind: Literal["internal", "client"] = "internal", attributes: dict[str, Any] | None = None
) -> Iterator[Span]:
    """A span around a block, under the current one. Of an exception it gets the type, not the text."""
    with _tracer.start_as_current_span(
        name, kind=_KINDS[kind], attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield current
        except Exception as error:
            current.set_status(Status(StatusCode.ERROR))
            current.set_attribute("error.type", type(error).__name__)
            raise


@contextmanager
def request_span(headers: Mapping[str, str]) -> Iterator[Span]:
    """The span of a request, under the one that its `traceparent` names."""
    given = {name: headers[name] for name in ("traceparent", "tracestate") if name in headers}
    context = propagate.extract(given)
    with _tracer.start_as_current_span(
        "HTTP", context, SpanKind.SERVER, record_exception=False, set_status_on_exception=False
    ) as current:
        yield current


def describe_request(current: Span, method: str, route: str, status: int) -> None:
    """Say which request a span was of: by its route's template, since a path may hold what a client made up."""
    current.update_name(f"{method} {route}")
    current.set_attributes({"http.request.method": method, "http.route": route, "http.response.status_code": status})
    if status >= 500:
        current.set_status(Status(StatusCode.ERROR))


def pass_on(headers: dict[str, str]) -> None:
    """Add `traceparent` to a request's headers, when there is a trace."""
    propagate.inject(headers)


def trace_id() -> str | None:
    """The id of the current trace, for the log."""
    context = trace.get_current_span().get_span_context()
    return trace.format_trace_id(context.trace_id) if context.is_valid else None


def _provider(endpoint: str) -> Any:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource.create({"service.name": SERVICE, "service.version": __version__})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    exporter = OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces", timeout=FLUSH_SECONDS)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider


def _statement_begins(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    if trace.get_current_span().is_recording():
        # Its first word is one of SQLAlchemy's own.
        operation = statement.split(None, 1)[0].upper()
        attributes = {"db.system.name": connection.dialect.name, "db.operation.name": operation}
        connection.info.setdefault(_SPAN, []).append(
            _tracer.start_span(operation, kind=SpanKind.CLIENT, attributes=attributes)
        )


def _statement_ends(connection: Any, *_rest: Any) -> None:
    if spans := connection.info.get(_SPAN):
        spans.pop().end()


def _statement_fails(context: Any) -> None:
    connection = context.connection
    if connection is not None and not connection.closed and (spans := connection.info.get(_SPAN)):
        failed = spans.pop()
        failed.set_status(Status(StatusCode.ERROR))
        failed.set_attribute("error.type", type(context.original_exception).__name__)
        failed.end()
