"""HTTP to a neighbour that answers well or badly."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.postgres import free_port
from todo_backend import http_client
from todo_backend.http_client import BrokenError, ConnectError, HttpClient, SilenceError

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
WHOLE = OK + b"5\r\nhello\r\n0\r\n\r\n"

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def taken(reader: asyncio.StreamReader) -> bytes:
    """A question with its body of two bytes."""
    return await reader.readuntil(b"\r\n\r\n") + await reader.readexactly(2)


class Neighbour:
    """Answers each question with the next of some bytes; after the last it hangs up."""

    def __init__(self, *answers: bytes) -> None:
        self._answers = list(answers)
        self.asked: list[bytes] = []
        self.connections = 0
        self.left = asyncio.Event()
        """Set once a connection has ended."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                self.asked.append(await taken(reader))
                writer.write(self._answers.pop(0))
                if not self._answers:
                    break
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()
            self.left.set()


@asynccontextmanager
async def at(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]], silence: float = 60
) -> AsyncGenerator[HttpClient, None]:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    client = HttpClient(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/base/", silence)
    try:
        yield client
    finally:
        client.close()
        server.close()


async def ask(client: HttpClient) -> tuple[int, str, bytes]:
    async with client.post("/v1/runs", b"{}", {"X-Request-Id": "one"}) as response:
        return response.status, response.content_type, b"".join([part async for part in response.body()])


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(test())


def test_a_connection_is_used_again() -> None:
    async def test() -> None:
        neighbour = Neighbour(WHOLE, b"HTTP/1.1 100 Continue\r\n\r\n" + WHOLE)
        async with at(neighbour.serve) as client:
            assert await ask(client) == await ask(client) == (200, "text/plain", b"hello")
        assert neighbour.connections == 1
        line, *headers = neighbour.asked[1].split(b"\r\n")
        assert line == b"POST /base/v1/runs HTTP/1.1"
        assert {b"Content-Length: 2", b"X-Request-Id: one"} <= set(headers)
        assert headers[0].startswith(b"Host: 127.0.0.1:")

    run(test)


def test_a_connection_that_the_other_side_closed_is_not_used_again() -> None:
    async def test() -> None:
        neighbours = [Neighbour(WHOLE), Neighbour(WHOLE)]
        waiting = iter(neighbours)
        async with at(lambda *streams: next(waiting).serve(*streams)) as client:
            await ask(client)
            while client._idle[0].alive:
                await asyncio.sleep(0.001)
            assert await ask(client) == (200, "text/plain", b"hello")

    run(test)


def test_a_connection_that_was_idle_for_long_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_client, "IDLE_SECONDS", 0)

    async def test() -> None:
        neighbour = Neighbour(WHOLE, WHOLE)
        async with at(neighbour.serve) as client:
            await ask(client)
            await ask(client)
        assert neighbour.connections == 2

    run(test)


def test_who_does_not_read_to_the_end_hangs_up() -> None:
    async def test() -> None:
        neighbour = Neighbour(OK + b"5\r\nhello\r\n", b"never sent")
        async with at(neighbour.serve) as client:
            async with client.post("/", b"{}", {}) as response:
                assert await anext(response.body()) == b"hello"
            await neighbour.left.wait()
            assert client._idle == []

    run(test)


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 200", b"nonsense\r\n\r\n", OK + b"5\r\nhel", OK + b"5\r\nhello\r\n", OK + b"x\r\n"],
    ids=["nothing", "half a line", "no HTTP", "half a part", "no end", "no length"],
)
def test_what_is_broken(answer: bytes) -> None:
    async def test() -> None:
        async with at(Neighbour(answer).serve) as client:
            with pytest.raises(BrokenError):
                await ask(client)
            assert client._idle == []

    run(test)


def test_nothing_comes() -> None:
    async def test() -> None:
        async with at(Neighbour(OK, b"never sent").serve, silence=0.05) as client:
            with pytest.raises(SilenceError):
                await ask(client)

    run(test)


def test_nobody_is_there() -> None:
    async def test() -> None:
        with pytest.raises(ConnectError):
            await ask(HttpClient(f"http://127.0.0.1:{free_port()}", 60))

    run(test)
