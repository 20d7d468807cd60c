"""The events of a run, as they are stored and sent."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi.sse import ServerSentEvent


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


async def as_sse(events: AsyncIterator[Event]) -> AsyncIterator[ServerSentEvent]:
    """The events for a browser, each with its number as id."""
    async for event in events:
        yield ServerSentEvent(event=event.name, raw_data=event.data, id=None if event.seq is None else str(event.seq))
