"""A stand-in for the agent: an HTTP server in this process that plays a script and keeps what it was asked."""

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Step = bytes | Callable[[], object]
"""Bytes to send, or something to do (such as to wait) before going on."""


def event(name: str, /, **data: object) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()


def tokens(*texts: str) -> list[bytes]:
    return [event("token", text=text) for text in texts]


def done(text: str) -> bytes:
    return event("done", text=text, turns=1, usage={"input_tokens": 1, "output_tokens": 1})


def confirm(*calls: tuple[str, dict[str, Any]], state: object = "state") -> bytes:
    listed = [{"id": f"call-{index}", "name": name, "arguments": given} for index, (name, given) in enumerate(calls)]
    return event("confirm", calls=listed, state=state)


@dataclass
class Asked:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class StandInAgent:
    """Set `script` before a turn; `asked` holds the requests, oldest first."""

    script: "Iterable[Step] | Callable[[Asked], Iterable[Step]]" = ()
    """A function makes a script for each request."""
    status: int = 200
    content_type: str = "text/event-stream"
    asked: list[Asked] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)
    """Set when the caller closed the connection before the script's end."""

    def __post_init__(self) -> None:
        agent = self

        class Handler(BaseHTTPRequestHandler):
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(self.path, headers, json.loads(body))
                agent.asked.append(asked)
                script = agent.script(asked) if callable(agent.script) else agent.script
                self.send_response(agent.status)
                self.send_header("content-type", agent.content_type)
                self.end_headers()
                try:
                    for step in script:
                        if isinstance(step, bytes):
                            self.wfile.write(step)
                        else:
                            step()
                except OSError:
                    agent.hung_up.set()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def play(self, *script: Step) -> None:
        """Forget what was and play this next."""
        self.script, self.status, self.content_type = script, 200, "text/event-stream"
        self.asked.clear()
        self.hung_up.clear()

    def play_for_each(self, script: "Callable[[Asked], Iterable[Step]]") -> None:
        """Forget what was and play what this makes of each request."""
        self.play()
        self.script = script

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
