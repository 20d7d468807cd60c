"""What Prometheus reads; every label has few values."""

from collections.abc import Callable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    ProcessCollector,
    generate_latest,
)

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def known_method(method: str) -> str:
    """The method, or `other`: a client may make one up."""
    return method if method in _METHODS else "other"


class Metrics:
    """The metrics of one app, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)
        self._requests = Counter(
            "http_requests", "Requests answered.", ["method", "route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "http_request_duration_seconds",
            "Time until the response began; streams go on after it.",
            ["method", "route"],
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            registry=self._registry,
        )
        self._turns = Counter("todo_chat_turns", "Chat turns by how they ended.", ["outcome"], registry=self._registry)
        self._rate_limited = Counter(
            "todo_rate_limited", "Requests refused since there were too many.", ["limit"], registry=self._registry
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; `route` is a template, never a path that the client chose."""
        known = known_method(method)
        self._requests.labels(known, route, str(status)).inc()
        self._seconds.labels(known, route).observe(seconds)

    def watch_runs(self, running: Callable[[], int]) -> None:
        """Tell how many runs this process works on."""
        Gauge("todo_runs_running", "Runs under way here.", registry=self._registry).set_function(running)

    def watch_slots(self, waiting: Callable[[], int]) -> None:
        """Tell how many wait for a database connection."""
        description = "Requests and runs that wait for a database connection."
        Gauge("todo_database_slots_waiting", description, registry=self._registry).set_function(waiting)

    def turn(self, outcome: str) -> None:
        """Count a stretch of a chat turn: done, stopped, waiting, lost, unstored, or the code of its error."""
        self._turns.labels(outcome).inc()

    def rate_limited(self, limit: str) -> None:
        """Count a request that was refused, by the limit's name."""
        self._rate_limited.labels(limit).inc()

    def text(self) -> bytes:
        """All metrics in Prometheus' text format."""
        return generate_latest(self._registry)
