"""The API under test, over real HTTP, and people who use it."""

import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from tests.stand_in_agent import StandInAgent
from todo_backend.app import create_app
from todo_backend.dependencies import Services
from todo_backend.security.passwords import Passwords
from todo_backend.settings import Settings

JWT_KEY = "jwt-key-for-tests-0123456789-abcdefghijk"
AGENT_KEY = "agent-key-for-tests-0123456789-abcdefgh"
PASSWORD = "correct horse battery"


class Event(tuple[str, dict[str, Any]]):
    """An event as a pair of name and data, with its number."""

    seq: int | None

    @classmethod
    def of(cls, name: str, data: str, seq: str | None) -> "Event":
        event = cls((name, json.loads(data)))
        event.seq = None if seq is None else int(seq)
        return event


@dataclass
class Api:
    """A running backend."""

    url: str
    agent: StandInAgent
    services: Services
    http: httpx.Client

    def register(self) -> "Person":
        email = f"{uuid.uuid4()}@example.com"
        answer = self.http.post("/api/auth/register", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        return Person(self, email, answer.json()["access_token"], answer.json()["refresh_token"])


@dataclass
class Person:
    """Somebody with an account."""

    api: Api
    email: str
    token: str
    refresh_token: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        # In ASCII, so that halves of surrogate pairs can be sent too.
        content = None if body is None else json.dumps(body)
        headers = {**self.headers, "Content-Type": "application/json"}
        return self.api.http.request(method, path, content=content, headers=headers)

    def get(self, path: str) -> Any:
        answer = self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def add_task(self, title: str, **more: object) -> dict[str, Any]:
        answer = self.ask("POST", "/api/tasks", {"title": title, **more})
        assert answer.status_code == 201, answer.text
        task: dict[str, Any] = answer.json()
        return task

    def chat(self, message: str, conversation_id: str | None = None, **more: object) -> list[Event]:
        """The events of one whole turn."""
        with self.chatting(message, conversation_id, **more) as events:
            return list(events)

    @contextmanager
    def chatting(self, message: str, conversation_id: str | None = None, **more: object) -> Iterator[Iterator[Event]]:
        """A turn whose events are read as they come; leaving the block hangs up."""
        body = {"message": message, **more}
        if conversation_id is not None:
            body["conversation_id"] = conversation_id
        with self.streaming("POST", "/api/chat", body) as events:
            yield events

    @contextmanager
    def streaming(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> Iterator[Iterator[Event]]:
        """The events of a stream, as they come."""
        headers = {**self.headers, **(headers or {})}
        with self.api.http.stream(method, path, json=body, headers=headers) as answer:
            assert answer.status_code == 200, answer.read()
            yield read_events(answer)

    def stream(self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> list[Event]:
        """The events of a whole stream."""
        with self.streaming(method, path, body, headers) as events:
            return list(events)

    def follow(self, run_id: str, after: int = 0) -> list[Event]:
        """The events of a run after a number, until the stream's end."""
        return self.stream("GET", f"/api/runs/{run_id}/events", headers={"Last-Event-ID": str(after)})

    def at(self, api: Api) -> "Person":
        """The same person at another replica."""
        return replace(self, api=api)


def read_events(answer: httpx.Response) -> Iterator[Event]:
    fields: dict[str, str] = {}
    for line in answer.iter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif "data" in fields:
            yield Event.of(fields["event"], fields["data"], fields.get("id"))
            fields = {}
        else:
            fields = {}


def text_of(events: Iterable[Event]) -> str:
    """The joined tokens."""
    return "".join(data["text"] for name, data in events if name == "token")


def in_parallel(calls: Iterable[Callable[[], Any]]) -> list[Any]:
    """What each of some calls returns, all made at once."""
    listed = list(calls)
    with ThreadPoolExecutor(len(listed)) as pool:
        return [future.result() for future in [pool.submit(call) for call in listed]]


def eventually(check: Callable[[], bool], what: str) -> None:
    """Wait until something holds; fails after two minutes: other work may slow this machine down."""
    deadline = time.monotonic() + 120
    while not check():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.02)


def write_keys(folder: Path) -> dict[str, str]:
    """Key files; returns the environment that names them."""
    (folder / "jwt-key").write_text(f"{JWT_KEY}\n")
    (folder / "agent-key").write_text(f"{AGENT_KEY}\n")
    return {"JWT_KEY_FILE": str(folder / "jwt-key"), "AGENT_KEY_FILE": str(folder / "agent-key")}


def unmeasured(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """An environment in which a program does not measure what of it runs, which takes as long as the program itself."""
    return {name: value for name, value in environment.items() if "COV" not in name}


@contextmanager
def running(database_url: str, folder: Path, agent: StandInAgent, **more: Any) -> Iterator[Api]:
    """A backend on a free port, in a thread of this process; without rate limits unless `more` settings say so."""
    keys = {name.lower(): Path(path) for name, path in write_keys(folder).items()}
    more.setdefault("rate_limits", "off")
    settings = Settings(database_url=database_url, agent_url=agent.url, **keys, **more)  # type: ignore[arg-type]
    cheap = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    app = create_app(settings, Passwords(cheap))
    config = uvicorn.Config(
        app, http="h11", log_config=None, access_log=False, timeout_graceful_shutdown=5, proxy_headers=False
    )
    server = uvicorn.Server(config)
    # The protocol is named: only then does asyncio set TCP_NODELAY, and without that each answer takes 40 ms more.
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            eventually(lambda: server.started, "the server starts")
            with httpx.Client(base_url=url, timeout=120) as http:
                yield Api(url, agent, app.state.services, http)
        finally:
            server.should_exit = True
            thread.join()
