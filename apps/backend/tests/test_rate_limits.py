"""Rate limits, counted where several backends see them."""

import shutil
import socket
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from limits import RateLimitItemPerMinute
from sqlalchemy import text, update
from sqlmodel import Session, col

from tests.api import PASSWORD, Api, Person, eventually, running
from tests.conftest import NewDatabase
from tests.postgres import free_port
from tests.stand_in_agent import StandInAgent, done
from todo_backend import rate_limits
from todo_backend.migrate import upgrade
from todo_backend.models import RateLimit

Backends = tuple[Api, Api]


@contextmanager
def two_backends(
    new_database: NewDatabase, agent: StandInAgent, folder: Path, **settings: object
) -> Iterator[Backends]:
    url = new_database()
    upgrade(url)
    with ExitStack() as stack:
        address = url.render_as_string(hide_password=False)
        first, second = (
            stack.enter_context(running(address, folder, agent, rate_limits="on", **settings)) for _ in range(2)
        )
        yield first, second


@pytest.fixture(scope="module")
def backends(
    new_database: NewDatabase, agent: StandInAgent, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Backends]:
    with two_backends(new_database, agent, tmp_path_factory.mktemp("limits")) as found:
        yield found


@pytest.fixture(autouse=True)
def fresh(request: pytest.FixtureRequest) -> None:
    """Forget what was counted."""
    if "backends" in request.fixturenames:
        api: Api = request.getfixturevalue("backends")[0]
        with Session(api.services.database._engine) as session:
            session.execute(text("DELETE FROM rate_limits"))
            session.commit()


def login(api: Api, email: str, address: str = "192.0.2.1") -> httpx.Response:
    body = {"email": email, "password": "wrong password"}
    return api.http.post("/api/auth/login", json=body, headers={"X-Client-Address": address})


def assert_too_often(answer: httpx.Response, most_seconds: int = 60) -> None:
    assert answer.status_code == 429
    assert answer.headers["content-type"] == "application/problem+json"
    assert 1 <= int(answer.headers["retry-after"]) <= most_seconds
    assert answer.json()["request_id"] == answer.headers["x-request-id"]


def test_log_in_by_address_and_email(backends: Backends) -> None:
    answers = [login(backends[number % 2], "ada@example.com") for number in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert_too_often(answers[-1])
    assert_too_often(login(backends[0], " ADA@example.com"))
    assert login(backends[1], "bob@example.com").status_code == 401
    assert login(backends[0], "ada@example.com", "192.0.2.2").status_code == 401


def test_a_right_password_is_refused_too(backends: Backends) -> None:
    person = backends[0].register()
    for _ in range(10):
        login(backends[1], person.email)
    body = {"email": person.email, "password": PASSWORD}
    answer = backends[0].http.post("/api/auth/login", json=body, headers={"X-Client-Address": "192.0.2.1"})
    assert_too_often(answer)


def test_log_in_by_address(backends: Backends) -> None:
    statuses = [login(backends[number % 2], f"{number}@example.com").status_code for number in range(61)]
    assert statuses == [401] * 60 + [429]
    assert login(backends[0], "0@example.com", "192.0.2.2").status_code == 401


def test_register_by_address(backends: Backends) -> None:
    def register(number: int) -> httpx.Response:
        account = {"email": f"{uuid.uuid4()}@example.com", "password": PASSWORD}
        headers = {"X-Client-Address": "192.0.2.1"}
        return backends[number % 2].http.post("/api/auth/register", json=account, headers=headers)

    answers = [register(number) for number in range(21)]
    assert [answer.status_code for answer in answers] == [201] * 20 + [429]
    assert_too_often(answers[-1], 3600)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::7", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("nonsense", "", True),
        ("nonsense", "127.0.0.1", True),
        ("192.0.2.1, 192.0.2.9", "192.0.2.2, 192.0.2.9", True),
    ],
)
def test_addresses(backends: Backends, first: str, second: str, same: bool) -> None:
    for _ in range(10):
        assert login(backends[0], "ada@example.com", first).status_code == 401
    assert (login(backends[1], "ada@example.com", second).status_code == 429) == same


def test_forwarded_headers_of_the_client_are_not_believed(backends: Backends) -> None:
    body = {"email": "ada@example.com", "password": "wrong password"}
    statuses = [
        backends[0]
        .http.post("/api/auth/login", json=body, headers={"X-Forwarded-For": f"192.0.2.{number}"})
        .status_code
        for number in range(11)
    ]
    assert statuses[-1] == 429


def everybody(backends: Backends) -> tuple[Person, Person]:
    """The same person at both backends."""
    person = backends[0].register()
    return person, Person(backends[1], person.email, person.token, person.refresh_token)


def test_chat_by_user(backends: Backends) -> None:
    person = everybody(backends)
    backends[0].agent.play(done("hello"))
    for number in range(20):
        person[number % 2].chat("hi")
    assert_too_often(person[0].ask("POST", "/api/chat", {"message": "hi"}))
    backends[0].register().chat("hi")
    person[1].add_task("other writes go on")


def test_writes_by_user(backends: Backends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rate_limits.LIMITS, "writes", RateLimitItemPerMinute(6))
    person = everybody(backends)
    task = person[0].add_task("one")
    person[1].ask("PATCH", f"/api/tasks/{task['id']}", {"done": True})
    person[0].ask("POST", "/api/tasks/delete", {"ids": [task["id"]]})
    person[1].ask("DELETE", f"/api/tasks/{task['id']}")
    person[0].ask("POST", "/api/tokens", {"name": "x"})
    person[1].ask("DELETE", f"/api/tokens/{uuid.uuid4()}")
    for method, path, body in [
        ("POST", "/api/tasks", {"title": "x"}),
        ("PATCH", f"/api/tasks/{task['id']}", {}),
        ("POST", "/api/tasks/delete", {"ids": [task["id"]]}),
        ("DELETE", f"/api/tasks/{task['id']}", None),
        ("POST", "/api/tokens", {"name": "x"}),
        ("DELETE", f"/api/tokens/{task['id']}", None),
    ]:
        assert_too_often(person[0].ask(method, path, body))
    assert person[0].get("/api/tasks")["items"] == []


def test_two_hundred_and_forty_writes_a_minute() -> None:
    assert str(rate_limits.LIMITS["writes"]) == "240 per 1 minute"
    assert str(rate_limits.LIMITS["search"]) == "60 per 1 minute"


def test_search_and_export_by_user(backends: Backends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rate_limits.LIMITS, "search", RateLimitItemPerMinute(2))
    person = everybody(backends)
    person[0].get("/api/tasks?q=milk")
    person[1].get("/api/me/export")
    assert_too_often(person[0].ask("GET", "/api/tasks?q=milk"))
    assert_too_often(person[0].ask("GET", "/api/me/export"))
    for _ in range(5):
        person[0].get("/api/tasks")


def test_trying_passwords_of_an_account_that_is_open(backends: Backends) -> None:
    person = everybody(backends)
    for number in range(10):
        assert person[number % 2].ask("POST", "/api/me/delete", {"password": "wrong"}).status_code == 403
    assert_too_often(person[0].ask("POST", "/api/me/delete", {"password": PASSWORD}))
    body = {"current_password": PASSWORD, "new_password": "another long password"}
    assert_too_often(person[0].ask("POST", "/api/me/password", body))


def test_a_window_ends(backends: Backends) -> None:
    for _ in range(11):
        answer = login(backends[0], "ada@example.com")
    assert_too_often(answer)
    with Session(backends[0].services.database._engine) as session:
        session.execute(update(RateLimit).values(expires_at=col(RateLimit.expires_at) - 60))
        session.commit()
    assert [login(backends[1], "ada@example.com").status_code for _ in range(11)] == [401] * 10 + [429]


def test_counters_tell_no_addresses(backends: Backends) -> None:
    login(backends[0], "ada@example.com")
    with Session(backends[0].services.database._engine) as session:
        keys = session.execute(text("SELECT key FROM rate_limits")).scalars().all()
    assert len(keys) == 2
    assert not any("ada" in key or "192" in key for key in keys)


def test_refusals_are_counted(backends: Backends) -> None:
    for _ in range(11):
        login(backends[0], "ada@example.com")
    assert 'todo_rate_limited_total{limit="login"}' in backends[0].http.get("/metrics").text


def test_limits_may_be_off(api: Api) -> None:
    assert [login(api, "ada@example.com").status_code for _ in range(12)] == [401] * 12


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    if binary is None:
        pytest.skip("no Redis server binary here (Debian: apt-get install redis-server)")
    port = free_port()
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--requirepass", "secret"]
    folder = tmp_path_factory.mktemp("redis")
    process = subprocess.Popen([binary, *arguments], cwd=folder, stdout=subprocess.DEVNULL)

    def answers() -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    try:
        eventually(answers, "Redis starts")
        yield f"redis://:secret@127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(120)


def counters(api: Api) -> int:
    with Session(api.services.database._engine) as session:
        return int(session.execute(text("SELECT count(*) FROM rate_limits")).scalar_one())


def test_redis_counts(new_database: NewDatabase, agent: StandInAgent, tmp_path: Path, redis_url: str) -> None:
    (tmp_path / "redis").write_text(f"{redis_url}\n")
    email = f"{uuid.uuid4()}@example.com"
    with two_backends(new_database, agent, tmp_path, redis_url_file=tmp_path / "redis") as backends:
        answers = [login(backends[number % 2], email, "192.0.2.77") for number in range(11)]
        assert [answer.status_code for answer in answers] == [401] * 10 + [429]
        assert_too_often(answers[-1])
        assert counters(backends[0]) == 0


def test_a_redis_that_is_away(
    new_database: NewDatabase, agent: StandInAgent, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "redis").write_text(f"redis://:hidden@127.0.0.1:{free_port()}/0")
    with two_backends(new_database, agent, tmp_path, redis_url_file=tmp_path / "redis") as backends:
        statuses = [login(backends[number % 2], "ada@example.com").status_code for number in range(11)]
        assert statuses == [401] * 10 + [429]
        assert counters(backends[0]) == 2
    said = [record.getMessage() for record in caplog.records if "redis" in record.getMessage()]
    assert said
    assert len(said) < 11  # it is left alone for a while
    assert "hidden" not in caplog.text
