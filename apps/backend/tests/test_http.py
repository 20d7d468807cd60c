"""What holds for every route: limits, problems, request ids, metrics, the document."""

import contextlib
import json
import logging
import re
import socket
import tracemalloc
import uuid
from collections.abc import Iterator

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.api import PASSWORD, Api, Person, eventually
from todo_backend import arrival, logs
from todo_backend.app import MAX_BODY_BYTES


def test_healthz(api: Api) -> None:
    answer = api.http.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_readyz(api: Api) -> None:
    answer = api.http.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "checks": {"database": "ok"}})


def test_readiness_goes_off_when_the_program_ends(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api.services, "draining", True)
    answer = api.http.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["program"]) == (503, "is ending")


@pytest.mark.parametrize("path", ["/api/auth/login", "/api/tasks", "/api/chat"])
def test_a_body_that_does_not_arrive(api: Api, ada: Person, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.setattr(arrival, "ARRIVAL_SECONDS", 0.2)
    url = httpx.URL(api.url)
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {ada.token}\r\n"
    with socket.create_connection((url.host, url.port or 80), timeout=20) as slow:
        slow.sendall(f'{head}Content-Type: application/json\r\nContent-Length: 900\r\n\r\n{{"title": '.encode())
        answer = b"".join(iter(lambda: slow.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/api/tasks", "GET, POST"),
        (f"/api/tasks/{uuid.uuid4()}", "GET, PATCH, DELETE"),
        ("/api/auth/login", "POST"),
        ("/healthz", "GET"),
    ],
)
def test_what_an_address_takes_is_told(api: Api, path: str, methods: str) -> None:
    assert api.http.request("PUT", path).headers["Allow"] == methods


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/nothing", 404), ("PUT", "/api/tasks", 405), ("GET", "/api/tasks/", 404)],
)
def test_errors_are_problems(api: Api, method: str, path: str, status: int) -> None:
    answer = api.http.request(method, path)
    problem = answer.json()
    assert answer.status_code == problem["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == "about:blank"
    assert set(problem) == {"type", "title", "status", "detail", "request_id"}
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("abc-1234", True),
        ("A" * 64, True),
        ("short", False),
        ("A" * 65, False),
        ("with space", False),
        ('"quoted--"', False),
    ],
)
def test_request_ids(api: Api, given: str, kept: bool) -> None:
    answer = api.http.get("/healthz", headers={"X-Request-Id": given})
    used = answer.headers["x-request-id"]
    assert (used == given) == kept
    assert re.fullmatch(r"[A-Za-z0-9-]{8,64}", used)


def chunks(size: int) -> Iterator[bytes]:
    for _ in range(0, size, 10_000):
        yield b" " * 10_000


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/api/auth/login"), ("POST", "/api/chat"), ("PATCH", "/api/tasks/x")]
)
def test_a_body_over_the_limit(api: Api, ada: Person, method: str, path: str) -> None:
    headers = {**ada.headers, "Content-Type": "application/json"}
    for content in (b" " * (MAX_BODY_BYTES + 1), chunks(MAX_BODY_BYTES + 10_000)):
        answer = api.http.request(method, path, content=content, headers=headers)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_a_large_body_where_none_is_read(api: Api) -> None:
    answer = api.http.post("/api/nothing", content=b" " * (MAX_BODY_BYTES + 1))
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{", 422),
        (b"", 422),
        (b"null", 422),
        (b"\xff\xfe{", 400),
        (b'{"email": 1e999}', 422),
        (b'{"email": NaN}', 422),
        (b'{"email": ' + b"9" * 5000 + b"}", 400),
        (b"[" * 20_000 + b"]" * 20_000, 400),
        (b'{"a":' * 15_000 + b"1" + b"}" * 15_000, 400),
    ],
    ids=range(9),
)
def test_bad_json(api: Api, content: bytes, status: int) -> None:
    answer = api.http.post("/api/auth/login", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_form_is_not_json(api: Api) -> None:
    answer = api.http.post("/api/auth/login", data={"email": "a@example.com", "password": PASSWORD})
    assert answer.status_code == 422


def test_an_error_of_ours_tells_nothing(api: Api, ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(api.services.tokens, "read", fail)
    answer = ada.ask("GET", "/api/me")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert "RuntimeError" not in answer.text


def counted(api: Api) -> set[tuple[str, str, str]]:
    families = text_string_to_metric_families(api.http.get("/metrics").text)
    samples = [sample for family in families for sample in family.samples if sample.name == "http_requests_total"]
    return {(sample.labels["method"], sample.labels["route"], sample.labels["status"]) for sample in samples}


def test_metrics_have_bounded_labels(api: Api, ada: Person) -> None:
    task = ada.add_task("milk")
    ada.get(f"/api/tasks/{task['id']}")
    api.http.request("BREW", "/api/pot/of/coffee")
    api.http.get(f"/api/nothing/{task['id']}")
    expected = {
        ("GET", "/api/tasks/{task_id}", "200"),
        ("other", "none", "404"),
        ("GET", "none", "404"),
    }
    # A request is counted after its response was sent.
    eventually(lambda: expected <= counted(api), "all requests are counted")
    text = api.http.get("/metrics").text
    assert task["id"] not in text
    assert "coffee" not in text
    assert "process_resident_memory_bytes" in text


def added(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    lines = [json.loads(logs.JsonFormatter().format(record)) for record in caplog.records]
    return [line for line in lines if line.get("status") == 201 and line["path"] == "/api/tasks"]


def test_the_log_has_one_line_for_a_request_and_no_secrets(
    api: Api, ada: Person, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="todo_backend"):
        api.http.post(
            "/api/tasks?token=in-the-query", json={"title": "a private matter"},
            headers={**ada.headers, "X-Request-Id": "the-request"},
        )  # fmt: skip
        eventually(lambda: len(added(caplog)) > 0, "the request is logged")
    lines = added(caplog)
    assert len(lines) == 1
    fields = {name: lines[0][name] for name in ("message", "service", "level", "method", "path", "route", "status")}
    assert fields == {
        "message": "request", "service": "backend", "level": "info",
        "method": "POST", "path": "/api/tasks", "route": "/api/tasks", "status": 201,
    }  # fmt: skip
    everything = json.dumps([str(vars(record)) for record in caplog.records])
    for secret in ("private", "in-the-query", ada.token, ada.email):
        assert secret not in everything


def test_the_log_names_an_exception_without_its_text() -> None:
    try:
        raise ValueError("what a person wrote")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), (ValueError, error, error.__traceback__))
    token = logs.request_id.set("the-request")
    line = logs.JsonFormatter().format(record)
    logs.request_id.reset(token)
    assert "\n" not in line
    assert "what a person wrote" not in line
    parsed = json.loads(line)
    assert (parsed["error"], parsed["request_id"]) == ("ValueError", "the-request")
    assert "test_http.py" in parsed["at"][-1]


def test_the_document_describes_every_operation(api: Api) -> None:
    document = api.http.get("/api/openapi.json").json()
    assert {"Problem", "Fault"} <= set(document["components"]["schemas"])
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert {"register", "refresh", "export_everything", "delete_tasks", "list_tags", "make_token", "chat"} <= {
        operation["operationId"] for operation in operations
    }
    for operation in operations:
        assert operation["summary"]
        assert operation["description"]
        for status, answer in operation["responses"].items():
            if status.startswith(("4", "5")) and operation["operationId"] != "readyz":
                assert answer["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                }
    assert "text/event-stream" in document["paths"]["/api/chat"]["post"]["responses"]["200"]["content"]


def test_the_document_has_an_example_for_every_body(api: Api) -> None:
    document = api.http.get("/api/openapi.json").json()
    without = []
    for path in document["paths"].values():
        for operation in path.values():
            if "requestBody" in operation:
                reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
                if not document["components"]["schemas"][reference.rpartition("/")[2]].get("examples"):
                    without.append(operation["operationId"])
    assert without == []


@pytest.mark.parametrize("kind", ["with length", "chunked"])
def test_memory_is_flat_when_bodies_are_too_large(api: Api, ada: Person, kind: str) -> None:
    """60 MB, as a whole: what is over the limit is neither kept nor waited for."""
    headers = {**ada.headers, "Content-Type": "application/json"}
    size = 60_000_000
    tracemalloc.start()
    try:
        with contextlib.suppress(httpx.TransportError):  # the server may hang up before everything is sent
            content: Iterator[bytes] = chunks(size)
            extra = {"Content-Length": str(size)} if kind == "with length" else {}
            answer = api.http.post("/api/tasks", content=content, headers={**headers, **extra})
            assert answer.status_code == 413
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 10_000_000


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦",
        "مرحبا بالعالم",
        "שלום",
        "\u202eright-to-left override",
        "e\u0301",
        "\ufeffmark",
        "\U0010ffff",
    ],
)
def test_text_of_all_kinds_is_kept_as_it_is(ada: Person, text: str) -> None:
    task = ada.add_task(f"x{text}x", notes=text, tags=[f"x{text}x"])
    assert (task["title"], task["notes"], task["tags"]) == (f"x{text}x", text, [f"x{text}x".lower()])
    assert ada.get("/api/tasks")["items"] == [task]
    answer = ada.api.http.get("/api/tasks", params={"q": text, "tag": f"x{text}x"}, headers=ada.headers)
    assert answer.json()["items"] == [task]


@pytest.mark.parametrize("text", ["a\x00b", "\ud83d", "\ude00\ud83d", "x\udfff"])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/tasks", {"title": "TEXT"}),
        ("POST", "/api/tasks", {"title": "x", "notes": "TEXT"}),
        ("POST", "/api/tasks", {"title": "x", "tags": ["TEXT"]}),
        ("PATCH", f"/api/tasks/{uuid.uuid4()}", {"title": "TEXT"}),
        ("POST", "/api/tokens", {"name": "TEXT"}),
        ("POST", "/api/auth/login", {"email": "TEXT@example.com", "password": "x"}),
        ("POST", "/api/auth/login", {"email": "a@example.com", "password": "TEXT"}),
        ("POST", "/api/me/password", {"current_password": "TEXT", "new_password": "long enough"}),
        ("POST", "/api/me/delete", {"password": "TEXT"}),
        ("POST", "/api/chat", {"message": "TEXT"}),
    ],
)
def test_text_that_no_database_holds_is_refused(
    ada: Person, method: str, path: str, body: dict[str, object], text: str
) -> None:
    sent = json.loads(json.dumps(body).replace("TEXT", json.dumps(text)[1:-1]))
    answer = ada.ask(method, path, sent)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/tasks"),
        ("PATCH", f"/api/tasks/{uuid.uuid4()}"),
        ("POST", "/api/tasks/delete"),
        ("POST", "/api/tokens"),
        ("POST", "/api/me/password"),
        ("POST", "/api/me/delete"),
        ("POST", "/api/auth/refresh"),
        ("POST", "/api/auth/logout"),
        ("POST", "/api/chat"),
    ],
)
def test_twenty_thousand_levels_of_json(ada: Person, method: str, path: str) -> None:
    for content in (b"[" * 20_000 + b"]" * 20_000, b'{"a":' * 15_000 + b"1" + b"}" * 15_000):
        headers = {**ada.headers, "Content-Type": "application/json"}
        answer = ada.api.http.request(method, path, content=content, headers=headers)
        assert answer.status_code in (400, 422)
        assert answer.headers["content-type"] == "application/problem+json"
