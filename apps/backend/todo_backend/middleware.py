"""Around every request: its id, its line in the log and its metrics."""

import logging
import re
import time
import uuid
from contextlib import nullcontext

from opentelemetry.trace import Span
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from todo_backend import tracing
from todo_backend.arrival import in_time
from todo_backend.logs import log, request_id
from todo_backend.metrics import Metrics, known_method
from todo_backend.problems import problem

_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})


class RequestMiddleware:
    """The outermost layer of the app."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        token = request_id.set(given if _REQUEST_ID.fullmatch(given) else str(uuid.uuid4()))
        answer = _Answer(scope, receive, send)
        # What the cluster asks all the time is in no trace.
        traced = nullcontext() if scope["path"] in _QUIET else tracing.request_span(Headers(scope=scope))
        try:
            with traced as span:
                try:
                    await self._app(scope, in_time(receive), answer.send)
                except Exception:
                    # Starlette has answered, and raises it again for whoever keeps the log.
                    log.exception("request failed")
                    if not answer.complete:
                        raise  # in the middle of a response: the server cuts the connection
                finally:
                    self._record(scope, answer, span)
        finally:
            request_id.reset(token)

    def _record(self, scope: Scope, answer: "_Answer", span: Span | None) -> None:
        route = getattr(scope.get("route"), "path", "none")
        method, status = scope["method"], answer.status or 499
        self._metrics.request(method, route, status, answer.seconds())
        if span is not None:
            tracing.describe_request(span, known_method(method), route, status)
        fields = {
            "method": method[:20],
            "path": scope["path"][:200],
            "route": route,
            "status": status,
            "duration_ms": round((time.perf_counter() - answer.began) * 1000, 1),
        }
        log.log(logging.DEBUG if route in _QUIET else logging.INFO, "request", extra={"fields": fields})


class _Answer:
    """Adds headers to a response on its way out and remembers how it began."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.status: int | None = None
        self.began = time.perf_counter()
        self._scope, self._receive, self._send = scope, receive, send
        self.complete = False
        self._started_after: float | None = None
        self._replaced = False

    def seconds(self) -> float:
        """Time until the response began, or until now when it never did."""
        return self._started_after if self._started_after is not None else time.perf_counter() - self.began

    async def send(self, message: Message) -> None:
        """Pass on one ASGI message."""
        if self._replaced:
            return
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if message["status"] == 413 and headers.get("content-type", "").startswith("text/plain"):
                # Where no route read the body, Starlette's body limit answers by itself, in plain text.
                await problem(413, "The request's body is too large.")(self._scope, self._receive, self.send)
                self._replaced = True
                return
            self.status = message["status"]
            self._started_after = time.perf_counter() - self.began
            _add_headers(headers)
        await self._send(message)
        self.complete = message["type"] == "http.response.body" and not message.get("more_body", False)


def _add_headers(headers: MutableHeaders) -> None:
    headers["X-Request-Id"] = request_id.get() or ""
    headers["X-Content-Type-Options"] = "nosniff"
    # no-transform: a proxy that compresses would hold a stream back.
    streamed = headers.get("content-type", "").startswith("text/event-stream")
    headers["Cache-Control"] = "no-cache, no-transform" if streamed else "no-store"
