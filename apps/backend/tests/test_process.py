"""The program as a process: commands, signals, exit codes."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.api import PASSWORD, eventually, read_events, write_keys
from tests.postgres import free_port
from tests.stand_in_agent import StandInAgent, done, tokens

FOLDER = Path(__file__).parent.parent


def environment(folder: Path, **more: str) -> dict[str, str]:
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
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


@contextmanager
def serving(env: dict[str, str], log: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    url = f"http://127.0.0.1:{env['PORT']}"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "todo_backend", "serve"],
            cwd=FOLDER,
            env=env,
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
        return httpx.get(url).status_code == 200
    except httpx.TransportError:
        return False


def test_sigterm_lets_a_chat_finish(tmp_path: Path, agent: StandInAgent) -> None:
    env = environment(tmp_path, PORT=str(free_port()), AGENT_URL=agent.url)
    assert run("migrate", env).returncode == 0
    ending = threading.Event()
    agent.play(*tokens("before, "), lambda: ending.wait(20), *tokens("after"), done("before, after"))
    log = tmp_path / "log"
    with serving(env, log) as (process, url):
        account = {"email": "ada@example.com", "password": PASSWORD}
        token = httpx.post(f"{url}/api/auth/register", json=account).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.stream("POST", f"{url}/api/chat", json={"message": "go"}, headers=headers, timeout=20) as answer:
            events = read_events(answer)
            assert [next(events)[0] for _ in range(2)] == ["start", "token"]
            process.send_signal(signal.SIGTERM)
            eventually(lambda: not answers(f"{url}/readyz"), "readiness is off")
            ending.set()
            assert list(events)[-1][1]["text"] == "before, after"
        assert process.wait(20) == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert all({"time", "level", "message", "service"} <= set(line) for line in lines)
    assert token not in log.read_text()
    with serving(env, log) as (_, url):
        listed = httpx.get(f"{url}/api/conversations", headers=headers).json()["items"]
        found = httpx.get(f"{url}/api/conversations/{listed[0]['id']}", headers=headers).json()
        assert [message["content"] for message in found["messages"]] == ["go", "before, after"]


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
    env = environment(tmp_path, DATABASE_URL=f"postgresql://u:hidden@127.0.0.1:{free_port()}/d")
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
