"""Serves the app with uvicorn, one worker."""

import gc
import signal
import socket
import sys
from types import FrameType

import uvicorn

from todo_backend import logs
from todo_backend.app import create_app
from todo_backend.dependencies import Services
from todo_backend.settings import Settings


class Server(uvicorn.Server):
    """A server that turns readiness off as soon as it is told to end."""

    def __init__(self, config: uvicorn.Config, services: Services, drain_seconds: float) -> None:
        super().__init__(config)
        self._services, self._drain_seconds = services, drain_seconds

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal."""
        self._services.draining = True
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End: runs go on meanwhile, also those that nobody listens to."""
        self._services.runs.drain(self._drain_seconds)
        await super().shutdown(sockets)


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT, finish what runs, and return."""
    logs.configure(settings.log_level)
    # uvicorn raises the signal again once it has finished; a graceful end is a success.
    signal.signal(signal.SIGTERM, _exit)
    signal.signal(signal.SIGINT, _exit)
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        # httptools, if it is there, would answer unknown methods by itself: neither as a problem nor counted.
        http="h11",
        log_config=None,
        access_log=False,
        server_header=False,
        # X-Forwarded-For is not believed, from whomever; see client_address.py.
        proxy_headers=False,
        timeout_graceful_shutdown=settings.drain_seconds,
    )
    # What was loaded lives as long as the program: no need to look through it for garbage. And what requests leave in
    # circles is little: no need to look for it after each 700 new objects, Python's default.
    gc.freeze()
    gc.set_threshold(20_000)
    Server(config, app.state.services, settings.drain_seconds).run(_sockets(settings))


# asyncio takes :: for IPv6 alone; here, as in Node, it is both families.
def _sockets(settings: Settings) -> list[socket.socket] | None:
    if settings.host != "::":
        return None
    return [socket.create_server(("::", settings.port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=2048)]


def _exit(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(0)
