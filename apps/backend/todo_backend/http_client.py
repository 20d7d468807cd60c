"""HTTP/1.1 to one neighbour, with connections that are used again; a general client computes three times as long."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import h11

CONNECT_SECONDS = 5
"""For a connection, and for a question to be taken."""

IDLE_SECONDS = 4.0
"""A connection that was idle for longer is not used again: many servers close theirs after 5 s."""

IDLE_CONNECTIONS = 20
"""Connections that are kept while they are not used."""


class ConnectError(Exception):
    """Nobody answers there."""


class BrokenError(Exception):
    """The connection broke off, or what came is not HTTP."""


class SilenceError(Exception):
    """Nothing came for too long."""


class Response:
    """An answer, whose body is read as it comes."""

    def __init__(self, connection: "_Connection", head: h11.Response) -> None:
        self._connection = connection
        self.status = head.status_code
        self.content_type = dict(head.headers).get(b"content-type", b"").decode("latin-1")

    async def body(self) -> AsyncGenerator[bytes, None]:
        """The parts of the body.

        Raises:
            BrokenError: when it is not there to its end.
            SilenceError: when nothing came for too long.
        """
        while isinstance(part := await self._connection.next(), h11.Data):
            yield bytes(part.data)


class HttpClient:
    """The neighbour at one URL. It is asked directly, whatever proxies the environment names."""

    def __init__(self, base_url: str, silence_seconds: float) -> None:
        url = urlsplit(base_url)
        self._tls = url.scheme == "https"
        self._host, self._port = url.hostname or "", url.port or (443 if self._tls else 80)
        self._authority, self._path = url.netloc.rpartition("@")[2], url.path.rstrip("/")
        self._silence_seconds = silence_seconds
        self._idle: list[_Connection] = []

    @asynccontextmanager
    async def post(self, path: str, body: bytes, headers: dict[str, str]) -> AsyncGenerator[Response, None]:
        """Ask with a body; the connection is closed when the answer was not read to its end.

        Raises:
            ConnectError: when nobody answers there.
            BrokenError: when the connection broke off, or what came is not HTTP.
            SilenceError: when nothing came for too long.
        """
        connection = self._take() or await self._connect()
        try:
            everything = {"Host": self._authority, "Content-Length": str(len(body)), **headers}
            request = h11.Request(method="POST", target=self._path + path, headers=list(everything.items()))
            await connection.send(request, h11.Data(data=body), h11.EndOfMessage())
            while isinstance(head := await connection.next(), h11.InformationalResponse):
                pass
            if not isinstance(head, h11.Response):
                raise BrokenError
            yield Response(connection, head)
        finally:
            if connection.finish() and len(self._idle) < IDLE_CONNECTIONS:
                self._idle.append(connection)
            else:
                connection.close()

    def close(self) -> None:
        """Close what is not used."""
        for connection in self._idle:
            connection.close()
        self._idle.clear()

    def _take(self) -> "_Connection | None":
        while self._idle:
            connection = self._idle.pop()
            if connection.alive:
                return connection
            connection.close()
        return None

    async def _connect(self) -> "_Connection":
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                streams = await asyncio.open_connection(self._host, self._port, ssl=self._tls or None)
        except (OSError, TimeoutError):
            raise ConnectError from None
        return _Connection(*streams, self._silence_seconds)


class _Connection:
    """One connection, for one question after the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, silence_seconds: float) -> None:
        self._reader, self._writer, self._silence_seconds = reader, writer, silence_seconds
        self._http = h11.Connection(h11.CLIENT)
        self._idle_since = 0.0

    @property
    def alive(self) -> bool:
        """Whether it can be used again."""
        return not self._reader.at_eof() and time.monotonic() - self._idle_since < IDLE_SECONDS

    async def send(self, *events: h11.Event) -> None:
        """Send a question as a whole."""
        try:
            self._writer.write(b"".join(self._http.send(event) or b"" for event in events))
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._writer.drain()
        except (OSError, TimeoutError, h11.LocalProtocolError):
            raise BrokenError from None

    async def next(self) -> object:
        """What comes next of the answer."""
        try:
            while (event := self._http.next_event()) is h11.NEED_DATA:
                async with asyncio.timeout(self._silence_seconds):
                    received = await self._reader.read(65536)
                self._http.receive_data(received)
        except TimeoutError:
            raise SilenceError from None
        except (OSError, h11.RemoteProtocolError):
            raise BrokenError from None
        return event

    def finish(self) -> bool:
        """Whether it can take another question: this one's answer was read to its end, and nobody closes."""
        with suppress(h11.LocalProtocolError):
            self._http.start_next_cycle()
            self._idle_since = time.monotonic()
            return True
        return False

    def close(self) -> None:
        """Hang up."""
        self._writer.close()
