"""A track: the events of one run on their way from the agent through the database to the listeners."""

import asyncio
from collections.abc import Callable

from todo_backend.runs.channel import Channel
from todo_backend.runs.events import Event, data_of
from todo_backend.runs.work import Cut, Lost, Unstored, Work


class Track:
    """What the runner adds is taken by the writer, which says when it is stored."""

    def __init__(self, work: Work, wake: Callable[[], None]) -> None:
        self.run_id = work.run_id
        self.seq = work.seq
        """The number of the newest event, stored or on its way."""
        self.channel = Channel(work.seq if work.first is None else work.seq - 1)
        if work.first is not None:
            self.channel.publish([work.first])
        self.cut: asyncio.Future[Cut] = asyncio.get_running_loop().create_future()
        """Why the run has to end now."""
        self.gone: Lost | Unstored | None = None
        """Why nothing more of it can be stored."""
        self._wake = wake
        self._pending: list[tuple[str, str, list[str]]] = []
        self._written = asyncio.Event()
        self._written.set()
        self._held = self._storing = False

    def token(self, text: str) -> None:
        """Add a piece of the answer; what waits to be stored becomes one event with it."""
        if self._pending and self._pending[-1][0] == "token":
            self._pending[-1][2].append(text)
        else:
            self._add("token", "", [text])

    def event(self, name: str, /, **data: object) -> None:
        """Add an event."""
        self._add(name, data_of(**data), [])

    @property
    def waits(self) -> bool:
        """Whether there is something for the writer to store."""
        return bool(self._pending) and not self._held

    def take(self) -> list[Event]:
        """What the writer is to store now."""
        self._storing = self.waits
        return self._take() if self._storing else []

    def hold(self) -> None:
        """Leave what waits to whoever ends the run."""
        self._held = True

    def rest(self) -> list[Event]:
        """What is still to be stored of a run that is held, once it is flushed."""
        return self._take()

    def _take(self) -> list[Event]:
        taken, self._pending = self._pending, []
        events = []
        for name, data, texts in taken:
            self.seq += 1
            events.append(Event(self.seq, name, data or data_of(text="".join(texts))))
        return events

    def settled(self) -> None:
        """What was taken is stored."""
        self._storing = False
        if self._held or not self._pending:
            self._written.set()

    def end(self, cut: Cut) -> None:
        """Let the run end; the first reason counts. What waits is still stored."""
        if not self.cut.done():
            self.cut.set_result(cut)

    def lose(self, why: Lost | Unstored) -> None:
        """Let the run end without storing any more."""
        self.gone = why
        self._storing = False
        self._written.set()
        self.end(why)

    async def flushed(self) -> None:
        """Wait until everything is stored that can be, or until the writer is through with a run that is held."""
        if self._storing or not self._held:
            await self._written.wait()

    def _add(self, name: str, data: str, texts: list[str]) -> None:
        self._pending.append((name, data, texts))
        if self.gone is None:
            self._written.clear()
        self._wake()
