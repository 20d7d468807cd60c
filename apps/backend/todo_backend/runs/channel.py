"""A channel: the events of one run as this process knows them, for whoever listens here."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from todo_backend.runs.events import Event

SILENCE_SECONDS = 15.0
"""After so long without an event listeners get none, to tell those in between that the stream lives."""


class Channel:
    """Events after `base`, without gaps, in order; closed when no more will come."""

    def __init__(self, base: int) -> None:
        self.base = base
        self.closed = False
        self._events: list[Event] = []
        self._last: Event | None = None
        self._changed = asyncio.Event()

    @property
    def newest(self) -> int:
        """The number of the newest event that is known here."""
        return self.base + len(self._events)

    def publish(self, events: list[Event]) -> None:
        """Add events that are stored, and wake those who wait."""
        if events:
            self._events.extend(events)
            self._wake()

    def close(self, last: Event | None = None) -> None:
        """Let listeners go once they have everything; `last` is for an end that could not be stored."""
        self.closed, self._last = True, last
        self._wake()

    async def after(self, seq: int) -> AsyncIterator[Sequence[Event]]:
        """The events that follow number `seq`, as they come, those of one moment together, until it is closed."""
        position = max(seq - self.base, 0)
        while True:
            changed = self._changed
            if position < len(self._events):
                events = self._events[position:]
                position += len(events)
                yield events
                continue
            if self.closed:
                break
            try:
                async with asyncio.timeout(SILENCE_SECONDS):
                    await changed.wait()
            except TimeoutError:
                yield ()
        if self._last is not None:
            yield (self._last,)

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
