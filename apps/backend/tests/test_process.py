"""The program as a process: commands, signals, exit codes."""

import io
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from sqlalchemy import make_url

from tests.api import PASSWORD, Api, Person, eventually, read_events, unmeasured, write_keys
from tests.conftest import NewDatabase
from tests.postgres import free_port
from tests.stand_in_agent import StandInAgent, done, tokens
from todo_backend.migrate import upgrade

FOLDER = Path(__file__).parent.parent


def environment(folder: Path, **more: str) -> dict[str, str]:
    keep = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG") or "COV" in name}
    return {
        **keep,
        **write_keys(folder),
        "DATABASE_URL": f"sqlite:///{folder}/todo.sqlite3",
        "HOST": "127.0.0.1",
        **more,
    }


def run(command: str, env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    line = [sys.executable, "-m", "todo_backend", command]
    return subprocess.run(line, cwd=FOLDER, env=env, capture_output=True, text=True, check=False)


def migrated(env: dict[str, str]) -> None:
    """The same as `run("migrate", env)`, in this process: that is quicker."""
    upgrade(make_url(env["DATABASE_URL"]))


@contextmanager
def serving(
    env: dict[str, str], log: Path, folder: Path = FOLDER, *, measured: bool = False
) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    url = f"http://127.0.0.1:{env['PORT']}"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "todo_backend", "serve"],
            cwd=folder,
            env=env if measured else unmeasured(env),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        eventually(lambda: process.poll() is not None or answers(f"{url}/readyz"), "the program is ready")
        yield process, url
    finally:
        process.kill()
        process.wait()


def answers(url: str) -> bool:
    try:
        # Asked again and again: without the certificates, which take 40 ms to load.
        return httpx.get(url, verify=False, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def test_sigterm_lets_a_chat_finish(tmp_path: Path, agent: StandInAgent) -> None:
    env = environment(tmp_path, PORT=str(free_port()), AGENT_URL=agent.url)
    assert run("migrate", env).returncode == 0
    ending = threading.Event()
    agent.play(*tokens("before, "), lambda: ending.wait(120), *tokens("after"), done("before, after"))
    log = tmp_path / "log"
    with serving(env, log, measured=True) as (process, url):
        account = {"email": "ada@example.com", "password": PASSWORD}
        token = httpx.post(f"{url}/api/auth/register", json=account).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.stream("POST", f"{url}/api/chat", json={"message": "go"}, headers=headers, timeout=120) as answer:
            events = read_events(answer)
            assert [next(events)[0] for _ in range(2)] == ["start", "token"]
            process.send_signal(signal.SIGTERM)
            eventually(lambda: not answers(f"{url}/readyz"), "readiness is off")
            ending.set()
            assert list(events)[-1][1]["text"] == "before, after"
        assert process.wait(120) == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert all({"time", "level", "message", "service"} <= set(line) for line in lines)
    assert token not in log.read_text()
    with serving(env, log) as (_, url):
        listed = httpx.get(f"{url}/api/conversations", headers=headers).json()["items"]
        found = httpx.get(f"{url}/api/conversations/{listed[0]['id']}", headers=headers).json()
        assert [message["content"] for message in found["messages"]] == ["go", "before, after"]


def person(url: str) -> Person:
    account = {"email": "ada@example.com", "password": PASSWORD}
    token = httpx.post(f"{url}/api/auth/register", json=account).json()["access_token"]
    http = httpx.Client(base_url=url, timeout=120)
    return Person(Api(url, None, None, http), account["email"], token)  # type: ignore[arg-type]


def stored(env: dict[str, str]) -> list[tuple[str, str, str | None]]:
    with closing(sqlite3.connect(env["DATABASE_URL"].removeprefix("sqlite:///"))) as connection:
        return connection.execute("SELECT content, status, error_code FROM messages ORDER BY number").fetchall()


def test_sigterm_lets_an_answer_finish_that_nobody_listens_to(tmp_path: Path, agent: StandInAgent) -> None:
    env = environment(tmp_path, PORT=str(free_port()), AGENT_URL=agent.url)
    migrated(env)
    ending = threading.Event()
    agent.play(*tokens("before, "), lambda: ending.wait(120), *tokens("after"), done("before, after"))
    with serving(env, tmp_path / "log") as (process, url):
        ada = person(url)
        with ada.chatting("go") as events:
            assert [next(events)[0] for _ in range(2)] == ["start", "token"]
        ada.api.http.close()
        process.send_signal(signal.SIGTERM)
        eventually(lambda: not answers(f"{url}/readyz"), "readiness is off")
        ending.set()
        assert process.wait(120) == 0
    assert stored(env) == [("go", "complete", None), ("before, after", "complete", None)]


def test_what_takes_longer_than_the_drain_time_is_interrupted(tmp_path: Path, agent: StandInAgent) -> None:
    env = environment(tmp_path, PORT=str(free_port()), AGENT_URL=agent.url, DRAIN_SECONDS="2")
    migrated(env)
    never = threading.Event()
    agent.play(*tokens("before"), lambda: never.wait(120))
    with serving(env, tmp_path / "log") as (process, url):
        ada = person(url)
        with ada.chatting("go") as events:
            assert [next(events)[0] for _ in range(2)] == ["start", "token"]
            process.send_signal(signal.SIGTERM)
            assert [(name, data["code"]) for name, data in events] == [("error", "interrupted")]
        ada.api.http.close()
        assert process.wait(120) == 0
    never.set()
    assert stored(env) == [("go", "complete", None), ("before", "failed", "interrupted")]


def test_a_killed_program_leaves_an_interrupted_answer(tmp_path: Path, agent: StandInAgent) -> None:
    env = environment(tmp_path, PORT=str(free_port()), AGENT_URL=agent.url)
    migrated(env)
    never = threading.Event()
    agent.play(*tokens("before"), lambda: never.wait(120))
    with serving(env, tmp_path / "log") as (process, url):
        ada = person(url)
        with ada.chatting("go") as events:
            received = [next(events), next(events)]
            process.kill()
            with pytest.raises(httpx.HTTPError):
                list(events)
        process.wait()
    never.set()
    with closing(sqlite3.connect(env["DATABASE_URL"].removeprefix("sqlite:///"))) as connection:
        connection.execute("UPDATE runs SET heartbeat_at = '2026-01-01 00:00:00.000000'")
        connection.commit()
    run_id = received[0][1]["run_id"]
    with serving(env, tmp_path / "log"):
        rest = ada.follow(run_id, 2)
        assert [(event.seq, event[1]["code"]) for event in rest] == [(3, "interrupted")]
        assert ada.follow(run_id) == [*received, *rest]
        ada.api.http.close()
    assert stored(env) == [("go", "complete", None), ("before", "failed", "interrupted")]


def test_a_program_that_ends_lets_listeners_of_another_go(tmp_path: Path, agent: StandInAgent) -> None:
    here = environment(tmp_path, PORT=str(free_port()), AGENT_URL=agent.url)
    there = {**here, "PORT": str(free_port())}
    migrated(here)
    ending = threading.Event()
    agent.play(*tokens("before, "), lambda: ending.wait(120), *tokens("after"), done(""))
    with serving(here, tmp_path / "here") as (_, url), serving(there, tmp_path / "there") as (process, other):
        ada = person(url)
        with ada.chatting("go") as events, httpx.Client(base_url=other, timeout=120) as http:
            received = [next(events), next(events)]
            run_id = received[0][1]["run_id"]
            with replace(ada, api=Api(other, agent, None, http)).streaming(  # type: ignore[arg-type]
                "GET", f"/api/runs/{run_id}/events"
            ) as followed:
                assert [next(followed), next(followed)] == received
                process.send_signal(signal.SIGTERM)
                assert list(followed) == []
            assert process.wait(120) == 0
            ending.set()
            rest = list(events)
        assert ada.follow(run_id, 2) == rest
        ada.api.http.close()
    assert rest[-1][1]["text"] == "before, after"


PREVIOUS = "f0e1441"
"""The version that was released before this schema."""


def test_the_previous_program_works_on_the_new_schema(
    new_database: NewDatabase, tmp_path: Path, agent: StandInAgent
) -> None:
    archive = subprocess.run(
        ["git", "archive", PREVIOUS, "todo_backend"], cwd=FOLDER, capture_output=True, check=False
    )  # fmt: skip
    if archive.returncode:
        pytest.skip(f"version {PREVIOUS} is not in this checkout")
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as previous:
        previous.extractall(tmp_path / "previous", filter="data")
    url = new_database().render_as_string(hide_password=False)
    env = environment(tmp_path, PORT=str(free_port()), AGENT_URL=agent.url, DATABASE_URL=url)
    migrated(env)
    agent.play(*tokens("from ", "before"), done("from before"))
    with serving(env, tmp_path / "log", tmp_path / "previous") as (process, url):
        ada = person(url)
        task = ada.add_task("milk")
        assert "tags" not in task
        assert ada.get("/api/tasks")["items"] == [task]
        assert ada.chat("hello")[-1][1]["text"] == "from before"
        conversation = ada.get("/api/conversations")["items"][0]["id"]
        assert len(ada.get(f"/api/conversations/{conversation}")["messages"]) == 2
        ada.api.http.close()
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
    with serving(env, tmp_path / "log") as (_, url):
        account = {"email": "ada@example.com", "password": PASSWORD}
        token = httpx.post(f"{url}/api/auth/login", json=account).json()["access_token"]
        with httpx.Client(base_url=url, timeout=120) as http:
            ada = Person(Api(url, agent, None, http), "", token)  # type: ignore[arg-type]
            assert [found["title"] for found in ada.get("/api/tasks")["items"]] == ["milk"]
            found = ada.get(f"/api/conversations/{conversation}")
            assert [(message["content"], message["status"]) for message in found["messages"]] == [
                ("hello", "complete"), ("from before", "complete"),
            ]  # fmt: skip


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="there is no IPv6")
def test_two_colons_are_both_families(tmp_path: Path) -> None:
    env = environment(tmp_path, HOST="::", PORT=str(free_port()))
    migrated(env)
    with serving(env, tmp_path / "log", measured=True) as (_, url):
        assert answers(f"{url}/healthz")
        assert answers(f"http://[::1]:{env['PORT']}/healthz")


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_refused_settings_end_the_program(tmp_path: Path, command: str) -> None:
    done = run(command, environment(tmp_path, DATABASE_URL="oracle://x"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "todo_backend: cannot start: DATABASE_URL should begin with postgresql:// or sqlite:///\n"


def test_a_migration_that_cannot_connect(tmp_path: Path) -> None:
    code = (
        "import sys, todo_backend.migrate as m; m.upgrade.__kwdefaults__['wait_seconds'] = 0.01;"
        "from todo_backend.__main__ import main; sys.exit(main(['migrate']))"
    )
    env = environment(tmp_path, DATABASE_URL=f"postgresql://u:hidden-password@127.0.0.1:{free_port()}/d")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=FOLDER, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("todo_backend: cannot migrate: no connection to postgresql+psycopg://u:***@127.0.0.1")
    assert "hidden" not in done.stdout + done.stderr


def test_serving_does_without_alembic(tmp_path: Path) -> None:
    code = "import sys, todo_backend.server; assert 'alembic' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], cwd=FOLDER, env=environment(tmp_path), check=False)
    assert done.returncode == 0
