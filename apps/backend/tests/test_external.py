"""A database elsewhere: a pooler before it, TLS, odd passwords, another host for migrations."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import NullPool, make_url, text
from sqlalchemy.exc import OperationalError

from tests.api import running, unmeasured, write_keys
from tests.pgbouncer import PROGRAM, Pooler
from tests.postgres import PASSWORD, Cluster
from tests.stand_in_agent import StandInAgent, done
from todo_backend.__main__ import main
from todo_backend.app import create_app
from todo_backend.database import REPETITIONS, Database, make_engine
from todo_backend.database_settings import DatabaseSettings
from todo_backend.migrate import upgrade
from todo_backend.settings import Settings, load

ODD_PASSWORDS = ["@:/?#%[]é\U0001f512&= +", "100%25 sure/?#", "p:w@host:5432/other?sslmode=disable", '\' or "1"="1" \\']


@pytest.fixture
def database(cluster: Cluster) -> str:
    name = f"test_{uuid4().hex}"
    cluster.create_database(name)
    return name


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cluster: Cluster, database: str) -> Any:
    """Sets the parts of the database's address; says how they are read."""
    for name in DatabaseSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)

    def given(password: str = PASSWORD, **parts: str) -> DatabaseSettings:
        (tmp_path / "password").write_text(password, encoding="utf-8")
        defaults = {"HOST": "127.0.0.1", "PORT": str(cluster.port), "NAME": database, "USER": "todo"}
        for name, value in {**defaults, "PASSWORD_FILE": str(tmp_path / "password"), **parts}.items():
            monkeypatch.setenv(f"DATABASE_{name}", value)
        return load(DatabaseSettings)

    return given


def ask(settings: DatabaseSettings, statement: str = "SELECT current_user") -> Any:
    with make_engine(settings.url, poolclass=NullPool).connect() as connection:
        return connection.execute(text(statement)).scalar()


@pytest.mark.parametrize("password", ODD_PASSWORDS)
def test_odd_passwords(settings: Any, cluster: Cluster, password: str) -> None:
    user = f"u{uuid4().hex[:8]}"
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("CREATE USER {} PASSWORD {}").format(psycopg.sql.Identifier(user), password))
    assert ask(settings(password, USER=user)) == user
    # By a URL too, which SQLAlchemy encodes.
    url = settings(password, USER=user).url.render_as_string(hide_password=False)
    with make_engine(make_url(url), poolclass=NullPool).connect() as connection:
        assert connection.execute(text("SELECT current_user")).scalar() == user
    with pytest.raises(OperationalError):
        ask(settings(f"{password}x", USER=user))


@pytest.mark.parametrize("of", ["DATABASE {}", "ROLE todo IN DATABASE {}"])
def test_times_are_in_utc_whatever_the_database_says(settings: Any, cluster: Cluster, database: str, of: str) -> None:
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        statement = psycopg.sql.SQL(f"ALTER {of} SET timezone TO 'Asia/Kolkata'")
        connection.execute(statement.format(psycopg.sql.Identifier(database)))
    time = ask(settings(), "SELECT timestamptz '2026-11-27 12:00+05:30'")
    assert (time.isoformat(), time.tzinfo) == ("2026-11-27T06:30:00+00:00", UTC)


def test_migrations_take_the_direct_host(settings: Any) -> None:
    # Nobody answers at the other one.
    settings(HOST="127.0.0.2", DIRECT_HOST="127.0.0.1")
    assert main(["migrate"]) == 0
    assert ask(settings(), "SELECT count(*) FROM tasks") == 0


@pytest.mark.parametrize(("pooler", "kept"), [("on", 0), ("off", 1)])
def test_the_server_keeps_plans_where_no_pooler_stands(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pooler: str, kept: int
) -> None:
    for name, value in write_keys(tmp_path).items():
        monkeypatch.setenv(name, value)
    settings(POOLER=pooler)
    database: Database = create_app(load(Settings)).state.services.database
    count = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT 42%'"

    async def ask(statement: str) -> Any:
        return await database.read(lambda session: session.connection().scalar(text(statement)))

    async def ask_often() -> Any:
        for _ in range(REPETITIONS + 1):
            await ask("SELECT 42")
        return await ask(count)

    assert asyncio.run(ask_often()) == kept
    database.close()


@pytest.fixture
def authority(cluster: Cluster, tmp_path: Path) -> Iterator[Path]:
    """The server has a certificate for `localhost` by an authority of its own."""
    certificate, key = tmp_path / "server.crt", tmp_path / "server.key"
    line = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    line += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(line, check=True, capture_output=True)
    cluster.use_tls(certificate, key)
    yield certificate
    cluster.use_tls(None, None)


USES_TLS = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"


def test_tls(settings: Any, authority: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(settings(SSLMODE="disable"), USES_TLS) is False
    assert ask(settings(SSLMODE="require"), USES_TLS) is True
    assert ask(settings(SSLMODE="verify-full", HOST="localhost", SSLROOTCERT=str(authority)), USES_TLS) is True
    with pytest.raises(OperationalError, match="does not match host name"):
        ask(settings(SSLMODE="verify-full", HOST="127.0.0.1", SSLROOTCERT=str(authority)))
    monkeypatch.delenv("DATABASE_SSLROOTCERT")
    with pytest.raises(OperationalError, match="certificate verify failed"):
        ask(settings(SSLMODE="verify-full", HOST="localhost"))
    # Whom the system trusts.
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    assert ask(settings(SSLMODE="verify-full", HOST="localhost"), USES_TLS) is True


def test_tls_that_the_server_does_not_have(settings: Any) -> None:
    assert ask(settings(SSLMODE="prefer"), USES_TLS) is False
    with pytest.raises(OperationalError, match="does not support SSL"):
        ask(settings(SSLMODE="require"))


@pytest.fixture
def pooler(cluster: Cluster) -> Iterator[Pooler]:
    if PROGRAM is None:
        pytest.skip("no PgBouncer here (Debian: apt-get install pgbouncer)")
    pooler = Pooler(cluster)
    try:
        pooler.wait()
        yield pooler
    finally:
        pooler.remove()


def test_through_a_pooler_in_transaction_mode(
    cluster: Cluster, pooler: Pooler, database: str, agent: StandInAgent, tmp_path: Path
) -> None:
    upgrade(make_url(cluster.url(database)).set(drivername="postgresql+psycopg"))
    with running(pooler.url(database), tmp_path, agent) as api:
        assert api.http.get("/readyz").status_code == 200
        people = [api.register() for _ in range(4)]
        agent.play(done("hello"))
        people[0].chat("hi")
        # More at once than the pooler has connections: each statement may get another one.
        with ThreadPoolExecutor(16) as threads:
            list(threads.map(lambda n: people[n % 4].add_task(f"task {n}"), range(64)))
        for person in people:
            assert len(person.get("/api/tasks?limit=100")["items"]) == 16


def test_migrations_through_a_pooler_wait_for_each_other(pooler: Pooler, database: str) -> None:
    code = "import sys, sqlalchemy, todo_backend.migrate as m; m.upgrade(sqlalchemy.make_url(sys.argv[1]))"
    url = pooler.url(database).replace("postgresql://", "postgresql+psycopg://")
    line, folder = [sys.executable, "-c", code, url], Path(__file__).parent.parent
    started = [subprocess.Popen(line, cwd=folder, env=unmeasured()) for _ in range(3)]
    assert [process.wait(timeout=120) for process in started] == [0, 0, 0]
