"""The events of a run, as they are stored and sent."""

import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from starlette.responses import StreamingResponse
from starlette.types import Send


@dataclass(frozen=True)
class Event:
    """One event; `seq` counts from 1 in each run, and is None for what could not be stored."""

    seq: int | None
    name: str
    data: str
    """JSON in ASCII."""


def data_of(**fields: object) -> str:
    """An event's data: JSON in ASCII, so that no line separator can break a stream."""
    return json.dumps(fields)


def error_data(code: str, message: str) -> str:
    """The data of an `error` event; the message is for the person."""
    return data_of(code=code, message=message)


class EventStream(StreamingResponse):
    """Events for a browser, each with its number as id; those that come together go out together.

    FastAPI's own has two tasks and two queues between an event and the server.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        events: AsyncGenerator[Sequence[Event], None],
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._written = _written(events)
        super().__init__(self._written, status_code, {**(headers or {}), "X-Accel-Buffering": "no"})

    async def stream_response(self, send: Send) -> None:
        """Send it; whoever leaves no longer listens."""
        async with aclosing(self._written):
            await super().stream_response(send)


async def _written(stream: AsyncGenerator[Sequence[Event], None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(stream):
        async for events in stream:
            yield "".join(map(_text, events)).encode("ascii") or b": ping\n\n"


def _text(event: Event) -> str:
    number = "" if event.seq is None else f"id: {event.seq}\n"
    return f"event: {event.name}\ndata: {event.data}\n{number}\n"
