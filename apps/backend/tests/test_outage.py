"""A database that stops and comes back."""

import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col

from tests.api import PASSWORD, Api, eventually, running, text_of
from tests.postgres import Cluster, binaries
from tests.stand_in_agent import StandInAgent, confirm, done, tokens
from todo_backend import database as database_module
from todo_backend.migrate import upgrade
from todo_backend.models import Run, now
from todo_backend.routers import health
from todo_backend.runs import ending
from todo_backend.runs import follower as follower_module
from todo_backend.runs import writer as writer_module
from todo_backend.runs.work import STALE_SECONDS


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    """One that nobody else uses."""
    found = binaries()
    if found is None:
        pytest.skip("no PostgreSQL server binaries here (Debian: apt-get install postgresql)")
    cluster = Cluster(found)
    try:
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture
def mortal(own_cluster: Cluster, agent: StandInAgent, tmp_path: Path) -> Iterator[tuple[Cluster, Api]]:
    """A backend whose database may be stopped."""
    if not own_cluster.runs:
        own_cluster.start()
    url = own_cluster.create_database(f"todo_{uuid.uuid4().hex}")
    upgrade(make_url(url).set(drivername="postgresql+psycopg"))
    with running(url, tmp_path, agent) as api:
        yield own_cluster, api


def test_a_stopped_database(mortal: tuple[Cluster, Api], agent: StandInAgent) -> None:
    cluster, api = mortal
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


def test_a_short_outage_in_the_middle_of_an_answer(mortal: tuple[Cluster, Api], agent: StandInAgent) -> None:
    cluster, api = mortal
    ada = api.register()
    stopped = threading.Event()
    agent.play(*tokens("before, "), lambda: stopped.wait(120), *tokens("meanwhile"), done(""))
    with ada.chatting("go") as events:
        received = [next(events), next(events)]
        cluster.stop()
        stopped.set()
        cluster.start()
        received += list(events)
    assert received[-1][0] == "done"
    assert text_of(received) == "before, meanwhile"
    assert ada.follow(received[0][1]["run_id"]) == received


def test_an_outage_in_the_middle_of_an_answer(
    mortal: tuple[Cluster, Api], agent: StandInAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "PATIENCE_SECONDS", 0.5)
    # However long it takes to stop and start: the heart does not beat meanwhile.
    monkeypatch.setattr(ending, "STALE_SECONDS", 3600)
    cluster, api = mortal
    ada = api.register()
    stopped = threading.Event()
    agent.play(*tokens("before"), lambda: stopped.wait(120), *tokens("lost"), done(""))
    with ada.chatting("go") as events:
        received = [next(events), next(events)]
        cluster.stop()
        stopped.set()
        rest = list(events)
    assert [(name, data["code"]) for name, data in rest] == [("error", "internal")]
    assert rest[0].seq is None  # it is not stored, so nobody can ask for what comes after it
    assert api.http.get("/healthz").status_code == 200
    run_id = received[0][1]["run_id"]
    assert ada.ask("GET", f"/api/runs/{run_id}").status_code == 503

    cluster.start()
    assert ada.get(f"/api/runs/{run_id}")["status"] == "running"
    with Session(api.services.database._engine) as session:
        long_ago = now() - timedelta(seconds=3601)
        session.execute(update(Run).where(col(Run.id) == uuid.UUID(run_id)).values(heartbeat_at=long_ago))
        session.commit()
    # It is marked, readable, and can be tried again.
    run = ada.get(f"/api/runs/{run_id}")
    assert (run["status"], run["error"]["code"]) == ("failed", "interrupted")
    assert text_of(ada.follow(run_id)) == "before"
    agent.play(done("again"))
    again = ada.stream("POST", f"/api/conversations/{run['conversation_id']}/regenerate")
    assert again[-1][1]["text"] == "again"


def test_a_listener_on_another_replica_is_let_go(
    mortal: tuple[Cluster, Api], agent: StandInAgent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster, api = mortal
    ada = api.register()
    go_on = threading.Event()
    agent.play(*tokens("before"), lambda: go_on.wait(120), done(""))
    url = api.services.database._engine.url.render_as_string(hide_password=False)
    with running(url, tmp_path, agent) as other, ada.chatting("go") as events:
        run_id = next(events)[1]["run_id"]
        with ada.at(other).streaming("GET", f"/api/runs/{run_id}/events") as there:
            assert [next(there)[0] for _ in range(2)] == ["start", "token"]
            monkeypatch.setattr(follower_module, "PATIENCE_SECONDS", 0.1)
            cluster.stop()
            assert list(there) == []
        cluster.start()
        go_on.set()
        assert list(events)[-1][0] == "done"
        assert ada.at(other).follow(run_id, 2)[-1][0] == "done"


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


@pytest.mark.parametrize("look", ["/api/runs/{run_id}", "/api/conversations/{conversation_id}"])
def test_a_dead_run_is_ended_as_a_whole_or_not_at_all(
    api: Api, agent: StandInAgent, monkeypatch: pytest.MonkeyPatch, look: str
) -> None:
    ada = api.register()
    agent.play(*tokens("half"), confirm(("delete_task", {})))
    start = ada.chat("go")[0][1]
    with Session(api.services.database._engine) as session:
        dead = {"status": "running", "heartbeat_at": now() - timedelta(seconds=STALE_SECONDS + 1)}
        session.execute(update(Run).where(col(Run.id) == uuid.UUID(start["run_id"])).values(**dead))
        session.commit()

    def vanish(*_arguments: object) -> None:
        raise OperationalError("INSERT", {}, Exception("the connection is lost"))

    with monkeypatch.context() as outage:
        outage.setattr(ending, "store", vanish)
        assert ada.ask("GET", look.format(**start)).status_code == 503
    ada.get(look.format(**start))
    assert ada.follow(start["run_id"])[-1][1]["code"] == "interrupted"
    messages = ada.get(f"/api/conversations/{start['conversation_id']}")["messages"]
    assert [(message["content"], message["status"]) for message in messages] == [("go", "complete"), ("half", "failed")]


def test_a_database_that_never_answers(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "TIMEOUT_SECONDS", 0.05)
    go_on = threading.Event()
    monkeypatch.setattr(api.services.database, "schema_revision", lambda: go_on.wait(120))
    answer = api.http.get("/readyz")
    go_on.set()
    assert (answer.status_code, answer.json()["checks"]) == (503, {"database": "does not answer in time"})


def test_no_connection_becomes_free(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    person = api.register()
    monkeypatch.setattr(database_module, "SLOT_TIMEOUT_SECONDS", 0.05)
    slots = api.services.database._slots
    monkeypatch.setattr(slots, "_value", 0)
    assert person.ask("GET", "/api/tasks").status_code == 503
