"""Traces, with a stand-in for the collector."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.api import PASSWORD, Api, Person, running, unmeasured
from tests.conftest import NewDatabase
from tests.postgres import free_port
from tests.stand_in_agent import StandInAgent, done, event, tokens
from tests.test_process import environment
from todo_backend import tracing
from todo_backend.migrate import upgrade

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
FOLDER = Path(__file__).parent.parent


class Collector:
    """Takes spans over HTTP, as protobuf."""

    def __init__(self) -> None:
        self.resources: list[dict[str, str]] = []
        self.spans: list[Any] = []
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/traces"
                assert self.headers["content-type"] == "application/x-protobuf"
                request = ExportTraceServiceRequest()
                request.ParseFromString(self.rfile.read(int(self.headers["content-length"])))
                for sent in request.resource_spans:
                    collector.resources.append({a.key: a.value.string_value for a in sent.resource.attributes})
                    collector.spans += [span for scope in sent.scope_spans for span in scope.spans]
                self.send_response(200)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def named(self, name: str) -> list[Any]:
        return [span for span in self.spans if span.name == name]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def collector() -> Iterator[Collector]:
    collector = Collector()
    yield collector
    collector.close()


@pytest.fixture
def url(new_database: NewDatabase) -> str:
    url = new_database()
    upgrade(url)
    return url.render_as_string(hide_password=False)


def attributes(span: Any) -> dict[str, Any]:
    return {a.key: a.value.string_value or a.value.int_value for a in span.attributes}


def test_one_trace_from_the_request_to_the_agent(
    collector: Collector, url: str, agent: StandInAgent, tmp_path: Path
) -> None:
    agent.play(*tokens("a secret "), event("tool", name="add_task", ok=True), *tokens("answer"), done(""))
    with running(url, tmp_path, agent, otel_exporter_otlp_endpoint=collector.url) as api:
        ada = api.register()
        ada.add_task("a private title")
        _chat(ada)
        ada.get("/api/tasks?q=private")
        api.http.get("/healthz")
        api.http.get("/readyz")
        api.http.get("/metrics")
        api.http.request("BREW", "/coffee/private")

    assert {resource["service.name"] for resource in collector.resources} == {"todo-backend"}
    trace = [span for span in collector.spans if span.trace_id.hex() == TRACE]
    (request,) = [span for span in trace if span.parent_span_id.hex() == PARENT]
    assert request.name == "POST /api/chat"
    assert attributes(request) == {
        "http.request.method": "POST", "http.route": "/api/chat", "http.response.status_code": 200,
    }  # fmt: skip
    (run,) = [span for span in trace if span.name == "chat run"]
    (asked,) = [span for span in trace if span.name == "POST /v1/runs"]
    assert run.parent_span_id == request.span_id
    assert asked.parent_span_id == run.span_id
    assert agent.asked[0].headers["traceparent"] == f"00-{TRACE}-{asked.span_id.hex()}-01"
    statements = [span for span in trace if "db.system.name" in attributes(span)]
    assert {"SELECT", "INSERT", "UPDATE"} <= {span.name for span in statements}
    assert {attributes(span)["db.system.name"] for span in statements} == {url.split(":")[0].split("+")[0]}
    assert request.span_id in {span.parent_span_id for span in statements}

    names = {span.name for span in collector.spans}
    assert not any(name.endswith(("healthz", "readyz", "metrics")) for name in names)
    assert "other none" in names
    everything = str(collector.spans) + str(collector.resources)
    for secret in ("private", "secret", "Bearer", ada.token, ada.email, ada.email.split("@")[0], "coffee", PASSWORD):
        assert secret not in everything


def _chat(person: Person) -> None:
    traced = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
    events = person.stream("POST", "/api/chat", {"message": "a secret question"}, traced)
    assert events[-1][0] == "done"


def test_a_trace_that_failed(
    collector: Collector, url: str, agent: StandInAgent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("a secret detail")

    with running(url, tmp_path, agent, otel_exporter_otlp_endpoint=collector.url) as api:
        ada = api.register()
        account = {"email": ada.email, "password": PASSWORD}
        assert api.http.post("/api/auth/register", json=account).status_code == 409
        monkeypatch.setattr(api.services.tokens, "read", fail)
        assert ada.ask("GET", "/api/me").status_code == 500

    failed = {span.name: attributes(span) for span in collector.spans if span.status.code == 2}
    assert failed["INSERT"]["error.type"] in ("IntegrityError", "UniqueViolation")
    assert failed["GET /api/me"]["http.response.status_code"] == 500
    (refused,) = [span for span in collector.named("POST /api/auth/register") if span.status.code != 1][1:]
    assert attributes(refused)["http.response.status_code"] == 409
    assert "secret" not in str(collector.spans)


def test_a_span_says_what_kind_of_error_it_was(collector: Collector) -> None:
    traces = tracing.Tracing(collector.url)
    with pytest.raises(KeyError), tracing.span("broken"):
        raise KeyError("a secret detail")
    traces.close()
    (span,) = collector.spans
    assert (attributes(span), span.status.code, len(span.events)) == ({"error.type": "KeyError"}, 2, 0)


def test_the_log_names_the_trace(collector: Collector) -> None:
    assert tracing.trace_id() is None
    traces = tracing.Tracing(collector.url)
    with tracing.request_span({"traceparent": f"00-{TRACE}-{PARENT}-01"}):
        assert tracing.trace_id() == TRACE
    traces.close()


def test_a_collector_that_is_away(url: str, agent: StandInAgent, tmp_path: Path) -> None:
    agent.play(done("hi"))
    with running(url, tmp_path, agent, otel_exporter_otlp_endpoint=f"http://127.0.0.1:{free_port()}") as api:
        assert api.register().chat("hello")[-1][0] == "done"


def test_without_an_endpoint_nothing_is_loaded_or_passed_on(api: Api, agent: StandInAgent, tmp_path: Path) -> None:
    agent.play(done("hi"))
    api.register().chat("hello")
    assert "traceparent" not in agent.asked[0].headers
    # FastAPI brings the bare API along; what costs memory and time is the rest.
    code = (
        "import sys, todo_backend.server as s; from todo_backend.app import create_app;"
        "from todo_backend.settings import Settings, load; create_app(load(Settings));"
        "heavy = ('opentelemetry.sdk', 'opentelemetry.exporter', 'google.protobuf', 'requests');"
        "assert not [name for name in sys.modules if name.startswith(heavy)]"
    )
    finished = subprocess.run(
        [sys.executable, "-c", code], cwd=FOLDER, env=unmeasured(environment(tmp_path)), check=False
    )
    assert finished.returncode == 0
