import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, inspect, make_url, text
from sqlmodel import Session, SQLModel

from tests.api import PASSWORD, Person, running, unmeasured
from tests.conftest import NewDatabase
from tests.postgres import free_port
from tests.stand_in_agent import StandInAgent, done, event
from todo_backend import migrate
from todo_backend.database import SCHEMA_REVISION, make_engine

FOLDER = Path(__file__).parent.parent
TABLES = {*SQLModel.metadata.tables, "alembic_version"}


def tables(url: Any) -> set[str]:
    engine = make_engine(url, poolclass=NullPool)
    return set(inspect(engine).get_table_names())


# Migrates as the program does, all at the word "go"; what happens under the lock happens alone, or fails.
MIGRATE = """
import os, sys, time
from alembic import command
from sqlalchemy import make_url
from todo_backend import migrate
upgrade = command.upgrade
def alone(config, revision):
    os.close(os.open(sys.argv[2], os.O_CREAT | os.O_EXCL))
    time.sleep(0.3)
    upgrade(config, revision)
    os.remove(sys.argv[2])
command.upgrade = alone
print("ready", flush=True)
sys.stdin.readline()
migrate.upgrade(make_url(sys.argv[1]))
"""


def test_several_at_once(new_database: NewDatabase, tmp_path: Path) -> None:
    url = new_database()
    line = [sys.executable, "-c", MIGRATE, url.render_as_string(hide_password=False), str(tmp_path / "marker")]
    started = [
        subprocess.Popen(line, cwd=FOLDER, env=unmeasured(), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in started:
        process.communicate(timeout=120)
    assert [process.returncode for process in started] == [0, 0, 0]
    assert tables(url) == TABLES
    with make_engine(url, poolclass=NullPool).connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [SCHEMA_REVISION]


def test_up_down_up(new_database: NewDatabase) -> None:
    url = new_database()
    migrate.upgrade(url)
    migrate.downgrade(url, "base")
    assert tables(url) == {"alembic_version"}
    migrate.upgrade(url)
    assert tables(url) == TABLES


def test_up_again_keeps_the_data(new_database: NewDatabase, agent: StandInAgent, tmp_path: Any) -> None:
    url = new_database()
    migrate.upgrade(url)
    with running(url.render_as_string(hide_password=False), tmp_path, agent) as api:
        person = api.register()
        task = person.add_task("milk", due_date="2030-01-01")
        agent.play(done("hello"))
        person.chat("hi")
        migrate.upgrade(url)
        assert person.get("/api/tasks")["items"] == [task]
        assert len(person.get("/api/conversations")["items"]) == 1


def test_the_previous_program_works_on_the_new_schema(
    new_database: NewDatabase, agent: StandInAgent, tmp_path: Any
) -> None:
    url = new_database()
    migrate.upgrade(url, revision="0001")
    with make_engine(url, poolclass=NullPool).begin() as connection:
        _add_as_0001_did(connection, "a" * 32)
    migrate.upgrade(url)
    with make_engine(url, poolclass=NullPool).begin() as connection:
        _add_as_0001_did(connection, "b" * 32)
    with running(url.render_as_string(hide_password=False), tmp_path, agent) as api:
        for user in ("a", "b"):
            user_id = uuid.UUID(user * 32)
            person = Person(api, "", api.services.tokens.for_mcp(user_id))
            assert [(task["title"], task["tags"]) for task in person.get("/api/tasks")["items"]] == [("milk", [])]
            changed = person.ask("PATCH", f"/api/tasks/{user_id}", {"tags": ["home"]})
            assert changed.json()["tags"] == ["home"]


def _add_as_0001_did(connection: Any, identity: str) -> None:
    values = {"id": identity, "email": f"{identity}@example.com", "at": "2026-01-01 00:00:00.000000+00:00"}
    connection.execute(
        text("INSERT INTO users (id, email, password_hash, created_at) VALUES (:id, :email, 'x', :at)"), values
    )
    columns = "id, user_id, title, priority, done, created_at, updated_at"
    connection.execute(
        text(f"INSERT INTO tasks ({columns}) VALUES (:id, :id, 'milk', 'normal', false, :at, :at)"), values
    )


def test_up_down_up_keeps_the_data(new_database: NewDatabase) -> None:
    url = new_database()
    migrate.upgrade(url, revision="0001")
    with make_engine(url, poolclass=NullPool).begin() as connection:
        _add_as_0001_did(connection, "a" * 32)
    for down in (False, True, False):
        if down:
            migrate.downgrade(url, "0001")
        else:
            migrate.upgrade(url)
        with make_engine(url, poolclass=NullPool).connect() as connection:
            assert connection.execute(text("SELECT title FROM tasks")).scalars().all() == ["milk"]


def test_conversations_with_answers_go_up_and_down(
    new_database: NewDatabase, agent: StandInAgent, tmp_path: Any
) -> None:
    url = new_database()
    migrate.upgrade(url, revision="0002")
    engine = make_engine(url, poolclass=NullPool)
    values = {"id": "a" * 32, "other": "b" * 32}
    values |= {"at": "2026-01-01 00:00:00.000000+00:00", "later": "2026-02-01 00:00:00.000000+00:00"}
    with engine.begin() as connection:
        _add_as_0001_did(connection, values["id"])
        for conversation in (":id", ":other"):
            columns = "id, user_id, title, created_at"
            insert = f"INSERT INTO conversations ({columns}) VALUES ({conversation}, :id, 'old', :at)"
            connection.execute(text(insert), values)
        columns = "id, conversation_id, role, content, created_at"
        connection.execute(text(f"INSERT INTO messages ({columns}) VALUES (:id, :id, 'user', 'hi', :later)"), values)
    migrate.upgrade(url)
    with running(url.render_as_string(hide_password=False), tmp_path, agent) as api:
        with Session(engine) as session:
            user_id = uuid.UUID(values["id"])
            logged_in = api.services.sessions.open(session, user_id)
            session.commit()
        person = Person(api, "", api.services.tokens.for_person(user_id, logged_in.id))
        newest, oldest = person.get("/api/conversations")["items"]
        assert [newest["updated_at"][:10], oldest["updated_at"][:10]] == ["2026-02-01", "2026-01-01"]
        agent.play(event("tool", name="x", ok=True), event("error", code="timeout", message="Too slow."))
        person.chat("go", newest["id"])
    migrate.downgrade(url, "0002")
    with engine.connect() as connection:
        query = text("SELECT role, content FROM messages ORDER BY number")
        assert [tuple(row) for row in connection.execute(query)] == [("user", "hi"), ("user", "go"), ("assistant", "")]
    migrate.upgrade(url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT status FROM messages")).scalars().all() == ["complete"] * 3


def test_the_tables_are_those_of_the_models(new_database: NewDatabase) -> None:
    url = new_database()
    migrate.upgrade(url)
    with make_engine(url, poolclass=NullPool).connect() as connection, connection.begin():
        command.check(migrate._config(connection))


def test_the_program_needs_the_newest_revision() -> None:
    with make_engine(make_url("sqlite://"), poolclass=NullPool).connect() as connection:
        script = ScriptDirectory.from_config(migrate._config(connection))
    assert script.get_heads() == [SCHEMA_REVISION]


def test_a_failed_migration_leaves_nothing(new_database: NewDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    url = new_database()
    with make_engine(url, poolclass=NullPool).begin() as connection:
        connection.execute(text("CREATE TABLE messages (in_the_way INTEGER)"))
    with pytest.raises(Exception, match="messages"):
        migrate.upgrade(url)
    assert tables(url) == {"messages"}


def test_a_database_that_is_away(caplog: pytest.LogCaptureFixture) -> None:
    url = make_url(f"postgresql+psycopg://todo:hidden-password@127.0.0.1:{free_port()}/todo")
    with pytest.raises(migrate.MigrationError) as error:
        migrate.upgrade(url, wait_seconds=1)
    assert "no connection to postgresql+psycopg://todo:***@127.0.0.1" in str(error.value)
    assert "hidden-password" not in str(error.value) + caplog.text
    assert "waiting for the database" in caplog.text


def test_readiness_wants_the_schema(new_database: NewDatabase, agent: StandInAgent, tmp_path: Any) -> None:
    url = new_database()
    with running(url.render_as_string(hide_password=False), tmp_path, agent) as api:
        answer = api.http.get("/readyz")
        assert (answer.status_code, answer.json()["checks"]) == (503, {"database": "has no schema yet"})
        migrate.upgrade(url)
        assert api.http.get("/readyz").status_code == 200
        for revision, status in [("0000", 503), ("9999", 200)]:
            with make_engine(url, poolclass=NullPool).begin() as connection:
                connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
            assert api.http.get("/readyz").status_code == status


def test_deleting_a_user_deletes_what_they_own(new_database: NewDatabase, agent: StandInAgent, tmp_path: Any) -> None:
    url = new_database()
    migrate.upgrade(url)
    with running(url.render_as_string(hide_password=False), tmp_path, agent) as api:
        person = api.register()
        person.add_task("milk")
        agent.play(done("hello"))
        person.chat("hi")
        assert api.http.post("/api/auth/login", json={"email": person.email, "password": PASSWORD}).status_code == 200
    engine = make_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM users"))
        for table in TABLES - {"alembic_version"}:
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0
