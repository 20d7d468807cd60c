"""A database that stops and comes back."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.api import PASSWORD, Api, eventually, running
from tests.postgres import Cluster, binaries
from tests.stand_in_agent import StandInAgent, done
from todo_backend import database as database_module
from todo_backend.migrate import upgrade


def test_a_stopped_database(agent: StandInAgent, tmp_path: Path) -> None:
    found = binaries()
    if found is None:
        pytest.skip("no PostgreSQL server binaries here (Debian: apt-get install postgresql)")
    cluster = Cluster(found)
    try:
        cluster.start()
        url = cluster.create_database("todo")
        upgrade(make_url(url).set(drivername="postgresql+psycopg"))
        with running(url, tmp_path, agent) as api:
            person = api.register()
            task = person.add_task("milk")
            cluster.stop()
            agent.play(done("never"))
            _check_outage(api, person.email, person.headers)
            assert agent.asked == []
            cluster.start()
            assert person.get("/api/tasks")["items"] == [task]  # without a restart of the program
            eventually(lambda: api.http.get("/readyz").status_code == 200, "ready again")
            # An outage that nobody noticed costs no request: pooled connections are tried before they are used.
            cluster.stop()
            cluster.start()
            assert person.get("/api/tasks")["items"] == [task]
    finally:
        cluster.remove()


def _check_outage(api: Api, email: str, headers: dict[str, str]) -> None:
    answers = [
        api.http.get("/api/tasks", headers=headers),
        api.http.post("/api/tasks", headers=headers, json={"title": "x"}),
        api.http.post("/api/chat", headers=headers, json={"message": "x"}),
        api.http.post("/api/auth/login", json={"email": email, "password": PASSWORD}),
        api.http.post("/api/auth/register", json={"email": "new@example.com", "password": PASSWORD}),
    ]
    for answer in answers:
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert "retry-after" in answer.headers
        assert "127.0.0.1" not in answer.text
    readiness = api.http.get("/readyz")
    assert (readiness.status_code, readiness.json()["checks"]) == (503, {"database": "unreachable"})
    assert api.http.get("/healthz").status_code == 200


def test_a_database_that_never_answers(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(api.services.database, "schema_revision", lambda: go_on.wait(20))
    answer = api.http.get("/readyz")
    go_on.set()
    assert (answer.status_code, answer.json()["checks"]) == (503, {"database": "does not answer in time"})


def test_no_connection_becomes_free(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    person = api.register()
    monkeypatch.setattr(database_module, "SLOT_TIMEOUT_SECONDS", 0.05)
    slots = api.services.database._slots
    monkeypatch.setattr(slots, "_value", 0)
    assert person.ask("GET", "/api/tasks").status_code == 503
